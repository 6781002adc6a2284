"""Where a refresh writes: the store, or nowhere (a dry run, which finds out the same and changes nothing).

A ledger's every method is one transaction, so that a run that is killed leaves whole steps behind.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

import msgspec
from typing_extensions import override

from evidence.citations.model import Citation
from evidence.claims.model import Catalogue, Query
from evidence.pubmed.source import SearchResult
from evidence.services.clock import Clock
from evidence.services.reassess import reassess, resync
from evidence.services.refresh_rules import (
    catalogue_events,
    citation_events,
    next_due,
    query_events,
    query_warnings,
)
from evidence.store import catalogue as catalogue_store
from evidence.store import citations, events, hits, origin, queries, runs
from evidence.store.citations import PutResult
from evidence.store.database import Database
from evidence.store.events import Event, EventKind
from evidence.store.hits import HitChange
from evidence.store.queries import TrackedQuery
from evidence.store.runs import QueryResult, RunStatus, RunTotals


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one query came to, validated and ready to be stored.

    Attributes:
        query: as it was asked.
        result: the whole answer of the source.
        records: those of the records found that the store did not have.
        missing: PMIDs that the search lists, but whose record the source does not give.
        asked_at: when the search was sent.
        seconds: how long search and fetch took.
    """

    query: TrackedQuery
    result: SearchResult
    records: tuple[Citation, ...] = ()
    missing: frozenset[int] = frozenset()
    asked_at: datetime
    seconds: float = 0.0

    def found(self) -> frozenset[int]:
        """The PMIDs found of which there is a record."""
        return frozenset(self.result.pmids) - self.missing


class Ledger(Protocol):
    """What a refresh asks of the place it writes to."""

    def open(self, catalogue: Catalogue, source: str, options: dict[str, object]) -> tuple[TrackedQuery, ...]:
        """Begins a run and returns every query that claims.yaml holds now, in its order."""

    def record_rechecked(self, records: Sequence[Citation], missing: Collection[int]) -> PutResult:
        """Stores records of known citations that were fetched again."""

    def record_answer(self, answer: Answer, changed: Collection[int]) -> tuple[QueryResult, PutResult]:
        """Stores an answer: records, hits, events, the query's watermark and its line in the log, all together.

        ``changed``: PMIDs that were revised earlier in this run.
        """

    def record_failure(self, query: TrackedQuery, asked_at: datetime, seconds: float, error: str) -> QueryResult:
        """Stores why a query failed; what was known of it stays as it was."""

    def close(self, status: RunStatus, totals: RunTotals, error: str | None) -> None:
        """Ends the run."""


