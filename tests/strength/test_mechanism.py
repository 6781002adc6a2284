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
from tests.support.grading import agreed, at, make_claim, say

PEOPLE, CELLS, ANIMALS, WORDS = Design.CROSS_SECTIONAL, Design.IN_VITRO, Design.ANIMAL, Design.NARRATIVE_REVIEW
FOR, AGAINST = Direction.FOR, Direction.AGAINST


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
    assert mechanism((WORDS, FOR)).sentence.startswith("This has been proposed, not shown: ")


@pytest.mark.parametrize(
    ("studies", "certainty", "said"),
    [
        ([(WORDS, AGAINST)] * 2, Certainty.PROPOSED, "Papers argue against this: "),
        (
            [(WORDS, FOR), (WORDS, AGAINST)],
            Certainty.PROPOSED,
            "Papers argue for and against this, and none shows it: ",
        ),
        ([(PEOPLE, Direction.UNCLEAR)] * 2, Certainty.PROPOSED, "No study was found that shows this: "),
        ([(CELLS, FOR)], Certainty.HUMAN_CELLS, "It is uncertain whether this is so: "),
    ],
)
def test_a_mechanism_that_no_study_is_for_was_shown_nowhere(studies: Any, certainty: Certainty, said: str) -> None:
    strength = mechanism(*studies)
    assert (strength.direction, strength.certainty) == (Verdict.INSUFFICIENT, certainty)
    assert strength.sentence.startswith(said)


def test_a_mechanism_is_confirmed_level_by_level() -> None:
    claim = make_claim(kind=Kind.MECHANISM, outcomes=())
    material = agreed([say(design=PEOPLE)] + [say(design=ANIMALS)] * 2)
    bodies = compute(claim, material).bodies
    words = [Confirmation(body=b.key, fingerprint=b.fingerprint, by="Cem", at=at(3)) for b in bodies]
    one = compute(claim, msgspec.structs.replace(material, confirmations=tuple(words[:1])))
    both = compute(claim, msgspec.structs.replace(material, confirmations=tuple(words)))
    assert (one.provisional, both.provisional, both.confirmed_by) == (True, False, "Cem")


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
