"""What the rules propose for each of GRADE's domains, with the numbers that speak for it.

A proposal is never the last word: a person confirms or overrides it (``evidence.strength.confirming``). Where a rule
is in doubt it rates down. Levels are signed: -1 is one level down.

Sources: GRADE guidelines 4 (risk of bias), 5 (publication bias), 6 (imprecision), 7 (inconsistency), 8
(indirectness), 9 (rating up), J Clin Epidemiol 2011;64. The cut-offs are ours where docs/strength.md says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import msgspec

from evidence.claims.model import Claim, Importance, Outcome
from evidence.grading.model import Measure, RiskOfBias
from evidence.grading.rules import BENEFIT_KINDS
from evidence.strength.model import Domain, Verdict
from evidence.strength.studies import Contribution
from evidence.strength.synthesis import Interval, egger_p, peters_p
from evidence.strength.verdict import Synthesis, includes_no_effect, synthesise

HALF = 0.5
SMALL_TRIAL = 200
ENOUGH_EVENTS = 300
ENOUGH_PARTICIPANTS = 400
MANY_PARTICIPANTS = 4000
"""So many that precision does not hang on the number of events (GRADE guidelines 6)."""
FEW_PARTICIPANTS = 100
Z_ALPHA, Z_BETA = 1.959964, 0.841621
"""Of a two-sided error of 5% and a power of 80%."""


class Proposal(msgspec.Struct, frozen=True):
    """Levels to move, and why."""

    levels: int
    reason: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a domain is judged by.

    ``pooled_elsewhere``: the one contribution is a review's pooled result, not a study.
    """

    claim: Claim
    outcome: Outcome | None
    studies: tuple[Contribution, ...]
    synthesis: Synthesis
    start: int
    unpublished_trials: int = 0
    changed_by_doubt: bool = False
    pooled_elsewhere: bool = False

    @property
    def k(self) -> int:
        """Studies, also those inside a review's pooled result."""
        return sum(study.result.k or 1 for study in self.studies)

    @property
    def n(self) -> int:
        """Participants, as far as they are known."""
        return sum(study.result.n or 0 for study in self.studies)

    def weight_of(self, chosen: Iterable[bool]) -> float:
        """Share of the weight that lies with some of the studies."""
        return math.fsum(w for w, one in zip(self.synthesis.weights, chosen, strict=True) if one)


def propose(question: Question) -> dict[Domain, Proposal]:
    """A proposal for every domain, in GRADE's order."""
    proposals = {
        Domain.RISK_OF_BIAS: risk_of_bias(question),
        Domain.INCONSISTENCY: inconsistency(question),
        Domain.INDIRECTNESS: indirectness(question),
        Domain.IMPRECISION: imprecision(question),
        Domain.PUBLICATION_BIAS: publication_bias(question),
    }
    return proposals | rating_up(question, rated_down=any(proposal.levels for proposal in proposals.values()))


def risk_of_bias(question: Question) -> Proposal:
    """By the weight of studies at risk, and by what is left when the worst are left out."""
    high = [study.risk_of_bias in {RiskOfBias.HIGH, RiskOfBias.CRITICAL} for study in question.studies]
    not_low = [study.risk_of_bias is not RiskOfBias.LOW for study in question.studies]
    at_high, above_low = question.weight_of(high), question.weight_of(not_low)
    levels, reason = 0, f"{above_low:.0%} of the weight is above low risk"
    if at_high >= HALF:
        levels, reason = -2, f"{at_high:.0%} of the weight is at high or critical risk"
    elif above_low >= HALF:
        levels = -1
    elif any(high):
        without = [study for study, is_high in zip(question.studies, high, strict=True) if not is_high]
        if synthesise(question.claim, question.outcome, without).verdict is not question.synthesis.verdict:
            levels, reason = -1, "leaving out the studies at high risk changes the direction"
    if question.changed_by_doubt:
        levels = max(levels - 1, -2)
        reason += "; adding studies with an expression of concern changes the direction"
    return Proposal(levels, reason)


def inconsistency(question: Question) -> Proposal:
    """By heterogeneity, by what a new study would find, and by directions."""
    if question.k < 2 and not question.pooled_elsewhere:
        return Proposal(0, "a single study")
    made = question.synthesis
    i2 = made.pooled.i2 if made.pooled else None
    if i2 is not None and i2 >= 75 and _opposite_intervals(made):
        return Proposal(-2, f"I² {i2:.0f}% and intervals on both sides of no effect that do not overlap")
    count = made.effect_direction
    minority = min(count.for_, count.against)
    reasons = []
    if i2 is not None and i2 >= 50:
        reasons.append(f"I² {i2:.0f}%")
    if (crossed := _crossed_only_by_prediction(made)) is not None:
        reasons.append(f"the prediction interval crosses {crossed:g}, the confidence interval does not")
    if minority > 0.3 * (count.for_ + count.against):
        reasons.append(f"{minority} of {count.for_ + count.against} studies point the other way")
    if reasons:
        return Proposal(-1, "; ".join(reasons))
    if question.pooled_elsewhere and i2 is None:
        return Proposal(0, "the review's I² is not recorded")
    return Proposal(0, f"I² {i2:.0f}%" if i2 is not None else "most studies point one way")


