from __future__ import annotations

from datetime import datetime, timedelta

from evidence.citations.model import Citation, Link
from evidence.claims.model import Query
from evidence.store import catalogue, citations, hits, overview, queries
from evidence.store.database import Database
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim

GOOD = Citation(pmid=900000001, title="good")
BAD = Citation(pmid=900000002, title="bad", links=(Link("RetractionIn", "J Things"),))
GONE = Citation(pmid=900000003, title="no longer found")
QUERY = Query(id="q", term="a[tiab]")


def test_a_claim_counts_each_citation_once_and_a_whole_those_of_its_parts(database: Database, now: datetime) -> None:
    second = Query(id="second", term="b[tiab]")
    tracked = a_catalogue(
        claim("whole"),
        claim("one", QUERY, second, part_of="whole"),
        claim("two", QUERY, part_of="whole"),
        claim("alone"),
    )
    with database.write() as tx:
        catalogue.sync(tx, tracked, now)
        citations.put(tx, [GOOD, BAD, GONE], now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, {GOOD.pmid, GONE.pmid}), now)
        hits.apply(tx, 1, hits.compare(tx, 1, {GOOD.pmid}), now)
        hits.apply(tx, 2, hits.compare(tx, 2, {GOOD.pmid}), now)
        hits.apply(tx, 3, hits.compare(tx, 3, {GOOD.pmid, BAD.pmid}), now)
    with database.read() as tx:
        rows = overview.of_claims(tx)
    assert [row.claim for row in rows] == list(tracked.claims)
    assert [(row.claim.id, row.citations, row.retracted, row.queries) for row in rows] == [
        ("whole", 2, 1, 3),
        ("one", 1, 0, 2),
        ("two", 2, 1, 1),
        ("alone", 0, 0, 0),
    ]


def test_a_claim_is_as_fresh_as_its_stalest_query(database: Database, now: datetime) -> None:
    later = now + timedelta(days=3)
    with database.write() as tx:
        catalogue.sync(
            tx,
            a_catalogue(claim("whole"), claim("one", QUERY, part_of="whole"), claim("two", QUERY, part_of="whole")),
            now,
        )
        queries.record_success(tx, 1, started_at=later, due_on=later.date(), count=0, translation="")
        queries.record_failure(tx, 2, error="no answer")
        half = {row.claim.id: (row.refreshed_at, row.failing) for row in overview.of_claims(tx)}
        queries.record_success(tx, 2, started_at=now, due_on=now.date(), count=0, translation="")
        whole = {row.claim.id: (row.refreshed_at, row.failing) for row in overview.of_claims(tx)}
    assert half == {"whole": (None, 1), "one": (later, 0), "two": (None, 1)}
    assert whole == {"whole": (now, 0), "one": (later, 0), "two": (now, 0)}


def test_archived_claims_and_parts_do_not_count(database: Database, now: datetime) -> None:
    whole, one, two = claim("whole"), claim("one", QUERY, part_of="whole"), claim("two", QUERY, part_of="whole")
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(whole, one, two), now)
        citations.put(tx, [GOOD, BAD], now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, {GOOD.pmid}), now)
        hits.apply(tx, 2, hits.compare(tx, 2, {BAD.pmid}), now)
        catalogue.sync(tx, a_catalogue(whole, one), now)
        assert [(row.claim.id, row.citations) for row in overview.of_claims(tx)] == [("whole", 1), ("one", 1)]


def test_totals_count_each_citation_once_and_only_what_is_found_at_present(database: Database, now: datetime) -> None:
    with database.write() as tx:
        assert overview.totals(tx) == overview.Totals(citations=0, retracted=0)
        catalogue.sync(tx, a_catalogue(claim("one", QUERY), claim("two", QUERY), claim("past", QUERY)), now)
        citations.put(tx, [GOOD, BAD, GONE], now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, {GOOD.pmid, BAD.pmid}), now)
        hits.apply(tx, 2, hits.compare(tx, 2, {GOOD.pmid, BAD.pmid}), now)
        hits.apply(tx, 3, hits.compare(tx, 3, {GONE.pmid}), now)
        catalogue.sync(tx, a_catalogue(claim("one", QUERY), claim("two", QUERY)), now)
        hits.apply(tx, 2, hits.compare(tx, 2, set()), now)
        assert overview.totals(tx) == overview.Totals(citations=2, retracted=1)
