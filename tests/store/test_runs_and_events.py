from __future__ import annotations

from datetime import datetime, timedelta

from evidence.citations.model import Citation
from evidence.claims.model import Query
from evidence.store import catalogue, citations, events, hits, runs
from evidence.store.database import Database
from evidence.store.events import Event, EventKind
from evidence.store.runs import QueryResult, RunStatus, RunTotals
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim


def test_a_run_is_logged_with_its_queries(database: Database, now: datetime) -> None:
    result = QueryResult(
        query=1,
        claim_id="vitamin-d",
        query_id="main",
        term='"Vitamin D"[mh]',
        at=now,
        count=12,
        added=2,
        warnings=("PhraseNotFound: xyz",),
        seconds=0.5,
    )
    totals = RunTotals(added=2, retracted=1, requests=3, seconds=0.75)
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("vitamin-d", Query(id="main", term='"Vitamin D"[mh]'))), now)
        run = runs.start(tx, source="sample", options={"full": True}, now=now)
        runs.record_query(tx, run, result)
        runs.finish(tx, run, status=RunStatus.OK, totals=totals, now=now + timedelta(seconds=1))
    with database.read() as tx:
        (stored,) = runs.recent(tx)
        assert runs.queries_of(tx, run) == (result,)
    assert (stored.status, stored.totals, stored.options) == (RunStatus.OK, totals, {"full": True})
    assert stored.finished_at == now + timedelta(seconds=1)


def test_a_run_that_was_killed_is_marked_when_the_next_one_starts(database: Database, now: datetime) -> None:
    with database.write() as tx:
        killed = runs.start(tx, source="sample", options={}, now=now)
    with database.write() as tx:
        following = runs.start(tx, source="sample", options={}, now=now + timedelta(days=1))
        runs.finish(tx, following, status=RunStatus.OK, totals=RunTotals(), now=now + timedelta(days=1))
        third = runs.start(tx, source="sample", options={}, now=now + timedelta(days=2))
    with database.read() as tx:
        statuses = {run.id: run.status for run in runs.recent(tx)}
        assert [run.id for run in runs.recent(tx, limit=2)] == [third, following]
    assert statuses == {killed: RunStatus.INTERRUPTED, following: RunStatus.OK, third: RunStatus.RUNNING}


def test_events_come_back_newest_first_and_since_a_moment(database: Database, now: datetime) -> None:
    retracted = Event(kind=EventKind.RETRACTED, detail={"before": "none", "odd": "\x00 \U0001f9ec"})
    archived = Event(kind=EventKind.CLAIM_ARCHIVED, claim_id="vitamin-d")
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("vitamin-d")), now)
        run = runs.start(tx, source="sample", options={}, now=now)
        events.append(tx, [], at=now)
        events.append(tx, [retracted, archived], at=now, run=run)
        events.append(tx, [archived], at=now + timedelta(days=1))
    with database.read() as tx:
        assert [(e.event, e.run) for e in events.since(tx)] == [(archived, None), (archived, run), (retracted, run)]
        assert [e.at for e in events.since(tx, now + timedelta(hours=1))] == [now + timedelta(days=1)]
        assert len(events.since(tx, limit=2)) == 2


def test_events_can_be_narrowed_to_some_kinds(database: Database, now: datetime) -> None:
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("vitamin-d")), now)
        events.append(tx, [Event(kind=kind, claim_id="vitamin-d") for kind in EventKind], at=now)
        wanted = {EventKind.RETRACTED, EventKind.QUERY_FAILED}
        assert {e.event.kind for e in events.since(tx, kinds=wanted)} == wanted
        assert {e.event.kind for e in events.of_claim(tx, "vitamin-d", kinds=wanted)} == wanted
        assert len(events.since(tx)) == len(EventKind)


def test_a_claim_has_the_events_of_its_parts_and_of_the_papers_they_found(database: Database, now: datetime) -> None:
    query = Query(id="main", term="a[tiab]")
    with database.write() as tx:
        whole, part, other = claim("whole"), claim("part", query, part_of="whole"), claim("other", query)
        catalogue.sync(tx, a_catalogue(whole, part, other), now)
        citations.put(tx, [Citation(pmid=900000001, title="A paper"), Citation(pmid=900000002)], now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, {900000001}), now)
        hits.apply(tx, 1, hits.compare(tx, 1, set()), now)
        happened = [
            Event(kind=EventKind.HIT_NEW, claim_id="part", query=1, pmid=900000001),
            Event(kind=EventKind.HIT_NEW, claim_id="other", query=2, pmid=900000001),
            Event(kind=EventKind.RETRACTED, pmid=900000001),
            Event(kind=EventKind.RETRACTED, pmid=900000002),
            Event(kind=EventKind.QUERY_CHANGED, claim_id="whole"),
        ]
        events.append(tx, happened, at=now)
        of_whole, of_other = events.of_claim(tx, "whole"), events.of_claim(tx, "other")
        assert len(events.of_claim(tx, "whole", limit=1)) == 1
    assert [e.event for e in of_whole] == [happened[4], happened[2], happened[0]]
    assert [e.event for e in of_other] == [happened[1]]
    assert [(e.query_id, e.title) for e in of_whole] == [(None, None), (None, "A paper"), ("main", "A paper")]