def _opposite_intervals(made: Synthesis) -> bool:
    if made.pool is None or made.pooled is None:
        return False
    bounds = [
        (effect.value - 1.96 * math.sqrt(effect.variance), effect.value + 1.96 * math.sqrt(effect.variance))
        for effect in made.effects.values()
    ]
    return any(low > 0 for low, _ in bounds) and any(high < 0 for _, high in bounds)


def _crossed_only_by_prediction(made: Synthesis) -> float | None:
    """A threshold, or no effect, inside the prediction interval but outside the confidence interval."""
    if made.pooled is None or made.pooled.prediction_interval is None:
        return None
    marks = [made.pooled.measure.null]
    if made.thresholds:
        marks += [made.thresholds.interval.low, made.thresholds.interval.high]
    ci, prediction = made.pooled.ci, made.pooled.prediction_interval
    crossed = (m for m in marks if prediction.low < m < prediction.high and not ci.low <= m <= ci.high)
    return next(crossed, None)


def indirectness(question: Question) -> Proposal:
    """By the weight of studies whose population, exposure, comparison or outcome is not the claim's."""
    very = question.weight_of(study.indirectness >= 2 for study in question.studies)
    some = question.weight_of(study.indirectness >= 1 for study in question.studies)
    if very >= HALF:
        return Proposal(-2, f"{very:.0%} of the weight is very indirect")
    if some >= HALF:
        return Proposal(-1, f"{some:.0%} of the weight is indirect")
    outcome = question.outcome
    if outcome and outcome.importance is Importance.SURROGATE and question.claim.kind in BENEFIT_KINDS:
        return Proposal(-1, f"{outcome.name} is a surrogate: it stands for what matters to people")
    return Proposal(0, f"{some:.0%} of the weight is indirect")


def imprecision(question: Question) -> Proposal:
    """By the interval against the differences that matter, and by the amount of information."""
    levels, reason = _imprecision(question)
    known = all(study.result.n for study in question.studies)
    if known and question.n < FEW_PARTICIPANTS and levels > -2:
        return Proposal(-2, f"{reason}; only {question.n} participants")
    return Proposal(levels, reason)


def _imprecision(question: Question) -> tuple[int, str]:
    made = question.synthesis
    if made.pooled is None:
        return _imprecision_by_size(question)
    pooled = made.pooled
    shown = f"{pooled.measure} {pooled.estimate:.2f} ({pooled.ci.low:.2f} to {pooled.ci.high:.2f})"
    wide = _ratio_of_bounds(pooled.measure, pooled.ci)
    if includes_no_effect(pooled.measure, pooled.ci):
        if made.thresholds is None:
            return -1, f"{shown} includes no effect, and no difference that matters has been set"
        low, high = made.thresholds.interval.low, made.thresholds.interval.high
        crossed = (pooled.ci.low <= low) + (pooled.ci.high >= high)
        limits = f"{low:.2f} and {high:.2f}"
        if crossed == 2:
            few = 0 < question.n < 50
            very = few or (wide is not None and wide > 10)
            return (-3 if very else -2), f"{shown} includes no effect and crosses both {limits}"
        if crossed == 1:
            return -1, f"{shown} includes no effect and crosses one of {limits}"
        return 0, f"{shown} lies between {limits}"
    widest = 2.5 if pooled.measure is Measure.ODDS_RATIO else 3.0
    if wide is not None and wide > widest:
        return -2, f"{shown}: the upper bound is {wide:.1f} times the lower"
    enough, how = enough_information(question)
    return (0, f"{shown} excludes no effect; {how}") if enough else (-1, f"{shown} excludes no effect, but {how}")


def _ratio_of_bounds(measure: Measure, interval: Interval) -> float | None:
    return interval.high / interval.low if measure.is_ratio else None


def _imprecision_by_size(question: Question) -> tuple[int, str]:
    """Without one interval for the body, its size is all there is; a study that does not say how large counts as 0."""
    unknown = sum(not study.result.n for study in question.studies)
    note = f", not known for {unknown} of {len(question.studies)} studies" if unknown else ""
    reason = f"no pooled interval; {question.n} participants{note}"
    if question.n < FEW_PARTICIPANTS:
        return -2, reason
    return (-1 if question.n < ENOUGH_PARTICIPANTS else 0), reason


