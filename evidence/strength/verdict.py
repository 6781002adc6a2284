"""What a set of studies says: pooled where effects compare, else counted by direction.

The rules of this file give a verdict, never a certainty: how sure one can be of it is ``domains``' business.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import msgspec

from evidence.claims.model import Better, Claim, Outcome
from evidence.grading.model import Direction, Measure, Result
from evidence.grading.rules import BENEFIT_KINDS
from evidence.strength.model import Contradiction, EffectDirection, Pooled, Verdict
from evidence.strength.studies import Contribution
from evidence.strength.synthesis import Effect, Interval, Pool, Z, pool, sign_test, wilson

FEWEST_STUDIES = 3
SHARE_FOR_A_DIRECTION = 0.7
RATIO_THRESHOLDS = Interval(0.75, 1.25)
"""Appreciable benefit and harm where nobody has set a difference that matters (GRADE guidelines 6)."""
STANDARDISED_THRESHOLDS = Interval(-0.5, 0.5)
"""Likewise for standardised mean differences (GRADE guidelines 6)."""


class Thresholds(msgspec.Struct, frozen=True):
    """Effects from which on a difference matters; ``explicit``: people set it for this claim beforehand."""

    interval: Interval
    explicit: bool


class Synthesis(msgspec.Struct, frozen=True, kw_only=True):
    """Studies put together.

    Attributes:
        verdict, contradiction, small: what they say; ``small``: less than the difference set to matter.
        claimed_side: see ``claimed_side``.
        pooled: the effect, if there is one; ``pool``: its meta-analysis, on the logarithmic scale for ratios.
        effects: of the pooled studies, by position in the contributions.
        effect_direction: always there, shown beside a pooled effect.
        weights: share of each contribution, in their order.
        thresholds: that apply to the pooled effect.
        notes: what a reader must know about how it was done.
    """

    verdict: Verdict
    contradiction: Contradiction | None = None
    claimed_side: int | None
    small: bool = False
    pooled: Pooled | None = None
    pool: Pool | None = None
    effects: dict[int, Effect] = msgspec.field(default_factory=dict)
    effect_direction: EffectDirection
    weights: tuple[float, ...] = ()
    thresholds: Thresholds | None = None
    notes: tuple[str, ...] = ()


def interval_of(result: Result) -> Interval | None:
    """The result's confidence interval, if it has one that an effect can be computed from."""
    low, high = result.ci_low, result.ci_high
    if result.measure is None or result.estimate is None or low is None or high is None or not low < high:
        return None
    return None if result.measure.is_ratio and low <= 0 else Interval(low, high)


def effect_of(result: Result) -> Effect | None:
    """The effect on the scale that is pooled, its variance read from the width of the interval."""
    interval = interval_of(result)
    if interval is None or result.measure is None or result.estimate is None:
        return None
    if not result.measure.is_ratio:
        return Effect(result.estimate, ((interval.high - interval.low) / (2 * Z)) ** 2)
    width = math.log(interval.high) - math.log(interval.low)
    return Effect(math.log(result.estimate), (width / (2 * Z)) ** 2)


def synthesise(claim: Claim, outcome: Outcome | None, studies: Sequence[Contribution]) -> Synthesis:
    """Put the studies of one body together; they must come in a fixed order."""
    directions = effect_direction([study.result.direction for study in studies])
    comparable, notes = _comparable(studies)
    claimed = claimed_side(claim, outcome, studies)
    if comparable and claimed is None:
        notes = (*notes, "estimates and recorded directions do not agree on which side the claim is: not pooled")
    if not comparable or claimed is None:
        verdict, contradiction = verdict_by_direction(directions)
        return Synthesis(
            verdict=verdict,
            contradiction=contradiction,
            claimed_side=claimed,
            effect_direction=directions,
            weights=_by_size(studies),
            notes=notes,
        )
    effects = {index: effect for index in comparable if (effect := effect_of(studies[index].result))}
    pooled, pooling = _pooled([studies[index].result for index in comparable], list(effects.values()))
    thresholds = thresholds_of(pooled.measure, outcome)
    verdict, contradiction = verdict_by_interval(pooled, claimed, thresholds)
    return Synthesis(
        verdict=verdict,
        contradiction=contradiction,
        claimed_side=claimed,
        small=is_small(pooled, thresholds),
        pooled=pooled,
        pool=pooling,
        effects=effects,
        effect_direction=directions,
        weights=pooling.weights if pooling and len(effects) == len(studies) else _by_size(studies),
        thresholds=thresholds,
        notes=notes,
    )


