"""What every service that records a person's word does around it, in the transaction that stores the word."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from evidence.citations.model import Citation
from evidence.citations.retraction import RetractionStatus, retraction_of
from evidence.claims.model import Claim
from evidence.errors import CitationRevisedError, RefusedError
from evidence.grading.rules import Problem
from evidence.services.strength import StrengthChange, change_events, recompute
from evidence.store import catalogue, citations, events
from evidence.store.database import Transaction


def person(name: str) -> str:
    """A name as it is stored: spaces at its ends or doubled inside make nobody a second person."""
    return " ".join(name.split())


def refuse_if(what: str, problems: Iterable[Problem]) -> None:
    """Ends the recording when there is anything wrong.

    Raises:
        RefusedError: there is, with every field and reason.
    """
    if found := [(problem.field, problem.reason) for problem in problems]:
        raise RefusedError(what, found)


def claim_to_judge(tx: Transaction, claim_id: str) -> Claim:
    """A tracked claim that papers are judged for.

    Raises:
        UnknownClaimError: there is none of that id.
        RefusedError: it is compound: it rests on its parts.
    """
    claim = catalogue.claim_of(tx, claim_id)
    if claim.combine is not None:
        refuse_if(f"a judgement of {claim_id}", [Problem("claim", "rests on its parts: judge the paper for them")])
    return claim


def must_be_current(tx: Transaction, pmid: int, seen: int) -> None:
    """Makes sure that the person saw the citation as it is.

    Args:
        tx: an open transaction.
        pmid: the citation.
        seen: the number of its revision that the person saw.

    Raises:
        RefusedError: the citation is not stored.
        CitationRevisedError: it was revised meanwhile.
    """
    stored = citations.get(tx, pmid)
    if stored is None:
        raise RefusedError(f"a judgement of PMID {pmid}", [("pmid", "the database does not have this citation")])
    if stored.revision == seen:
        return
    former = next((version for version in citations.revisions(tx, pmid) if version.number == seen), None)
    if former is None:
        raise RefusedError(f"a judgement of PMID {pmid}", [("revision", f"the citation has no revision {seen}")])
    raise CitationRevisedError(pmid, f"{_change(former.citation, stored.status)} since you opened it", stored.revision)


def _change(former: Citation, status: RetractionStatus) -> str:
    """What happened to a citation, as far as its status tells."""
    before = retraction_of(former).status
    if before is status:
        return "was revised"
    if status is RetractionStatus.NONE:
        return f"has lost its mark '{before.replace('-', ' ')}'"
    return f"is now marked '{status.replace('-', ' ')}'"


def conclude(tx: Transaction, claim_ids: Collection[str], now: datetime) -> tuple[StrengthChange, ...]:
    """Computes the strengths that rest on what was recorded, and tells of those that changed.

    Args:
        tx: the transaction in which it was recorded.
        claim_ids: the claims concerned.
        now: when it was recorded.
    """
    changes = recompute(tx, claim_ids, now)
    events.append(tx, change_events(changes, {}), at=now)
    return changes
