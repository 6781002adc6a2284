"""Each domain's rule, at its edges."""

from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.claims.model import Better, Importance, Kind, Outcome
from evidence.grading.model import Direction, Directness, Measure, Read, Relevance, RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.domains import information_size
from evidence.strength.material import Material
from evidence.strength.model import Body, Domain, Judged
from tests.support.grading import NK_COUNT, agreed, found, make_claim, make_result, say

LOW, SOME, HIGH, CRITICAL = RiskOfBias


def only_body(*assessments: Any, **changes: Any) -> Body:
    claim = changes.pop("claim", make_claim())
    (body,) = compute(claim, agreed(assessments, **changes)).bodies
    return body


def judged(domain: Domain, *assessments: Any, **changes: Any) -> Judged:
    return only_body(*assessments, **changes).domains[domain]


@pytest.mark.parametrize(
    ("risks", "levels"),
    [
        ([LOW, LOW, LOW, SOME], 0),
        ([LOW, LOW, SOME, SOME], -1),
        ([LOW, SOME, SOME, HIGH], -1),
        ([LOW, LOW, HIGH, CRITICAL], -2),
    ],
)
def test_risk_of_bias_goes_by_weight(risks: list[RiskOfBias], levels: int) -> None:
    trials = [found(1.5, 1.2, 1.9, n=500, risk=risk) for risk in risks]
    assert judged(Domain.RISK_OF_BIAS, *trials).proposed == levels


def test_risk_of_bias_when_the_worst_studies_make_the_direction() -> None:
    quick = [say(risk=LOW, read=Read.FULL_TEXT) for _ in range(2)] + [say(risk=HIGH)]
    assert judged(Domain.RISK_OF_BIAS, *quick).proposed == -1
    enough = [say(risk=LOW, read=Read.FULL_TEXT) for _ in range(3)] + [say(risk=HIGH)]
    assert judged(Domain.RISK_OF_BIAS, *enough).proposed == 0


def test_inconsistency_by_heterogeneity_prediction_and_minority() -> None:
    same = [found(1.5, 1.2, 1.9)] * 4
    assert judged(Domain.INCONSISTENCY, same[0]).reason == "a single study"
    assert judged(Domain.INCONSISTENCY, *same).proposed == 0
    apart = [found(3.0, 2.5, 3.6), found(0.4, 0.33, 0.48), found(1.5, 1.2, 1.9)]
    assert judged(Domain.INCONSISTENCY, *apart).proposed == -2
    spread = [found(e, e * 0.8, e * 1.25) for e in (1.2, 1.5, 1.9, 2.4, 3.0)]
    body = only_body(*spread)
    assert body.pooled is not None
    assert body.pooled.i2 is not None
    assert body.pooled.i2 > 50
    assert body.domains[Domain.INCONSISTENCY].proposed == -1
    assert "prediction interval crosses" in body.domains[Domain.INCONSISTENCY].reason
    counted = [say()] * 4 + [say(Direction.AGAINST)] * 2
    assert judged(Domain.INCONSISTENCY, *counted).proposed == -1
    assert judged(Domain.INCONSISTENCY, *counted[:5]).proposed == 0


def test_indirectness_by_weight_and_by_surrogate() -> None:
    def studies(*worst: int) -> list[Any]:
        return [found_with(Directness(outcome=each)) for each in worst]

    assert judged(Domain.INDIRECTNESS, *studies(0, 0, 0, 2)).proposed == 0
    assert judged(Domain.INDIRECTNESS, *studies(0, 0, 1, 2)).proposed == -1
    assert judged(Domain.INDIRECTNESS, *studies(0, 0, 2, 2)).proposed == -2
    assert judged(Domain.INDIRECTNESS, *[say(relevance=Relevance.PARTIAL)] * 3).proposed == -1
    surrogate = make_claim(outcomes=(NK_COUNT,))
    assert judged(Domain.INDIRECTNESS, say(), claim=surrogate).proposed == -1
    cause = make_claim(outcomes=(NK_COUNT,), kind=Kind.ETIOLOGY)
    assert judged(Domain.INDIRECTNESS, say(), claim=cause).proposed == 0


def found_with(directness: Directness) -> Any:
    result = make_result(1.5, 1.2, 1.9, n=500, directness=directness)
    return say(Direction.FOR, result)


@pytest.mark.parametrize(
    ("estimate", "low", "high", "n", "events", "levels"),
    [
        (1.0, 0.80, 1.20, 2000, 600, 0),  # between the thresholds
        (1.1, 0.80, 1.40, 2000, 600, -1),  # crosses one
        (1.0, 0.75, 1.25, 2000, 600, -2),  # touches both
        (3.3, 0.12, 91.6, 2000, 600, -3),  # bounds more than tenfold apart
        (1.1, 0.50, 2.40, 40, 12, -3),  # fewer than 50
        (1.3, 1.004, 1.9, 2000, 600, -1),  # a bound printed as 1.00
        (1.5, 1.01, 3.10, 2000, 600, -2),  # excludes no effect, but wide
        (1.5, 1.20, 1.90, 2000, 600, 0),
        (1.5, 1.20, 1.90, 2000, 299, -1),  # too few events
        (1.5, 1.20, 1.90, 2000, None, -1),  # events unknown
        (1.5, 1.20, 1.90, 4000, None, 0),  # so many that it does not matter
        (1.5, 1.20, 1.90, 99, 60, -2),  # fewer than 100
    ],
)
def test_imprecision_of_a_ratio(
    estimate: float, low: float, high: float, n: int, events: int | None, levels: int
) -> None:
    result = make_result(estimate, low, high, n=n, events=events)
    if estimate == 1.0:
        result = msgspec.structs.replace(result, direction=Direction.NO_DIFFERENCE)
    assert judged(Domain.IMPRECISION, say(result.direction, result)).proposed == levels


