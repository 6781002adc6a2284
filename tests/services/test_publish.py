from __future__ import annotations

from pathlib import Path

import pytest

from evidence.claims.model import Query
from evidence.errors import PublishError, UnknownClaimError
from evidence.services.export import references
from evidence.services.publish import publish
from evidence.store.database import Database
from tests.support.fakes import record
from tests.support.grading import make_claim, pmid, say
from tests.support.reviewing import DRUG, Team

OTHER = make_claim(id="other", statement="Another thing helps.", queries=(Query(id="main", term="other[tiab]"),))


@pytest.fixture
def team(database: Database) -> Team:
    made = Team(database, DRUG, OTHER)
    made.source.records = {pmid(n): record(n) for n in (1, 2, 3)}
    made.finds(1, 2, 3)
    made.finds(2, claim=OTHER.id)
    made.refresh()
    made.grade_all(("Ann", "Ben"), (3,), say())
    return made


def test_references_come_once_those_that_count_first(team: Team) -> None:
    with team.database.read() as tx:
        found = references(tx)
        of_other = references(tx, [OTHER.id])
    assert found[0].citation.pmid == pmid(3)
    assert sorted(one.citation.pmid for one in found) == [pmid(1), pmid(2), pmid(3)]
    assert [one.counts for one in found] == [True, False, False]
    assert {one.citation.pmid: one.claims for one in found}[pmid(2)] == (DRUG.id, OTHER.id)
    assert [one.citation.pmid for one in of_other] == [pmid(2)]


def test_references_of_an_unknown_claim_are_refused(team: Team) -> None:
    with team.database.read() as tx, pytest.raises(UnknownClaimError):
        references(tx, ["nothing"])


def test_every_claim_gets_a_page_and_all_of_them_an_index(team: Team, tmp_path: Path) -> None:
    with team.database.read() as tx:
        written = publish(tx, tmp_path / "site")
    assert [path.name for path in written] == ["success-drug.html", "other.html", "index.html"]
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert 'href="other.html"' in index


def test_publishing_again_changes_nothing(team: Team, tmp_path: Path) -> None:
    site = tmp_path / "site"
    with team.database.read() as tx:
        first = {path: path.read_bytes() for path in publish(tx, site)}
        second = {path: path.read_bytes() for path in publish(tx, site)}
    assert first == second
    assert sorted(path.name for path in site.iterdir()) == ["index.html", "other.html", "success-drug.html"]


def test_one_claim_can_be_published_alone(team: Team, tmp_path: Path) -> None:
    with team.database.read() as tx:
        assert [path.name for path in publish(tx, tmp_path, [OTHER.id])] == ["other.html"]
        with pytest.raises(UnknownClaimError):
            publish(tx, tmp_path, ["nothing"])


def test_a_file_of_somebody_else_is_not_overwritten(team: Team, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>My own page</h1>", encoding="utf-8")
    with team.database.read() as tx, pytest.raises(PublishError, match=r"index\.html is no page of ours"):
        publish(tx, tmp_path)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "<h1>My own page</h1>"
    assert not (tmp_path / "other.html").exists()


@pytest.mark.parametrize(
    "begins",
    [
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Somebody else\'s</title>',
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="generator" content="another">',
    ],
)
def test_a_page_that_only_begins_as_ours_do_is_not_overwritten(team: Team, tmp_path: Path, begins: str) -> None:
    (tmp_path / "index.html").write_text(begins, encoding="utf-8")
    with team.database.read() as tx, pytest.raises(PublishError, match=r"index\.html is no page of ours"):
        publish(tx, tmp_path)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == begins


def test_a_claim_called_index_does_not_take_the_place_of_the_index(database: Database, tmp_path: Path) -> None:
    team = Team(database, make_claim(id="index", queries=(Query(id="main", term="x[tiab]"),)), OTHER)
    team.refresh()
    with team.database.read() as tx:
        names = [path.name for path in publish(tx, tmp_path)]
    assert len(set(names)) == len(names) == 3
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert 'href="index_.html"' in index


def test_a_page_alone_links_to_no_page_that_was_not_written(team: Team, tmp_path: Path) -> None:
    with team.database.read() as tx:
        (path,) = publish(tx, tmp_path, [OTHER.id])
    assert "index.html" not in path.read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_made_is_told(team: Team, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with team.database.read() as tx, pytest.raises(PublishError, match="cannot be written"):
        publish(tx, tmp_path / "file" / "site")
