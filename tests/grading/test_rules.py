"""Nonsense is refused, with the field and the reason."""

from datetime import date, datetime
from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.claims.model import Kind
from evidence.grading.model import (
    Assessment,
    Confidence,
    Details,
    Direction,
    Directness,
    DomainRisk,
    GuidelinePosition,
    Measure,
    Read,
    Relevance,
    Result,
    ReviewFacts,
    RiskOfBias,
    Tool,
)
from evidence.grading.rules import check_adjudication, check_assessment, check_grade
from tests.support.grading import decide, found, make_claim, make_result, say, vote

CLAIM = make_claim()
REVIEW = ReviewFacts(
    confidence=Confidence.MODERATE,
    searched=date(2020, 1, 1),
    design=Design.RANDOMISED_TRIAL,
    studies_risk_of_bias=RiskOfBias.SOME,
)


def fields_of(assessment: Assessment, **claim: Any) -> set[str]:
    return {problem.field for problem in check_assessment(assessment, make_claim(**claim))}


def refused(**result: Any) -> set[str]:
    said = found(1.4, 1.1, 1.8)
    assert said.details is not None
    changed = msgspec.structs.replace(said.details.results[0], **result)
    details = msgspec.structs.replace(said.details, results=(changed,))
    return fields_of(msgspec.structs.replace(said, details=details, direction=changed.direction))


def test_grades_that_make_sense_pass() -> None:
    assert not check_grade(vote(1, "Ann", say()), CLAIM)
    assert not check_grade(vote(1, "Ann", say(relevance=Relevance.NONE)), CLAIM)
    assert not check_grade(vote(1, "Ann", found(1.4, 1.1, 1.8, risk=RiskOfBias.LOW)), CLAIM)
    guideline = GuidelinePosition(body="A society", year=2022, position="do not use")
    assert not check_assessment(
        Assessment(relevance=Relevance.DIRECT, design=Design.GUIDELINE, details=Details(guideline=guideline)), CLAIM
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"estimate": 2.0}, "ci_low"),
        ({"ci_low": 1.4, "ci_high": 1.4}, "ci_low"),
        ({"ci_high": None}, "ci_high"),
        ({"ci_low": None}, "ci_low"),
        ({"estimate": None}, "estimate"),
        ({"ci_low": -0.2}, "ci_low"),
        ({"ci_high": float("inf")}, "ci_high"),
        ({"measure": None}, "measure"),
        ({"n": 0}, "n"),
        ({"n": 10, "events": 11}, "events"),
        ({"events": -1}, "events"),
        ({"k": 3}, "k"),
        ({"i2": 40.0}, "i2"),
        ({"outcome": "happiness"}, "outcome"),
        ({"directness": Directness(population=3)}, "directness.population"),
        ({"domains": (DomainRisk("randomisation", RiskOfBias.LOW),)}, "tool"),
        ({"tool": Tool.QUIPS, "domains": ()}, ""),
        ({"tool": Tool.SYRCLE}, "tool"),
        ({"tool": Tool.ROB_2, "domains": (DomainRisk("missing outcome data", RiskOfBias.HIGH),)}, "domains"),
        ({"direction": Direction.NO_DIFFERENCE}, "direction"),
        ({"direction": Direction.AGAINST}, "direction"),
        ({"estimate": 1.0, "ci_low": 0.8, "ci_high": 1.2}, "direction"),
        ({"direction": Direction.NO_DIFFERENCE, "estimate": 1.04, "ci_low": 1.01, "ci_high": 1.07}, "direction"),
    ],
)
def test_a_result_that_cannot_be_is_refused(change: dict[str, Any], field: str) -> None:
    expected = {f"details.results[0].{field}"} if field else set()
    assert refused(**change) == expected


def test_a_direction_is_no_matter_of_significance() -> None:
    assert not refused(estimate=1.3, ci_low=0.8, ci_high=2.1)
    assert refused(estimate=1.3, ci_low=0.8, ci_high=2.1, direction=Direction.NO_DIFFERENCE)


def test_the_good_side_is_that_of_the_outcome() -> None:
    fewer = make_result(0.7, 0.5, 0.9, outcome="miscarriage", direction=Direction.FOR)
    assert not fields_of(say(Direction.FOR, fewer))
    etiology = make_result(0.7, 0.5, 0.9, direction=Direction.FOR)
    assert not fields_of(say(Direction.FOR, etiology), kind=Kind.ETIOLOGY)


