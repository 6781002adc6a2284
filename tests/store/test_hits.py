from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from evidence.citations.model import Citation
from evidence.claims.model import Query
from evidence.store import catalogue, citations, hits
from evidence.store.database import Database
from evidence.store.hits import HitChange
from evidence.store.schema import hit
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim, content

A, B, C = 900000001, 900000002, 900000003


def prepared(database: Database, now: datetime) -> None:
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("vitamin-d", Query(id="main", term="a[tiab]"))), now)
        citations.put(tx, [Citation(pmid=pmid, title="t") for pmid in (A, B, C)], now=now)


def found(database: Database, seen: set[int], now: datetime) -> HitChange:
    with database.write() as tx:
        change = hits.compare(tx, 1, seen)
        hits.apply(tx, 1, change, now)
        assert hits.active_pmids(tx, 1) == seen
    return change


def test_hits_come_leave_and_return_and_none_is_lost(database: Database, now: datetime) -> None:
    prepared(database, now)
    second, third = now + timedelta(days=1), now + timedelta(days=2)
    assert found(database, {A, B}, now) == HitChange(new=frozenset({A, B}))
    assert found(database, {B, C}, second) == HitChange(new=frozenset({C}), left=frozenset({A}))
    assert found(database, {A, B, C}, third) == HitChange(returned=frozenset({A}))
    with database.read() as tx:
        rows = tx.execute(
            select(hit.c.pmid, hit.c.first_seen_at, hit.c.last_seen_at, hit.c.left_at).order_by(hit.c.pmid)
        )
        assert [tuple(row) for row in rows] == [
            (A, now, third, None),
            (B, now, third, None),
            (C, second, third, None),
        ]


def test_what_left_keeps_when_it_was_last_seen(database: Database, now: datetime) -> None:
    prepared(database, now)
    found(database, {A}, now)
    found(database, set(), now + timedelta(days=1))
    found(database, set(), now + timedelta(days=2))
    with database.read() as tx:
        row = tx.execute(select(hit.c.last_seen_at, hit.c.left_at)).one()
    assert tuple(row) == (now, now + timedelta(days=1))


def test_the_same_answer_again_changes_nothing_but_when_it_was_seen(database: Database, now: datetime) -> None:
    prepared(database, now)
    found(database, {A, B}, now)
    before = content(database)
    assert not found(database, {A, B}, now)
    assert content(database) == before


def test_comparing_reads_only(database: Database, now: datetime) -> None:
    prepared(database, now)
    with database.read() as tx:
        assert hits.compare(tx, 1, [C, A, A]) == HitChange(new=frozenset({A, C}))


def test_a_citation_knows_the_queries_that_found_it(database: Database, now: datetime) -> None:
    prepared(database, now)
    later = now + timedelta(days=1)
    found(database, {A, B}, now)
    found(database, {B}, later)
    with database.read() as tx:
        (of_a,), (of_b,) = hits.of_citation(tx, A), hits.of_citation(tx, B)
        assert hits.of_citation(tx, C) == ()
        assert hits.active_among(tx, 1, [A, B, 900000099]) == {B}
        assert hits.claims_of(tx, {A, B, 900000099}) == {A: ("vitamin-d",), B: ("vitamin-d",)}
    assert (of_a.claim_id, of_a.query_id, of_a.first_seen_at, of_a.left_at) == ("vitamin-d", "main", now, later)
    assert (of_b.last_seen_at, of_b.left_at) == (later, None)
