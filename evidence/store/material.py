"""Everything that the strength of a claim is made from, now or at any past moment.

A claim's papers are those that one of its queries finds at that moment, and whatever was graded for it: a paper that
leaves a query with a grade stays, one without does not keep a strength waiting. Notices (of retractions, errata) are no
papers; what they say stands in the record of the paper they are about.

Of the past, this database knows: definitions (``catalogue.as_of``), what was read of each record
(``store.papers``), what people had said *and was stored*, and, from the events, which hits had left a query
by then.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from evidence.claims.model import Claim
from evidence.grading.consensus import current
from evidence.store import grades, judgements, papers
from evidence.store.database import Transaction
from evidence.store.events import EventKind
from evidence.store.schema import claim as claim_table
from evidence.store.schema import event, grade, hit, query
from evidence.strength.material import Material


def of_claim(
    tx: Transaction, claim: Claim, *, pmids: Collection[int] | None = None, at: datetime | None = None
) -> Material:
    """The material of a claim.

    Args:
        tx: an open transaction.
        claim: as it is, or as it was at that moment.
        pmids: only what was said of these papers, and nothing about the claim as a whole; ``None``: everything.
        at: as it stood at this moment; ``None``: as it stands.
    """
    said = grades.of_claim(tx, claim.id, pmids=pmids, at=at)
    decided = judgements.adjudications(tx, claim.id, pmids=pmids, at=at)
    judged = {grade.pmid for grade in current(said)} | {decision.pmid for decision in decided}
    found = linked(tx, claim, pmids=pmids, at=at)
    known = papers.get(tx, found | judged, at=at)
    facts = tuple(known[pmid].facts for pmid in sorted(known) if pmid in judged or not known[pmid].is_notice)
    if pmids is not None:
        return Material(papers=facts, grades=said, adjudications=decided)
    return Material(
        papers=facts,
        grades=said,
        adjudications=decided,
        groups=judgements.groups(tx, at=at),
        anchors=judgements.anchors(tx, claim.id, at=at),
        confirmations=judgements.confirmations(tx, claim.id, at=at),
    )


def linked(
    tx: Transaction, claim: Claim, *, pmids: Collection[int] | None = None, at: datetime | None = None
) -> set[int]:
    """The PMIDs that the queries of a claim find, or found at some moment; arguments as for ``of_claim``."""
    chosen = select(hit.c.query, hit.c.pmid).join(query, query.c.key == hit.c.query).where(query.c.claim_id == claim.id)
    if pmids is not None:
        chosen = chosen.where(hit.c.pmid.in_(pmids))
    if at is None:
        present = chosen.where(query.c.archived_at.is_(None), hit.c.left_at.is_(None))
        return {pmid for _, pmid in tx.execute(present).all()}
    past = chosen.where(query.c.query_id.in_([one.id for one in claim.queries]), hit.c.first_seen_at <= at)
    gone = _had_left(tx, claim.id, at)
    return {pmid for key, pmid in tx.execute(past) if (key, pmid) not in gone}


def concerned(tx: Transaction, pmids: Collection[int]) -> dict[str, set[int]]:
    """The tracked claims whose material holds any of these papers, with those papers."""
    tracked = claim_table.c.archived_at.is_(None)
    found = (
        select(query.c.claim_id, hit.c.pmid)
        .join(query, (query.c.key == hit.c.query) & query.c.archived_at.is_(None))
        .join(claim_table, claim_table.c.id == query.c.claim_id)
        .where(tracked, hit.c.left_at.is_(None), hit.c.pmid.in_(pmids))
    )
    graded = (
        select(grade.c.claim_id, grade.c.pmid)
        .join(claim_table, claim_table.c.id == grade.c.claim_id)
        .where(tracked, grade.c.pmid.in_(pmids))
    )
    claims: dict[str, set[int]] = {}
    for row in tx.execute(found.union(graded)):
        claims.setdefault(row.claim_id, set()).add(row.pmid)
    return claims


def _had_left(tx: Transaction, claim_id: str, at: datetime) -> set[tuple[int, int]]:
    """Query and PMID of every hit whose last event by then is that it left."""
    kinds = (EventKind.LEFT_QUERY, EventKind.RETURNED_TO_QUERY)
    rows = tx.execute(
        select(event.c.query, event.c.pmid, event.c.kind)
        .where(event.c.claim_id == claim_id, event.c.kind.in_(kinds), event.c.at <= at)
        .order_by(event.c.id)
    )
    last = {(row.query, row.pmid): row.kind for row in rows}
    return {name for name, kind in last.items() if kind == EventKind.LEFT_QUERY}
