"""What strength has to know of each record, kept apart from it: reading a claim's papers opens no record.

A row is added whenever a revision of the record changes what strength would read; most revisions (MeSH, pages) do not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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


class Reading(msgspec.Struct, frozen=True):
    """What strength reads of a record.

    Attributes:
        facts: of the paper; ``reopened_at`` is when the last correction of it was stored.
        is_notice: the record is no paper but a notice about one.
    """

    facts: Paper
    is_notice: bool


class PaperVersion(msgspec.Struct, frozen=True, kw_only=True):
    """What strength reads of a record from one of its revisions on: its ``number``, and when it was stored."""

    pmid: int
    number: int
    stored_at: datetime
    reading: Reading


def next_version(
    known: Reading | None, former: Citation | None, record: Citation, *, number: int, now: datetime
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
    reading = Reading(facts, notice_of(record) is not None)
    return None if reading == known else PaperVersion(pmid=record.pmid, number=number, stored_at=now, reading=reading)


def history_of(revisions: Iterable[tuple[int, Citation, datetime]]) -> list[PaperVersion]:
    """Every version of one paper, from the revisions (number, record, when stored) of its record, oldest first."""
    told: list[PaperVersion] = []
    former: Citation | None = None
    for number, record, stored_at in revisions:
        version = next_version(told[-1].reading if told else None, former, record, number=number, now=stored_at)
        if version is not None:
            told.append(version)
        former = record
    return told


def put(tx: Transaction, versions: Iterable[PaperVersion]) -> None:
    """Stores versions that ``next_version`` found."""
    if rows := [row_of(version) for version in versions]:
        tx.execute(insert(paper), rows)


def row_of(version: PaperVersion) -> dict[str, object]:
    """A version as the table holds it."""
    return {
        "pmid": version.pmid,
        "number": version.number,
        "stored_at": version.stored_at,
        "facts": version.reading.facts,
        "is_notice": version.reading.is_notice,
    }


def get(tx: Transaction, pmids: Collection[int], *, at: datetime | None = None) -> dict[int, Reading]:
    """What strength reads of these papers now, or read at some moment; those unknown then are left out."""
    found: dict[int, Reading] = {}
    ordered = sorted(pmids)
    chosen = select(paper.c.pmid, paper.c.facts, paper.c.is_notice).order_by(paper.c.pmid, paper.c.number)
    if at is not None:
        chosen = chosen.where(paper.c.stored_at <= at)
    for start in range(0, len(ordered), _AT_ONCE):
        rows = tx.execute(chosen.where(paper.c.pmid.in_(ordered[start : start + _AT_ONCE])))
        found.update((pmid, Reading(facts, is_notice)) for pmid, facts, is_notice in rows.all())
    return found
