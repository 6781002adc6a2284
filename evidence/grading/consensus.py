"""From independent votes on a paper to one agreed assessment, or to the fields in conflict.

- At least two reviewers, more when the claim asks for more.
- Whether the paper is relevant at all is always unanimous: ``partial`` against ``none`` is a conflict.
- Categories (direction, design ...): unanimous, or two thirds of the votes; but never over somebody who saw the
  opposite direction.
- Ordered categories (risk of bias, directness ...): one step apart takes the more cautious value, two steps conflict.
- Numbers: within 1% of each other; then the widest interval and the smallest sample.
- Details that one reviewer alone recorded are taken, and the paper is marked as extracted by one person.

The more cautious value is taken throughout, and none of it depends on the order of votes or on who cast them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from evidence.claims.model import Claim
from evidence.grading.model import (
    Adjudication,
    Assessment,
    Confidence,
    Details,
    Direction,
    Directness,
    DomainRisk,
    Grade,
    GuidelinePosition,
    Read,
    Relevance,
    Result,
    ReviewFacts,
    RiskOfBias,
)

FEWEST_VOTES = 2
NUMBERS_WITHIN = 0.01

T = TypeVar("T")


class State(StrEnum):
    """How far the reviewers are with a paper."""

    WAITING = "waiting"
    CONFLICT = "conflict"
    AGREED = "agreed"
    ADJUDICATED = "adjudicated"


class Conflict(msgspec.Struct, frozen=True, gc=False):
    """A field on which the votes differ: its name, and what was said, without names, most frequent first."""

    field: str
    said: tuple[str, ...]


class Consensus(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Where a paper stands for a claim.

    Attributes:
        pmid: the paper.
        state: waiting for votes, in conflict, agreed, or adjudicated.
        assessment: what holds; ``None`` while waiting or in conflict.
        conflicts: fields that the adjudicator has to decide.
        voters: who has voted, in alphabetical order.
        extracted_by_one: the results were recorded by one reviewer only.
        reopened: the paper was corrected after the votes; it waits for them to be cast again, and until then they hold.
    """

    pmid: int
    state: State
    assessment: Assessment | None = None
    conflicts: tuple[Conflict, ...] = ()
    voters: tuple[str, ...] = ()
    extracted_by_one: bool = False
    reopened: bool = False

    @property
    def settled(self) -> bool:
        """Whether nobody needs to do anything about the paper."""
        return self.assessment is not None and not self.reopened


def votes_needed(claim: Claim) -> int:
    """Votes before a paper can be agreed on: what the claim asks for, and never fewer than two."""
    return max(FEWEST_VOTES, claim.votes_needed)


def current(grades: Iterable[Grade]) -> list[Grade]:
    """The newest version of each reviewer's grade of each paper, without withdrawn ones, by paper and reviewer."""
    newest: dict[tuple[str, int, str], Grade] = {}
    for grade in grades:
        key = (grade.claim, grade.pmid, grade.reviewer)
        if key not in newest or grade.version > newest[key].version:
            newest[key] = grade
    return [newest[key] for key in sorted(newest) if not newest[key].withdrawn]


def consensus(
    claim: Claim,
    pmid: int,
    votes: Sequence[Grade],
    adjudication: Adjudication | None = None,
    reopened_at: datetime | None = None,
) -> Consensus:
    """Where a paper stands.

    Args:
        claim: what the paper is graded for.
        pmid: the paper.
        votes: the current vote of each reviewer (``current``).
        adjudication: the newest one of this paper; it holds as long as no vote is newer than it.
        reopened_at: when the paper was last corrected; older votes have to be looked at again.
    """
    voters = tuple(sorted(vote.reviewer for vote in votes))
    decided = adjudication is not None and all(vote.at <= adjudication.at for vote in votes)
    needed = votes_needed(claim)
    reopened = False
    if reopened_at is not None:
        fresh = [vote for vote in votes if vote.at >= reopened_at]
        decided_since = adjudication is not None and decided and adjudication.at >= reopened_at
        reopened = not decided_since and len(fresh) < needed
        if not reopened and not decided_since:
            votes, decided = fresh, False
    if decided and adjudication is not None:
        return Consensus(
            pmid=pmid, state=State.ADJUDICATED, assessment=adjudication.assessment, voters=voters, reopened=reopened
        )
    if len(votes) < needed:
        return Consensus(pmid=pmid, state=State.WAITING, voters=voters, reopened=reopened)
    first = votes[0].assessment
    if all(vote.assessment == first for vote in votes):
        merged: _Merge | None = None
        assessment = first
    else:
        merged = _Merge()
        assessment = merged.assessments([vote.assessment for vote in votes])
    conflicts = tuple(merged.conflicts) if merged else ()
    return Consensus(
        pmid=pmid,
        state=State.CONFLICT if conflicts else State.AGREED,
        assessment=None if conflicts else assessment,
        conflicts=conflicts,
        voters=voters,
        extracted_by_one=bool(merged and merged.extracted_by_one),
        reopened=reopened,
    )


