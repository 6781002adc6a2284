from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.documents import read
from evidence.article.matching import Matcher
from evidence.article.model import Block, Sentence
from evidence.article.words import stem, tokens
from evidence.claims.loader import load
from evidence.claims.model import Claim, Combine, Concept
from tests.conftest import ROOT
from tests.support.grading import make_claim

NK = Concept(id="nk", words=("NK cell", "natural killer", "uNK"))
EMBRYO = Concept(id="embryo", words=("embryo",))
ATTACK = Concept(id="attack", words=("attack", "mistake ~ foreign"))
STRESS = Concept(id="stress", words=("stress", "physical stress"))
RAISES = Concept(id="raises", words=("raise", "increase"))
MISCARRIAGE = Concept(id="miscarriage", words=("miscarriage", "pregnancy loss"))
REPEATED = Concept(id="repeated", words=("recurrent miscarriage", "recurrent pregnancy loss"))
LEUKAEMIA = Concept(id="leukaemia", words=("leukaemia",))


def claim(name: str, *about: Concept, **changes: Any) -> Claim:
    return make_claim(id=name, statement=f"A statement on {name}.", about=tuple((one,) for one in about), **changes)


ATTACKS = claim("attacks", NK, ATTACK, EMBRYO, unless=(LEUKAEMIA,))
STRESSES = claim("stresses", STRESS, RAISES, NK)
LOSS = claim("loss", NK, MISCARRIAGE)
LOSSES = claim("losses", NK, REPEATED)
CLAIMS = (ATTACKS, STRESSES, LOSS, LOSSES)


def sentence(text: str, **changes: Any) -> Sentence:
    made: dict[str, Any] = {"text": text, "start": 0, "end": len(text), "line": 1, "column": 1}
    return Sentence(**(made | changes))


def made(text: str, *claims: Claim, **changes: Any) -> set[str]:
    """The claims that a sentence makes."""
    return {match.claim for match in Matcher(claims or CLAIMS).matches(sentence(text, **changes))}


def test_exposure_and_outcome_must_both_be_there() -> None:
    assert made("NK cells attack the embryo.") == {"attacks"}
    assert made("NK cells attack.") == set()
    assert made("Doctors protect the embryo from attacks.") == set()


def test_words_count_in_every_inflection_and_spelling() -> None:
    assert made("A natural killer cell attacked embryos.") == {"attacks"}
    assert made("Leukemia patients' NK cells attack an embryo.") == set()
    assert stem("oestrogen") == stem("estrogen")
    assert stem("stabilise") == stem("stabilize")


def test_words_of_a_phrase_may_stand_near_each_other() -> None:
    assert made("uNK cells can mistake the young embryo for something foreign.") == {"attacks"}


def test_a_sentence_may_make_several_claims() -> None:
    assert made("Stress raises NK cells, and NK cells attack the embryo.") == {"stresses", "attacks"}


def test_words_of_two_clauses_that_make_claims_of_their_own_make_no_third() -> None:
    across = claim("across", STRESS, EMBRYO)
    assert made("Stress raises NK cells, but NK cells attack the embryo.", *CLAIMS, across) == {"stresses", "attacks"}
    assert made("Stress is bad, but the embryo stays.", *CLAIMS, across) == {"across"}


def test_the_longest_phrase_at_a_place_counts() -> None:
    assert made("NK cells play a part in recurrent miscarriage.") == {"losses"}
    assert made("NK cells play a part in miscarriage.") == {"loss"}


def test_a_sentence_on_something_else_makes_no_claim() -> None:
    assert made("In leukaemia NK cells attack, even in an embryo.") == set()


def test_the_matter_of_another_claim_takes_only_its_own_clause() -> None:
    rest = Concept(id="rest", words=("yoga",))
    calms = Concept(id="calms", words=("calm",))
    stresses = claim("stresses", STRESS, RAISES, NK, unless=(rest,))
    claims = (stresses, claim("rests", rest, calms, NK))
    assert made("Stress raises NK cells, while yoga may calm NK cells.", *claims) == {"stresses", "rests"}
    assert made("Yoga against stress may raise NK cells.", *claims) == set()
    assert "stresses" not in made("Stress raises NK cells, but only after yoga.", *claims)
    assert made("Stress raises NK cells, while yoga may calm NK cells.", stresses) == set()


def test_function_words_make_no_phrase_longer() -> None:
    leads = Concept(id="leads", words=("lead",))
    results = Concept(id="results", words=("lead to",))
    assert made("NK cells lead to miscarriage.", claim("a", NK, leads), claim("b", NK, results)) == {"a", "b"}


