"""What strength has to know of each record, kept apart from it: reading a claim's papers opens no record.

A row is added whenever a revision of the record changes what strength would read; most revisions (MeSH, pages) do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import insert, select

from evidence.citations.model import Citation
from evidence.citations.retraction import notice_of, reopens
from evidence.store.database import Transaction
from evidence.store.schema import paper
from evidence.strength.eligibility import paper_of
from evidence.strength.material import Paper

_AT_ONCE: Final = 1000


class PaperVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What strength reads of a record, from one revision of it on.

    Attributes:
        pmid, number: the record and its revision.
        stored_at: when that revision was stored.
        facts: of the paper; ``reopened_at`` is when the last correction of it was stored.
        is_notice: the record is no paper but a notice about one.
    """

    pmid: int
    number: int
    stored_at: datetime
    facts: Paper
    is_notice: bool


def next_version(
    known: PaperVersion | None, former: Citation | None, record: Citation, *, number: int, now: datetime
) -> PaperVersion | None:
    """What a new revision changes for strength; ``None`` when it changes nothing.

    Args:
        known: what strength reads at present; ``None`` for a new record.
        former: the revision before this one; ``None`` for a new record.
        record: the new revision.
        number: of the new revision.
        now: when it is stored.
    """
    corrected = former is not None and reopens(former, record)
    reopened_at = now if corrected else known.facts.reopened_at if known else None
    facts = msgspec.structs.replace(paper_of(record), reopened_at=reopened_at)
    is_notice = notice_of(record) is not None
    if known is not None and (facts, is_notice) == (known.facts, known.is_notice):
        return None
    return PaperVersion(pmid=record.pmid, number=number, stored_at=now, facts=facts, is_notice=is_notice)


def history_of(revisions: Iterable[tuple[int, Citation, datetime]]) -> list[PaperVersion]:
    """Every version of one paper, from the revisions (number, record, when stored) of its record, oldest first."""
    told: list[PaperVersion] = []
    former: Citation | None = None
    for number, record, stored_at in revisions:
        version = next_version(told[-1] if told else None, former, record, number=number, now=stored_at)
        if version is not None:
            told.append(version)
        former = record
    return told


def put(tx: Transaction, versions: Iterable[PaperVersion]) -> None:
    """Stores versions that ``next_version`` found."""
    if rows := [msgspec.structs.asdict(version) for version in versions]:
        tx.execute(insert(paper), rows)


def get(tx: Transaction, pmids: Collection[int], *, at: datetime | None = None) -> Mapping[int, PaperVersion]:
    """What strength reads of these papers now, or what it read at some moment; those unknown then are left out."""
    found: dict[int, PaperVersion] = {}
    ordered = sorted(pmids)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = select(paper).where(paper.c.pmid.in_(ordered[start : start + _AT_ONCE])).order_by(paper.c.number)
        if at is not None:
            rows = rows.where(paper.c.stored_at <= at)
        for row in tx.execute(rows):
            found[row.pmid] = PaperVersion(
                pmid=row.pmid, number=row.number, stored_at=row.stored_at, facts=row.facts, is_notice=row.is_notice
            )
    return found
