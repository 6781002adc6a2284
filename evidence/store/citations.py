"""PubMed records: the current version of each, and every version there was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, insert, select, update

from evidence.citations.design import propose_design
from evidence.citations.model import Citation
from evidence.citations.retraction import RetractionStatus, notice_of
from evidence.citations.revision import Change, KnownCitation, decide
from evidence.store import papers
from evidence.store.database import Transaction
from evidence.store.papers import PaperVersion
from evidence.store.schema import citation, citation_revision, grade, hit

# SQLite takes 32,766 values in a statement, PostgreSQL 65,535.
_AT_ONCE: Final = 1000


class CitationChange(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is new or another than before, and whether it may be relied on.

    ``before`` is ``None`` for a record that was not known.
    """

    pmid: int
    before: RetractionStatus | None
    after: RetractionStatus


class PutResult(msgspec.Struct, frozen=True, kw_only=True):
    """What storing records came to.

    Attributes:
        added, changed: records that are new, or another than before.
        unchanged: how many were confirmed as they were.
        papers: of the changed ones, what strength now reads of them, where that differs from before.
    """

    added: tuple[CitationChange, ...] = ()
    changed: tuple[CitationChange, ...] = ()
    unchanged: int = 0
    papers: tuple[PaperVersion, ...] = ()


class StoredCitation(msgspec.Struct, frozen=True, kw_only=True):
    """The current version of a record, with what the store knows about it.

    Attributes:
        citation: the record.
        status, design: what the rules make of it.
        revision: 1 for the first version that was stored.
        added_at, changed_at: when the first and the current version were stored.
        checked_at: when the source last confirmed the record.
        missing_since: since when the source does not know it any more; ``None``: it does.
    """

    citation: Citation
    status: RetractionStatus
    design: str
    revision: int
    added_at: datetime
    changed_at: datetime
    checked_at: datetime
    missing_since: datetime | None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a record; it was the current one from ``stored_at`` until the next one's."""

    number: int
    citation: Citation
    stored_at: datetime


def put(tx: Transaction, citations: Iterable[Citation], *, now: datetime) -> PutResult:
    """Stores what a source said about these records.

    In whatever order and however often versions of a record come, the newest ends up as the current one
    (``evidence.citations.revision`` says which is newer).
    """
    results = []  # and not the plans: they hold the records, and an import can be larger than the memory
    for batch in _batches(citations):
        plan = _plan(tx, batch, now)
        _carry_out(tx, plan, now)
        results.append(plan.result)
    return _sum(results)


def preview(tx: Transaction, citations: Iterable[Citation], *, now: datetime) -> PutResult:
    """What ``put`` would come to; reads only."""
    return _sum([_plan(tx, batch, now).result for batch in _batches(citations)])


def get(tx: Transaction, pmid: int) -> StoredCitation | None:
    """The current version of a record, ``None`` when the store does not have it."""
    row = tx.execute(
        select(citation, citation_revision.c.record).join(citation_revision, _is_current).where(citation.c.pmid == pmid)
    ).one_or_none()
    if row is None:
        return None
    return StoredCitation(
        citation=_decode(row.record),
        status=RetractionStatus(row.status),
        design=row.design,
        revision=row.revision,
        added_at=row.added_at,
        changed_at=row.changed_at,
        checked_at=row.checked_at,
        missing_since=row.missing_since,
    )


def revisions(tx: Transaction, pmid: int) -> tuple[Revision, ...]:
    """Every version of a record that was ever stored, oldest first."""
    rows = tx.execute(
        select(citation_revision).where(citation_revision.c.pmid == pmid).order_by(citation_revision.c.number)
    )
    return tuple(Revision(number=r.number, citation=_decode(r.record), stored_at=r.stored_at) for r in rows)


def known_pmids(tx: Transaction, pmids: Collection[int]) -> set[int]:
    """Those of ``pmids`` whose records the store has."""
    known: set[int] = set()
    for some in _chunks(pmids):
        known.update(tx.scalars(select(citation.c.pmid).where(citation.c.pmid.in_(some))))
    return known


