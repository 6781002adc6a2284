"""A source and a clock that do as they are told, also when told to misbehave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from evidence.citations.model import Citation, PartialDate
from evidence.errors import SourceError
from evidence.pubmed.source import Page, Search, SearchResult


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)) -> None:
        self.time = now
        self.seconds = 0.0

    def now(self) -> datetime:
        return self.time

    def elapsed(self) -> float:
        return self.seconds

    def move(self, **by: float) -> None:
        step = timedelta(**by)
        self.time += step
        self.seconds += step.total_seconds()


class FakeSource:
    """Answers from dictionaries that a test changes between refreshes.

    Attributes:
        finds: what each query finds, by ``claim/query``.
        records: what PubMed says of each PMID.
        translations, warnings: by ``claim/query``.
        failing: what to raise when a query is asked, by ``claim/query``.
        failing_fetch: what to raise when one of these PMIDs is fetched.
        log: every search and every fetched page.
    """

    name = "pubmed"
    concurrency = 3

    def __init__(self) -> None:
        self.finds: dict[str, set[int]] = {}
        self.records: dict[int, Citation] = {}
        self.translations: dict[str, str] = {}
        self.warnings: dict[str, tuple[str, ...]] = {}
        self.failing: dict[str, SourceError] = {}
        self.failing_fetch: dict[int, SourceError] = {}
        self.log: list[str | tuple[int, ...]] = []
        self.page_size = 200
        self.when_asked: Callable[[str], None] = lambda _: None

    @property
    def requests(self) -> int:
        return len(self.log)

    def search(self, search: Search) -> SearchResult:
        name = f"{search.claim_id}/{search.query_id}"
        self.log.append(name)
        self.when_asked(name)
        if name in self.failing:
            raise self.failing[name]
        return SearchResult(
            pmids=tuple(sorted(self.finds.get(name, set()))),
            translation=self.translations.get(name, search.term),
            warnings=self.warnings.get(name, ()),
        )

    def fetch(self, pmids: Sequence[int]) -> Iterator[Page]:
        problem: SourceError | None = None
        for start in range(0, len(pmids), self.page_size):
            page = tuple(pmids[start : start + self.page_size])
            self.log.append(page)
            if bad := [self.failing_fetch[pmid] for pmid in page if pmid in self.failing_fetch]:
                problem = bad[0]
                continue
            yield Page(
                citations=tuple(self.records[pmid] for pmid in page if pmid in self.records),
                missing=tuple(pmid for pmid in page if pmid not in self.records),
            )
        if problem:
            raise problem


def record(number: int, *, revised: int = 1, **fields: object) -> Citation:
    """A synthetic record: ``number`` is added to the range that PubMed does not use; ``revised`` is a day."""
    pmid = 900_000_000 + number
    said: dict[str, object] = {
        "pmid": pmid,
        "title": f"Synthetic paper {number}",
        "published": PartialDate(2020),
        "revised": PartialDate(2026, 1, revised),
    }
    return Citation(**(said | fields))  # type: ignore[arg-type]  # the fields of a record, by name
