"""The plain sentence: GRADE's words, and grammar that holds for every claim that is tracked."""

import re
from typing import Any

import pytest

from evidence.claims.loader import load
from evidence.claims.model import Better, Claim, Importance, Kind, Outcome
from evidence.grading.model import Direction, RiskOfBias
from evidence.strength.grammar import is_plural, noun_phrase
from evidence.strength.headline import NOTHING, Headline
from evidence.strength.mechanism import LEVELS
from evidence.strength.model import (
    BACKGROUND_SCALE,
    GRADE_SCALE,
    MECHANISM_SCALE,
    Body,
    Certainty,
    Contradiction,
    Stratum,
    StudyLine,
    Verdict,
)
from evidence.strength.wording import Uncounted, sentence
from tests.conftest import ROOT
from tests.support.grading import LIVE_BIRTH, make_claim

CLAIMS = load((ROOT / "claims.yaml").read_bytes(), "claims.yaml").claims
GRADED = [claim for claim in CLAIMS if claim.kind not in {Kind.MECHANISM, Kind.BACKGROUND}]


def say(
    claim: Claim,
    verdict: Verdict,
    certainty: Certainty,
    *,
    side: int | None = None,
    design: Stratum = Stratum.RANDOMISED,
    provisional: bool = False,
    **more: Any,
) -> str:
    if claim.kind is Kind.MECHANISM:
        design = next(stratum for stratum, level in LEVELS.items() if level is certainty)
    line = StudyLine(study="1", pmids=(1,), direction=Direction.FOR, risk_of_bias=RiskOfBias.SOME, weight=1.0)
    body = Body(
        key="body",
        fingerprint="",
        outcome=claim.outcomes[0].name if claim.outcomes else "",
        design=design,
        k=3,
        n=300,
        events=90,
        start=3,
        domains={},
        certainty=certainty,
        verdict=verdict,
        claimed_side=side,
        studies=(line,),
    )
    headline = Headline(direction=verdict, certainty=certainty, bodies=("body",), reason="", **more)
    return sentence(claim, headline, [body], (), provisional=provisional)


@pytest.mark.parametrize(
    ("verdict", "certainty", "more", "text"),
    [
        (Verdict.SUPPORTED, Certainty.HIGH, {}, "The drug increases live birth."),
        (Verdict.SUPPORTED, Certainty.MODERATE, {}, "The drug probably increases live birth."),
        (Verdict.SUPPORTED, Certainty.LOW, {}, "The drug may increase live birth."),
        (Verdict.SUPPORTED, Certainty.LOW, {"small": True}, "The drug may increase live birth slightly."),
        (
            Verdict.SUPPORTED,
            Certainty.VERY_LOW,
            {},
            "The evidence is very uncertain about the effect of the drug on live birth.",
        ),
        (
            Verdict.CONTRADICTED,
            Certainty.MODERATE,
            {"contradiction": Contradiction.OPPOSITE},
            "The drug probably reduces live birth.",
        ),
        (
            Verdict.CONTRADICTED,
            Certainty.HIGH,
            {"contradiction": Contradiction.LITTLE},
            "The drug makes little to no difference to live birth.",
        ),
        (
            Verdict.CONTRADICTED,
            Certainty.LOW,
            {"contradiction": Contradiction.LITTLE},
            "The drug may make little to no difference to live birth.",
        ),
        (Verdict.MIXED, Certainty.LOW, {}, "Studies disagree about whether the drug increases live birth."),
        (Verdict.INSUFFICIENT, Certainty.LOW, {}, "It is uncertain whether the drug increases live birth."),
    ],
)
def test_a_treatment_is_worded_as_grade_does(verdict: Verdict, certainty: Certainty, more: Any, text: str) -> None:
    assert say(make_claim(), verdict, certainty, **more) == text
    assert say(make_claim(), verdict, certainty, provisional=True, **more) == f"{text[:-1]} (not yet confirmed)."


def test_an_unwanted_outcome_is_reduced() -> None:
    less = Outcome(name="miscarriage", importance=Importance.CRITICAL, better=Better.LESS, measure="risk ratio")
    assert say(make_claim(outcomes=(less,)), Verdict.SUPPORTED, Certainty.LOW) == "The drug may reduce miscarriage."


@pytest.mark.parametrize(
    ("kind", "certainty", "side", "text"),
    [
        (Kind.ETIOLOGY, Certainty.MODERATE, -1, "Raised NK cells probably reduce live birth."),
        (Kind.ETIOLOGY, Certainty.MODERATE, None, "Raised NK cells probably affect live birth."),
        (Kind.ETIOLOGY, Certainty.LOW, -1, "Raised NK cells may be associated with less live birth."),
        (Kind.ASSOCIATION, Certainty.HIGH, -1, "Raised NK cells are associated with less live birth."),
        (Kind.ASSOCIATION, Certainty.LOW, None, "Raised NK cells may be associated with live birth."),
    ],
)
def test_causal_verbs_need_a_causal_kind_and_moderate_certainty(
    kind: Kind, certainty: Certainty, side: int | None, text: str
) -> None:
    claim = make_claim(kind=kind, exposure="Raised NK cells", outcomes=(LIVE_BIRTH,))
    assert say(claim, Verdict.SUPPORTED, certainty, side=side) == text


