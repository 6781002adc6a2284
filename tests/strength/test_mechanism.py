"""Mechanisms by where they were shown, background by authoritative reviews."""

from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.claims.model import Kind
from evidence.grading.model import Direction
from evidence.strength.compute import compute
from evidence.strength.material import Confirmation
from evidence.strength.model import Certainty, Strength, Verdict
from tests.support.grading import MISCARRIAGE, NK_COUNT, agreed, at, make_claim, make_result, say

PEOPLE, CELLS, ANIMALS, WORDS = Design.CROSS_SECTIONAL, Design.IN_VITRO, Design.ANIMAL, Design.NARRATIVE_REVIEW
FOR, AGAINST, UNCLEAR = Direction.FOR, Direction.AGAINST, Direction.UNCLEAR
STILLBIRTH = msgspec.structs.replace(MISCARRIAGE, name="stillbirth")


def mechanism(*studies: tuple[Design, Direction]) -> Strength:
    claim = make_claim(kind=Kind.MECHANISM, outcomes=(), statement="NK cells attack the embryo.")
    return compute(claim, agreed([say(direction, design=design) for design, direction in studies]))


@pytest.mark.parametrize(
    ("studies", "verdict", "certainty"),
    [
        ([(PEOPLE, FOR)] * 3, Verdict.SUPPORTED, Certainty.PEOPLE),
        ([(CELLS, FOR)] * 3 + [(ANIMALS, FOR)] * 5, Verdict.SUPPORTED, Certainty.HUMAN_CELLS),
        ([(PEOPLE, FOR), (ANIMALS, FOR), (ANIMALS, FOR)], Verdict.SUPPORTED, Certainty.ANIMALS),
        ([(PEOPLE, AGAINST)] * 3 + [(ANIMALS, FOR)] * 9, Verdict.CONTRADICTED, Certainty.PEOPLE),
        ([(PEOPLE, FOR), (PEOPLE, AGAINST), (CELLS, FOR)], Verdict.MIXED, Certainty.PEOPLE),
        ([(PEOPLE, AGAINST)] + [(ANIMALS, FOR)] * 9, Verdict.MIXED, Certainty.ANIMALS),
        ([(PEOPLE, FOR)] + [(ANIMALS, AGAINST)] * 9, Verdict.MIXED, Certainty.ANIMALS),
        ([(CELLS, FOR)] * 2, Verdict.INSUFFICIENT, Certainty.HUMAN_CELLS),
        ([(WORDS, FOR)] * 9, Verdict.INSUFFICIENT, Certainty.PROPOSED),
    ],
)
def test_the_strongest_level_that_says_something_names_the_certainty(
    studies: Any, verdict: Verdict, certainty: Certainty
) -> None:
    strength = mechanism(*studies)
    assert (strength.direction, strength.certainty) == (verdict, certainty)
    assert all(body.start is None and not body.domains for body in strength.bodies)


def test_laboratory_findings_are_not_said_of_people() -> None:
    sentence = mechanism(*[(CELLS, FOR)] * 3).sentence
    assert sentence == (
        "Laboratory studies of human cells or tissue support this, but whether it happens in people is unknown: "
        "NK cells attack the embryo (not yet confirmed)."
    )
    together = mechanism((PEOPLE, FOR), (ANIMALS, FOR), (ANIMALS, FOR)).sentence
    assert together.startswith(
        "Studies in people and animal studies together support this (for: 1 study in people, 2 animal studies), "
        "but too few of them were in people: "
    )
    disagreeing = mechanism((PEOPLE, AGAINST), (ANIMALS, FOR)).sentence
    assert disagreeing.startswith(
        "Studies in people and animal studies disagree about this (for: 1 animal study; against: 1 study in people): "
    )


@pytest.mark.parametrize(
    ("studies", "certainty", "said"),
    [
        ([(WORDS, FOR)], Certainty.PROPOSED, "This is proposed, but no study is counted yet: "),
        ([(WORDS, AGAINST)] * 2, None, "Papers argue against this, and no study is counted yet: "),
        ([(WORDS, AGAINST)], None, "A paper argues against this, and no study is counted yet: "),
        (
            [(WORDS, FOR), (WORDS, AGAINST)],
            Certainty.PROPOSED,
            "Papers argue for and against this, and no study is counted yet: ",
        ),
        ([(WORDS, UNCLEAR)], None, "A paper discusses this without taking a side, and no study is counted yet: "),
        ([(PEOPLE, UNCLEAR)] * 2, None, "Studies do not settle this (unclear: 2 studies in people): "),
        (
            [(PEOPLE, UNCLEAR), (WORDS, FOR)],
            Certainty.PROPOSED,
            "Studies do not settle this (for: 1 opinion or narrative review; unclear: 1 study in people): ",
        ),
        (
            [(CELLS, FOR), (PEOPLE, UNCLEAR)],
            Certainty.HUMAN_CELLS,
            "Studies do not settle this (for: 1 laboratory study of human cells or tissue; unclear: 1 study in people)",
        ),
    ],
)
def test_an_unsettled_mechanism_has_the_level_of_what_is_for_it(
    studies: Any, certainty: Certainty | None, said: str
) -> None:
    strength = mechanism(*studies)
    assert (strength.direction, strength.certainty) == (Verdict.INSUFFICIENT, certainty)
    assert strength.sentence.startswith(said)


