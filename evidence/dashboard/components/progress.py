"""How far a reviewer is, what became of their last press, and what to do when nothing is left."""

from __future__ import annotations

from evidence.dashboard import links, session
from evidence.dashboard.components import page
from evidence.dashboard.desk import Desk
from evidence.export.markup import Html, tag
from evidence.services import review


def told(desk: Desk, far: Html) -> Html:
    """How far one is, and what became of the last press; that is read aloud when it changes."""
    note = tag("p", tag("strong", desk.note), class_="ev-told ev-doubt-note") if desk.note else ""
    saved = tag("p", "✓ ", desk.saved, class_="ev-told") if desk.saved else ""
    return tag("div", far, tag("div", note, saved, role="status", aria_live="polite"), class_="ev-told-line")


def how_far(reviewer: str, claim_id: str | None, of_claim: str) -> Html:
    """``12 left, about 6 min``: for the claim that was chosen, else for all."""
    done = review.progress(session.database(), reviewer, of_claim)
    left = done.left if claim_id else sum(review.claims_with_work(session.database(), reviewer).values())
    where = "for this claim" if claim_id else "over all claims"
    return tag("p", tag("strong", f"{left:,} left"), f" {where}{_about(left, done.seconds_per_grade)}", class_="ev-far")


def _about(left: int, seconds_per_grade: float | None) -> str:
    if seconds_per_grade is None:
        return ""
    minutes = left * seconds_per_grade / 60
    if minutes < 1:
        return ", under a minute"
    return f", about {minutes:.0f} min" if minutes < 100 else f", about {minutes / 60:.0f} h"


def nothing_left(desk: Desk, reviewer: str, claim_id: str | None) -> None:
    """That no paper comes now, and what to do next."""
    page.show(told(desk, Html()))
    work = review.claims_with_work(session.database(), reviewer)
    here = sum(work.values()) if claim_id is None else work.get(claim_id, 0)
    if here:
        page.nothing(
            "1 paper still waits, but somebody has it open."
            if here == 1
            else f"{here:,} papers still wait, but somebody has them open.",
            "Come back in a quarter of an hour, or choose another claim.",
        )
    elif work:
        page.nothing(
            "Nothing is left for you to grade for this claim.",
            links.inside(f"Go on with other claims ({sum(work.values()):,} left)", "review"), ".",
        )  # fmt: skip
    else:
        page.nothing(
            "Nothing is left for you to grade.",
            "New papers come with the next refresh. See what the grades amount to under ",
            links.inside("Claims", "./"), ".",
        )  # fmt: skip
