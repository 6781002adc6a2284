"""What happened that a curator, a reviewer or a writer should know; rows are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import insert, select

from evidence.store.database import Transaction
from evidence.store.schema import event


class EventKind(StrEnum):
    """What sort of thing happened; what became of a paper goes by the name of its ``RetractionStatus``."""

    CITATION_ADDED = "citation-added"
    CITATION_REVISED = "citation-revised"
    CITATION_MISSING = "citation-missing"
    RETRACTED = "retracted"
    RETRACTED_AND_REPUBLISHED = "retracted-and-republished"
    PARTIALLY_RETRACTED = "partially-retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    CORRECTED = "corrected"
    REINSTATED = "reinstated"
    HIT_NEW = "hit-new"
    LEFT_QUERY = "left-query"
    RETURNED_TO_QUERY = "returned-to-query"
    SENTINEL_MISSED = "sentinel-missed"
    QUERY_WARNING = "query-warning"
    QUERY_FAILED = "query-failed"
    TRANSLATION_CHANGED = "translation-changed"
    QUERY_CHANGED = "query-changed"
    CLAIM_ARCHIVED = "claim-archived"
    CLAIM_RESTORED = "claim-restored"


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that happened.

    Attributes:
        kind: what sort of thing.
        claim_id: the claim it concerns, when it concerns one only.
        query: key of the query it concerns.
        pmid: the citation it concerns; the citation must be stored.
        detail: what else there is to say, as JSON values.
    """

    kind: EventKind
    claim_id: str | None = None
    query: int | None = None
    pmid: int | None = None
    detail: dict[str, Any] = {}


class StoredEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its number, its time, and the refresh that noticed it (``None``: none did)."""

    id: int
    at: datetime
    run: int | None
    event: Event


def append(tx: Transaction, events: Iterable[Event], *, at: datetime, run: int | None = None) -> None:
    """Stores events in their order."""
    rows = [
        {"kind": e.kind, "claim_id": e.claim_id, "query": e.query, "pmid": e.pmid, "detail": e.detail} for e in events
    ]
    if rows:
        tx.execute(insert(event).values(at=at, run=run), rows)


def since(tx: Transaction, when: datetime | None = None, *, limit: int = 1000) -> tuple[StoredEvent, ...]:
    """The latest events, newest first.

    Args:
        tx: an open transaction.
        when: only events from this moment on; ``None`` for all.
        limit: how many at most.
    """
    statement = select(event).order_by(event.c.at.desc(), event.c.id.desc()).limit(limit)
    if when is not None:
        statement = statement.where(event.c.at >= when)
    return tuple(
        StoredEvent(
            id=row.id,
            at=row.at,
            run=row.run,
            event=Event(
                kind=EventKind(row.kind), claim_id=row.claim_id, query=row.query, pmid=row.pmid, detail=row.detail
            ),
        )
        for row in tx.execute(statement)
    )
