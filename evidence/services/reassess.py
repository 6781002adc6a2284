"""What news about citations means for judgements: tasks, strengths, events, in the transaction that stores the news."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from evidence.grading.consensus import current
from evidence.services.strength import change_events, recompute
from evidence.store import catalogue, grades, material, strengths, tasks
from evidence.store.catalogue import CatalogueChange
from evidence.store.citations import PutResult
from evidence.store.database import Transaction
from evidence.store.events import Event, EventKind
from evidence.strength.model import METHOD_VERSION


def reassess(
    tx: Transaction, put: PutResult, now: datetime, *, hits: Mapping[str, Collection[int]] | None = None
) -> list[Event]:
    """Draws the consequences of revised records and of hits that came or went.

    A retraction or a correction changes the strength of every claim that the paper was graded for, at once; a
    correction also opens its grades again.

    Args:
        tx: the transaction in which ``put`` and the hits are stored.
        put: what storing the records came to.
        now: when they were stored.
        hits: claim -> PMIDs that its queries found, or found no more, for the first time.

    Returns:
        Events that name the claims concerned.
    """
    revised = {version.pmid: version for version in put.papers}
    concerned = material.concerned(tx, revised)
    graded = {claim_id: papers for claim_id, papers in _graded(tx, revised).items() if claim_id in concerned}
    for claim_id, pmids in (hits or {}).items():
        concerned[claim_id] = concerned.get(claim_id, set()) | set(pmids)
    for claim_id in sorted(concerned):
        tasks.update(tx, catalogue.claim_of(tx, claim_id), concerned[claim_id])
    changes = recompute(tx, concerned.keys(), now)
    reopened = [
        Event(
            kind=EventKind.GRADES_REOPENED,
            claim_id=claim_id,
            pmid=pmid,
            detail={"reviewers": len(voters)},
        )
        for claim_id, papers in sorted(graded.items())
        for pmid, voters in sorted(papers.items())
        if revised[pmid].reading.facts.reopened_at == now
    ]
    return [*reopened, *change_events(changes, graded)]


def resync(tx: Transaction, change: CatalogueChange, now: datetime) -> list[Event]:
    """Draws the consequences of another claims.yaml, or of another method than that of the stored strengths.

    Args:
        tx: the transaction in which the catalogue was brought in step.
        change: what that came to.
        now: when it was.
    """
    tracked = {claim.id: claim for claim in catalogue.claims(tx)} if change else {}
    for claim_id in change.archived:
        tasks.drop(tx, claim_id)
    for claim_id in (*change.added, *change.changed, *change.restored):
        tasks.update(tx, tracked[claim_id])
    # A compound claim may have lost or gained a part, of which its own definition says nothing.
    compound = {claim.id for claim in tracked.values() if claim.combine is not None}
    changes = recompute(tx, strengths.outdated(tx, METHOD_VERSION) | compound, now)
    return change_events(changes, {})


def _graded(tx: Transaction, revised: Collection[int]) -> dict[str, dict[int, set[str]]]:
    """Claim -> revised paper -> who has a grade of it that holds."""
    found: dict[str, dict[int, set[str]]] = {}
    for vote in current(grades.of_papers(tx, revised)):
        found.setdefault(vote.claim, {}).setdefault(vote.pmid, set()).add(vote.reviewer)
    return found
