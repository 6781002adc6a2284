"""What happened that a curator, a reviewer or a writer should know; rows are only ever added."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, func, insert, or_, select

from evidence.store.database import Transaction
from evidence.store.overview import with_parts
from evidence.store.schema import citation, event, hit, query


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
    GRADES_REOPENED = "grades-reopened"
    STRENGTH_CHANGED = "strength-changed"


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
    """An event with its number and what a reader wants to know with it.

    Attributes:
        id: events that were stored later have greater ones.
        at: when it was noticed.
        run: the refresh that noticed it; ``None``: none did.
        query_id: what claims.yaml calls the query it concerns.
        title: of the citation it concerns, as it reads today.
    """

    id: int
    at: datetime
    run: int | None
    query_id: str | None
    title: str | None
    event: Event


def append(tx: Transaction, events: Iterable[Event], *, at: datetime, run: int | None = None) -> None:
    """Stores events in their order."""
    rows = [
        {"kind": e.kind, "claim_id": e.claim_id, "query": e.query, "pmid": e.pmid, "detail": e.detail} for e in events
    ]
    if rows:
        tx.execute(insert(event).values(at=at, run=run), rows)


def since(
    tx: Transaction, when: datetime | None = None, *, kinds: Collection[EventKind] = (), limit: int = 1000
) -> tuple[StoredEvent, ...]:
    """The latest events, newest first.

    Args:
        tx: an open transaction.
        when: only events from this moment on; ``None`` for all.
        kinds: only events of these kinds; empty for all.
        limit: how many at most.
    """
    statement = _latest(kinds, limit)
    if when is not None:
        statement = statement.where(event.c.at >= when)
    return _stored(tx, statement)


def counted_since(tx: Transaction, when: datetime) -> dict[EventKind, int]:
    """How many events of each kind were noticed from a moment on; kinds without any are left out."""
    rows = tx.execute(select(event.c.kind, func.count()).where(event.c.at >= when).group_by(event.c.kind))
    return {EventKind(kind): number for kind, number in rows}


def of_claim(
    tx: Transaction, claim_id: str, *, kinds: Collection[EventKind] = (), limit: int = 1000
) -> tuple[StoredEvent, ...]:
    """The latest events of a claim and its parts, newest first.

    What happened to a paper that their queries have found is among them, although it concerns no single claim.

    Args:
        tx: an open transaction.
        claim_id: of a tracked claim.
        kinds: only events of these kinds; empty for all.
        limit: how many at most.
    """
    members = with_parts()
    ids = select(members.c.member).where(members.c.whole == claim_id)
    papers = select(hit.c.pmid).join(query, query.c.key == hit.c.query).where(query.c.claim_id.in_(ids))
    concerns = or_(event.c.claim_id.in_(ids), and_(event.c.claim_id.is_(None), event.c.pmid.in_(papers)))
    return _stored(tx, _latest(kinds, limit).where(concerns))


def _latest(kinds: Collection[EventKind], limit: int) -> Select[Any]:
    statement = (
        select(event, query.c.query_id, citation.c.title)
        .outerjoin(query, query.c.key == event.c.query)
        .outerjoin(citation, citation.c.pmid == event.c.pmid)
        .order_by(event.c.at.desc(), event.c.id.desc())
        .limit(limit)
    )
    return statement.where(event.c.kind.in_(kinds)) if kinds else statement


def _stored(tx: Transaction, statement: Select[Any]) -> tuple[StoredEvent, ...]:
    return tuple(_from_row(row) for row in tx.execute(statement))


def _from_row(row: Row[Any]) -> StoredEvent:
    return StoredEvent(
        id=row.id,
        at=row.at,
        run=row.run,
        query_id=row.query_id,
        title=row.title,
        event=Event(kind=EventKind(row.kind), claim_id=row.claim_id, query=row.query, pmid=row.pmid, detail=row.detail),
    )