def of(outcome: str, direction: Direction, design: Design) -> Any:
    return say(direction, make_result(outcome=outcome, direction=direction), design=design)


def test_outcomes_of_equal_importance_are_traces_of_one_mechanism() -> None:
    claim = make_claim(kind=Kind.MECHANISM, outcomes=(MISCARRIAGE, STILLBIRTH, NK_COUNT))
    material = agreed(
        [
            of("miscarriage", FOR, WORDS),
            of("stillbirth", FOR, ANIMALS),
            of("stillbirth", FOR, CELLS),
            of("miscarriage", FOR, CELLS),
            *[of("NK cell count", AGAINST, PEOPLE)] * 3,
        ]
    )
    strength = compute(claim, material)
    assert (strength.direction, strength.certainty) == (Verdict.SUPPORTED, Certainty.ANIMALS)
    assert len(strength.headline) == 3


def test_a_study_counts_once_for_a_mechanism_and_not_where_its_outcomes_clash() -> None:
    claim = make_claim(kind=Kind.MECHANISM, outcomes=(MISCARRIAGE, STILLBIRTH))

    def both(other: Direction) -> Strength:
        outcomes = [
            make_result(outcome="miscarriage", direction=FOR),
            make_result(outcome="stillbirth", direction=other),
        ]
        return compute(claim, agreed([say(FOR, *outcomes, design=PEOPLE)] * 2))

    assert both(FOR).direction is Verdict.INSUFFICIENT  # Two studies, not four.
    clash = both(AGAINST)
    assert clash.direction is Verdict.INSUFFICIENT


def test_a_mechanism_is_confirmed_level_by_level() -> None:
    claim = make_claim(kind=Kind.MECHANISM, outcomes=())
    material = agreed([say(design=PEOPLE)] + [say(design=ANIMALS)] * 2)
    bodies = compute(claim, material).bodies
    words = [Confirmation(body=b.key, fingerprint=b.fingerprint, by="Cem", at=at(3)) for b in bodies]
    one = compute(claim, msgspec.structs.replace(material, confirmations=tuple(words[:1])))
    both = compute(claim, msgspec.structs.replace(material, confirmations=tuple(words)))
    assert (one.provisional, both.provisional, both.confirmed_by) == (True, False, "Cem")


def test_a_review_of_another_outcome_establishes_nothing() -> None:
    claim = make_claim(kind=Kind.BACKGROUND, outcomes=(MISCARRIAGE, STILLBIRTH), statement="NK cells kill cells.")
    aside = compute(claim, agreed([of("stillbirth", FOR, WORDS)]))
    assert (aside.direction, aside.certainty) == (Verdict.INSUFFICIENT, Certainty.NOT_ESTABLISHED)
    assert aside.sentence == "Not settled by an authoritative review so far: NK cells kill cells (not yet confirmed)."
    assert "speaks to the main outcome: miscarriage" in " ".join(aside.rationale)
    both = compute(claim, agreed([of("stillbirth", AGAINST, WORDS), of("miscarriage", FOR, WORDS)]))
    assert both.certainty is Certainty.ESTABLISHED


def background(*directions: Direction, design: Design = WORDS) -> Strength:
    return compute(
        make_claim(kind=Kind.BACKGROUND, outcomes=()), agreed([say(each, design=design) for each in directions])
    )


def test_a_textbook_fact_is_established_by_a_review_that_two_people_read_the_same_way() -> None:
    established = background(FOR)
    assert (established.direction, established.certainty) == (Verdict.SUPPORTED, Certainty.ESTABLISHED)
    assert established.sentence.startswith("Established by authoritative reviews: ")
    assert background(FOR, AGAINST).direction is Verdict.MIXED
    assert background(AGAINST).direction is Verdict.CONTRADICTED
    assert background(Direction.UNCLEAR).certainty is Certainty.NOT_ESTABLISHED
    assert background(FOR, design=PEOPLE).direction is Verdict.NO_EVIDENCE
