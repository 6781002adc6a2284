"""Which query finds which citation: since when, and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, insert, select, update

from evidence.store.database import Transaction
from evidence.store.schema import hit, query


class HitChange(msgspec.Struct, frozen=True, kw_only=True):
    """How what a query finds differs from what it found before.

    Attributes:
        new: PMIDs it never found before.
        returned: PMIDs that had left it and are found again.
        left: PMIDs it found before and does not find now.
    """

    new: frozenset[int] = frozenset()
    returned: frozenset[int] = frozenset()
    left: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        """Whether it differs at all."""
        return bool(self.new or self.returned or self.left)


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """That a query finds a citation, or has found it: ``left_at`` is when it no longer did."""

    claim_id: str
    query_id: str
    first_seen_at: datetime
    last_seen_at: datetime
    left_at: datetime | None


def of_citation(tx: Transaction, pmid: int) -> tuple[Hit, ...]:
    """Every query that finds or has found the citation, in the order of claims.yaml; archived ones left out."""
    rows = tx.execute(
        select(query.c.claim_id, query.c.query_id, hit.c.first_seen_at, hit.c.last_seen_at, hit.c.left_at)
        .join(query, query.c.key == hit.c.query)
        .where(hit.c.pmid == pmid, query.c.archived_at.is_(None))
        .order_by(query.c.position)
    )
    return tuple(Hit(**row) for row in rows.mappings())


def claims_of(tx: Transaction, pmids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The tracked claims whose queries find each of a few hundred citations, or have found it."""
    rows = tx.execute(
        select(hit.c.pmid, query.c.claim_id)
        .join(query, query.c.key == hit.c.query)
        .where(hit.c.pmid.in_(pmids), query.c.archived_at.is_(None))
        .order_by(query.c.position)
    )
    found: dict[int, dict[str, None]] = {}
    for pmid, claim_id in rows:
        found.setdefault(pmid, {})[claim_id] = None
    return {pmid: tuple(claims) for pmid, claims in found.items()}


def active_among(tx: Transaction, query_key: int, pmids: Collection[int]) -> set[int]:
    """Those of a few ``pmids`` that the query found when it was last asked."""
    return set(
        tx.scalars(select(hit.c.pmid).where(hit.c.query == query_key, hit.c.left_at.is_(None), hit.c.pmid.in_(pmids)))
    )


def active_pmids(tx: Transaction, query_key: int) -> set[int]:
    """The PMIDs that the query found when it was last asked."""
    return set(tx.scalars(select(hit.c.pmid).where(hit.c.query == query_key, hit.c.left_at.is_(None))))


def compare(tx: Transaction, query_key: int, seen: Collection[int]) -> HitChange:
    """What would change if the query now found exactly ``seen``; reads only."""
    rows = tx.execute(select(hit.c.pmid, hit.c.left_at.is_(None)).where(hit.c.query == query_key)).all()
    active = {pmid for pmid, is_active in rows if is_active}
    gone = {pmid for pmid, is_active in rows if not is_active}
    now_found = frozenset(seen)
    return HitChange(
        new=now_found - active - gone,
        returned=now_found & gone,
        left=frozenset(active - now_found),
    )


def apply(tx: Transaction, query_key: int, change: HitChange, now: datetime) -> None:
    """Stores a change that ``compare`` found; whatever the query still finds was last seen ``now``.

    The citations of ``change.new`` must be stored already.
    """
    if change.new:
        tx.execute(
            insert(hit).values(query=query_key, first_seen_at=now, last_seen_at=now),
            [{"pmid": pmid} for pmid in sorted(change.new)],
        )
    _mark(tx, query_key, change.returned, left_at=None)
    _mark(tx, query_key, change.left, left_at=now)
    tx.execute(update(hit).where(hit.c.query == query_key, hit.c.left_at.is_(None)).values(last_seen_at=now))


def _mark(tx: Transaction, query_key: int, pmids: Collection[int], *, left_at: datetime | None) -> None:
    if pmids:
        tx.execute(
            update(hit).where(hit.c.query == query_key, hit.c.pmid == bindparam("of_pmid")).values(left_at=left_at),
            [{"of_pmid": pmid} for pmid in sorted(pmids)],
        )
