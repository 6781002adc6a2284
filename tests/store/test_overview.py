from __future__ import annotations

from datetime import datetime, timedelta

from evidence.claims.model import Query
from evidence.store import catalogue, overview, queries
from evidence.store.database import Database
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim

QUERY = Query(id="q", term="a[tiab]")


def test_every_tracked_claim_has_a_line_and_a_whole_the_queries_of_its_parts(database: Database, now: datetime) -> None:
    second = Query(id="second", term="b[tiab]")
    whole, one = claim("whole"), claim("one", QUERY, second, part_of="whole")
    two, alone = claim("two", QUERY, part_of="whole"), claim("alone")
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(whole, one, two, alone), now)
        rows = overview.of_claims(tx)
        catalogue.sync(tx, a_catalogue(whole, one, alone), now)
        fewer = overview.of_claims(tx)
    assert [row.claim for row in rows] == [whole, one, two, alone]
    assert [(row.claim.id, row.queries) for row in rows] == [("whole", 3), ("one", 2), ("two", 1), ("alone", 0)]
    assert [(row.claim.id, row.queries) for row in fewer] == [("whole", 2), ("one", 2), ("alone", 0)]


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
