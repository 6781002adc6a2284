from __future__ import annotations

from collections.abc import Callable

import pytest

from evidence.citations.model import Link, Term
from evidence.claims.model import Combine, Query
from evidence.errors import CitationRevisedError, RefusedError, StoreError, UnknownClaimError
from evidence.grading.model import Direction, Relevance, RiskOfBias
from evidence.services import review
from evidence.services.review import PaperToGrade
from evidence.store import citations, grades, strengths
from evidence.store.database import Database, Transaction
from evidence.store.tasks import Task
from evidence.strength.model import Verdict
from tests.support.fakes import record
from tests.support.grading import make_claim, pmid, say
from tests.support.reviewing import DRUG, Team, number_of

NOT_RELEVANT = say(relevance=Relevance.NONE)


@pytest.fixture
def team(database: Database) -> Team:
    made = Team(database)
    made.finds(1, 2, 3)
    made.refresh()
    return made


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """Makes something happen once, between finding a paper and keeping it."""
    read, due = review._paper, [happens]

    def interrupted(tx: Transaction, reviewer: str, task: Task) -> PaperToGrade:
        paper = read(tx, reviewer, task)
        while due:
            due.pop()()
        return paper

    monkeypatch.setattr(review, "_paper", interrupted)


# --- The queue -----------------------------------------------------------------------------------------


def test_a_reviewer_gets_every_paper_once_the_newest_first_and_then_nothing(team: Team) -> None:
    served = []
    while paper := team.next("Ann"):
        served.append(number_of(paper))
        team.grade("Ann", served[-1] or 0)
    assert served == [3, 2, 1]


def test_a_paper_that_is_open_comes_again_until_it_is_graded(team: Team) -> None:
    assert [number_of(team.next("Ann")) for _ in range(3)] == [3, 3, 3]


def test_two_reviewers_never_have_the_same_paper_open(team: Team) -> None:
    assert [number_of(team.next(who)) for who in ("Ann", "Ben", "Cem", "Dan")] == [3, 2, 1, None]


