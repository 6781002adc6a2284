from __future__ import annotations

import pytest

from evidence.errors import GradesFileError
from evidence.grading.model import Direction
from evidence.services import review
from evidence.services.grades_file import GradesImport, export_grades, import_grades
from evidence.store import grades, strengths
from evidence.store.database import Database
from tests.support.grading import found, pmid, say
from tests.support.reviewing import DRUG, Team
from tests.support.store import content

HEADER = "claim,pmid,reviewer,graded_at,relevance,direction,design,risk_of_bias"
FETCH = "correct it, or fetch the record first: evidence refresh, or evidence import"
ROW = f"{DRUG.id},{pmid(1)},Ann,2026-01-02,direct,for,randomised-trial,some"


@pytest.fixture
def team(database: Database) -> Team:
    made = Team(database)
    made.finds(1, 2, 3)
    made.refresh()
    return made


def load(team: Team, *rows: str) -> GradesImport:
    team.clock.move(seconds=10)
    return import_grades(team.database, "\n".join([HEADER, *rows]).encode(), "f.csv", team.clock)


def refused(team: Team, *rows: str) -> list[str]:
    before = content(team.database)
    with pytest.raises(GradesFileError) as caught:
        load(team, *rows)
    assert content(team.database) == before
    return list(caught.value.findings)


def test_exported_grades_give_the_same_strength_in_another_database(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2], found(1.5, 1.2, 1.9))
    team.grade("Ann", 3)
    team.grade("Ben", 3, say(Direction.AGAINST))
    team.grade("Ann", 2, say())
    team.grade("Ann", 1)
    review.undo(team.database, "Ann", team.clock)
    other = Team(Database.in_memory())
    other.finds(1, 2, 3)
    other.refresh()
    other.clock.move(days=1)
    file = export_grades(team.database).encode()
    assert import_grades(other.database, file, "f.csv", other.clock) == GradesImport(added=5, known=0)
    assert other.strength() == team.strength()
    assert export_grades(other.database).encode() == file
    other.database.close()


def test_importing_again_changes_nothing_also_into_the_database_it_came_from(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2])
    file = export_grades(team.database).encode()
    team.grade("Ann", 1, say(Direction.AGAINST))
    before = content(team.database)
    team.clock.move(days=1)
    assert import_grades(team.database, file, "f.csv", team.clock) == GradesImport(added=0, known=4)
    assert content(team.database) == before


def test_a_bad_file_is_refused_whole(team: Team) -> None:
    assert refused(
        team,
        ROW,
        f"{DRUG.id},{pmid(99)},Ann,2026-01-02,none,,,",
        f"{DRUG.id},{pmid(2)},Ann,2050-01-02,none,,,",
        f"{DRUG.id},{pmid(3)},Ann,2026-01-02,perhaps,,,",
    ) == [
        f"f.csv:3:2: pmid: the database does not have {pmid(99)} - {FETCH}",
        "f.csv:4:4: graded_at: 2050-01-02 00:00 UTC has not come yet - correct it",
        "f.csv:5:5: relevance: 'perhaps' is not understood - write one of: direct, partial, none",
    ]


def test_a_later_row_is_a_correction_and_an_older_one_is_refused(team: Team) -> None:
    load(team, ROW)
    assert load(team, ROW.replace("2026-01-02,direct,for", "2026-01-03,direct,against")).added == 1
    with team.database.read() as tx:
        versions = [(vote.version, vote.assessment.direction) for vote in grades.of_claim(tx, DRUG.id)]
    assert versions == [(1, "for"), (2, "against")]
    (same_time,) = refused(team, ROW.replace("for", "unclear"))
    assert "f.csv:2:4: graded_at: the database has another grade by this reviewer of that very time" in same_time
    (older,) = refused(team, ROW.replace("2026-01-02", "2025-12-31"))
    assert "f.csv:2:4: graded_at: the database has a later word of this reviewer" in older


def test_grades_count_from_the_import_on_whenever_they_were_given(team: Team) -> None:
    before = team.clock.now()
    team.clock.move(days=1)
    load(team, ROW, ROW.replace("Ann", "Ben"))
    with team.database.read() as tx:
        assert strengths.latest(tx, at=before)[DRUG.id].studies == 0
        assert strengths.latest(tx)[DRUG.id].studies == 1


def test_what_was_imported_is_not_undone_by_a_key(team: Team) -> None:
    load(team, ROW)
    assert review.undo(team.database, "Ann", team.clock) is None
    assert team.next("Ann") is not None
    assert review.progress(team.database, "Ann", DRUG.id).graded == 1


def test_a_confirmed_strength_stays_confirmed_where_grades_of_the_same_content_came_from_a_file(team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    other = Team(Database.in_memory())
    other.finds(1, 2, 3)
    other.refresh()
    other.clock.move(days=1)
    import_grades(other.database, export_grades(team.database).encode(), "f.csv", other.clock)
    assert [body.fingerprint for body in other.strength().bodies] == [
        body.fingerprint for body in team.strength().bodies
    ]
    other.database.close()
