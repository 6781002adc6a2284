"""Evidence pages for readers: one a claim and an index, each a file that needs nothing else.

Marked up as schema.org MedicalWebPage, with who reviewed it and when only where somebody did. Not as ClaimReview: that
is for claims made by others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from evidence.claims.model import Claim
from evidence.export import marks, papers
from evidence.export.csl import Style
from evidence.export.lists import html as reference_list
from evidence.export.markup import Html, join, plain, tag
from evidence.export.reference import RETRACTED, Reference, title_of
from evidence.strength import telling
from evidence.strength.model import BETWEEN_PEOPLE, Body, Part, Strength, Verdict

# How publishing knows its own pages, which it may replace.
OURS = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="evidence publish">'
SAMPLE = "Sample data with illustrative grades, not a medical appraisal."


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a page tells of a claim.

    Attributes:
        claim, strength, references: the claim with its evidence.
        wording: what a text may say.
        since: when the strength was last computed anew.
    """

    claim: Claim
    strength: Strength
    references: tuple[Reference, ...]
    wording: str
    since: date | None


def page_name(claim_id: str) -> str:
    """The file of a claim's page; no id holds an underscore, so none takes the index's place."""
    return "index_.html" if claim_id == "index" else f"{claim_id}.html"


def evidence_page(
    one: Evidence, others: Mapping[str, Claim], *, sample: bool, indexed: bool = True, style: Style = Style.VANCOUVER
) -> str:
    """The page of a claim.

    Args:
        one: the claim with its evidence.
        others: claims that have pages, by id, for links to parts and wholes.
        sample: the evidence is a sample's, which every page must say.
        indexed: there is an index to go back to.
        style: of the references.
    """
    strength, claim = one.strength, one.claim
    body = [
        tag("nav", tag("a", "All claims", href="index.html"), aria_label="Breadcrumb") if indexed else Html(),
        tag("main", *_main(one, others, style, sample=sample)),
    ]
    return document(claim.statement, strength.sentence, body, _json_ld(one), published=True)


def index_page(found: Sequence[Evidence], *, sample: bool) -> str:
    """The page that lists all claims."""
    rows = (
        tag(
            "tr",
            tag("th", tag("a", one.claim.statement, href=page_name(one.claim.id)), scope="row"),
            tag("td", _verdict(one.strength)),
            tag("td", marks.certainty(one.strength.certainty)),
            tag("td", "no" if one.strength.provisional else "yes"),
        )
        for one in found
    )
    heads = ("Claim", "The evidence", "Certainty", "Confirmed")
    listed = table("Claims, and what the evidence says of them", heads, rows)
    return document(
        "Evidence for the claims",
        "What the evidence says of each tracked claim.",
        [tag("main", _banner() if sample else "", tag("h1", "Evidence for the claims"), listed, *_how_to_read())],
        {"@context": "https://schema.org", "@type": "CollectionPage", "name": "Evidence for the claims"},
        published=True,
    )


def _main(one: Evidence, others: Mapping[str, Claim], style: Style, *, sample: bool) -> list[Html]:
    strength, claim = one.strength, one.claim
    parts: list[Html] = [_banner()] if sample else []
    parts += [tag("h1", claim.statement), _card(one)]
    if claim.part_of and claim.part_of in others:
        whole = tag("a", others[claim.part_of].statement, href=page_name(claim.part_of))
        parts.append(tag("p", "A part of: ", whole, class_="ev-small"))
    if strength.parts:
        parts += [tag("h2", "Its parts"), _parts(strength.parts, others)]
    if strength.bodies:
        parts += [tag("h2", "Summary of findings"), _findings(strength.bodies, strength.headline)]
    if strength.guidelines:
        lines = (
            tag("li", f"{guideline.body} {guideline.year}: {guideline.position} ", papers.to_paper(guideline.pmid))
            for guideline in strength.guidelines
        )
        parts += [tag("h2", "Positions of guidelines"), tag("ul", *lines)]
    parts += [tag("h2", "How this came about"), tag("ul", *(tag("li", step) for step in _rationale(strength)))]
    if one.references:
        parts += [tag("h2", "References"), _kinds(one.references), reference_list(one.references, style)]
    return [*parts, *_how_to_read(), _made(one)]


def _card(one: Evidence) -> Html:
    strength = one.strength
    banners = (tag("p", tag("strong", "▲ "), banner, class_="ev-doubt") for banner in strength.banners)
    by = f" by {strength.confirmed_by}" if strength.confirmed_by else ""
    on = f" on {strength.confirmed_at:%Y-%m-%d}" if strength.confirmed_at else ""
    standing = "Provisional: not confirmed as it stands." if strength.provisional else f"Confirmed{by}{on}."
    return tag(
        "section",
        tag("h2", "What the evidence says"),
        tag("p", _verdict(strength), " ", marks.certainty(strength.certainty), class_="ev-headline"),
        tag("p", strength.sentence),
        *banners,
        tag("p", tag("strong", "What a text may say: "), one.wording),
        tag("p", standing, class_="ev-small"),
        class_="ev-card",
    )


def _verdict(one: Strength | Body | Part) -> Html:
    said = one.verdict if isinstance(one, Body) else one.direction
    return marks.verdict_mark(said, one.contradiction).html()


def _parts(parts: Iterable[Part], others: Mapping[str, Claim]) -> Html:
    def name(part: Part) -> Html:
        known = others.get(part.claim)
        return tag("a", known.statement, href=page_name(part.claim)) if known else tag("span", part.exposure)

    rows = (
        tag(
            "tr",
            tag("th", name(part), scope="row"),
            tag("td", _verdict(part)),
            tag("td", marks.certainty(part.certainty)),
        )
        for part in parts
    )
    return table("Parts of the claim", ("Part", "The evidence", "Certainty"), rows)


