"""The log of refreshes: every run, and every query of each run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from evidence.store.database import Transaction
from evidence.store.schema import refresh_query, refresh_run


class RunStatus(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class RunTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What a run came to, over all its queries; ``seconds`` it took, ``requests`` it sent."""

    added: int = 0
    changed: int = 0
    retracted: int = 0
    left: int = 0
    failed: int = 0
    requests: int = 0
    seconds: float = 0.0


class StoredRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the log shows it; ``error`` is what ended it early."""

    id: int
    source: str
    options: dict[str, Any]
    started_at: datetime
    finished_at: datetime | None
    status: RunStatus
    totals: RunTotals
    error: str | None


class QueryResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one query came to in one run.

    Attributes:
        query: its key in the store.
        claim_id, query_id, term: as they were when it was asked.
        at: when it was asked.
        count: how many citations it found; ``None`` when it failed before that was known.
        added, changed, left: citations new to the store, revised, and no longer found.
        translation, warnings: what the source made of the term.
        seconds: how long it took.
        error: why it failed; ``None``: it did not.
    """

    query: int
    claim_id: str
    query_id: str
    term: str
    at: datetime
    count: int | None = None
    added: int = 0
    changed: int = 0
    left: int = 0
    translation: str = ""
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str | None = None


def start(tx: Transaction, *, source: str, options: Mapping[str, object], now: datetime) -> int:
    """Opens a run and returns its id.

    The caller holds the refresh lock, so a run that still seems to be running was killed: it is marked
    interrupted. What it had committed stays, what it had not is done by the new run.
    """
    tx.execute(
        update(refresh_run)
        .where(refresh_run.c.status == RunStatus.RUNNING)
        .values(status=RunStatus.INTERRUPTED, finished_at=now, error="the process ended before the run did")
    )
    values = {"source": source, "options": dict(options), "started_at": now, "status": RunStatus.RUNNING}
    run: int = tx.execute(
        insert(refresh_run).values(**values, **msgspec.structs.asdict(RunTotals())).returning(refresh_run.c.id)
    ).scalar_one()
    return run


def record_query(tx: Transaction, run: int, result: QueryResult) -> None:
    """Logs what one query of the run came to."""
    tx.execute(insert(refresh_query).values(run=run, **msgspec.structs.asdict(result)))


def finish(
    tx: Transaction, run: int, *, status: RunStatus, totals: RunTotals, now: datetime, error: str | None = None
) -> None:
    """Closes a run."""
    tx.execute(
        update(refresh_run)
        .where(refresh_run.c.id == run)
        .values(status=status, finished_at=now, error=error, **msgspec.structs.asdict(totals))
    )


def recent(tx: Transaction, limit: int = 50) -> tuple[StoredRun, ...]:
    """The latest runs, newest first."""
    rows = tx.execute(select(refresh_run).order_by(refresh_run.c.id.desc()).limit(limit)).mappings()
    return tuple(
        StoredRun(
            id=row["id"],
            source=row["source"],
            options=row["options"],
            started_at=row["started_at"],
            finished_at=row["finished_at"],
            status=RunStatus(row["status"]),
            totals=RunTotals(**{field: row[field] for field in RunTotals.__struct_fields__}),
            error=row["error"],
        )
        for row in rows
    )


def last_success(tx: Transaction, query: int) -> QueryResult | None:
    """What a query came to when it last succeeded; ``None`` while it never has.

    Args:
        tx: an open transaction.
        query: its key.
    """
    columns = [refresh_query.c[field] for field in QueryResult.__struct_fields__]
    row = tx.execute(
        select(*columns)
        .where(refresh_query.c.query == query, refresh_query.c.error.is_(None))
        .order_by(refresh_query.c.run.desc())
        .limit(1)
    ).mappings()
    found = row.one_or_none()
    return QueryResult(**found) if found else None


def counts_of(tx: Transaction, queries: Collection[int]) -> tuple[QueryResult, ...]:
    """What these queries found each time they were asked with success, oldest first."""
    columns = [refresh_query.c[field] for field in QueryResult.__struct_fields__]
    statement = (
        select(*columns)
        .where(refresh_query.c.query.in_(queries), refresh_query.c.error.is_(None), refresh_query.c.count.is_not(None))
        .order_by(refresh_query.c.at, refresh_query.c.query)
    )
    return tuple(QueryResult(**row) for row in tx.execute(statement).mappings())


def queries_of(tx: Transaction, run: int) -> tuple[QueryResult, ...]:
    """What the queries of a run came to, in the order in which they were stored."""
    columns = [refresh_query.c[field] for field in QueryResult.__struct_fields__]
    statement = select(*columns).where(refresh_query.c.run == run).order_by(refresh_query.c.at, refresh_query.c.query)
    return tuple(QueryResult(**row) for row in tx.execute(statement).mappings())
