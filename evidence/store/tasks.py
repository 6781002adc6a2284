"""What reviewers still have to do, kept ready so that the next paper is found at once, however many there are.

The order in which papers come does not depend on votes: it would tell a reviewer that a colleague has voted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, select

from evidence.claims.model import Claim
from evidence.grading.consensus import State, current
from evidence.store import grades, material
from evidence.store.database import Transaction
from evidence.store.schema import lease, review_task
from evidence.strength.eligibility import Placed, place_papers

_AT_ONCE: Final = 1000


class TaskState(StrEnum):
    """What a paper lacks: votes, or somebody who decides between them."""

    WAITING = "waiting"
    CONFLICT = "conflict"


class Task(msgspec.Struct, frozen=True):
    """A paper that somebody has to look at for a claim."""

    claim: str
    pmid: int


# --- Keeping them in step ------------------------------------------------------------------------------


def update(tx: Transaction, claim: Claim, pmids: Collection[int] | None = None) -> None:
    """Brings the tasks of a claim in step with everything that decides about them.

    Args:
        tx: an open write transaction.
        claim: a tracked one. A compound claim has no tasks: its papers are graded for its parts.
        pmids: only those of these papers; ``None``: all.
    """
    if pmids is None or claim.combine is not None:
        drop(tx, claim.id)
    if claim.combine is not None:
        return
    for some in _chunks(pmids):
        if some is not None:
            tx.execute(delete(review_task).where(_of_claim(claim.id), review_task.c.pmid.in_(some)))
        if rows := _rows(tx, claim, some):
            tx.execute(insert(review_task), rows)


def drop(tx: Transaction, claim_id: str) -> None:
    """Leaves a claim without tasks."""
    tx.execute(delete(review_task).where(_of_claim(claim_id)))


def _of_claim(claim_id: str) -> ColumnElement[bool]:
    return review_task.c.claim_id == claim_id


def _chunks(pmids: Collection[int] | None) -> Iterable[list[int] | None]:
    if pmids is None:
        return [None]
    ordered = sorted(pmids)
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]


def _rows(tx: Transaction, claim: Claim, pmids: list[int] | None) -> list[dict[str, object]]:
    known = material.of_claim(tx, claim, pmids=pmids)
    # When each reviewer had their turn with a paper, by voting or by leaving it to others.
    turns: dict[int, list[tuple[str, datetime]]] = {}
    for vote in current(known.grades):
        turns.setdefault(vote.pmid, []).append((vote.reviewer, vote.at))
    for one in grades.handed_on_of(tx, claim.id, pmids):
        turns.setdefault(one.pmid, []).append((one.reviewer, one.at))
    return [
        {
            "claim_id": claim.id,
            "pmid": placed.paper.pmid,
            "state": _state(placed),
            "seen_by": _seen_by(placed, turns.get(placed.paper.pmid, ())),
            "rank": -placed.paper.pmid,  # the newest first
        }
        for placed in place_papers(claim, known)
        if placed.waiting
    ]


def _state(placed: Placed) -> TaskState:
    in_conflict = placed.consensus.state is State.CONFLICT and not placed.consensus.reopened
    return TaskState.CONFLICT if in_conflict else TaskState.WAITING


def _seen_by(placed: Placed, turns: Iterable[tuple[str, datetime]]) -> str:
    since = placed.paper.reopened_at
    names = {reviewer for reviewer, at in turns if since is None or at >= since}
    return msgspec.json.encode(sorted(names)).decode()


# --- The queue -----------------------------------------------------------------------------------------


def held_by(tx: Transaction, reviewer: str, *, claim_id: str | None = None) -> Task | None:
    """The paper that a reviewer has before them, if it still waits for them."""
    row = tx.execute(
        _within(select(review_task), claim_id)
        .join(lease, (lease.c.claim_id == review_task.c.claim_id) & (lease.c.pmid == review_task.c.pmid))
        .where(lease.c.reviewer == reviewer, review_task.c.state == TaskState.WAITING)
    ).first()
    return Task(row.claim_id, row.pmid) if row and reviewer not in _names(row.seen_by) else None


def next_for(tx: Transaction, reviewer: str, *, claim_id: str | None = None, now: datetime) -> Task | None:
    """The first paper that waits for this reviewer and that nobody else has before them; ``None``: there is none.

    Args:
        tx: an open transaction.
        reviewer: who has not had their turn with it.
        claim_id: only for this claim; ``None``: for any, one claim after the other.
        now: leases that ended before do not count.
    """
    taken = select(lease.c.pmid).where(
        lease.c.claim_id == review_task.c.claim_id,
        lease.c.pmid == review_task.c.pmid,
        lease.c.reviewer != reviewer,
        lease.c.until > now,
    )
    first = _within(select(review_task.c.rank, review_task.c.claim_id, review_task.c.pmid), claim_id)
    first = first.where(~taken.exists()).order_by(review_task.c.claim_id, review_task.c.rank).limit(1)
    # One by one, so that the index leads to the first of each: together they would all be read and sorted.
    firsts = [tx.execute(first.where(_waits_for([seen_by]))).first() for seen_by in _open_to(tx, reviewer)]
    best = min((row for row in firsts if row), key=lambda row: (row.claim_id, row.rank), default=None)
    return Task(best.claim_id, best.pmid) if best else None


def waits_for(tx: Transaction, reviewer: str, task: Task) -> bool:
    """Whether a paper still waits, and this reviewer has not had their turn with it."""
    its = (_of_claim(task.claim), review_task.c.pmid == task.pmid, review_task.c.state == TaskState.WAITING)
    seen_by = tx.scalar(select(review_task.c.seen_by).where(*its))
    return seen_by is not None and reviewer not in _names(seen_by)


def hold(tx: Transaction, reviewer: str, task: Task, *, now: datetime, until: datetime) -> bool:
    """Keeps a paper for a reviewer up to some moment, and gives back what they had; not if somebody else has it."""
    release(tx, reviewer)
    its = (lease.c.claim_id == task.claim, lease.c.pmid == task.pmid)
    tx.execute(delete(lease).where(*its, lease.c.until <= now))
    if tx.scalar(select(lease.c.reviewer).where(*its)) is not None:
        return False
    tx.execute(insert(lease).values(claim_id=task.claim, pmid=task.pmid, reviewer=reviewer, until=until))
    return True


def release(tx: Transaction, reviewer: str) -> None:
    """Gives back what a reviewer held."""
    tx.execute(delete(lease).where(lease.c.reviewer == reviewer))


def left_for(tx: Transaction, reviewer: str) -> dict[str, int]:
    """How many papers of each claim wait for this reviewer; claims without any are left out."""
    rows = tx.execute(
        select(review_task.c.claim_id, func.count().label("papers"))
        .where(_waits_for(_open_to(tx, reviewer)))
        .group_by(review_task.c.claim_id)
    )
    return {row.claim_id: row.papers for row in rows}


def left_of_claim(tx: Transaction, reviewer: str, claim_id: str) -> int:
    """How many papers of one claim wait for this reviewer."""
    count = _within(select(func.count()), claim_id)
    return tx.scalar(count.where(_waits_for(_open_to(tx, reviewer)))) or 0


def of_state(tx: Transaction, state: TaskState, *, claim_id: str | None = None) -> tuple[Task, ...]:
    """Every paper that waits, or is in conflict, for a claim or for all, the newest of each claim first."""
    chosen = _within(select(review_task.c.claim_id, review_task.c.pmid), claim_id)
    rows = tx.execute(chosen.where(review_task.c.state == state).order_by(review_task.c.claim_id, review_task.c.rank))
    return tuple(Task(row.claim_id, row.pmid) for row in rows)


def _within(chosen: Select[Any], claim_id: str | None) -> Select[Any]:
    return chosen if claim_id is None else chosen.where(_of_claim(claim_id))


def _waits_for(seen_by: Collection[str]) -> ColumnElement[bool]:
    return and_(review_task.c.state == TaskState.WAITING, review_task.c.seen_by.in_(seen_by))


def _open_to(tx: Transaction, reviewer: str) -> list[str]:
    """Every ``seen_by`` of a waiting paper that this reviewer is not in.

    There are as many as groups of reviewers who work together, and the index leads from each to the next, so that a
    million waiting papers are not looked at.
    """
    waiting = review_task.c.state == TaskState.WAITING
    found = select(func.min(review_task.c.seen_by).label("seen_by")).where(waiting).cte("found", recursive=True)
    following = select(func.min(review_task.c.seen_by)).where(waiting, review_task.c.seen_by > found.c.seen_by)
    found = found.union_all(select(following.scalar_subquery()).where(found.c.seen_by.is_not(None)))
    different = tx.scalars(select(found.c.seen_by).where(found.c.seen_by.is_not(None)))
    return [seen_by for seen_by in different if reviewer not in _names(seen_by)]


_names = msgspec.json.Decoder(list[str]).decode