def records(tx: Transaction, pmids: Collection[int]) -> dict[int, Citation]:
    """The current version of each of these records that the store has."""
    found: dict[int, Citation] = {}
    for some in _chunks(pmids):
        found |= _records(tx, some)
    return found


def pmids_by_doi(tx: Transaction, dois: Collection[str]) -> dict[str, int]:
    """The PMIDs of the records with these DOIs, which are given in small letters; the newest where two share one."""
    found: dict[str, int] = {}
    ordered = sorted(dois)
    for start in range(0, len(ordered), _AT_ONCE):
        some = citation.c.doi.in_(ordered[start : start + _AT_ONCE])
        rows = tx.execute(select(citation.c.doi, citation.c.pmid).where(some).order_by(citation.c.pmid))
        found |= {row.doi: row.pmid for row in rows}
    return found


def revision_numbers(tx: Transaction, pmids: Collection[int]) -> dict[int, int]:
    """The number of the current revision of each of these records that the store has."""
    found: dict[int, int] = {}
    for some in _chunks(pmids):
        found |= {
            r.pmid: r.revision
            for r in tx.execute(select(citation.c.pmid, citation.c.revision).where(citation.c.pmid.in_(some)))
        }
    return found


def due_for_recheck(
    tx: Transaction, *, checked_before: datetime, now: datetime, of_queries: Collection[int] | None = None
) -> list[int]:
    """PMIDs that the source has not confirmed lately: graded ones first, then those that waited longest.

    Strength rests on graded papers, so what becomes of them must be known even when a run is cut short.

    Args:
        tx: an open transaction.
        checked_before: those last confirmed before this moment are due.
        now: those last confirmed after this moment are due as well: a clock that ran ahead wrote that.
        of_queries: only what these queries (by key) find or have found; ``None``: everything.
    """
    statement = select(citation.c.pmid).where((citation.c.checked_at < checked_before) | (citation.c.checked_at > now))
    if of_queries is not None:
        statement = statement.where(citation.c.pmid.in_(select(hit.c.pmid).where(hit.c.query.in_(of_queries))))
    is_graded = citation.c.pmid.in_(select(grade.c.pmid))
    return list(tx.scalars(statement.order_by(is_graded.desc(), citation.c.checked_at, citation.c.pmid)))


def mark_missing(tx: Transaction, pmids: Collection[int], now: datetime) -> list[int]:
    """Notes that the source does not know these records any more; their data stays.

    Returns:
        The PMIDs of which that is news, ascending; a PMID that was never stored is not among them.
    """
    news: list[int] = []
    for some in _chunks(pmids):
        asked = citation.c.pmid.in_(some)
        news += tx.scalars(select(citation.c.pmid).where(asked, citation.c.missing_since.is_(None)))
        tx.execute(update(citation).where(asked, citation.c.missing_since.is_(None)).values(missing_since=now))
        tx.execute(update(citation).where(asked).values(checked_at=now))
    return sorted(news)


# --- Storing one batch --------------------------------------------------------------------------------

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Citation).decode
_is_current = (citation_revision.c.pmid == citation.c.pmid) & (citation_revision.c.number == citation.c.revision)


def _batches(citations: Iterable[Citation]) -> Iterator[dict[int, Citation]]:
    """Parts of the stream in which no PMID comes twice, so that each batch can be decided as a whole."""
    batch: dict[int, Citation] = {}
    for fetched in citations:
        if fetched.pmid in batch or len(batch) == _AT_ONCE:
            yield batch
            batch = {}
        batch[fetched.pmid] = fetched
    if batch:
        yield batch


