from __future__ import annotations

import pytest

from evidence.grading.model import Direction
from evidence.services.team import team as of_team
from evidence.store.database import Database
from tests.support.fakes import record
from tests.support.grading import pmid, say
from tests.support.reviewing import DRUG, Team

PAPERS = 14


@pytest.fixture
def team(database: Database) -> Team:
    made = Team(database, DRUG)
    made.source.records = {pmid(n): record(n) for n in range(1, PAPERS + 1)}
    made.finds(*range(1, PAPERS + 1))
    made.refresh()
    return made


def test_nobody_has_graded_yet(team: Team) -> None:
    with team.database.read() as tx:
        found = of_team(tx)
    assert (found.members, found.waiting) == ((), PAPERS)


def test_work_and_agreement_are_counted_from_votes(team: Team) -> None:
    for number in range(1, 13):
        team.grade("Ann", number, say())  # each moves the clock by ten seconds
        team.clock.move(seconds=30)
    for number in range(1, 11):
        team.grade("Ben", number, say(direction=Direction.AGAINST) if number == 1 else say())
    with team.database.read() as tx:
        found = of_team(tx)
    ann, ben = found.members
    assert (ann.name, ann.graded, ann.left, ann.seconds_per_grade) == ("Ann", 12, 2, 40.0)
    assert (ben.graded, ben.left) == (10, 4)
    assert found.waiting == 5, "four lack votes, one is in conflict"
    assert found.agreement["relevance"].percent == 1.0
    assert found.agreement["direction"].percent == pytest.approx(0.9)
    (pair,) = found.pairs["direction"]
    assert (pair.reviewers, pair.units) == (("Ann", "Ben"), 10)
