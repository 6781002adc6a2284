"""How strong the evidence for a claim is: in one line, as a card, and as the bodies that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from evidence.article.ladder import allowed
from evidence.claims.model import Claim
from evidence.dashboard import links, words
from evidence.dashboard.components.page import section
from evidence.dashboard.components.table import Column, table
from evidence.export import marks, papers
from evidence.export.marks import certainty
from evidence.export.markup import Html, join, tag
from evidence.strength import telling
from evidence.strength.model import Body, Guideline, Part, Strength

_BODY_COLUMNS: Final = (
    Column("Outcome"),
    Column("Studies"),
    Column("Effect"),
    Column("Certainty", "date"),
    Column("Why this certainty", "wide"),
)
_PART_COLUMNS: Final = (Column("Part", "wide"), Column("Strength"))


def in_row(one: Strength) -> Html:
    """Direction and certainty for a row of a table."""
    unconfirmed = tag("div", "not confirmed", class_="ev-small") if one.provisional else ""
    return join((verdict(one), tag("div", certainty(one.certainty), class_="ev-certainty"), unconfirmed))


def verdict(one: Strength | Body | Part) -> Html:
    """What the evidence says: an icon, a word and a colour together."""
    said = one.verdict if isinstance(one, Body) else one.direction
    return marks.verdict_mark(said, one.contradiction).html()


def card(one: Strength, claim: Claim) -> Html:
    """The strength of a claim for somebody who asks: may I write this?"""
    to_do = [] if claim.combine else [links.inside("Grade its papers", links.review_url(one.claim))]
    to_do += [links.inside("Confirm what it rests on", links.confirm_url(one.claim))] if one.bodies else []
    return tag(
        "section",
        tag("h2", "Strength of evidence", class_="ev-unseen"),
        tag("p", verdict(one), " ", certainty(one.certainty), class_="ev-headline"),
        tag("p", one.sentence, class_="ev-sentence"),
        tag("p", tag("strong", "What a text may say: "), allowed(claim, one).wording),
        *(tag("p", tag("strong", "▲ "), banner, class_="ev-doubt") for banner in one.banners),
        tag("p", _standing(one), " ", join(to_do, " · "), class_="ev-small"),
        class_="ev-card ev-strength",
    )


def _standing(one: Strength) -> str:
    counted = f"{words.count(one.studies, 'study', 'studies')} counted of {words.count(one.citations, 'citation')}"
    waiting = f"{words.count(one.waiting, 'paper waits', 'papers wait')} for reviewers" if one.waiting else ""
    retracted = f"{one.retracted:,} retracted" if one.retracted else ""
    by = f" by {one.confirmed_by} on {words.day(one.confirmed_at)}" if one.confirmed_by else ""
    standing = "Provisional: not confirmed as it stands" if one.provisional else f"Confirmed{by}"
    return "; ".join(filter(None, (standing, counted, waiting, retracted))) + "."


def grounds(one: Strength, claims: Mapping[str, Claim]) -> Html:
    """What the strength was read from and every step to it, folded; ``claims``: the tracked ones, by id."""
    shown = [
        join((section("Parts"), _parts(one.parts, claims))) if one.parts else "",
        join((section("Bodies of evidence"), _bodies(one))) if one.bodies else "",
        join((section("Positions of guidelines"), _guidelines(one.guidelines))) if one.guidelines else "",
        section("Every step"),
        tag("ul", *(tag("li", step) for step in one.rationale), class_="ev-steps"),
    ]
    return tag("details", tag("summary", "How this came about"), *shown, class_="ev-grounds")


def _parts(parts: Iterable[Part], claims: Mapping[str, Claim]) -> Html:
    def row(part: Part) -> tuple[str, str]:
        name = claims[part.claim].statement if part.claim in claims else part.claim
        unconfirmed = tag("span", " not confirmed", class_="ev-small") if part.provisional else ""
        return links.inside(name, links.claim_url(part.claim)), join(
            (verdict(part), " ", certainty(part.certainty), unconfirmed)
        )

    return table("Parts of this claim", _PART_COLUMNS, map(row, parts))


def _bodies(one: Strength) -> Html:
    def row(body: Body) -> tuple[str, ...]:
        leads = tag("div", "decides", class_="ev-small") if body.key in one.headline else ""
        return (
            join((tag("strong", body.outcome), leads)),
            telling.studies(body),
            join((telling.effect(body), tag("div", verdict(body)))),
            certainty(body.certainty),
            tag("ul", *(tag("li", step) for step in telling.steps(body))),
        )

    return table("Bodies of evidence", _BODY_COLUMNS, map(row, one.bodies))


def _guidelines(positions: Iterable[Guideline]) -> Html:
    def line(one: Guideline) -> Html:
        strength = f" ({one.recommendation})" if one.recommendation else ""
        return tag("li", f"{one.body} {one.year}: {one.position}{strength} ", papers.to_paper(one.pmid))

    return tag("ul", *map(line, positions))
