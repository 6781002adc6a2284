"""Reviewing: the next paper, a grade, a second opinion, undo, and how far one is.

Nothing here tells a reviewer what others said of a paper, or that they said anything, before the reviewer has voted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec

from evidence.claims.model import Claim
from evidence.errors import RefusedError
from evidence.grading.consensus import current
from evidence.grading.model import Assessment, Grade
from evidence.grading.rules import Problem, check_grade
from evidence.services.clock import Clock
from evidence.services.recording import claim_to_judge, conclude, must_be_current, person, refuse_if
from evidence.store import citations, grades, papers, tasks
from evidence.store.citations import StoredCitation
from evidence.store.database import Database, Transaction
from evidence.store.grades import HandedOn, StoredGrade
from evidence.store.tasks import Task

LEASE: Final = timedelta(minutes=15)
"""How long a paper is kept for the reviewer who has it open."""
BREAK: Final = timedelta(minutes=10)
"""A longer pause between two grades was not spent on grading."""
_LATEST: Final = 50
_FEWEST_GAPS: Final = 5


class PaperToGrade(msgspec.Struct, frozen=True, kw_only=True):
    """What a reviewer has before them.

    Attributes:
        claim: what the paper is graded for.
        stored: the citation; its ``revision`` goes back with the grade.
        own: what the reviewer said of it before; ``None``: nothing that holds.
        corrected_since: the paper was corrected after the reviewer graded it, so that it has to be looked at again.
    """

    claim: Claim
    stored: StoredCitation
    own: Assessment | None
    corrected_since: bool


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one reviewer is with a claim, whatever others do.

    Attributes:
        graded: papers they have graded.
        left: papers that wait for them.
        seconds_per_grade: their own median of late, over all claims; ``None`` before there are enough grades.
    """

    graded: int
    left: int
    seconds_per_grade: float | None


def next_paper(database: Database, reviewer: str, clock: Clock, *, claim_id: str | None = None) -> PaperToGrade | None:
    """The paper that this reviewer is to grade next, kept for them for a quarter of an hour.

    A paper that they have open already comes again. Two reviewers never get the same paper at one time, so the last
    vote that a paper needs is not asked of both.

    Args:
        database: where everything is kept.
        reviewer: whose turn it is.
        clock: tells the time.
        claim_id: only papers of this claim; ``None``: of any, one claim after the other.

    Returns:
        ``None`` when nothing waits for them that nobody else has open.
    """
    who, now = person(reviewer), clock.now()
    while True:
        # Looked for without keeping anybody from storing a grade: somebody may take it meanwhile, or vote last.
        with database.read() as tx:
            task = tasks.held_by(tx, who, claim_id=claim_id) or tasks.next_for(tx, who, claim_id=claim_id, now=now)
            if task is None:
                return None
            found = _paper(tx, who, task)
        with database.write() as tx:
            if tasks.waits_for(tx, who, task) and tasks.hold(tx, who, task, now=now, until=now + LEASE):
                return found


def paper(database: Database, reviewer: str, claim_id: str, pmid: int) -> PaperToGrade:
    """A paper of the reviewer's own choice, for instance to correct their grade of it.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the citation is not stored.
    """
    with database.read() as tx:
        return _paper(tx, person(reviewer), Task(claim_id, pmid))


def record_grade(
    database: Database, claim_id: str, pmid: int, reviewer: str, assessment: Assessment, revision: int, clock: Clock
) -> Grade:
    """Stores a reviewer's grade, and the strength that follows from it, in one transaction.

    Saying again what holds already stores nothing.

    Args:
        database: where everything is kept.
        claim_id: what the paper is graded for.
        pmid: the paper.
        reviewer: who grades.
        assessment: what they say.
        revision: the number of the citation's revision that they saw.
        clock: tells the time.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the grade makes no sense; every field is named with the reason.
        CitationRevisedError: the citation was revised since the reviewer opened it.
        StoreError: the grade could not be stored.
    """
    who, now = person(reviewer), clock.now()
    with database.write() as tx:
        claim = claim_to_judge(tx, claim_id)
        must_be_current(tx, pmid, revision)
        own = _own(tx, claim_id, pmid, who)
        grade = Grade(
            claim=claim_id,
            pmid=pmid,
            reviewer=who,
            at=now,
            version=own[-1].grade.version + 1 if own else 1,
            assessment=assessment,
        )
        refuse_if(f"the grade of PMID {pmid} for {claim_id}", check_grade(grade, claim))
        tasks.release(tx, who)
        if own and _says_so_already(tx, own[-1], assessment, revision):
            return own[-1].grade
        grades.append(tx, [(grade, revision)], now=now)
        tasks.update(tx, claim, [pmid])
        conclude(tx, [claim_id], now)
    return grade


def hand_on(database: Database, claim_id: str, pmid: int, reviewer: str, clock: Clock) -> None:
    """The reviewer is unsure: the paper goes to another one. That is no grade, and changes no strength.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the reviewer has no name, has graded the paper, or the citation is not stored.
    """
    who, now = person(reviewer), clock.now()
    with database.write() as tx:
        claim = claim_to_judge(tx, claim_id)
        refuse_if(f"handing on PMID {pmid}", _cannot_hand_on(tx, claim_id, pmid, who))
        grades.hand_on(tx, HandedOn(claim=claim_id, pmid=pmid, reviewer=who, at=now))
        tasks.release(tx, who)
        tasks.update(tx, claim, [pmid])