def test_prediction_needs_prospective_evidence() -> None:
    claim = make_claim(kind=Kind.PROGNOSIS, exposure="Raised NK cells")
    predicts = say(claim, Verdict.SUPPORTED, Certainty.LOW, design=Stratum.PROSPECTIVE)
    assert predicts == "Raised NK cells may predict live birth."
    looking_back = say(claim, Verdict.SUPPORTED, Certainty.LOW, design=Stratum.OBSERVATIONAL)
    assert looking_back == "Raised NK cells may be associated with live birth."


def test_no_evidence_is_not_evidence_of_no_effect() -> None:
    text = sentence(make_claim(), NOTHING, (), (), provisional=True)
    assert text == "No eligible studies were found on whether the drug increases live birth."


@pytest.mark.parametrize(
    ("uncounted", "said"),
    [
        (Uncounted(reviews=1), "1 review is linked, but it is not chosen as an anchor"),
        (Uncounted(reviews=2), "2 reviews are linked, but none is chosen as an anchor"),
        (
            Uncounted(reviews=2, anchor_refused=True),
            "2 reviews are linked, but the chosen anchor cannot carry the claim",
        ),
        (Uncounted(undecided=1, in_doubt=2), "1 paper is not agreed on yet; 2 papers carry an expression of concern"),
        (Uncounted(guidelines=1), "1 guideline takes a position"),
        (
            Uncounted(reviews=1, guidelines=3),
            "1 review is linked, but it is not chosen as an anchor; 3 guidelines take a position",
        ),
    ],
)
def test_who_hears_that_no_study_counts_hears_of_everything_that_is_linked(uncounted: Uncounted, said: str) -> None:
    text = sentence(make_claim(), NOTHING, (), (), provisional=True, uncounted=uncounted)
    assert text == f"No study is counted yet on whether the drug increases live birth; {said}."


def test_reviews_do_not_count_for_a_mechanism_nor_is_a_textbook_fact_without_review_untrue() -> None:
    fact = make_claim(kind=Kind.BACKGROUND, statement="NK cells kill cells.")
    mechanism = make_claim(kind=Kind.MECHANISM, statement="NK cells attack the embryo.")
    texts = [
        sentence(mechanism, NOTHING, (), (), provisional=True, uncounted=Uncounted(reviews=1, undecided=2)),
        sentence(fact, NOTHING, (), (), provisional=True, uncounted=Uncounted(undecided=2)),
    ]
    assert texts == [
        (
            "No study is counted yet on this (1 review is linked, and reviews do not count for a mechanism; "
            "2 papers are not agreed on yet): NK cells attack the embryo."
        ),
        "Not settled by an authoritative review so far (2 papers are not agreed on yet): NK cells kill cells.",
    ]


PLURAL = {
    "cause-genetics",
    "tx-lifestyle",
    "tx-stress-reduction",
    "omega-3",
    "clinic-after-failure",
    "outlook-positive",
}


@pytest.mark.parametrize("claim", GRADED, ids=lambda claim: claim.id)
def test_verbs_agree_with_the_exposure_of_every_claim(claim: Claim) -> None:
    assert is_plural(claim.exposure) == (claim.id in PLURAL)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_every_claim_has_a_sound_sentence_for_every_strength(claim: Claim) -> None:
    scale = {Kind.MECHANISM: MECHANISM_SCALE, Kind.BACKGROUND: BACKGROUND_SCALE}.get(claim.kind, GRADE_SCALE)
    for verdict in Verdict:
        # Proposals alone never say anything of a mechanism.
        lowest = 1 if claim.kind is Kind.MECHANISM and verdict is not Verdict.INSUFFICIENT else 0
        for certainty in scale[lowest:]:
            opposite = Contradiction.OPPOSITE if verdict is Verdict.CONTRADICTED else None
            text = say(claim, verdict, certainty, contradiction=opposite)
            assert text[0].isupper()
            assert text.endswith(".")
            assert not re.search(r"may not|\bNone\b|,,|  |\.\.|, \.", text)


@pytest.mark.parametrize(
    ("exposure", "phrase"),
    [
        ("IVIG", "IVIG"),
        ("Omega-3 fatty acids", "omega-3 fatty acids"),
        ("G-CSF", "G-CSF"),
        ("A blocker, such as adalimumab", "a blocker, such as adalimumab,"),
        ("Less stress, better nutrition and exercise", "less stress, better nutrition and exercise"),
    ],
)
def test_an_exposure_stands_inside_a_sentence(exposure: str, phrase: str) -> None:
    assert noun_phrase(exposure) == phrase