class StoreLedger(Ledger):
    """Writes into the store, and logs the run."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._began_at = clock.now()
        self._run = 0

    @override
    def open(self, catalogue: Catalogue, source: str, options: dict[str, object]) -> tuple[TrackedQuery, ...]:
        with self._database.write() as tx:
            origin.claim(tx, source)
            change = catalogue_store.sync(tx, catalogue, self._began_at)
            self._run = runs.start(tx, source=source, options=options, now=self._began_at)
            tracked = queries.tracked(tx)
            keys = {(query.claim_id, query.query_id): query.key for query in tracked}
            news = [*catalogue_events(change, keys), *resync(tx, change, self._began_at)]
            events.append(tx, news, at=self._began_at, run=self._run)
            return tracked

    @override
    def record_rechecked(self, records: Sequence[Citation], missing: Collection[int]) -> PutResult:
        now = self._clock.now()
        with self._database.write() as tx:
            put = citations.put(tx, records, now=now)
            gone = citations.mark_missing(tx, missing, now)
            news = [Event(kind=EventKind.CITATION_MISSING, pmid=pmid) for pmid in gone]
            events.append(tx, [*citation_events(put), *news, *reassess(tx, put, now)], at=now, run=self._run)
            return put

    @override
    def record_answer(self, answer: Answer, changed: Collection[int]) -> tuple[QueryResult, PutResult]:
        query, result, now = answer.query, answer.result, self._clock.now()
        with self._database.write() as tx:
            former = runs.last_success(tx, query.key)
            put = citations.put(tx, answer.records, now=now)
            change = hits.compare(tx, query.key, answer.found())
            hits.apply(tx, query.key, change, now)
            queries.record_success(
                tx,
                query.key,
                started_at=self._began_at,
                due_on=next_due(query, self._began_at.date()),
                count=len(result.pmids),
                translation=result.translation,
            )
            line = _line(answer, change, changed)
            runs.record_query(tx, self._run, line)
            news = citation_events(put) + query_events(query, result, change, former, line.warnings)
            moved = change.new | change.returned | change.left
            news += reassess(tx, put, now, hits={query.claim_id: moved} if moved else {})
            events.append(tx, news, at=now, run=self._run)
        return line, put

    @override
    def record_failure(self, query: TrackedQuery, asked_at: datetime, seconds: float, error: str) -> QueryResult:
        line = _failure(query, asked_at, seconds, error)
        with self._database.write() as tx:
            queries.record_failure(tx, query.key, error=error)
            runs.record_query(tx, self._run, line)
            failed = Event(
                kind=EventKind.QUERY_FAILED, claim_id=query.claim_id, query=query.key, detail={"error": error}
            )
            events.append(tx, [failed], at=self._clock.now(), run=self._run)
        return line

    @override
    def close(self, status: RunStatus, totals: RunTotals, error: str | None) -> None:
        with self._database.write() as tx:
            runs.finish(tx, self._run, status=status, totals=totals, now=self._clock.now(), error=error)


class DryLedger(Ledger):
    """Reads what would change, and writes nothing."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    @override
    def open(self, catalogue: Catalogue, source: str, options: dict[str, object]) -> tuple[TrackedQuery, ...]:
        with self._database.read() as tx:
            origin.check(tx, source)
            stored = {(query.claim_id, query.query_id): query for query in queries.tracked(tx)}
        return tuple(
            _as_it_would_be(claim.id, query, stored.get((claim.id, query.id)), -position)
            for position, (claim, query) in enumerate(catalogue.queries(), start=1)
        )

    @override
    def record_rechecked(self, records: Sequence[Citation], missing: Collection[int]) -> PutResult:
        with self._database.read() as tx:
            return citations.preview(tx, records, now=self._clock.now())

    @override
    def record_answer(self, answer: Answer, changed: Collection[int]) -> tuple[QueryResult, PutResult]:
        with self._database.read() as tx:
            put = citations.preview(tx, answer.records, now=self._clock.now())
            change = hits.compare(tx, answer.query.key, answer.found())
        return _line(answer, change, changed), put

    @override
    def record_failure(self, query: TrackedQuery, asked_at: datetime, seconds: float, error: str) -> QueryResult:
        return _failure(query, asked_at, seconds, error)

    @override
    def close(self, status: RunStatus, totals: RunTotals, error: str | None) -> None:
        """Nothing was begun."""


def _as_it_would_be(claim_id: str, query: Query, stored: TrackedQuery | None, no_key: int) -> TrackedQuery:
    """A query of claims.yaml as the store would hold it; what was known of another term is forgotten."""
    of_same_term = stored is not None and stored.term == query.term
    return TrackedQuery(
        key=stored.key if stored else no_key,
        claim_id=claim_id,
        query_id=query.id,
        term=query.term,
        every_days=query.every_days,
        sentinels=query.sentinels,
        due_on=stored.due_on if stored and of_same_term else None,
    )


def _line(answer: Answer, change: HitChange, changed: Collection[int]) -> QueryResult:
    query, result = answer.query, answer.result
    return QueryResult(
        query=query.key,
        claim_id=query.claim_id,
        query_id=query.query_id,
        term=query.term,
        at=answer.asked_at,
        count=len(result.pmids),
        added=len(change.new) + len(change.returned),
        changed=len(answer.found().intersection(changed)),
        left=len(change.left),
        translation=result.translation,
        warnings=query_warnings(query, result, answer.missing),
        seconds=round(answer.seconds, 3),
    )


def _failure(query: TrackedQuery, asked_at: datetime, seconds: float, error: str) -> QueryResult:
    return QueryResult(
        query=query.key,
        claim_id=query.claim_id,
        query_id=query.query_id,
        term=query.term,
        at=asked_at,
        seconds=round(seconds, 3),
        error=error,
    )
