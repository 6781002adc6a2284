"""The refresh: ask every due query, fetch what is new, check what is known, and store it.

One way through, for each query: the whole list of PMIDs -> the difference to what is known -> the records that
are new -> one transaction. No transaction is open while the source is being asked, and nothing is stored
before it was validated, so that a run that ends at any moment leaves the database as complete as before it:
the next run does what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from enum import StrEnum

import msgspec
import structlog

from evidence.claims.model import Catalogue
from evidence.errors import SourceError, SourceUnreachableError, UnknownClaimError
from evidence.pubmed.source import CitationSource, Search, SearchResult
from evidence.services.clock import Clock
from evidence.services.refresh_fetch import NewRecords
from evidence.services.refresh_ledger import Answer, DryLedger, Ledger, StoreLedger
from evidence.services.refresh_rules import WITHDRAWN, is_due
from evidence.store import citations
from evidence.store.citations import PutResult
from evidence.store.database import Database
from evidence.store.queries import TrackedQuery
from evidence.store.runs import QueryResult, RunStatus, RunTotals

log = structlog.get_logger()


class Step(StrEnum):
    """What a refresh is doing, for whoever watches it."""

    RECHECK = "checking known citations"
    SEARCH = "asking queries"
    STORE = "fetching and storing"


Progress = Callable[[Step, int, int], None]
"""Called with a step, how much of it is done, and how much there is."""


class RefreshOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a refresh.

    Attributes:
        claims: ids of the claims to refresh, due or not, with their parts; empty: whatever is due.
        full: ask every query, due or not, and fetch every known citation again.
        dry_run: find out what would change, and change nothing.
        recheck_days: days after which a known citation is fetched again.
    """

    claims: tuple[str, ...] = ()
    full: bool = False
    dry_run: bool = False
    recheck_days: int = 30

    def as_logged(self) -> dict[str, object]:
        """The options that shaped a run, for its line in the log."""
        return {"claims": list(self.claims), "full": self.full}


class RefreshReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a refresh came to.

    Attributes:
        status: ok, partial (some queries failed) or failed (none succeeded).
        queries: those that were asked, in the order of claims.yaml.
        not_due: how many were not asked because their day has not come.
        rechecked: how many known citations the source confirmed.
        totals: over the run; ``changed`` counts citations once, however many queries find them.
        error: what ended the run early, or kept known citations from being checked.
        unreachable: whether the source could not be reached at all.
        dry_run: whether nothing was stored.
    """

    status: RunStatus
    queries: tuple[QueryResult, ...]
    not_due: int
    rechecked: int
    totals: RunTotals
    error: str | None = None
    unreachable: bool = False
    dry_run: bool = False


def refresh(
    database: Database,
    source: CitationSource,
    catalogue: Catalogue,
    clock: Clock,
    options: RefreshOptions,
    progress: Progress = lambda _step, _done, _of: None,
) -> RefreshReport:
    """Refreshes the claims of ``catalogue`` from ``source`` into ``database``.

    Args:
        database: where claims, citations and the log are kept.
        source: where citations come from; a database keeps to the source it began with.
        catalogue: what claims.yaml says now; the store is brought in step with it first.
        clock: tells the time of the run, and how long it took.
        options: what is asked.
        progress: told as the work goes on.

    Raises:
        RefreshRunningError: another refresh works on this database.
        UnknownClaimError: an option names a claim that the catalogue does not have.
        StoreError: the database cannot be used, or was made from another source.
    """
    known = {claim.id for claim in catalogue.claims}
    for claim_id in options.claims:
        if claim_id not in known:
            raise UnknownClaimError(f"no claim has the id {claim_id!r}", "see: evidence claims")
    if options.dry_run:
        return _Run(database, DryLedger(database, clock), source, clock, options, progress).through(catalogue)
    with database.refresh_lock():
        return _Run(database, StoreLedger(database, clock), source, clock, options, progress).through(catalogue)


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A query that was sent, with its answer or with the reason why there is none."""

    query: TrackedQuery
    answer: SearchResult | SourceError
    began: float
    seconds: float


