"""Deciding between reviewers: what they disagree about, without their names, and the decision of somebody else."""

from __future__ import annotations

import msgspec

from evidence.claims.model import Claim
from evidence.grading.consensus import Conflict, Consensus, State, current
from evidence.grading.model import Adjudication, Assessment, Grade
from evidence.grading.rules import Problem, check_adjudication
from evidence.services.clock import Clock
from evidence.services.recording import claim_to_judge, conclude, must_be_current, person, refuse_if
from evidence.store import citations, grades, judgements, material, tasks
from evidence.store.citations import StoredCitation
from evidence.store.database import Database, Transaction
from evidence.store.tasks import Task, TaskState
from evidence.strength.eligibility import place_papers


class OpenConflict(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that reviewers disagree about, as its adjudicator sees it: no names, and in no one's order.

    Attributes:
        claim: what the paper was graded for.
        stored: the citation; its ``revision`` goes back with the decision.
        conflicts: the fields that cannot be merged, and what was said of each.
        said: the whole of what each reviewer said.
    """

    claim: Claim
    stored: StoredCitation
    conflicts: tuple[Conflict, ...]
    said: tuple[Assessment, ...]


def conflicts(database: Database, adjudicator: str, *, claim_id: str | None = None) -> tuple[Task, ...]:
    """The papers in conflict on which this person has not voted, of one claim or of all."""
    who = person(adjudicator)
    with database.read() as tx:
        found = tasks.of_state(tx, TaskState.CONFLICT, claim_id=claim_id)
        return tuple(task for task in found if who not in {vote.reviewer for vote in _votes(tx, task)})


def conflict(database: Database, adjudicator: str, claim_id: str, pmid: int) -> OpenConflict:
    """A paper in conflict, side by side.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the person has voted on the paper, or there is no conflict.
    """
    task = Task(claim_id, pmid)
    with database.read() as tx:
        claim, stored, votes = claim_to_judge(tx, claim_id), citations.get(tx, pmid), _votes(tx, task)
        standing = _standing(tx, claim, pmid)
        refuse_if(f"the conflict about PMID {pmid}", _not_to_decide(standing, person(adjudicator), votes))
    if stored is None:
        raise LookupError(f"PMID {pmid} has votes and no record")
    return OpenConflict(
        claim=claim,
        stored=stored,
        conflicts=standing.conflicts if standing else (),
        said=tuple(sorted((vote.assessment for vote in votes), key=msgspec.json.encode)),
    )


def adjudicate(
    database: Database,
    claim_id: str,
    pmid: int,
    adjudicator: str,
    reason: str,
    assessment: Assessment,
    revision: int,
    clock: Clock,
) -> Adjudication:
    """Stores a decision between votes, and the strength that follows from it, in one transaction.

    Args:
        database: where everything is kept.
        claim_id: what the paper was graded for.
        pmid: the paper; its votes are in conflict, or were, and were decided before.
        adjudicator: who decides; not one of the voters.
        reason: why so.
        assessment: what holds.
        revision: the number of the citation's revision that they saw.
        clock: tells the time.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the decision makes no sense or is not this person's; every field is named with the reason.
        CitationRevisedError: the citation was revised since the person opened it.
    """
    now = clock.now()
    decision = Adjudication(
        claim=claim_id, pmid=pmid, adjudicator=person(adjudicator), at=now, reason=reason.strip(), assessment=assessment
    )
    with database.write() as tx:
        claim = claim_to_judge(tx, claim_id)
        must_be_current(tx, pmid, revision)
        votes = _votes(tx, Task(claim_id, pmid))
        problems = [
            *check_adjudication(decision, claim, [vote.reviewer for vote in votes]),
            *_no_conflict(_standing(tx, claim, pmid)),
        ]
        refuse_if(f"the decision about PMID {pmid} for {claim_id}", problems)
        judgements.adjudicate(tx, decision, revision=revision)
        tasks.update(tx, claim, [pmid])
        conclude(tx, [claim_id], now)
    return decision


def _votes(tx: Transaction, task: Task) -> list[Grade]:
    return current(grades.of_claim(tx, task.claim, pmids=[task.pmid]))


def _standing(tx: Transaction, claim: Claim, pmid: int) -> Consensus | None:
    placed = place_papers(claim, material.of_claim(tx, claim, pmids=[pmid]))
    return next((one.consensus for one in placed if one.paper.pmid == pmid), None)


def _no_conflict(standing: Consensus | None) -> list[Problem]:
    if standing is not None and standing.state in {State.CONFLICT, State.ADJUDICATED}:
        return []
    return [Problem("pmid", f"there is nothing to decide: the paper is {standing.state if standing else 'not graded'}")]


def _not_to_decide(standing: Consensus | None, who: str, votes: list[Grade]) -> list[Problem]:
    voted = Problem("adjudicator", "you voted on this paper: somebody else decides")
    return [*_no_conflict(standing), *([voted] if who in {vote.reviewer for vote in votes} else [])]
