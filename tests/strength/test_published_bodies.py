"""Bodies of evidence whose certainty was published come out as published, or the difference is explained.

Regression examples, not a validation: whoever entered the judgements knew the answers.
"""

from datetime import date
from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.claims.model import Better, Importance, Outcome
from evidence.grading.model import Confidence, Measure, Result, ReviewFacts, RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.material import Anchor, Confirmation, Decision, Material
from evidence.strength.model import Body, Certainty, Domain
from tests.support.grading import agreed, at, make_claim, make_result, pmid, say

LOW, SOME, HIGH = RiskOfBias.LOW, RiskOfBias.SOME, RiskOfBias.HIGH


def anchored(
    result: Result,
    *,
    studies: RiskOfBias,
    design: Design = Design.RANDOMISED_TRIAL,
    decisions: tuple[Decision, ...] = (),
) -> Body:
    """The body that a published review forms, optionally after a person's decisions."""
    facts = ReviewFacts(
        confidence=Confidence.HIGH, searched=date(2020, 1, 1), design=design, studies_risk_of_bias=studies
    )
    said = say(result.direction, result, design=Design.SYSTEMATIC_REVIEW, risk=LOW, review=facts)
    outcome = Outcome(name="outcome", importance=Importance.CRITICAL, better=Better.LESS, measure="risk ratio")
    claim = make_claim(outcomes=(outcome,))
    chosen = Anchor(pmid=pmid(1), by="Cem", at=at(1), reason="newest direct review")
    material = agreed([said], anchors=(chosen,))
    (body,) = compute(claim, material).bodies
    if decisions:
        confirmed = Confirmation(body=body.key, fingerprint=body.fingerprint, by="Cem", at=at(2), decisions=decisions)
        (body,) = compute(claim, msgspec.structs.replace(material, confirmations=(confirmed,))).bodies
    return body


def pooled(estimate: float, low: float, high: float, **more: Any) -> Result:
    return make_result(estimate, low, high, outcome="outcome", **more)


def test_antiplatelets_and_preeclampsia_are_high() -> None:
    # CD004659: 60 trials, 36,716 women; nothing rated down.
    body = anchored(pooled(0.82, 0.77, 0.88, k=60, n=36716), studies=LOW)
    assert body.certainty is Certainty.HIGH


def test_postpartum_haemorrhage_is_moderate_when_a_person_sees_clinical_heterogeneity() -> None:
    # CD004659: rated down for clinical heterogeneity, which no number shows: the rules alone propose high.
    result = pooled(1.06, 1.00, 1.12, k=19, n=23769)
    assert anchored(result, studies=LOW).certainty is Certainty.HIGH
    judged = Decision(domain=Domain.INCONSISTENCY, final=-1, reason="clinical heterogeneity")
    assert anchored(result, studies=LOW, decisions=(judged,)).certainty is Certainty.MODERATE


def test_aspirin_in_ivf_and_ectopic_pregnancy_is_very_low() -> None:
    # CD004832: poor reporting of methods, publication bias; the interval alone spans benefit and harm.
    assert anchored(pooled(1.86, 0.75, 4.63, k=3, n=1135), studies=SOME).certainty is Certainty.VERY_LOW


def test_glucocorticoids_and_multiple_pregnancy_are_very_low() -> None:
    # CD004752: one trial of 20 women.
    odds = pooled(3.32, 0.12, 91.6, k=1, n=20, measure=Measure.ODDS_RATIO)
    body = anchored(odds, studies=LOW)
    assert body.domains[Domain.IMPRECISION].proposed == -3
    assert body.certainty is Certainty.VERY_LOW


def test_a_large_significant_effect_is_not_certainty() -> None:
    # CD011424: endometrial injury before insemination; high risk of bias and imprecision.
    body = anchored(pooled(2.22, 1.56, 3.15, k=6, n=950, i2=0.0), studies=HIGH)
    assert body.domains[Domain.RISK_OF_BIAS].final == -2
    assert body.domains[Domain.IMPRECISION].final == -1
    assert body.certainty is Certainty.VERY_LOW


@pytest.mark.parametrize("studies", [SOME, HIGH])
def test_blastocyst_transfer_and_cumulative_birth_are_very_low(studies: RiskOfBias) -> None:
    # CD002118: risk of bias throughout the review, and heterogeneity.
    odds = pooled(0.89, 0.64, 1.22, k=5, n=632, i2=71.0, measure=Measure.ODDS_RATIO)
    assert anchored(odds, studies=studies).certainty is Certainty.VERY_LOW


def test_folic_acid_flour_is_low_because_rating_up_is_only_offered() -> None:
    # CD012150: one study that was not randomised; the authors did not rate up. A person could.
    result = pooled(0.32, 0.21, 0.48, k=1, n=8037)
    body = anchored(result, studies=LOW, design=Design.COHORT)
    assert body.certainty is Certainty.LOW
    assert (body.domains[Domain.LARGE_EFFECT].proposed, body.domains[Domain.LARGE_EFFECT].final) == (1, 0)
    accepted = Decision(domain=Domain.LARGE_EFFECT, final=1, reason="as offered")
    assert anchored(result, studies=LOW, design=Design.COHORT, decisions=(accepted,)).certainty is Certainty.MODERATE


def test_intralipid_and_live_birth_is_low() -> None:
    # Zhou 2020: no reasons published; some risk of bias and too little information account for two levels.
    assert anchored(pooled(1.98, 1.39, 2.80, k=4, n=544), studies=SOME).certainty is Certainty.LOW
    # Without conference abstracts the effect is uncertain.
    without = anchored(pooled(1.78, 0.95, 3.34, k=3), studies=SOME)
    assert without.verdict == "insufficient"


def test_omega_3_and_preterm_birth_is_not_high_without_an_interval() -> None:
    # CD003402 is published as high, but the press says only "11% less": without an interval and a number of
    # participants nothing can be called precise.
    body = anchored(pooled(0.89, None, None, k=70), studies=LOW)  # type: ignore[arg-type]
    assert body.domains[Domain.IMPRECISION].proposed == -2
    assert body.certainty is Certainty.LOW


@pytest.mark.parametrize(("difference", "levels"), [(5.0, -2), (10.0, 0)])
def test_what_difference_matters_decides_imprecision(difference: float, levels: int) -> None:
    # Sun 2023 (JAMA 329:1460), prednisone in recurrent implantation failure: -8.1 to 6.1 points.
    outcome = Outcome(
        name="live birth",
        importance=Importance.CRITICAL,
        better=Better.MORE,
        measure="risk difference",
        minimal_important_difference=difference,
        mid_unit="percentage points",
    )
    result = make_result(-1.0, -8.1, 6.1, measure=Measure.RISK_DIFFERENCE, n=715, direction="against")
    material: Material = agreed([say(result.direction, result, risk=LOW)])
    (body,) = compute(make_claim(outcomes=(outcome,)), material).bodies
    assert body.domains[Domain.IMPRECISION].proposed == levels
    assert body.verdict == ("contradicted" if difference == 10 else "insufficient")