class _Run:
    """One refresh; the methods are its steps."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        source: CitationSource,
        clock: Clock,
        options: RefreshOptions,
        progress: Progress,
    ) -> None:
        self._database, self._ledger, self._source = database, ledger, source
        self._clock, self._options, self._progress = clock, options, progress
        self._began, self._began_at = clock.elapsed(), clock.now()
        self._requests_before = source.requests
        self._results: list[QueryResult] = []
        self._added: set[int] = set()
        self._changed: set[int] = set()
        self._retracted: set[int] = set()
        self._rechecked = 0
        self._error: SourceError | None = None

    def through(self, catalogue: Catalogue) -> RefreshReport:
        """From the catalogue to the report; whatever happens, the run is closed in the log."""
        tracked = self._ledger.open(catalogue, self._source.name, self._options.as_logged())
        wanted = self._wanted(tracked, catalogue)
        log.info("refresh began", source=self._source.name, due=len(wanted), queries=len(tracked))
        status = RunStatus.INTERRUPTED
        error: str | None = "the run was stopped"
        try:
            self._recheck(wanted)
            self._ask_and_store(wanted)
            status, error = self._status(), str(self._error) if self._error else None
        except Exception as problem:
            status, error = RunStatus.FAILED, str(problem)
            raise
        finally:
            totals = self._totals()
            self._ledger.close(status, totals, error)
            log.info("refresh ended", status=status, error=error, **msgspec.structs.asdict(totals))
        return RefreshReport(
            status=status,
            queries=tuple(self._results),
            not_due=len(tracked) - len(wanted),
            rechecked=self._rechecked,
            totals=totals,
            error=error,
            unreachable=isinstance(self._error, SourceUnreachableError),
            dry_run=self._options.dry_run,
        )

    def _wanted(self, tracked: Iterable[TrackedQuery], catalogue: Catalogue) -> list[TrackedQuery]:
        today, named = self._began_at.date(), set(self._options.claims)
        if not named:
            return [query for query in tracked if self._options.full or is_due(query, today)]
        chosen = {claim.id for claim in catalogue.claims if claim.id in named or claim.part_of in named}
        return [query for query in tracked if query.claim_id in chosen]

    # --- Known citations: has any been retracted, corrected or indexed meanwhile? --------------------------

    def _recheck(self, wanted: list[TrackedQuery]) -> None:
        due = self._due_for_recheck(wanted)
        try:
            for page in self._source.fetch(due):
                self._progress(Step.RECHECK, self._rechecked, len(due))
                self._count(self._ledger.record_rechecked(page.citations, page.missing))
                self._rechecked += len(page.citations)
        except SourceError as problem:
            # What did not come stays due; the queries may be answered all the same.
            self._error = problem
            log.warning("not all known citations could be checked", checked=self._rechecked, reason=str(problem))
        self._progress(Step.RECHECK, len(due), len(due))

    def _due_for_recheck(self, wanted: list[TrackedQuery]) -> list[int]:
        age = timedelta(0) if self._options.full else timedelta(days=self._options.recheck_days)
        with self._database.read() as tx:
            return citations.due_for_recheck(
                tx,
                checked_before=self._began_at - age,
                now=self._began_at,
                of_queries=[query.key for query in wanted] if self._options.claims else None,
            )

    # --- Queries: what do they find, and what of it is new? ------------------------------------------------

    def _ask_and_store(self, wanted: list[TrackedQuery]) -> None:
        answered: list[tuple[_Asked, SearchResult]] = []
        for asked in self._ask(wanted):
            if isinstance(asked.answer, SourceError):
                self._fail(asked, asked.answer)
            else:
                answered.append((asked, asked.answer))
        found = [frozenset(answer.pmids) for _, answer in answered]
        records = NewRecords(self._source, found, self._unknown(found))
        for done, (asked, answer) in enumerate(answered):
            self._progress(Step.STORE, done, len(answered))
            self._store(asked, answer, records)
        self._progress(Step.STORE, len(answered), len(answered))
        order = {query.key: place for place, query in enumerate(wanted)}
        self._results.sort(key=lambda result: order[result.query])

    def _ask(self, wanted: list[TrackedQuery]) -> Iterator[_Asked]:
        """Asks several queries at once, and hands out the answers in the order of the queries."""
        with ThreadPoolExecutor(max_workers=self._source.concurrency) as threads:
            try:
                for done, asked in enumerate(threads.map(self._ask_one, wanted), start=1):
                    self._progress(Step.SEARCH, done, len(wanted))
                    yield asked
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise

    def _ask_one(self, query: TrackedQuery) -> _Asked:
        began = self._clock.elapsed()
        answer: SearchResult | SourceError
        if isinstance(self._error, SourceUnreachableError):
            answer = self._error
        else:
            try:
                answer = self._source.search(Search(claim_id=query.claim_id, query_id=query.query_id, term=query.term))
            except SourceError as problem:
                answer = problem
        return _Asked(query=query, answer=answer, began=began, seconds=self._clock.elapsed() - began)

    def _unknown(self, found: list[frozenset[int]]) -> set[int]:
        everything = frozenset().union(*found)
        with self._database.read() as tx:
            return set(everything) - citations.known_pmids(tx, everything)

    def _store(self, asked: _Asked, result: SearchResult, records: NewRecords) -> None:
        began = self._clock.elapsed()
        try:
            if isinstance(self._error, SourceUnreachableError):
                raise self._error
            new, missing = records.take()
        except SourceError as problem:
            self._fail(asked, problem)
            return
        answer = Answer(
            query=asked.query,
            result=result,
            records=new,
            missing=missing,
            asked_at=self._began_at + timedelta(seconds=asked.began - self._began),
            seconds=asked.seconds + self._clock.elapsed() - began,
        )
        line, put = self._ledger.record_answer(answer, self._changed)
        self._count(put)
        self._results.append(line)
        log.info(
            "query done",
            claim=line.claim_id,
            query=line.query_id,
            count=line.count,
            added=line.added,
            left=line.left,
            warnings=line.warnings,
        )

    def _fail(self, asked: _Asked, problem: SourceError) -> None:
        if isinstance(problem, SourceUnreachableError):
            self._error = problem
        asked_at = self._began_at + timedelta(seconds=asked.began - self._began)
        line = self._ledger.record_failure(asked.query, asked_at, asked.seconds, str(problem))
        self._results.append(line)
        log.warning("query failed", claim=line.claim_id, query=line.query_id, error=line.error)

    # --- What it came to -----------------------------------------------------------------------------------

    def _count(self, put: PutResult) -> None:
        self._added.update(change.pmid for change in put.added)
        self._changed.update(change.pmid for change in put.changed)
        self._retracted.update(
            change.pmid
            for change in (*put.added, *put.changed)
            if change.after in WITHDRAWN and change.before not in WITHDRAWN
        )

    def _totals(self) -> RunTotals:
        return RunTotals(
            added=len(self._added),
            changed=len(self._changed),
            retracted=len(self._retracted),
            left=sum(result.left for result in self._results),
            failed=sum(result.error is not None for result in self._results),
            requests=self._source.requests - self._requests_before,
            seconds=round(self._clock.elapsed() - self._began, 3),
        )

    def _status(self) -> RunStatus:
        failed = sum(result.error is not None for result in self._results)
        if failed == 0 and self._error is None:
            return RunStatus.OK
        succeeded = len(self._results) - failed + self._rechecked
        return RunStatus.PARTIAL if succeeded else RunStatus.FAILED
