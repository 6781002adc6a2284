"""The citations of a claim as lists show them: a page at a time, so that tens of thousands are no burden."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, String, Subquery, and_, bindparam, cast, func, or_, select

from evidence.citations.retraction import NoticeKind, RetractionStatus
from evidence.store.database import Transaction
from evidence.store.overview import with_parts
from evidence.store.schema import citation, hit, query


class Mark(StrEnum):
    """What sets a citation apart from others; one citation can bear several.

    The first six are what became of the paper, by the names of ``RetractionStatus``; ``notice``: the record
    is no paper but a notice about one; ``left``: no query of the claim finds it any more.
    """

    RETRACTED = "retracted"
    RETRACTED_AND_REPUBLISHED = "retracted-and-republished"
    PARTIALLY_RETRACTED = "partially-retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    REINSTATED = "reinstated"
    CORRECTED = "corrected"
    NOTICE = "notice"
    LEFT = "left"


class ListedCitation(msgspec.Struct, frozen=True, kw_only=True):
    """A citation as lists show it.

    Attributes:
        notice: what kind of notice the record is; ``None`` for a paper.
        queries: (claim id, query id) of every query of the claim that finds it, or has found it.
        first_seen_at: when the first of them found it.
        left_at: since when none of them finds it any more; ``None``: one does.
    """

    pmid: int
    title: str
    doi: str
    pmcid: str
    journal: str
    year: int
    status: RetractionStatus
    notice: NoticeKind | None
    design: str
    queries: tuple[tuple[str, str], ...]
    first_seen_at: datetime
    left_at: datetime | None

    def marks(self) -> tuple[Mark, ...]:
        """What sets it apart, the gravest first."""
        of_paper = () if self.status is RetractionStatus.NONE else (Mark(self.status),)
        of_record = (Mark.NOTICE,) if self.notice else ()
        return (*of_paper, *of_record, *((Mark.LEFT,) if self.left_at else ()))


class CitationPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list.

    Attributes:
        citations: those of this page, newest publication first.
        total: how many the whole list has.
        marked: how many there are of each mark among all that the words match, whichever marks were asked for.
    """

    citations: tuple[ListedCitation, ...]
    total: int
    marked: dict[Mark, int]


def of_claim(
    tx: Transaction,
    claim_id: str,
    *,
    words: str = "",
    marks: Collection[Mark] = (),
    only: Collection[int] | None = None,
    offset: int = 0,
    limit: int = 100,
) -> CitationPage:
    """A page of everything that the queries of a claim and of its parts find or have found.

    Args:
        tx: an open transaction.
        claim_id: whose citations.
        words: each must occur in title, journal or DOI, or be the PMID; in any order, capitals or not.
        marks: only citations that bear one of these; empty: all.
        only: only these PMIDs; ``None``: all.
        offset: how many to leave out at the beginning.
        limit: how many to list.
    """
    keys = _queries(tx, claim_id)
    found = _found_by(keys)
    matches = [_occurs(word) for word in words.split()]
    if only is not None:
        # Written into the statement: databases take only some ten thousand parameters.
        matches.append(citation.c.pmid.in_(bindparam("only", list(only), expanding=True, literal_execute=True)))
    listed = select(citation, found).join(found, found.c.of == citation.c.pmid).where(*matches)
    bears = {mark: _bears(mark, found) for mark in Mark}
    # Counted before they are narrowed down by mark: the numbers say what each choice would show.
    everything = listed.with_only_columns(
        func.count().label("all"),
        *(func.count().filter(bears[mark]).label(mark) for mark in Mark),
    )
    numbers = tx.execute(everything).mappings().one()
    chosen = listed.where(or_(*(bears[mark] for mark in marks))) if marks else listed
    total = tx.scalar(chosen.with_only_columns(func.count())) if marks else numbers["all"]
    rows = tx.execute(chosen.order_by(citation.c.year.desc(), citation.c.pmid.desc()).offset(offset).limit(limit)).all()
    queries = _found_each(tx, keys, [row.pmid for row in rows])
    return CitationPage(
        citations=tuple(_listed(row, queries[row.pmid]) for row in rows),
        total=total or 0,
        marked={mark: numbers[mark] for mark in Mark if numbers[mark]},
    )


def _queries(tx: Transaction, claim_id: str) -> tuple[int, ...]:
    """Keys of the queries of a claim and of its parts; asked first, or a database goes through every hit there is."""
    members = with_parts()
    chosen = select(query.c.key).join(members, members.c.member == query.c.claim_id)
    return tuple(tx.scalars(chosen.where(members.c.whole == claim_id, query.c.archived_at.is_(None))))


def _found_by(keys: Collection[int]) -> Subquery:
    """Each citation of these queries once: since when, and until when if none of them finds it any more."""
    still = func.count() - func.count(hit.c.left_at)
    return (
        select(
            hit.c.pmid.label("of"),
            func.min(hit.c.first_seen_at, type_=hit.c.first_seen_at.type).label("first_seen_at"),
            func.max(hit.c.left_at, type_=hit.c.left_at.type).label("last_left_at"),
            (still == 0).label("has_left"),
        )
        .where(hit.c.query.in_(keys))
        .group_by(hit.c.pmid)
        .subquery()
    )


def _occurs(word: str) -> ColumnElement[bool]:
    texts = (citation.c.title, citation.c.journal, citation.c.doi)
    somewhere = [text.icontains(word, autoescape=True) for text in texts]
    return or_(*somewhere, cast(citation.c.pmid, String) == word)


def _bears(mark: Mark, found: Subquery) -> ColumnElement[bool]:
    if mark is Mark.LEFT:
        return and_(found.c.has_left)
    if mark is Mark.NOTICE:
        return citation.c.notice.is_not(None)
    return citation.c.status == mark


def _found_each(tx: Transaction, keys: Collection[int], pmids: list[int]) -> dict[int, list[tuple[str, str]]]:
    """Which of these queries find each of these citations, or have found it: (claim id, query id)."""
    rows = tx.execute(
        select(hit.c.pmid, query.c.claim_id, query.c.query_id)
        .join(query, query.c.key == hit.c.query)
        .where(hit.c.query.in_(keys), hit.c.pmid.in_(pmids))
        .order_by(query.c.position)
    )
    queries: dict[int, list[tuple[str, str]]] = {pmid: [] for pmid in pmids}
    for pmid, of_claim, query_id in rows:
        queries[pmid].append((of_claim, query_id))
    return queries


def _listed(row: Any, queries: list[tuple[str, str]]) -> ListedCitation:
    return ListedCitation(
        pmid=row.pmid,
        title=row.title,
        doi=row.doi,
        pmcid=row.pmcid,
        journal=row.journal,
        year=row.year,
        status=RetractionStatus(row.status),
        notice=NoticeKind(row.notice) if row.notice else None,
        design=row.design,
        queries=tuple(queries),
        first_seen_at=row.first_seen_at,
        left_at=row.last_left_at if row.has_left else None,
    )
