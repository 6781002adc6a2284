from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.ladder import Side, allowed, fits
from evidence.article.model import Sureness
from evidence.claims.model import Combine, Kind, Says
from evidence.strength.compute import compute
from evidence.strength.material import Material
from evidence.strength.model import (
    BACKGROUND_SCALE,
    GRADE_SCALE,
    MECHANISM_SCALE,
    Certainty,
    Contradiction,
    Part,
    Verdict,
)
from tests.support.articles import make_strength
from tests.support.grading import make_claim

SCALES = {Kind.MECHANISM: MECHANISM_SCALE, Kind.BACKGROUND: BACKGROUND_SCALE}
KINDS = st.sampled_from(list(Kind))


@pytest.mark.parametrize(
    ("certainty", "sureness", "wording"),
    [
        (Certainty.HIGH, Sureness.FLAT, "The drug increases live birth."),
        (Certainty.MODERATE, Sureness.PROBABLE, "The drug probably increases live birth."),
        (Certainty.LOW, Sureness.POSSIBLE, "The drug may increase live birth."),
        (
            Certainty.VERY_LOW,
            Sureness.UNCERTAIN,
            "The evidence is very uncertain about the effect of the drug on live birth.",
        ),
    ],
)
def test_each_certainty_allows_its_own_words(certainty: Certainty, sureness: Sureness, wording: str) -> None:
    found = allowed(make_claim(), make_strength(certainty=certainty))
    assert (found.side, found.sureness, found.wording) == (Side.FOR, sureness, wording)


def test_what_nobody_confirmed_counts_one_level_lower() -> None:
    found = allowed(make_claim(), make_strength(certainty=Certainty.MODERATE, provisional=True))
    assert found.sureness is Sureness.POSSIBLE
    assert found.wording == "The drug may increase live birth."
    assert found.because == "supported, moderate certainty, not yet confirmed"


@pytest.mark.parametrize(
    ("direction", "wording"),
    [
        (Verdict.MIXED, "Studies disagree about whether the drug increases live birth."),
        (Verdict.INSUFFICIENT, "It is uncertain whether the drug increases live birth."),
        (Verdict.NO_EVIDENCE, "It is not known whether the drug increases live birth."),
    ],
)
def test_an_open_question_is_put_as_one(direction: Verdict, wording: str) -> None:
    found = allowed(make_claim(), make_strength(direction=direction))
    assert (found.side, found.sureness, found.wording) == (Side.OPEN, Sureness.UNCERTAIN, wording)


def test_a_contradicted_claim_is_turned_round() -> None:
    claim = make_claim()
    against = make_strength(direction=Verdict.CONTRADICTED, certainty=Certainty.MODERATE)
    assert allowed(claim, against).wording == "The drug probably reduces live birth."
    little = make_strength(direction=Verdict.CONTRADICTED, certainty=Certainty.HIGH, contradiction=Contradiction.LITTLE)
    assert allowed(claim, little).wording == "The drug makes little to no difference to live birth."
    assert allowed(claim, little).side is Side.AGAINST


def test_an_association_gets_no_causal_verb() -> None:
    claim = make_claim(kind=Kind.ASSOCIATION)
    found = allowed(claim, make_strength(claim, certainty=Certainty.LOW))
    assert not found.causal
    assert found.wording == "The drug may be associated with live birth."


def test_a_mechanism_says_where_it_was_seen() -> None:
    claim = make_claim(kind=Kind.MECHANISM, statement="NK cells attack the embryo.")
    people = allowed(claim, make_strength(claim, certainty=Certainty.PEOPLE))
    assert people.wording == "Studies in people indicate that NK cells attack the embryo."
    mice = allowed(claim, make_strength(claim, certainty=Certainty.ANIMALS))
    assert mice.sureness is Sureness.POSSIBLE
    assert mice.wording == (
        "Studies in animals suggest that NK cells attack the embryo, but whether this happens in people is unknown."
    )


def test_a_textbook_fact_may_be_said_flatly_once_it_is_established() -> None:
    claim = make_claim(kind=Kind.BACKGROUND, statement="NK cells are white blood cells.")
    found = allowed(claim, make_strength(claim, certainty=Certainty.ESTABLISHED))
    assert (found.sureness, found.wording) == (Sureness.FLAT, "NK cells are white blood cells.")
    unknown = allowed(claim, make_strength(claim, Verdict.INSUFFICIENT, Certainty.NOT_ESTABLISHED))
    assert (
        unknown.wording == "It has not been confirmed from an authoritative review that NK cells are white blood cells."
    )


def test_of_a_claim_that_lists_examples_only_those_that_hold_are_named() -> None:
    claim = make_claim(combine=Combine.ANY, exposure="Immune therapy")
    parts = tuple(
        Part(claim=name, exposure=name, direction=direction, certainty=Certainty.LOW, provisional=False)
        for name, direction in (("Intralipid", Verdict.SUPPORTED), ("Prednisolone", Verdict.MIXED))
    )
    assert allowed(claim, make_strength(claim, parts=parts)).wording == "Intralipid may increase live birth."


@given(kind=KINDS, direction=st.sampled_from([Verdict.SUPPORTED, Verdict.CONTRADICTED]), data=st.data())
def test_less_certainty_or_confirmation_never_allows_more(kind: Kind, direction: Verdict, data: st.DataObject) -> None:
    claim = make_claim(kind=kind)
    scale = SCALES.get(kind, GRADE_SCALE)
    lower, higher = sorted(data.draw(st.tuples(*[st.integers(0, len(scale) - 1)] * 2)))

    def sureness(rank: int, *, provisional: bool) -> Sureness:
        return allowed(claim, make_strength(claim, direction, scale[rank], provisional=provisional)).sureness

    assert sureness(lower, provisional=False) <= sureness(higher, provisional=False)
    assert sureness(lower, provisional=True) <= sureness(lower, provisional=False)


@given(kind=KINDS, direction=st.sampled_from(Verdict), provisional=st.booleans(), rank=st.integers(0, 1))
def test_the_wording_is_one_sentence_and_never_says_may_not(
    kind: Kind, direction: Verdict, provisional: bool, rank: int
) -> None:
    claim = make_claim(kind=kind)
    certainty = SCALES.get(kind, GRADE_SCALE)[rank]
    said = allowed(claim, make_strength(claim, direction, certainty, provisional=provisional)).wording
    assert said[0].isupper()
    assert said.endswith(".")
    assert ".." not in said
    assert "may not" not in said


@pytest.mark.parametrize(
    ("says", "certainty", "fitting"),
    [
        (Says.FLAT, Certainty.HIGH, True),
        (Says.FLAT, Certainty.MODERATE, False),
        (Says.CAN, Certainty.MODERATE, True),
        (Says.MAY, Certainty.LOW, True),
        (Says.SOMETIMES, Certainty.VERY_LOW, False),
    ],
)
def test_the_articles_own_wording_fits_or_does_not(says: Says, certainty: Certainty, fitting: bool) -> None:
    claim = make_claim(says=says)
    assert fits(claim, make_strength(claim, certainty=certainty)) is fitting
    assert not fits(claim, make_strength(claim, Verdict.CONTRADICTED, certainty))


def test_a_claim_without_any_paper_is_not_known() -> None:
    claim = make_claim()
    found = allowed(claim, compute(claim, Material()))
    assert (found.side, found.because) == (Side.OPEN, "no evidence")
