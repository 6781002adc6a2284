"""One line for each claim: how fresh what its queries found is, and what fails."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import CTE, func, select

from evidence.claims.model import Claim
from evidence.store.database import Transaction
from evidence.store.schema import claim, query


class ClaimOverview(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with how its queries fare; for a compound claim those of its parts as well.

    Attributes:
        claim: its definition.
        refreshed_at: when the query refreshed longest ago last succeeded; ``None`` while one never has.
        queries: how many there are.
        failing: how many of them failed when they were last asked.
    """

    claim: Claim
    refreshed_at: datetime | None
    queries: int
    failing: int


def of_claims(tx: Transaction) -> tuple[ClaimOverview, ...]:
    """Every tracked claim, in the order of claims.yaml."""
    members = with_parts()
    asked = (
        select(
            members.c.whole,
            func.count().label("queries"),
            func.count(query.c.last_success_at).label("succeeded"),
            func.count(query.c.last_error).label("failing"),
            func.min(query.c.last_success_at, type_=query.c.last_success_at.type).label("refreshed_at"),
        )
        .join(query, (query.c.claim_id == members.c.member) & query.c.archived_at.is_(None))
        .group_by(members.c.whole)
        .subquery()
    )
    rows = tx.execute(
        select(
            claim.c.definition,
            func.coalesce(asked.c.queries, 0).label("queries"),
            func.coalesce(asked.c.succeeded, 0).label("succeeded"),
            func.coalesce(asked.c.failing, 0).label("failing"),
            asked.c.refreshed_at,
        )
        .outerjoin(asked, asked.c.whole == claim.c.id)
        .where(claim.c.archived_at.is_(None))
        .order_by(claim.c.position, claim.c.id)
    )
    return tuple(
        ClaimOverview(
            claim=row.definition,
            refreshed_at=row.refreshed_at if row.succeeded == row.queries else None,
            queries=row.queries,
            failing=row.failing,
        )
        for row in rows
    )


def with_parts() -> CTE:
    """Pairs (``whole``, ``member``): each tracked claim with itself and with all its parts, at any depth."""
    members = (
        select(claim.c.id.label("whole"), claim.c.id.label("member"))
        .where(claim.c.archived_at.is_(None))
        .cte("members", recursive=True)
    )
    part = (
        select(members.c.whole, claim.c.id)
        .join(claim, claim.c.part_of == members.c.member)
        .where(claim.c.archived_at.is_(None))
    )
    return members.union(part)
