"""From what queries found to what counts: the flow of a review (PRISMA 2020, Page and others, BMJ 2021;372:n71)."""

from __future__ import annotations

import msgspec

from evidence.dashboard import words
from evidence.export.markup import Html, tag
from evidence.strength.model import Strength


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How many papers reach each step.

    Attributes:
        identified: hits of all queries together; a paper that two queries find is two.
        papers: each once.
        screened: those on which reviewers agree; ``waiting``: those on which they do not yet.
        included: those that a strength was read from.
        retracted: those that were retracted.
    """

    identified: int
    papers: int
    screened: int
    waiting: int
    included: int
    retracted: int


def flow_of(one: Strength, identified: int) -> Flow:
    """The flow of a claim; of a compound claim with the papers of its parts."""
    counted = {pmid for body in one.bodies for line in body.studies for pmid in line.pmids}
    return Flow(
        identified=identified,
        papers=one.citations,
        screened=one.citations - one.waiting,
        waiting=one.waiting,
        included=len(counted),
        retracted=one.retracted,
    )


def flow(one: Flow) -> Html:
    """The steps in a row, each with what was left behind."""
    same = one.identified - one.papers
    steps = (
        (
            "Identified",
            f"{one.identified:,}",
            f"{same:,} found by several queries" if same > 0 else "",
        ),
        ("Papers", f"{one.papers:,}", f"{one.retracted:,} retracted" if one.retracted else ""),
        ("Screened", f"{one.screened:,}", words.count(one.waiting, "waits", "wait") if one.waiting else ""),
        ("Included", f"{one.included:,}", ""),
    )
    items = (
        tag("li", tag("span", name, class_="ev-small"), tag("strong", number), tag("span", aside, class_="ev-small"))
        for name, number, aside in steps
    )
    return tag("ol", *items, class_="ev-flow", aria_label="From what was found to what counts")
