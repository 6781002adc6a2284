"""Votes become one assessment, or a list of what the reviewers differ on."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.design import Design
from evidence.grading.consensus import Consensus, State, consensus, current
from evidence.grading.model import (
    Adjudication,
    Assessment,
    Direction,
    Grade,
    Relevance,
    RiskOfBias,
    Stance,
    stance,
)
from tests.support.grading import at, decide, found, make_claim, make_result, pmid, say, vote

CLAIM = make_claim()
NAMES = ("Ann", "Ben", "Cem", "Dot")


def stand(*said: Assessment, adjudication: Adjudication | None = None, **claim: Any) -> Consensus:
    votes = [vote(1, name, one) for name, one in zip(NAMES, said, strict=False)]
    return consensus(make_claim(**claim), pmid(1), votes, adjudication)


def differing(*said: Assessment) -> set[str]:
    reached = stand(*said)
    assert (reached.state is State.CONFLICT) == bool(reached.conflicts)
    return {conflict.field for conflict in reached.conflicts}


def test_one_vote_is_not_enough_even_when_the_claim_asks_for_one() -> None:
    assert stand(say()).state is State.WAITING
    assert stand(say(), votes_needed=1).state is State.WAITING
    assert stand(say(), say(), votes_needed=3).state is State.WAITING
    assert stand(say(), say()).assessment == say()


def test_include_or_exclude_is_unanimous() -> None:
    none = say(relevance=Relevance.NONE)
    assert stand(none, none).assessment == none
    assert differing(none, say(relevance=Relevance.PARTIAL)) == {"relevance"}
    assert differing(say(), say(), none) == {"relevance"}


def test_ordered_fields_one_step_apart_take_the_worse() -> None:
    reached = stand(say(risk=RiskOfBias.SOME), say(risk=RiskOfBias.HIGH, relevance=Relevance.PARTIAL)).assessment
    assert reached is not None
    assert (reached.risk_of_bias, reached.relevance) == (RiskOfBias.HIGH, Relevance.PARTIAL)
    assert differing(say(risk=RiskOfBias.SOME), say(risk=RiskOfBias.CRITICAL)) == {"risk_of_bias"}


def test_two_thirds_decide_a_category_but_never_over_the_opposite_direction() -> None:
    unclear, against = say(Direction.UNCLEAR), say(Direction.AGAINST)
    reached = stand(say(), say(), unclear).assessment
    assert reached is not None
    assert reached.direction is Direction.FOR
    assert differing(say(), unclear) == {"direction"}
    assert differing(say(), say(), against) == {"direction"}
    assert differing(say(), say(design=Design.COHORT)) == {"design"}


@pytest.mark.parametrize(("other", "conflicts"), [(1.409, set()), (1.42, {"live birth: estimate"})])
def test_numbers_match_within_one_percent(other: float, conflicts: set[str]) -> None:
    assert differing(found(1.4, 1.1, 1.8), found(other, 1.1, 1.8)) == conflicts


def test_the_widest_interval_and_the_smallest_sample_are_kept() -> None:
    reached = stand(found(1.4, 1.1, 1.8, n=200), found(1.41, 1.105, 1.81, n=199)).assessment
    assert reached is not None
    (result,) = reached.results(CLAIM)
    assert (result.estimate, result.ci_low, result.ci_high, result.n) == (1.4, 1.1, 1.81, 199)


def test_numbers_that_one_reviewer_recorded_are_taken_and_marked() -> None:
    reached = stand(say(), found(1.4, 1.1, 1.8))
    assert reached.state is State.AGREED
    assert reached.extracted_by_one
    assert reached.assessment is not None
    assert reached.assessment.results(CLAIM)[0].estimate == 1.4
    assert not stand(found(1.4, 1.1, 1.8), found(1.4, 1.1, 1.8)).extracted_by_one
    assert not stand(say(), say()).extracted_by_one


def test_one_population_under_two_names_is_a_conflict_and_not_two_results() -> None:
    one, other = (
        say(Direction.FOR, make_result(1.4, 1.1, 1.8, population=name)) for name in ("over 40", "40 and over")
    )
    assert differing(one, other) == {"live birth: population and comparator"}
    assert not differing(one, say())


def test_conflicts_do_not_name_reviewers() -> None:
    (conflict,) = stand(say(), say(Direction.AGAINST), say(Direction.AGAINST)).conflicts
    assert conflict.said == ("against", "for")


def test_an_adjudication_decides_until_somebody_votes_again() -> None:
    decision = decide(1, say(Direction.AGAINST), day=10)
    assert stand(say(), say(Direction.AGAINST), adjudication=decision).state is State.ADJUDICATED
    votes = [vote(1, "Ann", say()), vote(1, "Ben", say(Direction.AGAINST), day=11, version=2)]
    assert consensus(CLAIM, pmid(1), votes, decision).state is State.CONFLICT


def test_the_newest_version_holds_and_a_withdrawn_one_is_gone() -> None:
    first, second = vote(1, "Ann", say()), vote(1, "Ann", say(Direction.AGAINST), day=1, version=2)
    assert current([second, first]) == [second]
    assert current([first, msgspec.structs.replace(second, withdrawn=True)]) == []


def test_a_correction_reopens_earlier_votes_but_they_hold_until_cast_again() -> None:
    votes = [vote(1, "Ann", say()), vote(1, "Ben", say())]
    reopened = consensus(CLAIM, pmid(1), votes, reopened_at=at(5))
    assert reopened.reopened
    assert not reopened.settled
    assert reopened.assessment == say()
    again = [vote(1, name, say(Direction.AGAINST), day=6, version=2) for name in ("Ann", "Ben")]
    settled = consensus(CLAIM, pmid(1), again, reopened_at=at(5))
    assert settled.settled
    assert settled.assessment == say(Direction.AGAINST)
    old_decision = decide(1, say(), day=3)
    assert consensus(CLAIM, pmid(1), votes, old_decision, at(5)).reopened
    assert consensus(CLAIM, pmid(1), votes, decide(1, say(), day=6), at(5)).settled


said = st.builds(
    lambda relevance, direction, risk, n, numbers: (
        say(relevance=relevance)
        if relevance is Relevance.NONE
        else say(direction, make_result(1.4, 1.1, 1.8, n=n, direction=direction), relevance=relevance, risk=risk)
        if numbers
        else say(direction, relevance=relevance, risk=risk)
    ),
    st.sampled_from(Relevance),
    st.sampled_from(Direction),
    st.sampled_from(RiskOfBias),
    st.sampled_from([100, 101, 150]),
    st.booleans(),
)


@given(st.lists(said, min_size=2, max_size=4), st.randoms())
def test_neither_order_nor_names_of_voters_matter(assessments: list[Assessment], random: Any) -> None:
    names = list(NAMES)
    random.shuffle(names)
    one = stand(*assessments)
    votes: list[Grade] = [vote(1, name, each) for name, each in zip(names, assessments, strict=False)]
    random.shuffle(votes)
    other = consensus(CLAIM, pmid(1), votes)
    for field in ("state", "assessment", "conflicts", "extracted_by_one"):
        assert getattr(one, field) == getattr(other, field)


@given(st.lists(said, min_size=2, max_size=4))
def test_what_is_agreed_is_never_better_than_the_worst_vote(assessments: list[Assessment]) -> None:
    reached = stand(*assessments).assessment
    if reached is None or reached.relevance is Relevance.NONE:
        return
    order = tuple(RiskOfBias)
    votes = [order.index(one.risk_of_bias) for one in assessments if one.risk_of_bias]
    assert reached.risk_of_bias is not None
    assert order.index(reached.risk_of_bias) == max(votes)


@pytest.mark.parametrize(
    ("directions", "expected"),
    [
        (("for", "no_difference"), Stance.SUPPORTS),
        (("against",), Stance.CONTRADICTS),
        (("for", "against"), Stance.MIXED),
        (("no_difference", "unclear"), Stance.UNCLEAR),
    ],
)
def test_stance_is_derived_from_the_results(directions: tuple[str, ...], expected: Stance) -> None:
    results = [make_result(direction=Direction(each), population=str(i)) for i, each in enumerate(directions)]
    assert stance(say(Direction.FOR, *results), CLAIM) is expected
