"""What a set of studies says of a claim."""

from typing import Any

import pytest

from evidence.claims.model import Better, Importance, Kind, Outcome
from evidence.grading.model import Direction, Measure
from evidence.strength.compute import compute
from evidence.strength.model import Body, Contradiction, Verdict
from evidence.strength.synthesis import Interval
from evidence.strength.verdict import effect_direction, thresholds_of, verdict_by_direction
from tests.support.grading import agreed, found, make_claim, make_result, say

FOR, AGAINST, NONE, UNCLEAR = Direction


def body_of(*assessments: Any, **claim: Any) -> Body:
    (body,) = compute(make_claim(**claim), agreed(assessments)).bodies
    return body


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [
        ((3, 0, 0, 0), Verdict.SUPPORTED),
        ((0, 3, 0, 9), Verdict.CONTRADICTED),
        ((7, 3, 0, 0), Verdict.SUPPORTED),
        ((6, 3, 0, 0), Verdict.MIXED),
        ((2, 0, 0, 5), Verdict.INSUFFICIENT),
        ((1, 1, 0, 0), Verdict.MIXED),
        ((0, 0, 6, 0), Verdict.INSUFFICIENT),
        ((3, 0, 3, 0), Verdict.SUPPORTED),
        ((3, 0, 4, 0), Verdict.MIXED),
    ],
)
def test_directions_are_counted(counts: tuple[int, ...], verdict: Verdict) -> None:
    directions = [one for one, n in zip(Direction, counts, strict=True) for _ in range(n)]
    assert verdict_by_direction(effect_direction(directions))[0] is verdict


def test_significance_counts_for_nothing() -> None:
    insignificant = [say(FOR, make_result(1.3, n=50)) for _ in range(3)]
    assert body_of(*insignificant).verdict is Verdict.SUPPORTED


def test_a_pooled_interval_gives_the_verdict() -> None:
    assert body_of(*[found(1.5, 1.2, 1.9)] * 4).verdict is Verdict.SUPPORTED
    worse = body_of(*[found(0.6, 0.5, 0.72)] * 4)
    assert (worse.verdict, worse.contradiction) == (Verdict.CONTRADICTED, Contradiction.OPPOSITE)
    assert body_of(*[found(1.1, 0.8, 1.5)] * 4).verdict is Verdict.INSUFFICIENT


def test_little_or_no_difference_needs_a_difference_that_was_set() -> None:
    near = make_result(1.01, 0.97, 1.05, n=9000, direction=NONE)
    assert body_of(say(NONE, near)).verdict is Verdict.INSUFFICIENT
    outcome = Outcome(
        name="live birth",
        importance=Importance.CRITICAL,
        better=Better.MORE,
        measure="risk ratio",
        minimal_important_difference=5,
        mid_unit="percentage points",
        baseline_risk=0.3,
    )
    body = body_of(say(NONE, near), outcomes=(outcome,))
    assert (body.verdict, body.contradiction) == (Verdict.CONTRADICTED, Contradiction.LITTLE)
    small = body_of(found(1.08, 1.02, 1.14, n=9000), outcomes=(outcome,))
    assert (small.verdict, small.small) == (Verdict.SUPPORTED, True)


def test_thresholds_on_each_scale() -> None:
    outcome = Outcome(
        name="x",
        importance=Importance.CRITICAL,
        better=Better.MORE,
        measure="",
        minimal_important_difference=10,
        mid_unit="percentage points",
        baseline_risk=0.2,
    )

    def limits(measure: Measure, of: Outcome | None = outcome) -> tuple[float, float] | None:
        found_limits = thresholds_of(measure, of)
        return None if found_limits is None else (found_limits.interval.low, found_limits.interval.high)

    assert limits(Measure.RISK_RATIO) == pytest.approx((0.5, 1.5))
    assert limits(Measure.ODDS_RATIO) == pytest.approx((0.1 / 0.9 / 0.25, 0.3 / 0.7 / 0.25))
    assert limits(Measure.RISK_DIFFERENCE) == (-10, 10)
    assert limits(Measure.MEAN_DIFFERENCE) is None
    assert limits(Measure.STANDARDISED_MEAN_DIFFERENCE, None) == (-0.5, 0.5)
    assert limits(Measure.HAZARD_RATIO, None) == (0.75, 1.25)


def test_the_side_of_the_claim_is_read_from_what_reviewers_recorded() -> None:
    harm = [say(FOR, make_result(0.6, 0.5, 0.72, direction=FOR))] * 3
    body = body_of(*harm, kind=Kind.ETIOLOGY)
    assert (body.verdict, body.claimed_side) == (Verdict.SUPPORTED, -1)


def test_records_that_disagree_on_the_side_are_not_pooled() -> None:
    one = say(FOR, make_result(0.6, 0.5, 0.72, direction=FOR))
    other = say(FOR, make_result(1.6, 1.4, 1.9, direction=FOR))
    body = body_of(one, one, other, kind=Kind.ETIOLOGY)
    assert body.pooled is None
    assert "do not agree on which side" in body.notes[0]


def test_effects_are_pooled_only_when_most_studies_have_one() -> None:
    some = body_of(*[found(1.5, 1.2, 1.9)] * 3, say())
    assert some.pooled is not None
    assert some.pooled.k == 3
    few = body_of(found(1.5, 1.2, 1.9), say(), say())
    assert few.pooled is None
    assert few.effect_direction is not None
    assert (few.k, few.effect_direction.for_) == (3, 3)


def test_two_studies_show_the_fixed_effect_too() -> None:
    pooled = body_of(found(1.5, 1.2, 1.9), found(1.6, 1.2, 2.2)).pooled
    assert pooled is not None
    assert pooled.fixed is not None
    assert pooled.prediction_interval is None
    assert isinstance(pooled.fixed_ci, Interval)
    assert pooled.ci.low < pooled.fixed_ci.low
