"""What the store does while somebody else is writing: writers are told, readers do not notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from evidence.citations.model import Citation
from evidence.claims.model import Query
from evidence.errors import StoreError
from evidence.store import catalogue, citations, events, hits, listing, origin, overview, queries, runs
from evidence.store.database import Database, Transaction
from evidence.store.events import Event, EventKind
from evidence.store.hits import HitChange
from evidence.store.runs import QueryResult, RunStatus, RunTotals
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim, content

A, B = 900000001, 900000002
QUERY = Query(id="main", term="a[tiab]")

WRITES: dict[str, Callable[[Transaction, datetime], object]] = {
    "catalogue.sync": lambda tx, now: catalogue.sync(tx, a_catalogue(), now),
    "queries.record_success": lambda tx, now: queries.record_success(
        tx, 1, started_at=now, due_on=now.date(), count=1, translation="t"
    ),
    "queries.record_failure": lambda tx, now: queries.record_failure(tx, 1, error="no answer"),
    "citations.put": lambda tx, now: citations.put(tx, [Citation(pmid=B)], now=now),
    "citations.mark_missing": lambda tx, now: citations.mark_missing(tx, [A], now),
    "hits.apply": lambda tx, now: hits.apply(tx, 1, HitChange(left=frozenset({A})), now),
    "runs.start": lambda tx, now: runs.start(tx, source="sample", options={}, now=now),
    "runs.record_query": lambda tx, now: runs.record_query(
        tx, 1, QueryResult(query=1, claim_id="vitamin-d", query_id="main", term="a[tiab]", at=now)
    ),
    "runs.finish": lambda tx, now: runs.finish(tx, 1, status=RunStatus.OK, totals=RunTotals(), now=now),
    "events.append": lambda tx, now: events.append(tx, [Event(kind=EventKind.RETRACTED, pmid=A)], at=now),
    "origin.claim": lambda tx, now: origin.claim(tx, "sample"),
}

READS: dict[str, Callable[[Transaction, datetime], object]] = {
    "catalogue.claims": lambda tx, now: catalogue.claims(tx),
    "catalogue.articles": lambda tx, now: catalogue.articles(tx),
    "queries.tracked": lambda tx, now: queries.tracked(tx),
    "citations.get": lambda tx, now: citations.get(tx, A),
    "citations.revisions": lambda tx, now: citations.revisions(tx, A),
    "listing.of_claim": lambda tx, now: listing.of_claim(tx, "vitamin-d"),
    "citations.preview": lambda tx, now: citations.preview(tx, [Citation(pmid=A), Citation(pmid=B)]),
    "citations.known_pmids": lambda tx, now: citations.known_pmids(tx, [A]),
    "citations.due_for_recheck": lambda tx, now: citations.due_for_recheck(
        tx, checked_before=now.replace(year=2099), now=now
    ),
    "hits.active_pmids": lambda tx, now: hits.active_pmids(tx, 1),
    "hits.active_among": lambda tx, now: hits.active_among(tx, 1, [A]),
    "hits.of_citation": lambda tx, now: hits.of_citation(tx, A),
    "hits.compare": lambda tx, now: hits.compare(tx, 1, [B]),
    "runs.recent": lambda tx, now: runs.recent(tx),
    "runs.last_success": lambda tx, now: (runs.last_success(tx, 1),),
    "runs.queries_of": lambda tx, now: (runs.queries_of(tx, 2),),
    "origin.of": lambda tx, now: (origin.of(tx),),
    "events.since": lambda tx, now: events.since(tx),
    "events.of_claim": lambda tx, now: events.of_claim(tx, "vitamin-d"),
    "overview.totals": lambda tx, now: overview.totals(tx),
    "overview.of_claims": lambda tx, now: overview.of_claims(tx),
}


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("vitamin-d", QUERY)), now)
        citations.put(tx, [Citation(pmid=A)], now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, [A]), now)
        run = runs.start(tx, source="sample", options={}, now=now)
        events.append(tx, [Event(kind=EventKind.CITATION_ADDED, pmid=A)], at=now, run=run)
    return database


def test_every_function_of_the_store_is_tried_here() -> None:
    tried = WRITES.keys() | READS.keys()
    modules = (catalogue, queries, citations, listing, hits, runs, events, origin, overview)
    public = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if callable(value)
        and not name.startswith("_")
        and not isinstance(value, type)
        and value.__module__ == module.__name__
    }
    assert public - tried == {"overview.with_parts", "origin.check"}  # parts of others


@pytest.mark.parametrize("name", WRITES)
def test_a_write_into_a_locked_database_is_refused_and_can_be_repeated(
    filled: Database, impatient: Database, now: datetime, name: str
) -> None:
    before = content(filled)
    with filled.write(), pytest.raises(StoreError, match="locked"), impatient.write() as tx:
        WRITES[name](tx, now)
    assert content(filled) == before
    with impatient.write() as tx:
        WRITES[name](tx, now)
    assert content(filled) != before


@pytest.mark.parametrize("name", READS)
def test_a_read_from_a_locked_database_sees_what_is_committed(
    filled: Database, impatient: Database, now: datetime, name: str
) -> None:
    with impatient.read() as tx:
        expected = READS[name](tx, now)
    assert expected
    with filled.write() as writer:
        for write in ("citations.put", "hits.apply", "runs.start", "events.append"):
            WRITES[write](writer, now)
        with impatient.read() as tx:
            assert READS[name](tx, now) == expected
