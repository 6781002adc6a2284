"""What people decide beyond single grades: adjudications, confirmations, study groups, anchors. Only ever added to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, insert, select

from evidence.grading.model import Adjudication
from evidence.store.database import Transaction
from evidence.store.schema import adjudication, anchor, confirmation, study_group
from evidence.strength.material import Anchor, Confirmation, StudyGroup


def adjudicate(tx: Transaction, one: Adjudication, *, revision: int) -> None:
    """Stores a decision between votes, with the revision of the citation that the adjudicator saw."""
    tx.execute(
        insert(adjudication).values(
            claim_id=one.claim,
            pmid=one.pmid,
            adjudicator=one.adjudicator,
            at=one.at,
            revision=revision,
            reason=one.reason,
            assessment=one.assessment,
        )
    )


def adjudications(
    tx: Transaction, claim_id: str, *, pmids: Collection[int] | None = None, at: datetime | None = None
) -> tuple[Adjudication, ...]:
    """Every adjudication of a claim, or those of some papers or up to some moment, in the order of time."""
    chosen = _until(select(adjudication).where(adjudication.c.claim_id == claim_id), adjudication, at)
    if pmids is not None:
        chosen = chosen.where(adjudication.c.pmid.in_(pmids))
    return tuple(
        Adjudication(
            claim=row.claim_id,
            pmid=row.pmid,
            adjudicator=row.adjudicator,
            at=row.at,
            reason=row.reason,
            assessment=row.assessment,
        )
        for row in tx.execute(chosen)
    )


def confirm(tx: Transaction, claim_id: str, one: Confirmation) -> None:
    """Stores a person's word on a body of evidence."""
    tx.execute(
        insert(confirmation).values(
            claim_id=claim_id, body=one.body, fingerprint=one.fingerprint, by=one.by, at=one.at, decisions=one.decisions
        )
    )


def confirmations(tx: Transaction, claim_id: str, *, at: datetime | None = None) -> tuple[Confirmation, ...]:
    """Every confirmation of a claim's bodies, or those up to some moment."""
    chosen = _until(select(confirmation).where(confirmation.c.claim_id == claim_id), confirmation, at)
    return tuple(
        Confirmation(body=row.body, fingerprint=row.fingerprint, by=row.by, at=row.at, decisions=row.decisions)
        for row in tx.execute(chosen)
    )


def group(tx: Transaction, one: StudyGroup) -> None:
    """Stores that papers report one study, or, with the id of an earlier group, that this was taken back."""
    tx.execute(
        insert(study_group).values(
            group_id=one.id, pmids=one.pmids, by=one.by, at=one.at, reason=one.reason, undone=one.undone
        )
    )


def groups(tx: Transaction, *, at: datetime | None = None) -> tuple[StudyGroup, ...]:
    """Every word on which papers report one study, whatever the claim; or those up to some moment."""
    return tuple(
        StudyGroup(id=row.group_id, pmids=row.pmids, by=row.by, at=row.at, reason=row.reason, undone=row.undone)
        for row in tx.execute(_until(select(study_group), study_group, at))
    )


def anchor_claim(tx: Transaction, claim_id: str, one: Anchor) -> None:
    """Stores on which review a claim rests; without a PMID: on its primary studies."""
    tx.execute(insert(anchor).values(claim_id=claim_id, pmid=one.pmid, by=one.by, at=one.at, reason=one.reason))


def anchors(tx: Transaction, claim_id: str, *, at: datetime | None = None) -> tuple[Anchor, ...]:
    """Every choice of a review for a claim, or those up to some moment."""
    chosen = _until(select(anchor).where(anchor.c.claim_id == claim_id), anchor, at)
    return tuple(Anchor(pmid=row.pmid, by=row.by, at=row.at, reason=row.reason) for row in tx.execute(chosen))


def _until(chosen: Select[Any], table: Table, at: datetime | None) -> Select[Any]:
    ordered = chosen.order_by(table.c.id)
    return ordered if at is None else ordered.where(table.c.at <= at)
