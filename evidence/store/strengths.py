"""The strength of each claim, and every strength it had before. A row is added when something in it changes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

import msgspec
from sqlalchemy import Text, func, insert, select, type_coerce

from evidence.store.database import Transaction
from evidence.store.schema import claim, strength
from evidence.strength.model import Strength


class StoredStrength(msgspec.Struct, frozen=True, kw_only=True):
    """A strength and since when it holds, or held."""

    at: datetime
    strength: Strength


def record(tx: Transaction, one: Strength, *, now: datetime) -> tuple[Strength | None, bool]:
    """Stores a strength if anything in it differs from the one before.

    Returns:
        The strength before (``None``: there was none), and whether the new one was stored.
    """
    before = latest(tx, [one.claim]).get(one.claim)
    if before == one:
        return before, False
    tx.execute(
        insert(strength).values(claim_id=one.claim, at=now, method=one.method, claim_hash=one.claim_hash, strength=one)
    )
    return before, True


def latest(
    tx: Transaction, claim_ids: Collection[str] | None = None, *, at: datetime | None = None
) -> dict[str, Strength]:
    """The strength of each claim, or the one that stood at some moment; claims without one are left out.

    Args:
        tx: an open transaction.
        claim_ids: only of these claims; ``None``: of all, archived ones included.
        at: the moment; ``None``: now.
    """
    newest = select(func.max(strength.c.id)).group_by(strength.c.claim_id)
    if claim_ids is not None:
        newest = newest.where(strength.c.claim_id.in_(claim_ids))
    if at is not None:
        newest = newest.where(strength.c.at <= at)
    written = type_coerce(strength.c.strength, Text).label("written")
    rows = tx.execute(select(strength.c.claim_id, written).where(strength.c.id.in_(newest)))
    return {row.claim_id: _read(row.written) for row in rows}


@lru_cache(maxsize=2048)
def _read(written: str) -> Strength:
    """A stored strength; pages read the same ones over and over, and decoding hundreds takes most of their time."""
    return msgspec.json.decode(written, type=Strength)


def over_time(tx: Transaction, claim_id: str) -> tuple[StoredStrength, ...]:
    """Every strength that a claim had, oldest first."""
    rows = tx.execute(
        select(strength.c.at, strength.c.strength).where(strength.c.claim_id == claim_id).order_by(strength.c.id)
    )
    return tuple(StoredStrength(at=row.at, strength=row.strength) for row in rows)


def outdated(tx: Transaction, method: str) -> set[str]:
    """The tracked claims whose strength was made with another method or definition, or that have none."""
    each = strength.alias()
    newest = select(func.max(each.c.id)).where(each.c.claim_id == claim.c.id).scalar_subquery()
    rows = tx.execute(
        select(claim.c.id)
        .select_from(claim)
        .outerjoin(strength, strength.c.id == newest)
        .where(
            claim.c.archived_at.is_(None),
            strength.c.id.is_(None)
            | (strength.c.method != method)
            | (strength.c.claim_hash != claim.c.definition_hash),
        )
    )
    return set(rows.scalars())