def test_an_odds_ratio_is_wide_sooner() -> None:
    wide = make_result(1.8, 1.1, 2.9, n=2000, events=600)
    assert judged(Domain.IMPRECISION, say(Direction.FOR, wide)).proposed == 0
    odds = msgspec.structs.replace(wide, measure=Measure.ODDS_RATIO)
    assert judged(Domain.IMPRECISION, say(Direction.FOR, odds)).proposed == -2


@pytest.mark.parametrize(("sizes", "levels"), [((90,), -2), ((90, 90), -1), ((300, 300), 0), ((300, None), -1)])
def test_imprecision_without_an_interval_goes_by_size(sizes: tuple[int | None, ...], levels: int) -> None:
    studies = [say(Direction.FOR, make_result(n=n, direction=Direction.FOR)) for n in sizes]
    assert judged(Domain.IMPRECISION, *studies).proposed == levels


def test_information_size_follows_the_difference_that_was_set() -> None:
    outcome = Outcome(
        name="live birth",
        importance=Importance.CRITICAL,
        better=Better.MORE,
        measure="risk ratio",
        minimal_important_difference=10,
        mid_unit="percentage points",
        baseline_risk=0.25,
    )
    # By hand: (1.96 + 0.8416)² x (0.25 x 0.75 + 0.35 x 0.65) / 0.10² = 325.7, so 326 a group.
    assert information_size(outcome) == 652
    assert information_size(msgspec.structs.replace(outcome, baseline_risk=None)) is None
    claim = make_claim(outcomes=(outcome,))
    assert judged(Domain.IMPRECISION, found(1.5, 1.2, 1.9, n=500, events=200), claim=claim).proposed == -1
    assert judged(Domain.IMPRECISION, found(1.5, 1.2, 1.9, n=700, events=200), claim=claim).proposed == 0


def test_publication_bias_is_never_called_absent_with_few_studies() -> None:
    few = judged(Domain.PUBLICATION_BIAS, *[found(1.5, 1.2, 1.9)] * 9)
    assert (few.proposed, few.reason) == (0, "not assessable with fewer than ten comparable studies")


def test_publication_bias_by_asymmetry() -> None:
    sizes = [40, 50, 60, 80, 100, 150, 250, 400, 800, 2000]
    slanted, level = [], []
    for index, n in enumerate(sizes):
        half = 1 + 12 / n**0.5
        jitter = 1.04 if index % 2 else 0.96
        slanted.append(found(jitter * half**0.9, jitter * half**0.9 / half, jitter * half**1.9, n=n, events=n // 4))
        level.append(found(1.4 * jitter, 1.4 * jitter / half, 1.4 * jitter * half, n=n, events=n // 4))
    assert judged(Domain.PUBLICATION_BIAS, *slanted).proposed == -1
    assert judged(Domain.PUBLICATION_BIAS, *level).proposed == 0


def test_publication_bias_by_what_is_known_to_be_missing_or_paid_for() -> None:
    trial = found(1.5, 1.2, 1.9, n=150)
    assert judged(Domain.PUBLICATION_BIAS, trial, unpublished_trials=2).proposed == -1
    assert judged(Domain.PUBLICATION_BIAS, found(1.5, 1.2, 1.9, n=150, sponsored=True)).proposed == -1
    assert judged(Domain.PUBLICATION_BIAS, found(1.5, 1.2, 1.9, n=900, sponsored=True)).proposed == 0


def test_publication_bias_by_conference_abstracts() -> None:
    material: Material = agreed([found(1.5, 1.2, 1.9, n=300)] * 3)
    first = msgspec.structs.replace(material.papers[0], conference_abstract=True)
    papers = (first, *material.papers[1:])
    (body,) = compute(make_claim(), msgspec.structs.replace(material, papers=papers)).bodies
    assert body.domains[Domain.PUBLICATION_BIAS].proposed == -1
    assert [one.name for one in body.sensitivities] == ["without conference abstracts"]


def test_rating_up_is_offered_only_where_nothing_lowers() -> None:
    def cohort(estimate: float, **said: Any) -> Any:
        return found(estimate, estimate * 0.8, estimate * 1.25, n=5000, events=900, design=Design.COHORT, **said)

    assert judged(Domain.LARGE_EFFECT, cohort(2.4, risk=LOW)).proposed == 1
    assert judged(Domain.LARGE_EFFECT, cohort(0.15, risk=LOW)).proposed == 2
    assert judged(Domain.LARGE_EFFECT, cohort(1.5, risk=LOW)).proposed == 0
    assert judged(Domain.LARGE_EFFECT, cohort(2.4)).proposed == 0
    assert Domain.LARGE_EFFECT not in only_body(found(2.4, 2, 3, n=5000, events=900, risk=LOW)).domains
    odds = make_result(2.4, 2.0, 2.9, n=5000, events=900, measure=Measure.ODDS_RATIO)
    assert judged(Domain.LARGE_EFFECT, say(Direction.FOR, odds, design=Design.COHORT, risk=LOW)).proposed == 0