def effect_direction(directions: Sequence[Direction]) -> EffectDirection:
    """Count directions; unclear ones are listed, not counted."""
    count = Counter(directions)
    one, other = count[Direction.FOR], count[Direction.AGAINST]
    return EffectDirection(
        for_=one,
        against=other,
        no_difference=count[Direction.NO_DIFFERENCE],
        unclear=count[Direction.UNCLEAR],
        share_for=one / (one + other) if one + other else None,
        share_ci=wilson(one, one + other),
        sign_p=sign_test(one, other),
    )


def verdict_by_direction(count: EffectDirection) -> tuple[Verdict, Contradiction | None]:
    """At least three studies with a direction and 70% of them one way give a verdict.

    Studies that found no difference are no votes, but where they are more than those of the leading direction the
    verdict is mixed: two positive studies in ten must not become "supported" by leaving out eight.
    """
    one, other = count.for_, count.against
    if one + other < FEWEST_STUDIES:
        return (Verdict.MIXED if one and other else Verdict.INSUFFICIENT), None
    leading = max(one, other)
    if leading < SHARE_FOR_A_DIRECTION * (one + other) or count.no_difference > leading:
        return Verdict.MIXED, None
    return (Verdict.SUPPORTED, None) if one > other else (Verdict.CONTRADICTED, Contradiction.OPPOSITE)


def includes_no_effect(measure: Measure, interval: Interval) -> bool:
    """Whether the interval includes no effect; a bound that is printed as no effect counts as included."""
    return round(interval.low, 2) <= measure.null <= round(interval.high, 2)


def verdict_by_interval(
    pooled: Pooled, claimed: int, thresholds: Thresholds | None
) -> tuple[Verdict, Contradiction | None]:
    """Read the verdict from a confidence interval.

    Args:
        pooled: the effect.
        claimed: +1 when the claim says that the estimate lies above no effect, -1 below.
        thresholds: of a difference that matters.
    """
    if not includes_no_effect(pooled.measure, pooled.ci):
        above = pooled.ci.low > pooled.measure.null
        return (Verdict.SUPPORTED, None) if above == (claimed > 0) else (Verdict.CONTRADICTED, Contradiction.OPPOSITE)
    if is_small(pooled, thresholds, whole_interval=True):
        return Verdict.CONTRADICTED, Contradiction.LITTLE
    return Verdict.INSUFFICIENT, None


def is_small(pooled: Pooled, thresholds: Thresholds | None, *, whole_interval: bool = False) -> bool:
    """Whether the estimate, or its whole interval, is less than a difference that people have set beforehand."""
    if thresholds is None or not thresholds.explicit:
        return False
    shown = pooled.ci if whole_interval else Interval(pooled.estimate, pooled.estimate)
    return thresholds.interval.low < shown.low and shown.high < thresholds.interval.high


def claimed_side(claim: Claim, outcome: Outcome | None, studies: Sequence[Contribution]) -> int | None:
    """On which side of no effect the claim lies: +1 above, -1 below, ``None`` when the records do not tell.

    Reviewers record both the estimate and whether it speaks for the claim, which tells the side. Where no study has a
    direction, a claim of benefit lies on the good side of its outcome.
    """
    sides = set()
    for study in studies:
        measure, estimate = study.result.measure, study.result.estimate
        if measure is None or estimate is None or estimate == measure.null:
            continue
        if study.result.direction in {Direction.FOR, Direction.AGAINST}:
            sides.add((1 if estimate > measure.null else -1) * (1 if study.result.direction is Direction.FOR else -1))
    if len(sides) == 1:
        return sides.pop()
    if sides or outcome is None or claim.kind not in BENEFIT_KINDS:
        return None
    return 1 if outcome.better is Better.MORE else -1