def test_an_abstract_cannot_show_low_risk_of_bias() -> None:
    assert fields_of(say(risk=RiskOfBias.LOW)) == {"risk_of_bias"}
    assert fields_of(say(risk=RiskOfBias.LOW, read=Read.ABSTRACT)) == {"risk_of_bias"}
    assert not fields_of(say(risk=RiskOfBias.LOW, read=Read.FULL_TEXT))


def test_an_irrelevant_paper_has_nothing_more_to_say() -> None:
    said = msgspec.structs.replace(found(1.4, 1.1, 1.8), relevance=Relevance.NONE)
    assert fields_of(said) == {"direction", "risk_of_bias", "details.results"}


def test_a_relevant_paper_needs_the_quick_tier() -> None:
    assert fields_of(Assessment(relevance=Relevance.DIRECT)) == {"direction", "design", "risk_of_bias"}


def test_the_quick_direction_is_that_of_the_main_outcome() -> None:
    assert fields_of(say(Direction.AGAINST, make_result(1.4, 1.1, 1.8))) == {"direction"}


def test_a_result_is_given_once() -> None:
    twice = (make_result(1.4, 1.1, 1.8), make_result(1.5, 1.1, 1.9))
    assert fields_of(say(Direction.FOR, *twice)) == {"details.results[1].outcome"}
    others = (twice[0], msgspec.structs.replace(twice[1], population="women over 40"))
    assert not fields_of(say(Direction.FOR, *others))


def test_confounding_is_not_deducted_twice() -> None:
    cohort: dict[str, Any] = {"design": Design.COHORT, "risk": RiskOfBias.SOME}
    confounded = make_result(1.4, 1.1, 1.8, tool=Tool.ROBINS_I, domains=(DomainRisk("Confounding", RiskOfBias.HIGH),))
    assert not fields_of(say(Direction.FOR, confounded, **cohort))
    missing = msgspec.structs.replace(confounded, domains=(DomainRisk("missing data", RiskOfBias.HIGH),))
    assert fields_of(say(Direction.FOR, missing, **cohort)) == {"details.results[0].domains"}


def test_reviews_and_guidelines_say_what_they_are() -> None:
    pooled = make_result(1.4, 1.1, 1.8, k=4, i2=20.0)
    review: dict[str, Any] = {"design": Design.SYSTEMATIC_REVIEW, "risk": RiskOfBias.SOME}
    assert not fields_of(say(Direction.FOR, pooled, review=REVIEW, **review))
    assert fields_of(say(review=REVIEW)) == {"details.review"}
    low = msgspec.structs.replace(REVIEW, confidence=Confidence.LOW)
    assert fields_of(say(Direction.FOR, pooled, review=low, **review)) == {"risk_of_bias"}
    nested = msgspec.structs.replace(REVIEW, design=Design.SYSTEMATIC_REVIEW)
    assert fields_of(say(Direction.FOR, pooled, review=nested, **review)) == {"details.review.design"}
    assert fields_of(say(guideline=GuidelinePosition(body=" ", year=2020, position="x"))) == {"details.guideline"}


def test_who_and_when_are_known() -> None:
    nameless = vote(1, " ", say(), version=0, claim="other", at=datetime(2024, 1, 1))  # noqa: DTZ001
    problems = {problem.field for problem in check_grade(nameless, CLAIM)}
    assert problems == {"reviewer", "version", "claim", "at"}
    assert {p.field for p in check_grade(msgspec.structs.replace(nameless, pmid=0), CLAIM)} == problems | {"pmid"}


def test_a_voter_cannot_adjudicate() -> None:
    assert not check_adjudication(decide(1, say()), CLAIM, ["Ann", "Ben"])
    problems = check_adjudication(decide(1, say(), adjudicator="Ben", reason=""), CLAIM, ["Ann", "Ben"])
    assert {problem.field for problem in problems} == {"adjudicator", "reason"}


def test_results_of_a_quick_grade_are_its_direction_for_the_main_outcome() -> None:
    assert say(Direction.AGAINST).results(CLAIM) == (Result(outcome="live birth", direction=Direction.AGAINST),)
    assert make_result(1.2).measure is Measure.RISK_RATIO
