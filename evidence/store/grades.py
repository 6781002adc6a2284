"""Reviewers' grades, every version of them, and papers that a reviewer left to others. Only ever added to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, Select, exists, func, insert, select

from evidence.grading.model import Grade
from evidence.store.database import Transaction
from evidence.store.schema import grade, handed_on

_COLUMNS: Final = ("claim_id", "pmid", "reviewer", "at", "version", "withdrawn", "assessment")


class StoredGrade(msgspec.Struct, frozen=True, kw_only=True):
    """A grade as the store keeps it.

    Attributes:
        id: grades that were stored later have greater ones.
        grade: what was said, by whom and when.
        revision: of the citation, as the reviewer saw it.
        stored_at: since when this database knows; later than ``grade.at`` for imported grades.
    """

    id: int
    grade: Grade
    revision: int
    stored_at: datetime


class HandedOn(msgspec.Struct, frozen=True, kw_only=True):
    """A reviewer was unsure and left a paper to others; ``withdrawn``: took that back."""

    claim: str
    pmid: int
    reviewer: str
    at: datetime
    withdrawn: bool = False


def append(tx: Transaction, grades: Iterable[tuple[Grade, int]], *, now: datetime) -> None:
    """Stores grades, each with the revision of the citation that the reviewer saw."""
    rows = [
        {
            "claim_id": one.claim,
            "pmid": one.pmid,
            "reviewer": one.reviewer,
            "version": one.version,
            "at": one.at,
            "revision": revision,
            "withdrawn": one.withdrawn,
            "assessment": one.assessment,
        }
        for one, revision in grades
    ]
    if rows:
        tx.execute(insert(grade).values(stored_at=now), rows)


def of_claim(
    tx: Transaction, claim_id: str, *, pmids: Collection[int] | None = None, at: datetime | None = None
) -> tuple[Grade, ...]:
    """All versions of all grades of a claim, in the order in which they were stored.

    Args:
        tx: an open transaction.
        claim_id: of the claim.
        pmids: only of these papers; ``None``: of all.
        at: only what was stored by then; ``None``: everything.
    """
    return _grades(tx, _of_claim(claim_id, pmids, at))


def of_papers(tx: Transaction, pmids: Collection[int]) -> tuple[Grade, ...]:
    """All versions of all grades of these papers, for whatever claim, in the order in which they were stored."""
    chosen = select(grade).where(grade.c.pmid.in_(pmids)).order_by(grade.c.id)
    return _grades(tx, chosen)


def of_paper(tx: Transaction, claim_id: str, pmid: int) -> tuple[StoredGrade, ...]:
    """All versions of all grades of one paper for a claim, with what the store knows about them."""
    return tuple(_stored(row) for row in tx.execute(_of_claim(claim_id, [pmid], None)))


def newest_of(tx: Transaction, reviewer: str, *, limit: int) -> tuple[StoredGrade, ...]:
    """What a reviewer stored last, newest first; withdrawn versions included."""
    rows = tx.execute(select(grade).where(grade.c.reviewer == reviewer).order_by(grade.c.id.desc()).limit(limit))
    return tuple(_stored(row) for row in rows)


def spellings(tx: Transaction) -> tuple[str, ...]:
    """Every name under which a grade was stored, in alphabetical order."""
    return tuple(tx.scalars(select(grade.c.reviewer).distinct().order_by(grade.c.reviewer)))


def count_of(tx: Transaction, claim_id: str, reviewer: str) -> int:
    """How many papers of a claim this reviewer has graded, without those taken back."""
    later = grade.alias("later")
    corrected = exists().where(
        later.c.claim_id == grade.c.claim_id,
        later.c.pmid == grade.c.pmid,
        later.c.reviewer == grade.c.reviewer,
        later.c.version > grade.c.version,
    )
    holds = (grade.c.claim_id == claim_id, grade.c.reviewer == reviewer, ~grade.c.withdrawn, ~corrected)
    return tx.scalar(select(func.count()).select_from(grade).where(*holds)) or 0


def hand_on(tx: Transaction, one: HandedOn) -> None:
    """Stores that a reviewer leaves a paper to others, or took that back."""
    tx.execute(
        insert(handed_on).values(
            claim_id=one.claim, pmid=one.pmid, reviewer=one.reviewer, at=one.at, withdrawn=one.withdrawn
        )
    )


def handed_on_of(tx: Transaction, claim_id: str, pmids: Collection[int] | None = None) -> tuple[HandedOn, ...]:
    """The papers of a claim that reviewers have left to others, at present; only of ``pmids`` when they are given."""
    chosen = select(handed_on).where(handed_on.c.claim_id == claim_id).order_by(handed_on.c.id)
    if pmids is not None:
        chosen = chosen.where(handed_on.c.pmid.in_(pmids))
    newest = {(row.pmid, row.reviewer): _handed_on(row) for row in tx.execute(chosen)}
    return tuple(one for one in newest.values() if not one.withdrawn)


def last_handed_on(tx: Transaction, reviewer: str) -> HandedOn | None:
    """What a reviewer said last about leaving a paper to others, or taking it back."""
    row = tx.execute(
        select(handed_on).where(handed_on.c.reviewer == reviewer).order_by(handed_on.c.id.desc()).limit(1)
    ).one_or_none()
    return _handed_on(row) if row else None


def _of_claim(claim_id: str, pmids: Collection[int] | None, at: datetime | None) -> Select[Any]:
    chosen = select(grade).where(grade.c.claim_id == claim_id).order_by(grade.c.id)
    if pmids is not None:
        chosen = chosen.where(grade.c.pmid.in_(pmids))
    return chosen if at is None else chosen.where(grade.c.stored_at <= at)


def _grades(tx: Transaction, chosen: Select[Any]) -> tuple[Grade, ...]:
    # Every press of a key in Review reads all grades of its claim; by the names of a row it takes twice as long.
    rows = tx.execute(chosen.with_only_columns(*(grade.c[name] for name in _COLUMNS)))
    return tuple(
        Grade(claim=claim, pmid=pmid, reviewer=reviewer, at=at, version=version, withdrawn=withdrawn, assessment=said)
        for claim, pmid, reviewer, at, version, withdrawn, said in rows.all()
    )


def _grade(row: Row[Any]) -> Grade:
    return Grade(
        claim=row.claim_id,
        pmid=row.pmid,
        reviewer=row.reviewer,
        at=row.at,
        version=row.version,
        withdrawn=row.withdrawn,
        assessment=row.assessment,
    )


def _stored(row: Row[Any]) -> StoredGrade:
    return StoredGrade(id=row.id, grade=_grade(row), revision=row.revision, stored_at=row.stored_at)


def _handed_on(row: Row[Any]) -> HandedOn:
    return HandedOn(claim=row.claim_id, pmid=row.pmid, reviewer=row.reviewer, at=row.at, withdrawn=row.withdrawn)
