"""Times and hostile text are the same on every database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from evidence.store import runs
from evidence.store.database import Database
from evidence.store.schema import setting
from tests.support.store import put_setting


def test_times_come_back_as_utc(database: Database, now: datetime) -> None:
    from datetime import timedelta, timezone

    elsewhere = now.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with database.write() as tx:
        runs.start(tx, source="sample", options={}, now=elsewhere)
        (run,) = runs.recent(tx)
    assert run.started_at == now
    assert run.started_at.tzinfo is UTC


def test_times_without_a_zone_are_refused(database: Database) -> None:
    with pytest.raises(Exception, match="has no time zone"), database.write() as tx:
        runs.start(tx, source="sample", options={}, now=datetime(2026, 3, 1))  # noqa: DTZ001 - the point of the test
    with database.read() as tx:
        assert runs.recent(tx) == ()


@pytest.mark.parametrize(
    "hostile", ["nul \x00 inside", "half a pair \ud83d", "emoji \U0001f9ec", "<b>'; DROP TABLE hit; --"]
)
def test_hostile_text_is_stored_the_same_way_on_every_database(database: Database, hostile: str) -> None:
    put_setting(database, "text", hostile)
    with database.read() as tx:
        stored = tx.scalar(select(setting.c.value))
    assert stored == hostile.replace("\x00", "\ufffd").replace("\ud83d", "\ufffd")
