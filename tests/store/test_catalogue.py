from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from evidence.claims.model import Query
from evidence.store import catalogue, queries
from evidence.store.catalogue import CatalogueChange, QueryRef
from evidence.store.database import Database
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim, content

INTRALIPID = Query(id="rct", term="intralipid[tiab]", sentinels=(28093845,), every_days=7)
VITAMIN_D = Query(id="main", term='"Vitamin D"[mh]', note="why")


def sync(database: Database, tracked: object, now: datetime) -> CatalogueChange:
    with database.write() as tx:
        return catalogue.sync(tx, tracked, now)  # type: ignore[arg-type]


def test_a_catalogue_comes_back_as_it_was_in_its_order(database: Database, now: datetime) -> None:
    tracked = a_catalogue(
        claim("vitamin-d", VITAMIN_D), claim("a-parent"), claim("a-part", INTRALIPID, part_of="a-parent")
    )
    change = sync(database, tracked, now)
    assert change.added == ("vitamin-d", "a-parent", "a-part")
    assert change.queries_added == (QueryRef(1, "vitamin-d", "main"), QueryRef(2, "a-part", "rct"))
    with database.read() as tx:
        assert catalogue.claims(tx) == tracked.claims
        assert catalogue.articles(tx) == tracked.articles
        first, second = queries.tracked(tx)
    assert (first.key, first.claim_id, first.query_id, first.term) == (1, "vitamin-d", "main", '"Vitamin D"[mh]')
    assert (second.every_days, second.sentinels, second.due_on) == (7, (28093845,), None)


def test_a_second_sync_of_the_same_writes_nothing(database: Database, now: datetime) -> None:
    tracked = a_catalogue(claim("vitamin-d", VITAMIN_D))
    sync(database, tracked, now)
    before = content(database)
    assert not sync(database, tracked, now + timedelta(days=1))
    assert content(database) == before


def test_a_claim_that_left_the_file_is_archived_with_its_queries_and_comes_back(
    database: Database, now: datetime
) -> None:
    both = a_catalogue(claim("vitamin-d", VITAMIN_D), claim("intralipid", INTRALIPID))
    sync(database, both, now)
    with database.write() as tx:
        queries.record_success(tx, 2, started_at=now, due_on=now.date(), count=3, translation="t")
    change = sync(database, a_catalogue(both.claims[0]), now)
    assert (change.archived, change.queries_archived) == (("intralipid",), (QueryRef(2, "intralipid", "rct"),))
    with database.read() as tx:
        assert [c.id for c in catalogue.claims(tx)] == ["vitamin-d"]
        assert [c.id for c in catalogue.claims(tx, archived=True)] == ["intralipid"]
        assert [q.key for q in queries.tracked(tx)] == [1]
    change = sync(database, both, now)
    assert (change.restored, change.queries_restored) == (("intralipid",), (QueryRef(2, "intralipid", "rct"),))
    assert (change.added, change.changed, change.queries_added) == ((), (), ())
    with database.read() as tx:
        assert [(q.key, q.last_count) for q in queries.tracked(tx)] == [(1, None), (2, 3)]


def test_a_query_with_another_term_is_due_and_forgets_what_the_former_term_came_to(
    database: Database, now: datetime
) -> None:
    sync(database, a_catalogue(claim("vitamin-d", VITAMIN_D)), now)
    with database.write() as tx:
        queries.record_success(tx, 1, started_at=now, due_on=now.date(), count=3, translation="t")
    reworded = msgspec.structs.replace(VITAMIN_D, term='"Cholecalciferol"[mh]')
    change = sync(database, a_catalogue(claim("vitamin-d", reworded)), now)
    assert (change.changed, change.queries_changed) == (("vitamin-d",), (QueryRef(1, "vitamin-d", "main"),))
    with database.read() as tx:
        (tracked,) = queries.tracked(tx)
    assert tracked.term == '"Cholecalciferol"[mh]'
    assert (tracked.due_on, tracked.last_success_at, tracked.last_count, tracked.translation) == (None,) * 4


def test_a_note_that_changes_leaves_what_the_query_came_to(database: Database, now: datetime) -> None:
    sync(database, a_catalogue(claim("vitamin-d", VITAMIN_D)), now)
    with database.write() as tx:
        queries.record_success(tx, 1, started_at=now, due_on=now.date(), count=3, translation="t")
    change = sync(database, a_catalogue(claim("vitamin-d", msgspec.structs.replace(VITAMIN_D, note="other"))), now)
    assert (change.changed, change.queries_changed) == (("vitamin-d",), ())
    with database.read() as tx:
        assert queries.tracked(tx)[0].last_count == 3


def test_a_new_order_is_kept_and_changes_no_claim(database: Database, now: datetime) -> None:
    first, second = claim("vitamin-d", VITAMIN_D), claim("intralipid", INTRALIPID)
    sync(database, a_catalogue(first, second), now)
    assert not sync(database, a_catalogue(second, first), now)
    with database.read() as tx:
        assert catalogue.claims(tx) == (second, first)
        assert [q.claim_id for q in queries.tracked(tx)] == ["intralipid", "vitamin-d"]


def test_a_failure_leaves_the_watermark_and_a_success_clears_the_failure(database: Database, now: datetime) -> None:
    sync(database, a_catalogue(claim("vitamin-d", VITAMIN_D)), now)
    with database.write() as tx:
        queries.record_success(tx, 1, started_at=now, due_on=now.date(), count=3, translation="t")
        before = queries.tracked(tx)[0]
        queries.record_failure(tx, 1, error="no answer")
        failed = queries.tracked(tx)[0]
        queries.record_success(tx, 1, started_at=now, due_on=now.date(), count=3, translation="t")
        after = queries.tracked(tx)[0]
    assert failed == msgspec.structs.replace(before, last_error="no answer")
    assert after == before
