"""Which query finds which citation: since when, and until when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, insert, select, update

from evidence.store.database import Transaction
from evidence.store.schema import hit


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
