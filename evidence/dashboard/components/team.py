"""The team of reviewers in tables."""

from __future__ import annotations

from typing import Final

from evidence.dashboard import words
from evidence.dashboard.components.page import section
from evidence.dashboard.components.table import Column, figures, table
from evidence.export.markup import Html, join, tag
from evidence.grading.agreement import FEWEST_UNITS, Agreement
from evidence.services.team import Member, Team

_MEMBERS: Final = (
    Column("Reviewer"),
    Column("Graded", "number"),
    Column("Left", "number"),
    Column("Median seconds a grade", "number"),
    Column("Last grade", "date"),
)
_AGREEMENT: Final = (
    Column("Field"),
    Column("Papers", "number"),
    Column("Agree", "number"),
    Column("Krippendorff's alpha", "number"),
    Column("Gwet's AC1", "number"),
    Column("Reading"),
)
_PAIRS: Final = (
    Column("Reviewers"),
    Column("Field"),
    Column("Papers", "number"),
    Column("Agree", "number"),
    Column("Cohen's kappa", "number"),
)
_FEW: Final = "too few papers"


def members(one: Team) -> Html:
    """A line of figures, and a row a reviewer."""
    told = figures(
        (
            (f"{len(one.members):,}", "reviewers", ""),
            (f"{sum(member.graded for member in one.members):,}", "grades that hold", ""),
            (f"{one.waiting:,}", "papers that wait for a vote or a decision", ""),
        )
    )
    return join((told, section("Work"), table("Reviewers", _MEMBERS, map(_member, one.members))))


def _member(one: Member) -> tuple[str, ...]:
    seconds = f"{one.seconds_per_grade:.0f}" if one.seconds_per_grade is not None else "too few to say"
    return one.name, f"{one.graded:,}", f"{one.left:,}", seconds, words.day(one.last_at)


def agreement(one: Team) -> Html:
    """How well all reviewers agree, field by field, beyond what chance would give."""
    rows = ((_field(name), *_figures(found)) for name, found in one.agreement.items())
    aside = f"From votes alone; nothing below {FEWEST_UNITS} papers. From .80 alpha is reliable, from .667 tentative."
    return join((section("Agreement"), tag("p", aside, class_="ev-small"), table("Agreement", _AGREEMENT, rows)))


def _figures(found: Agreement) -> tuple[str, ...]:
    return (
        f"{found.units:,}",
        f"{found.percent:.0%}" if found.percent is not None else _FEW,
        f"{found.alpha:.2f}" if found.alpha is not None else "–",
        f"{found.ac1:.2f}" if found.ac1 is not None else "–",
        _reading(found.alpha),
    )


def _reading(alpha: float | None) -> str:
    if alpha is None:
        return ""
    return "reliable" if alpha >= 0.8 else "tentative" if alpha >= 0.667 else "low"  # Krippendorff 2011


def pairs(one: Team) -> Html:
    """Every two reviewers who graded papers in common."""
    rows = [
        (
            " and ".join(pair.reviewers),
            _field(name),
            f"{pair.units:,}",
            f"{pair.percent:.0%}" if pair.percent is not None else _FEW,
            f"{pair.kappa:.2f}" if pair.kappa is not None else "–",
        )
        for name, found in one.pairs.items()
        for pair in found
    ]
    return join((section("Pairs"), table("Agreement of pairs", _PAIRS, rows))) if rows else Html()


def _field(name: str) -> str:
    return name.replace("_", " ").capitalize()
