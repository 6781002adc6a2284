"""Confirm: the bodies of evidence that a claim rests on, for a named person to agree with or to override."""

import streamlit as st

from evidence.claims.model import Claim
from evidence.dashboard import links, session
from evidence.dashboard.components import confirming, page, strength
from evidence.dashboard.components.table import Column, table
from evidence.dashboard.reviewer import current_reviewer
from evidence.export.markup import join, tag
from evidence.services import strength as strengths
from evidence.store import catalogue
from evidence.strength.model import Strength

COLUMNS = (Column("Claim", "wide"), Column("Strength"), Column("Bodies", "number"), Column("Waiting", "number"))


def show_list(tracked: dict[str, Claim], standing: dict[str, Strength]) -> None:
    """The claims that rest on something and are not confirmed, those without waiting papers first."""
    open_ones = sorted(
        (one for one in standing.values() if one.provisional and one.bodies and not one.parts),
        key=lambda one: one.waiting > 0,
    )
    if not open_ones:
        page.nothing("Nothing waits to be confirmed.", "Strengths come from grades: go on with ", REVIEW, ".")
        return
    page.show(
        tag(
            "p",
            "What rests on studies and nobody has confirmed; claims without waiting papers first.",
            class_="ev-small",
        ),
        table(
            "Claims to confirm",
            COLUMNS,
            (
                (
                    links.inside(tracked[one.claim].statement, links.confirm_url(one.claim)),
                    strength.in_row(one),
                    f"{len(one.bodies)}",
                    f"{one.waiting:,}",
                )
                for one in open_ones
            ),
        ),
    )


def show_claim(by: str, one: Strength, claim: Claim) -> None:
    """What a claim rests on."""
    page.show(strength.card(one, claim))
    if one.waiting:
        page.show(
            tag("p", f"Papers that wait for reviewers: {one.waiting}. Until they are settled it stays provisional.")
        )
    for body in one.bodies:
        confirming.form(by, claim.id, body)
    if one.parts:
        parts = (tag("li", links.inside(part.claim, links.confirm_url(part.claim))) for part in one.parts)
        page.nothing("This claim rests on its parts: confirm them.", tag("ul", *parts))
    elif not one.bodies:
        page.nothing("This claim rests on no body of evidence yet.", "Grade its papers in ", REVIEW, ".")


REVIEW = links.inside("Review", "review")
wanted = st.query_params.get("claim", "")
with session.reading() as tx:
    tracked = {claim.id: claim for claim in catalogue.claims(tx)}
    standing = {one.claim: one for one in strengths.current(tx)}
above = join((links.inside("Confirm", "confirm"), " › ", links.inside("The claim", links.claim_url(wanted))))
page.heading(tracked[wanted].statement if wanted in tracked else "Confirm", above=above if wanted in tracked else "")
by = current_reviewer()
if saved := st.session_state.get("confirmed"):
    page.show(tag("p", "✓ ", saved, class_="ev-told", role="status"))
if wanted and wanted not in tracked:
    page.nothing(f"No tracked claim is called {wanted!r}.", "Choose one of ", links.inside("Confirm", "confirm"), ".")
elif not by:
    page.nothing("Who is confirming?", "Write your name in the bar at the left (» opens it), and press Enter.")
elif wanted:
    show_claim(by, standing[wanted], tracked[wanted])
else:
    show_list(tracked, standing)
