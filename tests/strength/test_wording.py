"""The plain sentence: GRADE's words, and grammar that holds for every claim that is tracked."""

import re
from typing import Any

import pytest

from evidence.claims.loader import load
from evidence.claims.model import Better, Claim, Importance, Kind, Outcome
from evidence.strength.headline import NOTHING, Headline
from evidence.strength.model import (
    BACKGROUND_SCALE,
    GRADE_SCALE,
    MECHANISM_SCALE,
    Body,
    Certainty,
    Contradiction,
    Stratum,
    Verdict,
)
from evidence.strength.wording import is_plural, noun_phrase, sentence
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
    assert text == "No eligible studies were found on the drug and live birth."


@pytest.mark.parametrize(
    ("reviews", "guidelines", "said"),
    [
        (1, 0, "1 review is linked, of which nothing is counted by itself"),
        (2, 3, "2 reviews and 3 guidelines are linked, of which nothing is counted by itself"),
    ],
)
def test_who_hears_that_nothing_was_found_hears_of_reviews_and_guidelines_too(
    reviews: int, guidelines: int, said: str
) -> None:
    text = sentence(make_claim(), NOTHING, (), (), provisional=True, reviews=reviews, guidelines=guidelines)
    assert text == f"No eligible studies were found on the drug and live birth; {said}."


PLURAL = {
    "cause-genetics",
    "tx-lifestyle",
    "tx-stress-reduction",
    "omega-3",
    "clinic-after-failure",
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