def test_a_list_item_is_read_with_its_lead_in() -> None:
    item = {"block": Block.LIST_ITEM, "lead_in": "What may raise NK cells:"}
    assert made("stress at work", **item) == {"stresses"}
    assert made("stress at work") == set()


def test_a_pronoun_takes_one_thing_from_the_sentence_before() -> None:
    assert made("They may attack the embryo.", before="NK cells are white blood cells.") == {"attacks"}
    assert made("It may attack.", before="An embryo meets NK cells.") == set()
    assert made("Some may attack the embryo.", before="NK cells are white blood cells.") == set()


def test_a_part_goes_before_the_compound_claim_that_it_belongs_to() -> None:
    physical = Concept(id="physical", words=("physical stress",))
    whole = claim("whole", STRESS, RAISES, NK, combine=Combine.ALL)
    part = claim("part", physical, RAISES, NK, part_of="whole")
    assert made("Physical stress raises NK cells.", whole, part) == {"part"}
    assert made("Stress raises NK cells.", whole, part) == {"whole"}


@pytest.mark.parametrize(
    "text", ["Ask your doctor whether NK cells attack an embryo.", "Read on to see if NK cells attack embryos."]
)
def test_advice_makes_no_claim(text: str) -> None:
    assert made(text) == set()


def test_what_a_text_says_of_itself_is_no_claim() -> None:
    assert made("This page explains what NK cells are, and whether they attack an embryo.") == set()
    assert made("This page explains that NK cells attack an embryo.") == {"attacks"}


def test_a_heading_makes_a_claim_only_if_it_says_something() -> None:
    heading = {"block": Block.HEADING}
    assert made("Do NK cells attack the embryo?", **heading) == set()
    assert made("How NK cells attack the embryo", **heading) == set()
    assert made("NK cells and recurrent miscarriage", **heading) == set()
    assert made("NK cells cause recurrent miscarriage", **heading) == {"losses"}


def test_nearly_the_claims_own_words_match_without_concepts() -> None:
    plain = make_claim(
        id="plain", statement="Drinking warm milk helps people to fall asleep.", aliases=("Milk brings sleep",)
    )
    assert made("Drinking warm milk helps people fall asleep.", plain) == {"plain"}
    assert (
        made(
            "Milk is white and people drink it with bread.",
            plain,
            make_claim(id="other", statement="Tea wakes people."),
        )
        == set()
    )


def test_every_match_says_why_and_where() -> None:
    text = "NK cells attack the embryo."
    (match,) = Matcher(CLAIMS).matches(sentence(text))
    assert [(word.concept, word.text) for word in match.words] == [
        ("nk", "NK cells"),
        ("attack", "attack"),
        ("embryo", "embryo"),
    ]
    assert all(text[word.start : word.end] == word.text for word in match.words)
    (match,) = Matcher(CLAIMS).matches(sentence("stress", block=Block.LIST_ITEM, lead_in="What may raise NK cells:"))
    assert {(word.text, word.start) for word in match.words} == {("stress", 0), ("NK cells", -1), ("raise", -1)}


@given(st.text(max_size=200), st.text(max_size=80))
def test_no_text_is_too_odd(text: str, lead_in: str) -> None:
    for match in Matcher(CLAIMS).matches(sentence(text, lead_in=lead_in, block=Block.LIST_ITEM)):
        assert 0 <= match.score <= 1
    for token in tokens(text):
        assert text[token.start : token.end].strip() == text[token.start : token.end]


@given(
    st.permutations(CLAIMS),
    st.sampled_from(["Stress raises NK cells and recurrent miscarriage.", "NK cells attack an embryo."]),
)
def test_the_order_of_the_claims_changes_nothing(claims: list[Claim], text: str) -> None:
    assert Matcher(claims).matches(sentence(text)) == Matcher(CLAIMS).matches(sentence(text))


def test_every_sentence_of_the_sample_article_that_states_a_claim_of_the_file_is_found() -> None:
    catalogue = load((ROOT / "claims.yaml").read_bytes(), "claims.yaml")
    matcher = Matcher(catalogue.claims)
    article = read((ROOT / "data" / "sample" / "article.md").read_bytes(), "article.md")
    found = {match.claim for one in article.sentences for match in matcher.matches(one)}
    found |= {claim.part_of for claim in catalogue.claims if claim.id in found and claim.part_of}
    assert found >= {claim.id for claim in catalogue.claims if claim.named_in_article}
