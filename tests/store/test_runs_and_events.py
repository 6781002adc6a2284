from __future__ import annotations

from datetime import datetime, timedelta

from evidence.claims.model import Query
from evidence.store import catalogue, events, runs
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
