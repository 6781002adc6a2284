"""The queries that refreshes ask, and what the last refresh of each came to."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from sqlalchemy import select, update

from evidence.store.database import Transaction
from evidence.store.schema import query


class TrackedQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A query that a refresh asks.

    Attributes:
        key: its number in the store.
        claim_id, query_id: what claims.yaml calls it.
        term, every_days, sentinels: as in claims.yaml.
        due_on: the day from which it is to be asked again; ``None``: now.
        last_success_at: when the last refresh that was validated and stored completely had begun.
        last_count: how many citations that found.
        translation: what the source then made of the term.
        last_error: why the latest attempt failed; ``None`` after a success.
    """

    key: int
    claim_id: str
    query_id: str
    term: str
    every_days: int
    sentinels: tuple[int, ...]
    due_on: date | None = None
    last_success_at: datetime | None = None
    last_count: int | None = None
    translation: str | None = None
    last_error: str | None = None


def tracked(tx: Transaction) -> tuple[TrackedQuery, ...]:
    """Every query that is not archived, in the order of claims.yaml."""
    rows = tx.execute(
        select(*(query.c[field] for field in TrackedQuery.__struct_fields__))
        .where(query.c.archived_at.is_(None))
        .order_by(query.c.position, query.c.key)
    )
    return tuple(TrackedQuery(**row) for row in rows.mappings())


def record_success(
    tx: Transaction, key: int, *, started_at: datetime, due_on: date, count: int, translation: str
) -> None:
    """Moves a query's watermark: everything it found has been validated and is stored in this transaction.

    Args:
        tx: an open write transaction.
        key: of the query.
        started_at: when the refresh of the query began; what PubMed received later is not known yet.
        due_on: the day from which to ask again.
        count: how many citations it finds.
        translation: what the source made of the term.
    """
    tx.execute(
        update(query)
        .where(query.c.key == key)
        .values(due_on=due_on, last_success_at=started_at, last_count=count, translation=translation, last_error=None)
    )


def record_failure(tx: Transaction, key: int, *, error: str) -> None:
    """Keeps why the latest attempt failed; the query stays due and its watermark where it was."""
    tx.execute(update(query).where(query.c.key == key).values(last_error=error))