class _Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a batch of records means for the tables, decided and not yet done."""

    result: PutResult
    inserts: list[dict[str, Any]]
    updates: list[dict[str, Any]]
    versions: list[dict[str, Any]]
    confirmed: list[int]
    papers: list[PaperVersion]


def _plan(tx: Transaction, batch: dict[int, Citation], now: datetime) -> _Plan:
    known, revision = _known(tx, batch)
    decisions = {pmid: decide(known.get(pmid), fetched) for pmid, fetched in batch.items()}
    former = _records(tx, [pmid for pmid, decision in decisions.items() if decision.change is Change.CHANGED])
    read = papers.get(tx, former)
    added: list[CitationChange] = []
    changed: list[CitationChange] = []
    confirmed: list[int] = []
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    versions: list[dict[str, Any]] = []
    told: list[PaperVersion] = []
    for pmid, fetched in batch.items():
        decision = decisions[pmid]
        if decision.change in {Change.UNCHANGED, Change.OLDER}:
            confirmed.append(pmid)
            continue
        after = decision.after
        number = revision.get(pmid, 0) + 1
        row = _facts(fetched) | {
            "status": after.status,
            "version": after.version,
            "revised": after.revised,
            "content_hash": after.content_hash,
            "revision": number,
        }
        if decision.before is None:
            inserts.append(row | {"pmid": pmid})
            added.append(CitationChange(pmid=pmid, before=None, after=after.status))
        else:
            updates.append(row | {"of_pmid": pmid})
            changed.append(CitationChange(pmid=pmid, before=decision.before.status, after=after.status))
        versions.append(
            {"pmid": pmid, "number": number, "content_hash": after.content_hash, "record": _encode(fetched)}
        )
        version = papers.next_version(read.get(pmid), former.get(pmid), fetched, number=number, now=now)
        if version is not None:
            told.append(version)
    return _Plan(
        result=PutResult(
            added=tuple(added),
            changed=tuple(changed),
            unchanged=len(confirmed),
            papers=tuple(version for version in told if version.pmid in former),
        ),
        inserts=inserts,
        updates=updates,
        versions=versions,
        confirmed=confirmed,
        papers=told,
    )


def _carry_out(tx: Transaction, plan: _Plan, now: datetime) -> None:
    if plan.inserts:
        tx.execute(insert(citation).values(added_at=now, changed_at=now, checked_at=now), plan.inserts)
    if plan.updates:
        is_it = citation.c.pmid == bindparam("of_pmid")
        values = update(citation).where(is_it).values(changed_at=now, checked_at=now, missing_since=None)
        tx.execute(values, plan.updates)
    if plan.versions:
        tx.execute(insert(citation_revision).values(stored_at=now), plan.versions)
    papers.put(tx, plan.papers)
    if plan.confirmed:
        are_those = citation.c.pmid.in_(plan.confirmed)
        tx.execute(update(citation).where(are_those).values(checked_at=now, missing_since=None))


def _sum(results: list[PutResult]) -> PutResult:
    return PutResult(
        added=tuple(chain.from_iterable(result.added for result in results)),
        changed=tuple(chain.from_iterable(result.changed for result in results)),
        unchanged=sum(result.unchanged for result in results),
        papers=tuple(chain.from_iterable(result.papers for result in results)),
    )


def _known(tx: Transaction, pmids: Collection[int]) -> tuple[dict[int, KnownCitation], dict[int, int]]:
    """What is known of these PMIDs, and the number of the current revision of each."""
    known: dict[int, KnownCitation] = {}
    revision: dict[int, int] = {}
    columns = [citation.c[name] for name in (*KnownCitation.__struct_fields__, "revision")]
    for row in tx.execute(select(*columns).where(citation.c.pmid.in_(pmids))):
        known[row.pmid] = KnownCitation(
            row.pmid, row.version, row.revised, row.content_hash, RetractionStatus(row.status)
        )
        revision[row.pmid] = row.revision
    return known, revision


def _records(tx: Transaction, pmids: Collection[int]) -> dict[int, Citation]:
    """The current version of these records."""
    rows = tx.execute(
        select(citation.c.pmid, citation_revision.c.record)
        .join(citation_revision, _is_current)
        .where(citation.c.pmid.in_(pmids))
    )
    return {row.pmid: _decode(row.record) for row in rows}


def _facts(fetched: Citation) -> dict[str, Any]:
    """What lists and rules read of a record without opening it."""
    notice = notice_of(fetched)
    return {
        "title": fetched.title,
        "doi": fetched.doi,
        "pmcid": fetched.pmcid,
        "journal": fetched.journal.abbreviation or fetched.journal.title,
        "year": fetched.published.year,
        "design": propose_design(fetched).design,
        "notice": notice.kind if notice else None,
    }


def _chunks(pmids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(pmids)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
