"""Which of many bodies a claim's strength is read from."""

from typing import Any

import pytest

from evidence.citations.design import Design
from evidence.claims.model import Combine
from evidence.grading.model import Direction, RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.headline import combine_parts
from evidence.strength.model import Certainty, Part, Verdict
from tests.support.grading import agreed, found, make_claim, make_result, say


def headline(*said: Any) -> tuple[Verdict, Certainty | None]:
    strength = compute(make_claim(), agreed(said))
    return strength.direction, strength.certainty


def of(outcome: str, direction: Direction = Direction.FOR) -> Any:
    return say(Direction.FOR, make_result(outcome=outcome, direction=direction, n=500))


def test_the_most_important_outcome_leads_even_when_others_say_more() -> None:
    assert headline(*[of("NK cell count")] * 5, of("live birth"))[0] is Verdict.INSUFFICIENT
    assert headline(*[of("NK cell count")] * 5)[0] is Verdict.SUPPORTED


def test_the_body_of_the_best_certainty_leads() -> None:
    trials = [found(1.5, 1.25, 1.8, n=900, events=400, risk=RiskOfBias.LOW)] * 3
    cohorts = [found(0.6, 0.5, 0.7, n=900, events=400, design=Design.COHORT)] * 3
    assert headline(*trials, *cohorts) == (Verdict.SUPPORTED, Certainty.HIGH)


def test_equal_bodies_that_disagree_are_mixed() -> None:
    series = [say(Direction.AGAINST, design=Design.CASE_SERIES)] * 3
    assert headline(*[say()] * 3, *series) == (Verdict.MIXED, Certainty.VERY_LOW)


def test_an_equal_body_that_says_nothing_takes_the_verdict_away() -> None:
    cohorts = [say(design=Design.COHORT)] * 3
    assert headline(*cohorts)[0] is Verdict.SUPPORTED
    assert headline(*cohorts, say(design=Design.CASE_SERIES))[0] is Verdict.INSUFFICIENT


def part(direction: Verdict, certainty: Certainty | None = None) -> Part:
    return Part(claim=str(direction), exposure="x", direction=direction, certainty=certainty, provisional=True)


@pytest.mark.parametrize(
    ("parts", "worst", "best"),
    [
        ([part(Verdict.SUPPORTED, Certainty.LOW), part(Verdict.MIXED, Certainty.HIGH)], "mixed", "supported"),
        ([part(Verdict.NO_EVIDENCE), part(Verdict.CONTRADICTED, Certainty.LOW)], "contradicted", "no evidence"),
        ([part(Verdict.INSUFFICIENT, Certainty.LOW), part(Verdict.NO_EVIDENCE)], "no evidence", "insufficient"),
    ],
)
def test_parts_are_ranked_by_verdict(parts: list[Part], worst: str, best: str) -> None:
    assert combine_parts(make_claim(combine=Combine.ALL), parts).direction == worst
    assert combine_parts(make_claim(combine=Combine.ANY), parts).direction == best


@pytest.mark.parametrize(
    ("verdict", "worst", "best"),
    [
        (Verdict.SUPPORTED, Certainty.LOW, Certainty.MODERATE),
        (Verdict.CONTRADICTED, Certainty.MODERATE, Certainty.LOW),
        (Verdict.INSUFFICIENT, Certainty.LOW, Certainty.LOW),
        (Verdict.MIXED, Certainty.LOW, Certainty.LOW),
    ],
)
def test_certainty_ranks_equal_verdicts_only_where_it_speaks_for_or_against_the_claim(
    verdict: Verdict, worst: Certainty, best: Certainty
) -> None:
    parts = [part(verdict, Certainty.MODERATE), part(verdict, Certainty.LOW)]
    for order in (parts, parts[::-1]):
        assert combine_parts(make_claim(combine=Combine.ALL), order).certainty is worst
        assert combine_parts(make_claim(combine=Combine.ANY), order).certainty is best
