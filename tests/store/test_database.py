from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from evidence.errors import StoreError
from evidence.store import origin
from evidence.store.database import Database
from evidence.store.schema import REVISION, hit, setting
from tests.support.processes import kill, run_python, said
from tests.support.store import content, put_setting, settings

# --- Opening ---------------------------------------------------------------------------------------


def test_a_new_database_gets_its_tables_and_is_found_again(url: str) -> None:
    first = Database.open(url)
    put_setting(first, "kept")
    first.close()
    second = Database.open(url)
    assert settings(second) == {"kept"}
    second.close()


def test_many_threads_may_open_a_new_database_at_once(url: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: Database.open(url), range(8)))
    put_setting(opened[0], "kept")
    assert all(settings(database) == {"kept"} for database in opened)
    for database in opened:
        database.close()


def test_an_older_schema_is_refused_with_the_command_that_upgrades_it(url: str, database: Database) -> None:
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(StoreError, match="evidence db upgrade"):
        Database.open(url)
    to_upgrade = Database.open_to_upgrade(url)
    to_upgrade.close()


def test_a_newer_schema_is_refused(url: str, database: Database) -> None:
    with database.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="9999, newer than") as caught:
        Database.open(url)
    assert "install" in caught.value.remedy
    with pytest.raises(StoreError, match="newer than"):
        Database.open_to_upgrade(url)


def test_the_database_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="belongs to another program"):
        Database.open(f"sqlite:///{path}")
    assert path.read_bytes() == before


def test_a_postgres_database_of_another_program_is_refused(postgres_url: str) -> None:
    from sqlalchemy import create_engine

    engine = create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bookmarks (url TEXT)"))
    engine.dispose()
    with pytest.raises(StoreError, match="belongs to another program"):
        Database.open(postgres_url)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text("claims: []\n" * 1000)
    with pytest.raises(StoreError, match="not a SQLite database"):
        Database.open(f"sqlite:///{path}")


def test_a_damaged_database_is_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "evidence.db"
    database = Database.open(f"sqlite:///{path}")
    database.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"):
        content(Database.open(f"sqlite:///{path}"))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file/folder cannot be made"):
        Database.open(f"sqlite:///{tmp_path}/file/folder/evidence.db")


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Database.open(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["", "evidence.db", "mysql://u:hush@h/d", "postgresql://u:hush@h:port/d", "oracle://"])
def test_an_address_that_is_not_understood_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(StoreError) as caught:
        Database.open(url)
    assert "sqlite:///" in caught.value.remedy
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:hush@127.0.0.1:1/evidence",
        "postgres://me:hush@127.0.0.1:1/evidence",
        "postgresql://me@127.0.0.1:1/evidence?password=hush",
    ],
)
def test_a_server_that_cannot_be_reached_is_reported_without_the_password(url: str) -> None:
    with pytest.raises(StoreError, match=r"cannot be reached") as caught:
        Database.open(url)
    assert "127.0.0.1" in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "hush" not in repr(caught.value.__cause__)


def test_the_revision_is_the_one_of_the_newest_migration(database: Database) -> None:
    with database.read() as tx:
        assert tx.scalar(text("SELECT version_num FROM alembic_version")) == REVISION


def test_the_source_of_a_database_is_stamped_once(database: Database) -> None:
    with database.write() as tx:
        assert origin.of(tx) is None
        origin.claim(tx, "sample")
        origin.claim(tx, "sample")
        assert origin.of(tx) == "sample"
    with pytest.raises(StoreError, match="'sample' and takes nothing from 'pubmed'"), database.write() as tx:
        origin.claim(tx, "pubmed")


# --- Transactions ----------------------------------------------------------------------------------


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def give_up_half_way() -> None:
        with database.write() as tx:
            tx.execute(insert(setting).values(key="half", value="x"))
            raise LookupError

    before = content(database)
    with pytest.raises(LookupError):
        give_up_half_way()
    assert content(database) == before