def thresholds_of(measure: Measure, outcome: Outcome | None) -> Thresholds | None:
    """Between which effects a difference does not matter, on the natural scale; ``None`` when that is unknown."""
    smallest = outcome.minimal_important_difference if outcome else None
    if outcome is not None and smallest:
        absolute = "percent" in outcome.mid_unit.lower()
        if measure is Measure.RISK_DIFFERENCE and absolute:
            return Thresholds(Interval(-smallest, smallest), explicit=True)
        if measure is Measure.MEAN_DIFFERENCE and not absolute:
            return Thresholds(Interval(-smallest, smallest), explicit=True)
        if measure.is_ratio and absolute and outcome.baseline_risk:
            base, step = outcome.baseline_risk, smallest / 100
            if base > step and base + step < 1:
                return Thresholds(
                    Interval(_ratio(measure, base - step, base), _ratio(measure, base + step, base)), True
                )
    if measure.is_ratio:
        return Thresholds(RATIO_THRESHOLDS, explicit=False)
    if measure is Measure.STANDARDISED_MEAN_DIFFERENCE:
        return Thresholds(STANDARDISED_THRESHOLDS, explicit=False)
    return None


def _ratio(measure: Measure, risk: float, base: float) -> float:
    """The ratio that turns a baseline risk into another risk."""
    if measure is Measure.ODDS_RATIO:
        return risk / (1 - risk) / (base / (1 - base))
    if measure is Measure.HAZARD_RATIO:
        return math.log1p(-risk) / math.log1p(-base)
    return risk / base


def _comparable(studies: Sequence[Contribution]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Positions of the studies whose effects can be pooled: same measure, with an interval, most of all."""
    by_measure: dict[Measure, list[int]] = {}
    for index, study in enumerate(studies):
        if study.result.measure and interval_of(study.result):
            by_measure.setdefault(study.result.measure, []).append(index)
    if not by_measure:
        return (), ()
    measure = max(by_measure, key=lambda each: (len(by_measure[each]), each))
    largest = by_measure[measure]
    if len(largest) < len(studies) and 2 * len(largest) <= len(studies):
        return (), (f"only {len(largest)} of {len(studies)} studies give comparable effects: counted by direction",)
    if len(largest) < len(studies):
        return tuple(largest), (f"{len(largest)} of {len(studies)} studies give a {measure} and are pooled",)
    return tuple(largest), ()


def _pooled(results: Sequence[Result], effects: Sequence[Effect]) -> tuple[Pooled, Pool | None]:
    """The pooled effect on the natural scale; a single result as it was reported."""
    first = results[0]
    interval = interval_of(first)
    if first.measure is None or first.estimate is None or interval is None:
        raise ValueError("only results with an interval are pooled")
    if len(effects) == 1:
        one = Pooled(measure=first.measure, estimate=first.estimate, ci=interval, k=first.k or 1, i2=first.i2)
        return one, None
    made = pool(effects)

    def natural(value: float) -> float:
        return math.exp(max(-700.0, min(value, 700.0))) if first.measure and first.measure.is_ratio else value

    def natural_interval(interval: Interval) -> Interval:
        return Interval(natural(interval.low), natural(interval.high))

    return Pooled(
        measure=first.measure,
        estimate=natural(made.mean),
        ci=natural_interval(made.interval),
        k=made.k,
        prediction_interval=natural_interval(made.prediction) if made.prediction else None,
        i2=made.i2,
        tau2=made.tau2,
        fixed=natural(made.fixed) if made.k == 2 else None,
        fixed_ci=natural_interval(made.fixed_interval) if made.k == 2 else None,
    ), made


def _by_size(studies: Sequence[Contribution]) -> tuple[float, ...]:
    """Shares of participants; equal shares when a study does not say how many it had."""
    sizes = [study.result.n for study in studies]
    known = [size for size in sizes if size]
    if len(known) < len(sizes):
        return tuple([1 / len(sizes)] * len(sizes))
    return tuple(size / sum(known) for size in known)
