"""What the store does while somebody else is writing: writers are told, readers do not notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from evidence.article.drift import Snapshot
from evidence.citations.model import Citation
from evidence.claims.model import Query
from evidence.errors import StoreError
from evidence.grading.model import Adjudication, Grade
from evidence.store import (
    articles,
    catalogue,
    citations,
    events,
    grades,
    hits,
    judgements,
    listing,
    material,
    origin,
    overview,
    papers,
    queries,
    runs,
    strengths,
    tasks,
)
from evidence.store.database import Database, Transaction
from evidence.store.events import Event, EventKind
from evidence.store.grades import HandedOn
from evidence.store.hits import HitChange
from evidence.store.papers import PaperVersion, Reading
from evidence.store.runs import QueryResult, RunStatus, RunTotals
from evidence.store.tasks import Task, TaskState
from evidence.strength.compute import compute
from evidence.strength.material import Anchor, Confirmation, Material, Paper, StudyGroup
from tests.support.grading import say
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim, content

A, B = 900000001, 900000002
QUERY = Query(id="main", term="a[tiab]")
CLAIM = claim("vitamin-d", QUERY)
ARTICLE = a_catalogue().articles[0].id


def grade(now: datetime, reviewer: str, version: int = 1) -> Grade:
    return Grade(claim=CLAIM.id, pmid=A, reviewer=reviewer, at=now, version=version, assessment=say())


def handed_on(now: datetime, reviewer: str) -> HandedOn:
    return HandedOn(claim=CLAIM.id, pmid=A, reviewer=reviewer, at=now)


def adjudication(now: datetime) -> Adjudication:
    return Adjudication(claim=CLAIM.id, pmid=A, adjudicator="Zoe", at=now, reason="read it", assessment=say())


def confirmation(now: datetime) -> Confirmation:
    return Confirmation(body="a body", fingerprint="f", by="Zoe", at=now)


def group(now: datetime) -> StudyGroup:
    return StudyGroup(id="1", pmids=(A, B), by="Zoe", at=now, reason="one register number")


def anchor(now: datetime) -> Anchor:
    return Anchor(pmid=A, by="Zoe", at=now, reason="recent")


def version(now: datetime) -> PaperVersion:
    return PaperVersion(pmid=A, number=2, stored_at=now, reading=Reading(Paper(pmid=A), is_notice=True))


WRITES: dict[str, Callable[[Transaction, datetime], object]] = {
    "catalogue.sync": lambda tx, now: catalogue.sync(tx, a_catalogue(), now),
    "queries.record_success": lambda tx, now: queries.record_success(
        tx, 1, started_at=now, due_on=now.date(), count=1, translation="t"
    ),
    "queries.record_failure": lambda tx, now: queries.record_failure(tx, 1, error="no answer"),
    "articles.record_check": lambda tx, now: articles.record_check(tx, ARTICLE, Snapshot(sentences=()), now=now),
    "articles.record_review": lambda tx, now: articles.record_review(tx, 1, "Zoe", now=now),
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
    "papers.put": lambda tx, now: papers.put(tx, [version(now)]),
    "grades.append": lambda tx, now: grades.append(tx, [(grade(now, "Ben"), 1)], now=now),
    "grades.hand_on": lambda tx, now: grades.hand_on(tx, handed_on(now, "Ben")),
    "judgements.adjudicate": lambda tx, now: judgements.adjudicate(tx, adjudication(now), revision=1),
    "judgements.confirm": lambda tx, now: judgements.confirm(tx, CLAIM.id, confirmation(now)),
    "judgements.group": lambda tx, now: judgements.group(tx, group(now)),
    "judgements.anchor_claim": lambda tx, now: judgements.anchor_claim(tx, CLAIM.id, anchor(now)),
    "strengths.record": lambda tx, now: strengths.record(
        tx, compute(CLAIM, Material(papers=(Paper(pmid=B),))), now=now
    ),
    "tasks.update": lambda tx, now: tasks.update(tx, CLAIM, [A]),
    "tasks.drop": lambda tx, now: tasks.drop(tx, CLAIM.id),
    "tasks.hold": lambda tx, now: tasks.hold(tx, "Dan", Task(CLAIM.id, A), now=now, until=now + timedelta(hours=9)),
    "tasks.release": lambda tx, now: tasks.release(tx, "Dan"),
}

READS: dict[str, Callable[[Transaction, datetime], object]] = {
    "catalogue.claims": lambda tx, now: catalogue.claims(tx),
    "catalogue.articles": lambda tx, now: catalogue.articles(tx),
    "queries.tracked": lambda tx, now: queries.tracked(tx),
    "articles.last_checks": lambda tx, now: articles.last_checks(tx),
    "articles.last_reviews": lambda tx, now: articles.last_reviews(tx),
    "citations.get": lambda tx, now: citations.get(tx, A),
    "citations.revisions": lambda tx, now: citations.revisions(tx, A),
    "listing.of_claim": lambda tx, now: listing.of_claim(tx, "vitamin-d"),
    "citations.preview": lambda tx, now: citations.preview(tx, [Citation(pmid=A), Citation(pmid=B)], now=now),
    "citations.records": lambda tx, now: citations.records(tx, [A]),
    "citations.pmids_by_doi": lambda tx, now: citations.pmids_by_doi(tx, ["10.1/a"]),
    "citations.known_pmids": lambda tx, now: citations.known_pmids(tx, [A]),
    "citations.due_for_recheck": lambda tx, now: citations.due_for_recheck(
        tx, checked_before=now.replace(year=2099), now=now
    ),
    "hits.active_pmids": lambda tx, now: hits.active_pmids(tx, 1),
    "hits.claims_of": lambda tx, now: hits.claims_of(tx, [A]),
    "hits.active_among": lambda tx, now: hits.active_among(tx, 1, [A]),
    "hits.of_citation": lambda tx, now: hits.of_citation(tx, A),
    "citations.revision_numbers": lambda tx, now: citations.revision_numbers(tx, [A]),
    "hits.compare": lambda tx, now: hits.compare(tx, 1, [B]),
    "runs.recent": lambda tx, now: runs.recent(tx),
    "runs.last_success": lambda tx, now: (runs.last_success(tx, 1),),
    "runs.counts_of": lambda tx, now: (runs.counts_of(tx, [1]),),
    "runs.queries_of": lambda tx, now: (runs.queries_of(tx, 2),),
    "origin.of": lambda tx, now: (origin.of(tx),),
    "events.counted_since": events.counted_since,
    "events.since": lambda tx, now: events.since(tx),
    "events.of_claim": lambda tx, now: events.of_claim(tx, "vitamin-d"),
    "overview.of_claims": lambda tx, now: overview.of_claims(tx),
    "catalogue.claim_of": lambda tx, now: catalogue.claim_of(tx, CLAIM.id),
    "catalogue.with_kin": lambda tx, now: catalogue.with_kin(tx, [CLAIM.id]),
    "catalogue.as_of": catalogue.as_of,
    "papers.get": lambda tx, now: papers.get(tx, [A]),
    "grades.spellings": lambda tx, now: grades.spellings(tx),
    "grades.of_claim": lambda tx, now: grades.of_claim(tx, CLAIM.id),
    "grades.of_paper": lambda tx, now: grades.of_paper(tx, CLAIM.id, A),
    "grades.of_papers": lambda tx, now: grades.of_papers(tx, [A]),
    "grades.newest_of": lambda tx, now: grades.newest_of(tx, "Ann", limit=1),
    "grades.count_of": lambda tx, now: grades.count_of(tx, CLAIM.id, "Ann"),
    "grades.handed_on_of": lambda tx, now: grades.handed_on_of(tx, CLAIM.id),
    "grades.last_handed_on": lambda tx, now: grades.last_handed_on(tx, "Cem"),
    "judgements.adjudications": lambda tx, now: judgements.adjudications(tx, CLAIM.id),
    "judgements.confirmations": lambda tx, now: judgements.confirmations(tx, CLAIM.id),
    "judgements.groups": lambda tx, now: judgements.groups(tx),
    "judgements.anchors": lambda tx, now: judgements.anchors(tx, CLAIM.id),
    "material.of_claim": lambda tx, now: material.of_claim(tx, CLAIM),
    "material.linked": lambda tx, now: material.linked(tx, CLAIM),
    "material.concerned": lambda tx, now: material.concerned(tx, [A]),
    "strengths.latest": lambda tx, now: strengths.latest(tx),
    "strengths.over_time": lambda tx, now: strengths.over_time(tx, CLAIM.id),
    "strengths.outdated": lambda tx, now: strengths.outdated(tx, "another method"),
    "tasks.held_by": lambda tx, now: tasks.held_by(tx, "Dan"),
    "tasks.next_for": lambda tx, now: tasks.next_for(tx, "Ben", now=now.replace(year=2099)),
    "tasks.waits_for": lambda tx, now: tasks.waits_for(tx, "Ben", Task(CLAIM.id, A)),
    "tasks.left_for": lambda tx, now: tasks.left_for(tx, "Ben"),
    "tasks.left_of_claim": lambda tx, now: tasks.left_of_claim(tx, "Ben", CLAIM.id),
    "tasks.of_state": lambda tx, now: tasks.of_state(tx, TaskState.WAITING),
}


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(CLAIM), now)
        citations.put(tx, [Citation(pmid=A, doi="10.1/a")], now=now)
        check = articles.record_check(tx, ARTICLE, Snapshot(sentences=()), now=now)
        articles.record_review(tx, check, "Zoe", now=now)
        hits.apply(tx, 1, hits.compare(tx, 1, [A]), now)
        run = runs.start(tx, source="sample", options={}, now=now)
        events.append(tx, [Event(kind=EventKind.CITATION_ADDED, pmid=A)], at=now, run=run)
        grades.append(tx, [(grade(now, "Ann"), 1)], now=now)
        grades.hand_on(tx, handed_on(now, "Cem"))
        judgements.adjudicate(tx, adjudication(now - timedelta(hours=1)), revision=1)
        judgements.confirm(tx, CLAIM.id, confirmation(now))
        judgements.group(tx, group(now))
        judgements.anchor_claim(tx, CLAIM.id, anchor(now))
        strengths.record(tx, compute(CLAIM, Material()), now=now)
        tasks.update(tx, CLAIM)
        grades.hand_on(tx, handed_on(now, "Eva"))  # of which the tasks know nothing yet
        tasks.hold(tx, "Dan", Task(CLAIM.id, A), now=now, until=now)
    return database


def test_every_function_of_the_store_is_tried_here() -> None:
    tried = WRITES.keys() | READS.keys()
    modules = (
        catalogue,
        queries,
        citations,
        papers,
        listing,
        hits,
        runs,
        events,
        origin,
        overview,
        grades,
        judgements,
        material,
        strengths,
        tasks,
    )
    public = {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in modules
        for name, value in vars(module).items()
        if callable(value)
        and not name.startswith("_")
        and not isinstance(value, type)
        and value.__module__ == module.__name__
    }
    parts_of_others = {
        "overview.with_parts",
        "origin.check",
        "papers.next_version",
        "papers.history_of",
        "papers.row_of",
    }
    assert public - tried == parts_of_others


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