def test_writing_while_reading_is_refused(database: Database) -> None:
    with pytest.raises(StoreError, match="may not be written to"), database.read() as tx:
        tx.execute(insert(setting).values(key="sneaked in", value="x"))
    assert settings(database) == set()
    put_setting(database, "written")  # and the next writer is not affected
    assert settings(database) == {"written"}


def test_a_read_sees_one_moment_only(url: str, database: Database) -> None:
    other = Database.open(url)
    with database.read() as tx:
        assert set(tx.scalars(select(setting.c.key))) == set()
        put_setting(other, "later")
        assert set(tx.scalars(select(setting.c.key))) == set()
    assert settings(database) == {"later"}
    other.close()


def test_a_second_writer_is_told_that_the_database_is_locked(database: Database, impatient: Database) -> None:
    with database.write() as tx:
        tx.execute(insert(setting).values(key="first", value="x"))
        with pytest.raises(StoreError, match="locked by another program"):
            put_setting(impatient, "second")
    assert settings(impatient) == {"first"}


def test_a_second_writer_of_one_program_is_told_as_well(impatient: Database) -> None:
    with impatient.write() as tx:
        tx.execute(insert(setting).values(key="first", value="x"))
        with pytest.raises(StoreError, match=r"written to by others|locked by another"):
            put_setting(impatient, "second")
    put_setting(impatient, "third")
    assert settings(impatient) == {"first", "third"}


def test_a_second_writer_waits_for_the_first_and_sees_what_it_wrote(database: Database) -> None:
    inside, seen = threading.Event(), []

    def second() -> None:
        inside.wait()
        with database.write() as tx:
            seen.append(set(tx.scalars(select(setting.c.key))))

    thread = threading.Thread(target=second)
    thread.start()
    with database.write() as tx:
        inside.set()
        time.sleep(0.2)
        tx.execute(insert(setting).values(key="first", value="x"))
    thread.join()
    assert seen == [{"first"}]


def test_rows_that_point_nowhere_are_refused(database: Database, now: datetime) -> None:
    with pytest.raises(StoreError, match="contradicts"), database.write() as tx:
        tx.execute(insert(hit).values(query=1, pmid=900000001, first_seen_at=now, last_seen_at=now))


def test_a_full_disk_is_reported_and_loses_nothing(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/evidence.db")
    put_setting(database, "kept")
    rows = [{"key": str(number), "value": "x" * 4000} for number in range(1000)]
    with database.write() as tx:
        tx.execute(text("PRAGMA max_page_count = 60"))  # what a full disk answers, without one
    with pytest.raises(StoreError, match="disk is full") as caught, database.write() as tx:
        tx.execute(insert(setting), rows)
    assert "free some space" in caught.value.remedy
    assert settings(database) == {"kept"}
    database.close()


def test_what_was_committed_survives_a_kill(url: str, database: Database) -> None:
    script = """
import sys, time
from sqlalchemy import insert
from evidence.store.database import Database
from evidence.store.schema import setting
database = Database.open(sys.argv[1])
with database.write() as tx:
    tx.execute(insert(setting).values(key="committed", value="x"))
with database.write() as tx:
    for number in range(1000):
        tx.execute(insert(setting).values(key=f"half {number}", value="x" * 5000))
    print("writing", flush=True)
    time.sleep(60)
"""
    process = run_python(script, url)
    assert said(process) == "writing"
    kill(process)
    assert settings(database) == {"committed"}
    put_setting(database, "afterwards")


def test_sqlite_flushes_every_commit_to_the_disk(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/evidence.db")
    with database.read() as tx:
        pragmas = {name: tx.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    database.close()


def test_threads_share_a_database_in_memory_by_taking_turns() -> None:
    database = Database.in_memory()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: put_setting(database, str(number)), range(50)))
    assert len(settings(database)) == 50
    database.close()