class _Merge:
    """Merges votes field by field and collects the fields that cannot be merged."""

    def __init__(self) -> None:
        self.conflicts: list[Conflict] = []
        self.extracted_by_one = False

    def assessments(self, said: list[Assessment]) -> Assessment:
        relevance = [a.relevance for a in said]
        if Relevance.NONE in relevance:
            if set(relevance) != {Relevance.NONE}:
                self.differ("relevance", relevance)
            return Assessment(relevance=Relevance.NONE)
        return Assessment(
            relevance=self.ordered("relevance", relevance, Relevance) or Relevance.PARTIAL,
            direction=self.direction("direction", [a.direction for a in said]),
            design=self.category("design", [a.design for a in said]),
            risk_of_bias=self.ordered("risk_of_bias", [a.risk_of_bias for a in said], RiskOfBias),
            details=self.details([a.details for a in said]),
        )

    def details(self, all_said: list[Details | None]) -> Details | None:
        said = [d for d in all_said if d is not None]
        if not said:
            return None
        return Details(
            read=self.ordered("details.read", [d.read for d in said], Read) or Read.ABSTRACT,
            results=self.results([d.results for d in said], len(all_said)),
            funding="; ".join(sorted({d.funding for d in said} - {""})),
            sponsored=_cautious([d.sponsored for d in said], True),
            conflicts="; ".join(sorted({d.conflicts for d in said} - {""})),
            integrity=tuple(sorted({flag for d in said for flag in d.integrity})),
            comment="\n".join(sorted({d.comment for d in said} - {""})),
            review=self.review([d.review for d in said if d.review is not None]),
            guideline=self.guideline([d.guideline for d in said if d.guideline is not None]),
        )

    def results(self, said: list[tuple[Result, ...]], votes: int) -> tuple[Result, ...]:
        by_key: dict[tuple[str, str, str], list[Result]] = {}
        kept_apart: dict[str, list[str]] = {}
        for results in said:
            for result in results:
                by_key.setdefault(result.key(), []).append(result)
            for outcome in {result.outcome for result in results}:
                named = sorted(" / ".join(result.key()[1:]) for result in results if result.outcome == outcome)
                kept_apart.setdefault(outcome, []).append("; ".join(named))
        for outcome in sorted(kept_apart):
            # Else one study would be counted twice, under two names of one population.
            if len(set(kept_apart[outcome])) > 1:
                self.differ(f"{outcome}: population and comparator", kept_apart[outcome])
        return tuple(self.result(by_key[key], votes) for key in sorted(by_key))

    def result(self, said: list[Result], votes: int) -> Result:
        first = said[0]
        self.extracted_by_one |= len(said) == 1 < votes
        name = " ".join(part for part in first.key() if part)

        def number(field: str, pick: Callable[[list[Any]], Any]) -> Any:
            return self.number(f"{name}: {field}", [getattr(result, field) for result in said], pick)

        def directness(field: str) -> int:
            said_of_it = [getattr(result.directness, field) for result in said]
            return self.ordered(f"{name}: directness of {field}", said_of_it, (0, 1, 2)) or 0

        return Result(
            outcome=first.outcome,
            population=first.population,
            comparator=first.comparator,
            direction=self.direction(f"{name}: direction", [result.direction for result in said]) or first.direction,
            n=number("n", min),
            events=number("events", min),
            measure=self.category(f"{name}: measure", [result.measure for result in said]),
            estimate=number("estimate", _middle),
            ci_low=number("ci_low", min),
            ci_high=number("ci_high", max),
            adjusted=_cautious([result.adjusted for result in said], False),
            directness=Directness(
                population=directness("population"),
                intervention=directness("intervention"),
                comparator=directness("comparator"),
                outcome=directness("outcome"),
            ),
            tool=self.category(f"{name}: tool", [result.tool for result in said]),
            domains=self.domains(name, said),
            k=number("k", min),
            i2=number("i2", max),
        )

    def domains(self, result: str, said: list[Result]) -> tuple[DomainRisk, ...]:
        by_name: dict[str, list[RiskOfBias]] = {}
        for one in said:
            for domain in one.domains:
                by_name.setdefault(domain.name, []).append(domain.risk)
        merged = {name: self.ordered(f"{result}: {name}", by_name[name], RiskOfBias) for name in sorted(by_name)}
        return tuple(DomainRisk(name, risk) for name, risk in merged.items() if risk is not None)

    def review(self, said: list[ReviewFacts]) -> ReviewFacts | None:
        if not said:
            return None
        first = said[0]
        return ReviewFacts(
            confidence=self.ordered("confidence", [r.confidence for r in said], Confidence) or first.confidence,
            searched=self.category("searched", [r.searched for r in said]) or first.searched,
            design=self.category("design of its studies", [r.design for r in said]) or first.design,
            studies_risk_of_bias=self.ordered(
                "risk of bias of its studies", [r.studies_risk_of_bias for r in said], RiskOfBias
            )
            or first.studies_risk_of_bias,
            # The union: a study that only one reviewer saw in the list must still not be counted twice.
            includes=tuple(sorted({pmid for r in said for pmid in r.includes})),
        )

    def guideline(self, said: list[GuidelinePosition]) -> GuidelinePosition | None:
        return self.category("guideline", said) if said else None

    def direction(self, field: str, said: Sequence[Direction | None]) -> Direction | None:
        if Direction.FOR in said and Direction.AGAINST in said:
            self.differ(field, said)
            return None
        return self.category(field, said)

    def category(self, field: str, said: Sequence[T | None]) -> T | None:
        given = [value for value in said if value is not None]
        if not given:
            return None
        value, votes = max(Counter(given).items(), key=lambda item: item[1])
        if votes * 3 < len(given) * 2:
            self.differ(field, given)
            return None
        return value

    def ordered(self, field: str, said: Sequence[T | None], steps: Iterable[T]) -> T | None:
        order = list(steps)
        ranks = [order.index(value) for value in said if value is not None]
        if not ranks:
            return None
        if max(ranks) - min(ranks) > 1:
            self.differ(field, [value for value in said if value is not None])
            return None
        return order[max(ranks)]

    def number(self, field: str, said: Sequence[float | None], pick: Callable[[list[Any]], Any]) -> Any:
        given = [value for value in said if value is not None]
        if not given:
            return None
        self.extracted_by_one |= len(given) == 1 < len(said)
        low, high = min(given), max(given)
        if high - low > NUMBERS_WITHIN * max(abs(low), abs(high)):
            self.differ(field, given)
            return None
        return pick(given)

    def differ(self, field: str, said: Sequence[object]) -> None:
        counted = Counter(str(value) for value in said)
        self.conflicts.append(Conflict(field, tuple(sorted(counted, key=lambda text: (-counted[text], text)))))


def _middle(values: list[float]) -> float:
    """The lower of the middle values: one that somebody wrote down."""
    return sorted(values)[(len(values) - 1) // 2]


def _cautious(said: Sequence[bool | None], cautious: bool) -> bool | None:
    """The cautious answer when anybody gave it; ``None`` when nobody gave any."""
    given = {value for value in said if value is not None}
    return cautious if cautious in given else given.pop() if given else None