def enough_information(question: Question) -> tuple[bool, str]:
    """Whether the optimal information size is met, and how that was judged."""
    pooled = question.synthesis.pooled
    n = question.n
    if pooled is not None and not pooled.measure.is_binary:
        return n >= ENOUGH_PARTICIPANTS, f"{n} participants ({ENOUGH_PARTICIPANTS} would be enough)"
    if (needed := information_size(question.outcome)) is not None:
        return n >= needed, f"{n} participants ({needed} are needed for the difference that was set to matter)"
    events = [study.result.events for study in question.studies]
    if None not in events:
        total = sum(event or 0 for event in events)
        return total >= ENOUGH_EVENTS, f"{total} events ({ENOUGH_EVENTS} would be enough)"
    if n >= MANY_PARTICIPANTS:
        return True, f"{n} participants; events not recorded"
    return False, f"{n} participants and the number of events not recorded"


def information_size(outcome: Outcome | None) -> int | None:
    """Participants a single trial would need to see the difference that was set; ``None`` where it cannot be said.

    Two groups of equal size, error 5% two-sided, power 80%.
    """
    if outcome is None or not outcome.minimal_important_difference or not outcome.baseline_risk:
        return None
    if "percent" not in outcome.mid_unit.lower():
        return None
    base, step = outcome.baseline_risk, outcome.minimal_important_difference / 100
    other = base + step if base + step < 1 else base - step
    if not 0 < other < 1:
        return None
    spread = base * (1 - base) + other * (1 - other)
    return 2 * math.ceil((Z_ALPHA + Z_BETA) ** 2 * spread / step**2)


def publication_bias(question: Question) -> Proposal:
    """By asymmetry where ten studies allow to see it, by trials known to be missing, by who paid, by abstracts only."""
    if question.unpublished_trials:
        return Proposal(-1, f"{question.unpublished_trials} registered trials are not published")
    abstracts = question.weight_of(study.conference_abstract for study in question.studies)
    if abstracts >= 0.3:
        return Proposal(-1, f"{abstracts:.0%} of the weight was published as an abstract only")
    if question.pooled_elsewhere:
        return Proposal(0, "not assessable from a review's pooled result: see what the review says")
    if all(_small_and_sponsored(study) for study in question.studies):
        return Proposal(-1, "every study is small and paid for by somebody who gains from it")
    pool = question.synthesis.pool
    if pool is None or pool.k < 10:
        return Proposal(0, "not assessable with fewer than ten comparable studies")
    name, p = _asymmetry(question)
    if p < 0.10:
        return Proposal(-1, f"small studies find more ({name} p = {p:.3f})")
    return Proposal(0, f"no sign that small studies find more ({name} p = {p:.2f})")


def _small_and_sponsored(study: Contribution) -> bool:
    return study.sponsored and (study.result.n or 0) < SMALL_TRIAL


def _asymmetry(question: Question) -> tuple[str, float]:
    """Peters' test for ratios with events in every study, else Egger's."""
    made = question.synthesis
    effects = list(made.effects.values())
    results = [question.studies[index].result for index in made.effects]
    if made.pooled and made.pooled.measure.is_ratio:
        events = [r.events for r in results if r.events and r.n and r.events < r.n]
        if len(events) == len(results):
            return "Peters", peters_p(effects, events, [r.n or 0 for r in results])
    return "Egger", egger_p(effects)


def rating_up(question: Question, *, rated_down: bool) -> dict[Domain, Proposal]:
    """What could raise certainty that does not start high; only offered: it counts when a person says so."""
    if question.start >= 3:
        return {}
    for_a_person = Proposal(0, "for a person to judge, where nothing is rated down")
    effect = (0, for_a_person.reason) if rated_down else _large_effect(question.synthesis, question.outcome)
    return {
        Domain.LARGE_EFFECT: Proposal(*effect),
        Domain.DOSE_RESPONSE: for_a_person,
        Domain.PLAUSIBLE_CONFOUNDING: for_a_person,
    }


def _large_effect(made: Synthesis, outcome: Outcome | None) -> tuple[int, str]:
    pooled = made.pooled
    if pooled is None or not pooled.measure.is_ratio or made.verdict is Verdict.INSUFFICIENT:
        return 0, "no ratio that excludes no effect"
    ratio = pooled.estimate
    if pooled.measure is Measure.ODDS_RATIO:
        base = outcome.baseline_risk if outcome else None
        if not base:
            return 0, "an odds ratio overstates the risk ratio, and no baseline risk has been set"
        ratio = ratio / (1 - base + base * ratio)
    size = max(ratio, 1 / ratio)
    levels = 2 if size >= 5 else 1 if size >= 2 else 0
    return levels, f"ratio {ratio:.2f}" + (": a large effect, if a person agrees" if levels else "")
