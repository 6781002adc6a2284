"""Adjudicating, confirming, grouping reports into studies, resting a claim on a review."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from evidence.citations.design import Design
from evidence.citations.model import Term
from evidence.errors import CitationRevisedError, RefusedError
from evidence.grading.model import Confidence, Direction, Relevance, ReviewFacts, RiskOfBias
from evidence.services import adjudicate, review, studies
from evidence.services.anchor import anchor
from evidence.services.confirm import confirm
from evidence.store import judgements
from evidence.store.database import Database
from evidence.store.events import EventKind
from evidence.store.tasks import Task
from evidence.strength.material import Decision
from evidence.strength.model import Certainty, Domain, Verdict
from tests.support.fakes import record
from tests.support.grading import found, make_result, pmid, say
from tests.support.reviewing import DRUG, Team

FOR, AGAINST = say(), say(Direction.AGAINST)


@pytest.fixture
def team(database: Database) -> Team:
    made = Team(database)
    made.finds(1, 2, 3)
    made.refresh()
    return made


@pytest.fixture
def disagreeing(team: Team) -> Team:
    team.grade("Ann", 1, FOR)
    team.grade("Ben", 1, AGAINST)
    return team


def decide(team: Team, who: str = "Zoe", reason: str = "read it twice", revision: int = 1) -> None:
    team.clock.move(seconds=10)
    adjudicate.adjudicate(team.database, DRUG.id, pmid(1), who, reason, FOR, revision, team.clock)


def test_a_conflict_is_shown_without_names_to_whoever_did_not_vote(disagreeing: Team) -> None:
    database = disagreeing.database
    assert adjudicate.conflicts(database, "Zoe") == (Task(DRUG.id, pmid(1)),)
    assert adjudicate.conflicts(database, "Ann") == ()
    shown = adjudicate.conflict(database, "Zoe", DRUG.id, pmid(1))
    assert [conflict.field for conflict in shown.conflicts] == ["direction"]
    assert set(shown.said) == {FOR, AGAINST}
    assert not {"Ann", "Ben"} & set(repr(shown).replace("'", " ").split())
    with pytest.raises(RefusedError, match="somebody else decides"):
        adjudicate.conflict(database, "Ben", DRUG.id, pmid(1))
    with pytest.raises(RefusedError, match="nothing to decide"):
        adjudicate.conflict(database, "Zoe", DRUG.id, pmid(2))


def test_what_was_said_comes_in_the_same_order_whoever_said_it(database: Database) -> None:
    team = Team(database)
    team.finds(1, 2)
    team.refresh()
    for number, votes in ((1, (FOR, AGAINST)), (2, (AGAINST, FOR))):
        for who, said in zip(("Ann", "Ben"), votes, strict=True):
            team.grade(who, number, said)
    shown = [adjudicate.conflict(database, "Zoe", DRUG.id, pmid(number)).said for number in (1, 2)]
    assert shown[0] == shown[1]


def test_a_decision_settles_the_conflict_and_changes_the_strength_while_the_votes_stay(disagreeing: Team) -> None:
    assert (disagreeing.strength().direction, disagreeing.strength().studies) == (Verdict.NO_EVIDENCE, 0)
    decide(disagreeing)
    assert (disagreeing.strength().direction, disagreeing.strength().studies) == (Verdict.INSUFFICIENT, 1)
    assert adjudicate.conflicts(disagreeing.database, "Zoe") == ()
    assert len(review.votes_on(disagreeing.database, "Ann", DRUG.id, pmid(1))) == 2


def test_a_later_vote_opens_the_case_again(disagreeing: Team) -> None:
    decide(disagreeing)
    disagreeing.grade("Ben", 1, say(Direction.UNCLEAR))
    assert adjudicate.conflicts(disagreeing.database, "Zoe") == (Task(DRUG.id, pmid(1)),)


def test_a_voter_cannot_decide_nor_anybody_without_a_reason_or_a_conflict(disagreeing: Team) -> None:
    with pytest.raises(RefusedError, match="somebody who voted"):
        decide(disagreeing, " Ann ")
    with pytest.raises(RefusedError, match="needs a reason"):
        decide(disagreeing, reason="  ")
    disagreeing.grade("Ben", 1, FOR)
    with pytest.raises(RefusedError, match="nothing to decide: the paper is agreed"):
        decide(disagreeing)


def test_an_adjudicator_whose_citation_was_revised_meanwhile_is_told(disagreeing: Team) -> None:
    disagreeing.refresh(record(1, revised=9, publication_types=(Term("Retracted Publication", "D016441"),)))
    with pytest.raises(CitationRevisedError, match="is now marked 'retracted'"):
        decide(disagreeing)


# --- Confirming ----------------------------------------------------------------------------------------


def test_a_strength_is_provisional_until_a_person_confirms_it_and_again_when_its_body_changes(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    assert team.strength().provisional
    (body,) = team.strength().bodies
    confirmed = confirm(team.database, DRUG.id, body.key, body.fingerprint, "Zoe", (), team.clock)
    assert (confirmed.provisional, confirmed.confirmed_by) == (False, "Zoe")
    changed = team.events(EventKind.STRENGTH_CHANGED)[-1].detail
    assert (changed["before"]["provisional"], changed["after"]["provisional"]) == (True, False)
    team.grade_all(["Ann", "Ben"], [1], found(0.9, 0.5, 1.6))
    assert team.strength().provisional


def test_a_proposal_is_overridden_only_with_a_reason_and_only_for_the_body_that_was_seen(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    (body,) = team.strength().bodies

    def override(reason: str, fingerprint: str) -> Certainty | None:
        lower = Decision(domain=Domain.INDIRECTNESS, final=-1, reason=reason)
        return confirm(team.database, DRUG.id, body.key, fingerprint, "Zoe", [lower], team.clock).certainty

    with pytest.raises(RefusedError, match="say why"):
        override("", body.fingerprint)
    with pytest.raises(RefusedError, match="changed since you opened it"):
        override("other women", "another")
    with pytest.raises(RefusedError, match="no such body"):
        confirm(team.database, DRUG.id, "another body", body.fingerprint, "Zoe", (), team.clock)
    with team.database.read() as tx:
        assert judgements.confirmations(tx, DRUG.id) == ()
    certainty = override("other women", body.fingerprint)
    assert certainty is not None
    assert certainty.rank == body.certainty.rank - 1
    assert "Zoe: other women" in " ".join(team.strength().rationale)


# --- Studies -------------------------------------------------------------------------------------------


def test_reports_of_one_study_count_once_until_that_is_taken_back(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3])
    assert team.strength().studies == 3
    made = studies.group(team.database, [pmid(2), pmid(1)], "Zoe", "one register number", team.clock)
    assert (team.strength().studies, studies.groups(team.database)) == (2, (made,))
    team.clock.move(seconds=1)
    studies.ungroup(team.database, made.id, "Ann", "two centres", team.clock)
    assert (team.strength().studies, studies.groups(team.database)) == (3, ())
    with team.database.read() as tx:
        assert [(one.by, one.undone) for one in judgements.groups(tx)] == [("Zoe", False), ("Ann", True)]
    again = studies.group(team.database, [pmid(1), pmid(2)], "Zoe", "one after all", team.clock)
    assert again.id != made.id


def test_a_study_that_makes_no_sense_is_refused(team: Team) -> None:
    for numbers, by, reason in (([1], "Zoe", "r"), ([1, 99], "Zoe", "r"), ([1, 2], " ", "r"), ([1, 2], "Zoe", " ")):
        with pytest.raises(RefusedError):
            studies.group(team.database, [pmid(number) for number in numbers], by, reason, team.clock)
    with pytest.raises(RefusedError, match="no study has the number 7"):
        studies.ungroup(team.database, "7", "Zoe", "r", team.clock)
    assert studies.groups(team.database) == ()


# --- Reviews -------------------------------------------------------------------------------------------


def test_a_claim_rests_on_a_review_that_can_carry_it_until_somebody_chooses_otherwise(team: Team) -> None:
    facts = ReviewFacts(
        confidence=Confidence.MODERATE,
        searched=date(2025, 1, 1),
        design=Design.RANDOMISED_TRIAL,
        studies_risk_of_bias=RiskOfBias.SOME,
    )
    pooled = make_result(1.4, 1.1, 1.8, n=900, events=300, k=6)
    team.grade_all(["Ann", "Ben"], [1], say(Direction.FOR, pooled, design=Design.META_ANALYSIS, review=facts))
    team.grade_all(["Ann", "Ben"], [2])
    with pytest.raises(RefusedError, match="its place is: counted"):
        anchor(team.database, DRUG.id, pmid(2), "Zoe", "recent", team.clock)
    with pytest.raises(RefusedError, match="why this review"):
        anchor(team.database, DRUG.id, pmid(1), "Zoe", "", team.clock)
    anchor(team.database, DRUG.id, pmid(1), "Zoe", "recent", team.clock)
    assert [body.review for body in team.strength().bodies] == [pmid(1)]
    team.clock.move(seconds=1)
    anchor(team.database, DRUG.id, None, "Zoe", "superseded", team.clock)
    assert [body.review for body in team.strength().bodies] == [None]


def test_times_come_from_the_clock_that_is_passed_in(disagreeing: Team) -> None:
    decide(disagreeing)
    with disagreeing.database.read() as tx:
        (made,) = judgements.adjudications(tx, DRUG.id)
    assert made.at == disagreeing.clock.now()
    assert disagreeing.clock.now() - made.at < timedelta(seconds=1)
    assert made.assessment.relevance is Relevance.DIRECT
