"""From what queries found to what counts: the flow of a review (PRISMA 2020, Page and others, BMJ 2021;372:n71)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from evidence.dashboard import words
from evidence.export.markup import Html, tag
from evidence.strength.eligibility import Place

_UNDECIDED: Final = frozenset({Place.WAITING, Place.CONFLICT})


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """How many papers reach each step.

    Attributes:
        identified: hits of all queries together; a paper that two queries find is two.
        papers: each once.
        undecided: those on which reviewers do not agree yet.
        excluded: those that count for nothing, by what became of them, the most frequent first.
        included: those that count.
    """

    identified: int
    papers: int
    undecided: int
    excluded: dict[Place, int]
    included: int


def flow_of(places: Mapping[int, frozenset[Place]], identified: int) -> Flow:
    """The flow of a claim, from what became of each of its papers; of a compound claim for any of its parts."""
    counted = [one for one in places.values() if Place.COUNTED in one]
    left = [one for one in places.values() if Place.COUNTED not in one]
    undecided = sum(not _UNDECIDED.isdisjoint(one) for one in left)
    # A paper that several parts leave out for different reasons is told with the first of them.
    excluded = Counter(min(one, key=list(Place).index) for one in left if _UNDECIDED.isdisjoint(one))
    return Flow(
        identified=identified,
        papers=len(places),
        undecided=undecided,
        excluded=dict(sorted(excluded.items(), key=lambda item: (-item[1], item[0]))),
        included=len(counted),
    )


def flow(one: Flow) -> Html:
    """The steps in a row, each with what was left behind."""
    same = one.identified - one.papers
    steps: tuple[tuple[str, int, list[str]], ...] = (
        ("Identified", one.identified, [f"{same:,} found by several queries"] if same > 0 else []),
        ("Papers", one.papers, [words.count(one.undecided, "waits", "wait")] if one.undecided else []),
        ("Screened", one.papers - one.undecided, [f"{place}: {number:,}" for place, number in one.excluded.items()]),
        ("Included", one.included, []),
    )
    return tag(
        "ol", *(_step(*step) for step in steps), class_="ev-flow", aria_label="From what was found to what counts"
    )


def _step(name: str, number: int, left: list[str]) -> Html:
    asides = (tag("span", aside, class_="ev-small") for aside in left)
    return tag("li", tag("span", name, class_="ev-small"), tag("strong", f"{number:,}"), *asides)