def test_a_paper_that_is_taken_while_one_looks_for_it_is_not_given_to_both(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    meanwhile(monkeypatch, lambda: team.next("Ben"))
    assert number_of(team.next("Ann")) == 2
    assert number_of(team.next("Ben")) == 3


def test_a_paper_that_gets_its_last_vote_while_one_looks_for_it_is_not_asked_for(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.grade("Ben", 3)
    meanwhile(monkeypatch, lambda: team.grade("Cem", 3))
    assert number_of(team.next("Ann")) == 2


def test_a_paper_left_open_goes_to_somebody_else_after_a_quarter_of_an_hour(team: Team) -> None:
    team.next("Ann")
    team.clock.move(minutes=14)
    assert number_of(team.next("Ben")) == 2
    team.clock.move(minutes=2)
    assert number_of(team.next("Cem")) == 3


def test_whoever_opens_another_paper_gives_the_first_one_back(team: Team) -> None:
    team.next("Ann")
    team.grade("Ann", 3)
    team.next("Ann")
    assert number_of(team.next("Ben")) == 3


def test_a_paper_with_all_its_votes_is_asked_of_nobody(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3])
    assert team.next("Cem") is None


def test_the_order_of_papers_does_not_tell_that_a_colleague_has_voted(team: Team) -> None:
    team.grade("Ann", 1)
    team.grade("Ann", 2)
    assert number_of(team.next("Ben")) == 3


def test_three_votes_are_asked_for_where_the_claim_says_three(database: Database) -> None:
    team = Team(database, make_claim(queries=DRUG.queries, votes_needed=3))
    team.finds(1)
    team.refresh()
    team.grade_all(["Ann", "Ben"], [1])
    assert team.strength().waiting == 1
    assert number_of(team.next("Cem")) == 1


def test_papers_of_several_claims_come_one_claim_after_the_other(database: Database) -> None:
    team = Team(database, *(make_claim(id=name, queries=DRUG.queries) for name in ("b", "a")))
    team.finds(1, 2, claim="a")
    team.finds(1, claim="b")
    team.refresh()
    assert review.claims_with_work(database, "Ann") == {"a": 2, "b": 1}
    served = []
    while paper := team.next("Ann"):
        served.append((paper.claim.id, number_of(paper)))
        team.grade("Ann", served[-1][1] or 0, claim=paper.claim.id)
    assert served == [("a", 2), ("a", 1), ("b", 1)]
    assert team.next("Ben", "b") is not None


def test_retracted_papers_and_notices_are_not_asked_for(database: Database) -> None:
    team = Team(database)
    team.finds(1, 2, 3)
    retracted = (Term("Retracted Publication", "D016441"),)
    team.source.records[pmid(1)] = record(1, publication_types=retracted)
    team.source.records[pmid(2)] = record(2, publication_types=(Term("Published Erratum", "D016425"),))
    team.refresh()
    assert number_of(team.next("Ann")) == 3
    assert team.next("Ben") is None
    assert (team.strength().citations, team.strength().retracted) == (2, 1)


def test_a_paper_that_left_its_query_is_asked_for_only_when_somebody_has_graded_it(team: Team) -> None:
    team.grade("Ann", 2)
    team.finds(3)
    team.refresh()
    assert [number_of(team.next(who)) for who in ("Ben", "Cem", "Dan")] == [3, 2, None]
    assert team.strength().citations == 2


def test_papers_are_graded_for_the_parts_of_a_compound_claim_not_for_the_whole(database: Database) -> None:
    whole = make_claim(id="whole", combine=Combine.ALL)
    parts = [make_claim(id=name, part_of="whole", queries=(Query(id="main", term="x[tiab]"),)) for name in "ab"]
    team = Team(database, whole, *parts)
    team.finds(1, claim="a")
    team.refresh()
    with pytest.raises(RefusedError, match="rests on its parts"):
        team.grade("Ann", 1, claim="whole")
    team.grade_all(["Ann", "Ben"], [])
    for who in ("Ann", "Ben"):
        team.grade(who, 1, claim="a")
    assert team.strength("a").direction is Verdict.INSUFFICIENT
    assert team.strength("whole").parts[0].direction is Verdict.INSUFFICIENT


# --- A grade -------------------------------------------------------------------------------------------


def test_a_grade_and_the_strength_it_causes_are_stored_together(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team.grade("Ann", 1)
    before = team.strength()

    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(strengths, "record", broken)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        team.grade("Ben", 1)
    monkeypatch.undo()
    with team.database.read() as tx:
        assert [vote.reviewer for vote in grades.of_claim(tx, DRUG.id)] == ["Ann"]
    assert team.strength() == before
    team.grade("Ben", 1)
    assert team.strength().studies == 1


def test_a_correction_is_a_new_version_and_both_are_kept(team: Team) -> None:
    team.grade("Ann", 1)
    assert team.grade("Ann", 1, say(Direction.AGAINST)).version == 2
    with team.database.read() as tx:
        votes = grades.of_claim(tx, DRUG.id)
    assert [(vote.version, vote.assessment.direction) for vote in votes] == [(1, "for"), (2, "against")]


def test_saying_the_same_again_stores_nothing(team: Team) -> None:
    first = team.grade("Ann", 1)
    assert team.grade(" Ann ", 1) == first
    assert review.progress(team.database, "Ann", DRUG.id).graded == 1


def test_nonsense_is_refused_with_field_and_reason_and_stores_nothing(team: Team) -> None:
    with pytest.raises(RefusedError) as caught:
        team.grade("Ann", 1, say(risk=RiskOfBias.LOW))
    assert [field for field, _ in caught.value.problems] == ["risk_of_bias"]
    with pytest.raises(RefusedError, match="reviewer has no name"):
        team.grade("  ", 1)
    with pytest.raises(RefusedError, match="does not have"):
        team.grade("Ann", 99)
    with pytest.raises(UnknownClaimError):
        team.grade("Ann", 1, claim="nothing")
    with team.database.read() as tx:
        assert grades.of_claim(tx, DRUG.id) == ()


def test_a_reviewer_whose_citation_was_revised_meanwhile_is_told_and_not_overwritten(team: Team) -> None:
    team.refresh(record(1, revised=5, title="Another title"))
    with pytest.raises(CitationRevisedError, match="was revised since") as caught:
        review.record_grade(team.database, DRUG.id, pmid(1), "Ann", say(), 1, team.clock)
    assert caught.value.revision == 2
    team.refresh(record(1, revised=6, publication_types=(Term("Retracted Publication", "D016441"),)))
    with pytest.raises(CitationRevisedError, match="is now marked 'retracted' since"):
        review.record_grade(team.database, DRUG.id, pmid(1), "Ann", say(), 2, team.clock)
    with team.database.read() as tx:
        assert grades.of_claim(tx, DRUG.id) == ()
        seen = citations.get(tx, pmid(1))
    assert seen is not None
    review.record_grade(team.database, DRUG.id, pmid(1), "Ann", say(), seen.revision, team.clock)


def test_a_reviewer_is_told_when_an_expression_of_concern_was_lifted(team: Team) -> None:
    concern = Link("ExpressionOfConcernIn", "A journal. 2026", 900000099)
    team.refresh(record(1, revised=5, links=(concern,)))
    team.refresh(record(1, revised=6))
    with pytest.raises(CitationRevisedError, match="has lost its mark 'expression of concern' since you opened it"):
        review.record_grade(team.database, DRUG.id, pmid(1), "Ann", say(), 2, team.clock)


def test_a_reviewer_is_known_by_the_spelling_that_was_used_first(team: Team) -> None:
    team.grade("Ann Smith", 1)
    with team.database.read() as tx:
        assert review.known_spelling(tx, " ann  SMITH ") == "Ann Smith"
        assert review.known_spelling(tx, "Anne Smith") == "Anne Smith"


def test_a_locked_database_is_said_and_the_grade_can_be_saved_again(team: Team, impatient: Database) -> None:
    seen = review.paper(impatient, "Ann", DRUG.id, pmid(1)).stored.revision
    with team.database.write(), pytest.raises(StoreError, match="locked"):
        review.record_grade(impatient, DRUG.id, pmid(1), "Ann", say(), seen, team.clock)
    assert review.record_grade(impatient, DRUG.id, pmid(1), "Ann", say(), seen, team.clock).version == 1


# --- Unsure, undo, progress ----------------------------------------------------------------------------


def test_unsure_hands_the_paper_to_others_and_is_no_grade(team: Team) -> None:
    before = team.strength()
    review.hand_on(team.database, DRUG.id, pmid(3), "Ann", team.clock)
    assert number_of(team.next("Ann")) == 2
    assert number_of(team.next("Ben")) == 3
    assert team.strength() == before
    team.grade("Ben", 3)
    assert number_of(team.next("Cem")) == 3
    with pytest.raises(RefusedError, match="you have graded it"):
        review.hand_on(team.database, DRUG.id, pmid(3), "Ben", team.clock)


def test_undo_takes_back_ones_own_last_word_gives_the_paper_again_and_keeps_everything_on_record(team: Team) -> None:
    team.grade("Ann", 3)
    team.grade("Ben", 3)
    team.grade("Ann", 2)
    undone = review.undo(team.database, "Ann", team.clock)
    assert (number_of(undone), number_of(team.next("Ann"))) == (2, 2)
    assert number_of(review.undo(team.database, "Ann", team.clock)) == 3
    assert review.undo(team.database, "Ann", team.clock) is None
    with team.database.read() as tx:
        votes = [(vote.reviewer, vote.pmid - pmid(0), vote.withdrawn) for vote in grades.of_claim(tx, DRUG.id)]
    assert votes == [("Ann", 3, False), ("Ben", 3, False), ("Ann", 2, False), ("Ann", 2, True), ("Ann", 3, True)]
    assert team.strength().waiting == 3


def test_undo_takes_no_paper_away_from_a_colleague_who_has_it_open(team: Team) -> None:
    team.grade("Ann", 3)
    assert number_of(team.next("Ben")) == 3
    assert number_of(review.undo(team.database, "Ann", team.clock)) == 3
    assert number_of(team.next("Cem")) == 2
    assert number_of(team.next("Ben")) == 3


def test_undo_takes_back_that_a_paper_was_handed_on(team: Team) -> None:
    team.grade("Ann", 3)
    review.hand_on(team.database, DRUG.id, pmid(2), "Ann", team.clock)
    assert number_of(review.undo(team.database, "Ann", team.clock)) == 2
    assert number_of(team.next("Ann")) == 2
    assert number_of(review.undo(team.database, "Ann", team.clock)) == 3


def test_progress_counts_ones_own_grades_whatever_others_do(team: Team) -> None:
    team.grade_all(["Ann"], [1, 2])
    before = review.progress(team.database, "Ben", DRUG.id)
    assert (before.graded, before.left) == (0, 3)
    review.undo(team.database, "Ann", team.clock)
    mine = review.progress(team.database, "Ann", DRUG.id)
    assert (mine.graded, mine.left) == (1, 2)
    assert review.progress(team.database, "Ben", DRUG.id) == before


def test_the_pace_is_the_median_of_ones_own_gaps_without_breaks(database: Database) -> None:
    team = Team(database)
    team.finds(*range(1, 9))
    team.refresh()
    for number, seconds in enumerate([20, 20, 20, 50, 3000, 20, 10, 20], start=1):
        team.clock.move(seconds=seconds)  # and ten seconds for saving
        team.grade("Ann", number)
    assert review.progress(database, "Ann", DRUG.id).seconds_per_grade == 30
    assert review.progress(database, "Ben", DRUG.id).seconds_per_grade is None


# --- Blinding ------------------------------------------------------------------------------------------


def test_votes_are_shown_only_to_those_who_have_voted(team: Team) -> None:
    team.grade("Ann", 1)
    assert review.votes_on(team.database, "Ben", DRUG.id, pmid(1)) == ()
    team.grade("Ben", 1)
    seen = review.votes_on(team.database, "Ben", DRUG.id, pmid(1))
    assert [vote.reviewer for vote in seen] == ["Ann", "Ben"]
    review.undo(team.database, "Ben", team.clock)
    assert review.votes_on(team.database, "Ben", DRUG.id, pmid(1)) == ()


def test_what_a_reviewer_is_given_is_the_same_whether_or_not_a_colleague_has_voted(team: Team) -> None:
    alone = review.paper(team.database, "Ben", DRUG.id, pmid(1))
    team.grade("Ann", 1, NOT_RELEVANT)
    assert review.paper(team.database, "Ben", DRUG.id, pmid(1)) == alone


# --- Corrections ---------------------------------------------------------------------------------------


def test_a_corrected_paper_comes_again_to_those_who_graded_it(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3])
    team.refresh(record(2, revised=5, links=(Link("ErratumIn", "J Synth. 2026;1:2", 900000099),)))
    again = team.next("Ann")
    assert (number_of(again), again.corrected_since if again else None) == (2, True)
    assert again is not None
    assert again.own == say()
    assert team.strength().waiting == 1
    team.grade("Ann", 2)
    team.grade("Ben", 2)
    assert team.next("Ann") is None
    assert team.strength().waiting == 0
