from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from evidence.citations.retraction import RetractionStatus
from evidence.errors import StoreError
from evidence.grading.model import Relevance
from evidence.services import strength
from evidence.store import (
    articles,
    catalogue,
    citations,
    events,
    grades,
    judgements,
    listing,
    migrations,
    papers,
    queries,
    runs,
    strengths,
    tasks,
)
from evidence.store.database import Database
from evidence.store.events import EventKind
from evidence.store.schema import REVISION, metadata
from evidence.store.tasks import Task

SCHEMAS = Path(__file__).parent / "schemas"


def test_the_migrations_make_exactly_the_tables_of_the_schema(database: Database) -> None:
    with database.read() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_the_newest_migration_is_the_revision_of_the_schema(database: Database) -> None:
    with database.read() as tx:
        scripts = ScriptDirectory.from_config(migrations.config(tx))
    assert scripts.get_heads() == [REVISION]
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == sorted(revisions, reverse=True), "revisions are compared as text to tell older from newer"


@pytest.mark.parametrize("dump", sorted(SCHEMAS.glob("*.sql")), ids=lambda path: path.stem)
def test_a_database_of_an_older_version_is_upgraded_and_keeps_what_it_holds(tmp_path: Path, dump: Path) -> None:
    path = tmp_path / "evidence.db"
    old = sqlite3.connect(path)
    old.executescript(dump.read_text(encoding="utf-8"))
    old.close()
    url = f"sqlite:///{path}"
    to_upgrade = Database.open_to_upgrade(url)
    to_upgrade.upgrade()
    to_upgrade.close()
    database = Database.open(url)
    with database.read() as tx:
        assert [claim.id for claim in catalogue.claims(tx)] == ["vitamin-d"]
        assert [article.id for article in catalogue.articles(tx)] == ["nk-cells"]
        assert [query.last_count for query in queries.tracked(tx)] == [1]
        assert [version.number for version in citations.revisions(tx, 900000001)] == [1, 2]
        assert [row.status for row in listing.of_claim(tx, "vitamin-d").citations] == [RetractionStatus.RETRACTED]
        assert [one.retracted for one in strength.current(tx)] == [1]
        assert [stored.event.kind for stored in events.since(tx)] == [EventKind.RETRACTED]
        (run,) = runs.recent(tx)
        assert [result.added for result in runs.queries_of(tx, run.id)] == [1]
        assert [claim.id for claim in catalogue.as_of(tx, datetime(2026, 3, 1, 5, tzinfo=UTC)).claims] == ["vitamin-d"]
        assert papers.get(tx, [900000001])[900000001].facts.retraction is RetractionStatus.RETRACTED
    database.close()


def test_what_people_said_survives_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    old = sqlite3.connect(path)
    old.executescript((SCHEMAS / "0002.sql").read_text(encoding="utf-8"))
    old.close()
    to_upgrade = Database.open_to_upgrade(f"sqlite:///{path}")
    to_upgrade.upgrade()
    to_upgrade.close()
    database = Database.open(f"sqlite:///{path}")
    with database.read() as tx:
        assert [(vote.reviewer, vote.assessment.relevance) for vote in grades.of_claim(tx, "vitamin-d")] == [
            ("Ann", Relevance.DIRECT),
            ("Ben", Relevance.NONE),
        ]
        assert [one.reviewer for one in grades.handed_on_of(tx, "vitamin-d")] == ["Cem"]
        assert [one.reason for one in judgements.adjudications(tx, "vitamin-d")] == ["read it twice"]
        assert [one.decisions[0].final for one in judgements.confirmations(tx, "vitamin-d")] == [-2]
        assert [one.pmids for one in judgements.groups(tx)] == [(900000001, 900000002)]
        assert [one.pmid for one in judgements.anchors(tx, "vitamin-d")] == [900000002]
        assert len(strengths.over_time(tx, "vitamin-d")) == 2
    database.close()


def test_what_checks_of_articles_saw_survives_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    old = sqlite3.connect(path)
    old.executescript((SCHEMAS / "0003.sql").read_text(encoding="utf-8"))
    old.close()
    to_upgrade = Database.open_to_upgrade(f"sqlite:///{path}")
    to_upgrade.upgrade()
    to_upgrade.close()
    database = Database.open(f"sqlite:///{path}")
    with database.read() as tx:
        assert [one.text for one in articles.last_checks(tx)["nk-cells"].snapshot.sentences] == ["Vitamin D helps."]
        assert articles.last_reviews(tx)["nk-cells"].by == "Zoe"
    database.close()


def test_papers_found_before_there_were_grades_wait_for_reviewers_after_the_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    old = sqlite3.connect(path)
    old.executescript((SCHEMAS / "0001.sql").read_text(encoding="utf-8"))
    old.execute("UPDATE citation SET status = 'none'")
    old.commit()
    old.close()
    to_upgrade = Database.open_to_upgrade(f"sqlite:///{path}")
    to_upgrade.upgrade()
    to_upgrade.close()
    database = Database.open(f"sqlite:///{path}")
    with database.read() as tx:
        assert tasks.next_for(tx, "Ann", now=datetime(2026, 3, 2, tzinfo=UTC)) == Task("vitamin-d", 900000001)
    database.close()


def test_there_is_an_old_database_of_every_schema() -> None:
    versions = Path(migrations.__file__).parent / "versions"
    assert [path.stem for path in sorted(SCHEMAS.glob("*.sql"))] == sorted(
        path.stem.split("_")[0] for path in versions.glob("*.py")
    )


def test_an_upgrade_that_fails_changes_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def migrate_and_break(connection: object) -> None:
        original(connection)  # type: ignore[arg-type]
        raise LookupError

    original = migrations.migrate
    monkeypatch.setattr(migrations, "migrate", migrate_and_break)
    with pytest.raises(LookupError):
        Database.open(url)
    monkeypatch.setattr(migrations, "migrate", original)
    database = Database.open(url)  # would be refused if half of it were there
    database.close()


def test_an_upgrade_that_leaves_rows_pointing_nowhere_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def migrate_wrongly(connection: object) -> None:
        connection.exec_driver_sql(  # type: ignore[attr-defined]
            "INSERT INTO hit (query, pmid, first_seen_at, last_seen_at) VALUES (1, 2, '2026-01-01', '2026-01-01')"
        )

    database = Database.open(f"sqlite:///{tmp_path}/evidence.db")
    monkeypatch.setattr(migrations, "migrate", migrate_wrongly)
    with pytest.raises(StoreError, match="point nowhere"):
        database.upgrade()
    with database.read() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM hit").scalar() == 0
    database.close()