def undo(database: Database, reviewer: str, clock: Clock) -> PaperToGrade | None:
    """Takes back what the reviewer did last, a grade or handing a paper on, and gives them that paper again.

    What is taken back stays on record; what others said is never touched. Undo after undo goes further back.

    Returns:
        The paper; ``None`` when there is nothing to take back.
    """
    who, now = person(reviewer), clock.now()
    with database.write() as tx:
        last, handed = _last_grade(tx, who), grades.last_handed_on(tx, who)
        if handed and not handed.withdrawn and (last is None or handed.at >= last.stored_at):
            task = Task(handed.claim, handed.pmid)
            grades.hand_on(tx, msgspec.structs.replace(handed, at=now, withdrawn=True))
        elif last:
            task = Task(last.grade.claim, last.grade.pmid)
            version = last.grade.version + 1
            withdrawn = msgspec.structs.replace(last.grade, at=now, version=version, withdrawn=True)
            grades.append(tx, [(withdrawn, last.revision)], now=now)
        else:
            return None
        tasks.update(tx, claim_to_judge(tx, task.claim), [task.pmid])
        conclude(tx, [task.claim], now)
        tasks.hold(tx, who, task, now=now, until=now + LEASE)
        return _paper(tx, who, task)


def progress(database: Database, reviewer: str, claim_id: str) -> Progress:
    """How far a reviewer is with a claim."""
    who = person(reviewer)
    with database.read() as tx:
        return Progress(
            graded=grades.count_of(tx, claim_id, who),
            left=tasks.left_of_claim(tx, who, claim_id),
            seconds_per_grade=pace_of(grades.newest_of(tx, who, limit=_LATEST)),
        )


def claims_with_work(database: Database, reviewer: str) -> dict[str, int]:
    """The claims that have papers for this reviewer, and how many."""
    with database.read() as tx:
        return tasks.left_for(tx, person(reviewer))


def votes_on(database: Database, viewer: str, claim_id: str, pmid: int) -> tuple[Grade, ...]:
    """The votes on a paper, by name: all of them for somebody who has voted, none for anybody else."""
    with database.read() as tx:
        votes = current(grades.of_claim(tx, claim_id, pmids=[pmid]))
    return tuple(votes) if person(viewer) in {vote.reviewer for vote in votes} else ()


def known_spelling(tx: Transaction, name: str) -> str:
    """A reviewer's name as grades have it: neither case nor spaces make anybody a second, independent reviewer."""
    said = person(name)
    return next((known for known in grades.spellings(tx) if known.casefold() == said.casefold()), said)


def _paper(tx: Transaction, reviewer: str, task: Task) -> PaperToGrade:
    claim = claim_to_judge(tx, task.claim)
    stored = citations.get(tx, task.pmid)
    if stored is None:
        raise RefusedError(f"PMID {task.pmid}", [("pmid", "the database does not have this citation")])
    own = _own(tx, task.claim, task.pmid, reviewer)
    holds = own[-1].grade if own and not own[-1].grade.withdrawn else None
    reopened_at = _reopened_at(tx, task.pmid) if holds else None
    return PaperToGrade(
        claim=claim,
        stored=stored,
        own=holds.assessment if holds else None,
        corrected_since=holds is not None and reopened_at is not None and holds.at < reopened_at,
    )


def _cannot_hand_on(tx: Transaction, claim_id: str, pmid: int, reviewer: str) -> Iterator[Problem]:
    if not reviewer:
        yield Problem("reviewer", "the reviewer has no name")
    if citations.get(tx, pmid) is None:
        yield Problem("pmid", "the database does not have this citation")
    own = _own(tx, claim_id, pmid, reviewer)
    if own and not own[-1].grade.withdrawn:
        yield Problem("pmid", "you have graded it: undo that first")


def _own(tx: Transaction, claim_id: str, pmid: int, reviewer: str) -> list[StoredGrade]:
    return [stored for stored in grades.of_paper(tx, claim_id, pmid) if stored.grade.reviewer == reviewer]


def _reopened_at(tx: Transaction, pmid: int) -> datetime | None:
    known = papers.get(tx, [pmid]).get(pmid)
    return known.facts.reopened_at if known else None


def _says_so_already(tx: Transaction, own: StoredGrade, assessment: Assessment, revision: int) -> bool:
    reopened_at = _reopened_at(tx, own.grade.pmid)
    stands = not own.grade.withdrawn and (reopened_at is None or own.grade.at >= reopened_at)
    return stands and own.grade.assessment == assessment and own.revision == revision


def _last_grade(tx: Transaction, reviewer: str) -> StoredGrade | None:
    """The grade that the reviewer gave last and has not taken back; imported ones are not theirs to undo by a key."""
    seen: set[tuple[str, int]] = set()
    for stored in grades.newest_of(tx, reviewer, limit=1000):
        name = (stored.grade.claim, stored.grade.pmid)
        if name not in seen and not stored.grade.withdrawn and stored.stored_at == stored.grade.at:
            return stored
        seen.add(name)
    return None


def pace_of(newest: Sequence[StoredGrade]) -> float | None:
    """Median seconds from one grade to the next, newest first, without breaks; ``None`` when there are too few."""
    gaps = [later.grade.at - earlier.grade.at for later, earlier in pairwise(newest)]
    working = [gap.total_seconds() for gap in gaps if timedelta(0) < gap <= BREAK]
    return median(working) if len(working) >= _FEWEST_GAPS else None
