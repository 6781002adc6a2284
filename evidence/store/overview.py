"""One line for each claim: how much there is, how fresh it is, what needs a look."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import CTE, distinct, func, select

from evidence.citations.retraction import RetractionStatus
from evidence.claims.model import Claim
from evidence.store.database import Transaction
from evidence.store.schema import citation, claim, hit, query

# A paper that was republished was withdrawn first: its replacement is another record.
_RETRACTED = (RetractionStatus.RETRACTED, RetractionStatus.RETRACTED_AND_REPUBLISHED)


class ClaimOverview(msgspec.Struct, frozen=True, kw_only=True):
    """A claim with what its queries have found; for a compound claim those of its parts as well.

    Attributes:
        claim: its definition.
        citations: how many different citations they find at present.
        retracted: how many of those are retracted.
        refreshed_at: when the query refreshed longest ago last succeeded; ``None`` while one never has.
        queries: how many there are.
        failing: how many of them failed when they were last asked.
    """

    claim: Claim
    citations: int
    retracted: int
    refreshed_at: datetime | None
    queries: int
    failing: int


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """What the queries of all tracked claims find at present, each citation counted once."""

    citations: int
    retracted: int


def totals(tx: Transaction) -> Totals:
    """How many citations there are, and how many of them are retracted."""
    row = tx.execute(
        select(
            func.count(distinct(citation.c.pmid)).label("citations"),
            func.count(distinct(citation.c.pmid)).filter(citation.c.status.in_(_RETRACTED)).label("retracted"),
        )
        .join(hit, (hit.c.pmid == citation.c.pmid) & hit.c.left_at.is_(None))
        .join(query, (query.c.key == hit.c.query) & query.c.archived_at.is_(None))
    ).one()
    return Totals(citations=row.citations, retracted=row.retracted)


def of_claims(tx: Transaction) -> tuple[ClaimOverview, ...]:
    """Every tracked claim, in the order of claims.yaml."""
    members = with_parts()
    found = (
        select(
            members.c.whole,
            func.count(distinct(hit.c.pmid)).label("citations"),
            func.count(distinct(citation.c.pmid)).label("retracted"),
        )
        .join(query, (query.c.claim_id == members.c.member) & query.c.archived_at.is_(None))
        .join(hit, (hit.c.query == query.c.key) & hit.c.left_at.is_(None))
        .outerjoin(citation, (citation.c.pmid == hit.c.pmid) & citation.c.status.in_(_RETRACTED))
        .group_by(members.c.whole)
        .subquery()
    )
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
            func.coalesce(found.c.citations, 0).label("citations"),
            func.coalesce(found.c.retracted, 0).label("retracted"),
            func.coalesce(asked.c.queries, 0).label("queries"),
            func.coalesce(asked.c.succeeded, 0).label("succeeded"),
            func.coalesce(asked.c.failing, 0).label("failing"),
            asked.c.refreshed_at,
        )
        .outerjoin(found, found.c.whole == claim.c.id)
        .outerjoin(asked, asked.c.whole == claim.c.id)
        .where(claim.c.archived_at.is_(None))
        .order_by(claim.c.position, claim.c.id)
    )
    return tuple(
        ClaimOverview(
            claim=row.definition,
            citations=row.citations,
            retracted=row.retracted,
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