def _findings(bodies: Iterable[Body], headline: Sequence[str]) -> Html:
    rows = (
        tag(
            "tr",
            tag(
                "th",
                body.outcome,
                tag("div", "decides", class_="ev-small") if body.key in headline else "",
                scope="row",
            ),
            tag("td", telling.studies(body)),
            tag("td", telling.effect(body), " ", _verdict(body)),
            tag("td", marks.certainty(body.certainty)),
            tag("td", tag("ul", *(tag("li", step) for step in _steps(body)))),
        )
        for body in bodies
    )
    heads = ("Outcome", "Studies", "What they found", "Certainty", "Why this certainty")
    return table("Bodies of evidence", heads, rows)


def _rationale(strength: Strength) -> list[str]:
    """Without the names of those who confirmed a body: a provisional strength is nobody's word."""
    names = {body.confirmed_by for body in strength.bodies if body.confirmed_by}
    steps = list(strength.rationale)
    for name in sorted(names, key=len, reverse=True):
        steps = [step.replace(f" Confirmed by {name}, ", " Confirmed on ") for step in steps]
    return steps


def _steps(body: Body) -> list[str]:
    """Without the names of those who confirmed: they stand where they agreed to stand, beside the strength."""
    return [step for step in telling.steps(body) if not step.startswith("confirmed by ")]


def table(caption: str, heads: Sequence[str], rows: Iterable[Html]) -> Html:
    """A table with a caption that can be reached and scrolled by keyboard."""
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in heads)))
    made = tag("table", tag("caption", caption), head, tag("tbody", *rows))
    return tag("div", made, class_="ev-scroll", tabindex="0", role="region", aria_label=caption)


def _kinds(references: Sequence[Reference]) -> Html:
    counted = sum(one.counts for one in references)
    retracted = sum(one.status in RETRACTED for one in references)
    said = f"{counted} of {len(references)} count as evidence, these first"
    return tag("p", f"{said}; {retracted} retracted, these last." if retracted else f"{said}.", class_="ev-small")


def _banner() -> Html:
    return tag("div", tag("strong", SAMPLE), class_="ev-banner", role="note")


def _how_to_read() -> list[Html]:
    said = (
        "⊕⊕⊕⊕ high: very confident that the true effect lies close to the estimate. "
        "⊕⊕⊕◯ moderate: probably close, possibly substantially different. "
        "⊕⊕◯◯ low: it may be substantially different. ⊕◯◯◯ very low: probably substantially different."
    )
    return [
        tag("h2", "How to read this"),
        tag("p", said),
        tag("p", "Certainty after GRADE. No evidence of an effect is not evidence of no effect. This is no advice for "
            "a single person: talk to a doctor."),
    ]  # fmt: skip


def _made(one: Evidence) -> Html:
    since = f"The strength stands since {one.since:%Y-%m-%d}. " if one.since else ""
    return tag("p", f"{since}Method {one.strength.method}, claim {one.strength.claim_hash[:12]}.", class_="ev-small")


def _json_ld(one: Evidence) -> dict[str, Any]:
    strength = one.strength
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": one.claim.statement,
        "description": strength.sentence,
        "citation": [_article(reference) for reference in one.references if reference.counts],
    }
    if strength.confirmed_by and strength.confirmed_at and strength.direction is not Verdict.NO_EVIDENCE:
        data["reviewedBy"] = [{"@type": "Person", "name": name} for name in strength.confirmed_by.split(BETWEEN_PEOPLE)]
        data["lastReviewed"] = f"{strength.confirmed_at:%Y-%m-%d}"
    return data


def _article(one: Reference) -> dict[str, Any]:
    citation = one.citation
    identifiers = [{"@type": "PropertyValue", "propertyID": "PMID", "value": str(citation.pmid)}]
    if citation.doi:
        identifiers.append({"@type": "PropertyValue", "propertyID": "DOI", "value": citation.doi})
    return {
        "@type": "ScholarlyArticle",
        "name": title_of(citation),
        "author": [{"@type": "Organization" if a.collective else "Person", "name": a.name()} for a in citation.authors],
        "datePublished": citation.published.iso(),
        "identifier": identifiers,
        "url": papers.doi_url(citation.doi) if citation.doi else papers.pubmed_url(citation.pmid),
    }


def document(
    title: str,
    description: str,
    body: Iterable[Html],
    data: Mapping[str, Any] | None = None,
    *,
    published: bool = False,
) -> str:
    """A whole page; ``data``: what it says of itself as JSON-LD; ``published``: publishing may replace it."""
    # Inside a script element only "</" could end it, and "<!--" change how it is read. ASCII only: what turns text
    # around is written as its code.
    json_ld = json.dumps(data, indent=1).replace("<", "\\u003c")
    head = tag(
        "head",
        Html('<meta charset="utf-8">'),
        Html('<meta name="generator" content="evidence publish">') if published else "",
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", plain(title)),
        Html(f'<meta name="description" content="{plain(description)}">'),
        tag("style", Html(_css())),
        Html(f'<script type="application/ld+json">{json_ld}</script>') if data else "",
    )
    return f"<!DOCTYPE html>\n{tag('html', head, tag('body', join(body)), lang='en')}\n"


@cache
def _css() -> str:
    return files("evidence.export").joinpath("page.css").read_text(encoding="utf-8")
