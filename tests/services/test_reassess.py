"""What a refresh, an import or another claims.yaml does to grades, queue and strengths."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from evidence.citations.model import Citation, Link, Term
from evidence.claims.model import Catalogue, Combine
from evidence.services import strength
from evidence.services.confirm import confirm
from evidence.store import citations, grades, strengths, tasks
from evidence.store.database import Database
from evidence.store.events import EventKind
from evidence.strength.model import Verdict
from tests.support.fakes import record
from tests.support.grading import found, make_claim, pmid
from tests.support.reviewing import DRUG, Team, number_of

RETRACTED = (Term("Retracted Publication", "D016441"),)
ERRATUM = Link("ErratumIn", "J Synth. 2026;1:2", 900000099)
SAID = found(1.5, 1.2, 1.9)


@pytest.fixture
def team(tmp_path: Path) -> Team:
    made = Team(Database.open(f"sqlite:///{tmp_path}/evidence.db"))
    made.finds(1, 2, 3)
    made.refresh()
    made.grade_all(["Ann", "Ben"], [1, 2, 3], SAID)
    (body,) = made.strength().bodies
    confirm(made.database, DRUG.id, body.key, body.fingerprint, "Zoe", (), made.clock)
    return made


def test_a_retraction_takes_the_paper_out_at_once_and_names_the_claims(team: Team) -> None:
    assert not team.strength().provisional
    team.refresh(record(1, revised=9, publication_types=RETRACTED))
    after = team.strength()
    assert (after.studies, after.retracted, after.provisional) == (2, 1, True)
    (event,) = [one for one in team.events(EventKind.STRENGTH_CHANGED) if "because" in one.detail]
    assert (event.claim_id, event.detail["because"]) == (DRUG.id, [pmid(1)])
    assert event.detail["before"]["provisional"] is False


def test_a_retraction_is_named_for_every_claim_that_the_paper_was_graded_for(tmp_path: Path) -> None:
    team = Team(
        Database.open(f"sqlite:///{tmp_path}/two.db"), *(make_claim(id=name, queries=DRUG.queries) for name in "abc")
    )
    for name in "abc":
        team.finds(1, claim=name)
    team.refresh()
    for name in "ab":
        for who in ("Ann", "Ben"):
            team.grade(who, 1, SAID, claim=name)
    team.refresh(record(1, revised=9, publication_types=RETRACTED))
    because = [one.claim_id for one in team.events(EventKind.STRENGTH_CHANGED) if "because" in one.detail]
    assert because == ["a", "b"]
    assert [team.strength(name).retracted for name in "abc"] == [1, 1, 1]


def test_an_erratum_reopens_the_grades_which_hold_until_they_are_cast_again(team: Team) -> None:
    team.refresh(record(1, revised=9, links=(ERRATUM,)))
    assert [(one.claim_id, one.pmid) for one in team.events(EventKind.GRADES_REOPENED)] == [(DRUG.id, pmid(1))]
    after = team.strength()
    assert (after.studies, after.waiting, after.provisional) == (3, 1, True)
    assert number_of(team.next("Ann")) == 1
    team.refresh(record(1, revised=10, links=(ERRATUM,), pages="1-9"))
    assert len(team.events(EventKind.GRADES_REOPENED)) == 1
    second = Link("ErratumIn", "J Synth. 2027;1:2", 900000098)
    team.refresh(record(1, revised=11, links=(ERRATUM, second)))
    assert len(team.events(EventKind.GRADES_REOPENED)) == 2


def test_a_retraction_that_is_taken_back_reopens_the_grades(team: Team) -> None:
    team.refresh(record(1, revised=9, publication_types=RETRACTED))
    assert team.next("Ann") is None
    team.refresh(record(1, revised=10))
    assert team.strength().studies == 3
    assert number_of(team.next("Ann")) == 1


def test_a_revision_without_news_for_strength_changes_nothing(team: Team) -> None:
    before = team.strength()
    events = team.events(EventKind.STRENGTH_CHANGED, EventKind.GRADES_REOPENED)
    team.refresh(record(1, revised=9, mesh=()), record(2, revised=9, title="A better title"))
    assert team.strength() == before
    assert team.events(EventKind.STRENGTH_CHANGED, EventKind.GRADES_REOPENED) == events


def test_new_papers_make_a_confirmed_strength_provisional_and_that_is_news(team: Team) -> None:
    team.finds(1, 2, 3, 4)
    team.refresh()
    assert (team.strength().waiting, team.strength().provisional) == (1, True)
    assert team.events(EventKind.STRENGTH_CHANGED)[-1].detail["after"]["provisional"] is True
    team.finds(1, 2, 3)
    team.refresh()
    assert (team.strength().waiting, team.strength().provisional) == (0, False)


def test_an_imported_record_counts_like_a_fetched_one(team: Team) -> None:
    from evidence.services.reassess import reassess

    retracted = record(1, revised=9, publication_types=RETRACTED)
    team.clock.move(days=1)
    with team.database.write() as tx:
        put = citations.put(tx, [retracted], now=team.clock.now())
        events = reassess(tx, put, team.clock.now())
    assert [event.kind for event in events] == [EventKind.STRENGTH_CHANGED]
    assert team.strength().retracted == 1


def test_what_the_refresh_stores_and_what_follows_are_one_transaction(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(strengths, "record", broken)
    with pytest.raises(OSError):  # noqa: PT011 - the one raised above
        team.refresh(record(1, revised=9, publication_types=RETRACTED))
    monkeypatch.undo()
    with team.database.read() as tx:
        stored = citations.get(tx, pmid(1))
    assert stored is not None
    assert stored.status == "none"
    team.refresh()
    assert team.strength().retracted == 1


def test_graded_citations_are_checked_again_before_all_others(team: Team) -> None:
    team.finds(1, 2, 3, *range(10, 20))
    team.refresh()
    with team.database.read() as tx:
        due = citations.due_for_recheck(tx, checked_before=team.clock.now().replace(year=2099), now=team.clock.now())
    assert [number - pmid(0) for number in due[:3]] == [1, 2, 3]


def test_another_definition_gives_another_strength_at_the_next_refresh(team: Team) -> None:
    before = team.strength()
    more = msgspec.structs.replace(DRUG, votes_needed=3)
    team.catalogue = Catalogue(articles=(), claims=(more,))
    team.refresh()
    after = team.strength()
    assert (before.waiting, after.waiting) == (0, 3)
    assert after.claim_hash == more.definition_hash() != before.claim_hash
    assert number_of(team.next("Cem")) == 3


def test_an_archived_claim_has_no_tasks_and_keeps_its_grades_for_its_return(team: Team) -> None:
    team.finds(1, 2, 3, 4)
    team.refresh()
    team.catalogue = Catalogue(articles=(), claims=(make_claim(id="other"),))
    team.refresh()
    assert team.next("Ann") is None
    team.catalogue = Catalogue(articles=(), claims=(DRUG,))
    team.refresh()
    assert number_of(team.next("Ann")) == 4
    assert team.strength().studies == 3


def test_a_compound_claim_follows_its_parts(tmp_path: Path) -> None:
    whole = make_claim(id="whole", combine=Combine.ALL)
    parts = [make_claim(id=name, part_of="whole", queries=DRUG.queries) for name in ("a", "b")]
    team = Team(Database.open(f"sqlite:///{tmp_path}/parts.db"), whole, *parts)
    for name in ("a", "b"):
        team.finds(1, 2, 3, claim=name)
    team.refresh()
    for name in ("a", "b"):
        for number in (1, 2, 3):
            for who in ("Ann", "Ben"):
                team.grade(who, number, SAID, claim=name)
    assert team.strength("whole").direction is Verdict.SUPPORTED
    team.refresh(*(record(number, revised=9, publication_types=RETRACTED) for number in (1, 2, 3)))
    assert team.strength("whole").direction is Verdict.NO_EVIDENCE
    team.catalogue = Catalogue(articles=(), claims=(whole, parts[0]))
    team.refresh()
    assert [part.claim for part in team.strength("whole").parts] == ["a"]


def test_a_strength_of_another_method_is_made_again_and_until_then_not_shown(team: Team) -> None:
    old = msgspec.structs.replace(team.strength(), method="0")
    with team.database.write() as tx:
        strengths.record(tx, old, now=team.clock.now())
    with team.database.read() as tx:
        assert [one.method for one in strength.current(tx)] == ["1"]
    team.refresh()
    assert team.strength().method == "1"


def test_what_waits_agrees_with_what_the_strength_says_after_everything(team: Team) -> None:
    team.finds(2, 3, 4, 5)
    team.refresh(record(2, revised=9, links=(ERRATUM,)), Citation(pmid=pmid(5), title="New"))
    team.grade("Ann", 4, SAID)
    with team.database.read() as tx:
        waiting = tasks.of_state(tx, tasks.TaskState.WAITING)
        graded = {vote.pmid for vote in grades.of_claim(tx, DRUG.id)}
    assert len(waiting) == team.strength().waiting == 3
    assert {pmid(1), pmid(4)} <= graded
