from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.citations.model import AbstractSection, Citation, Journal, Link, PartialDate, Term
from evidence.citations.retraction import RetractionStatus
from evidence.store import citations
from evidence.store.citations import CitationChange
from evidence.store.database import Database
from tests.support.store import content

PAPER = Citation(
    pmid=900000001,
    title="A trial of something",
    abstract=(AbstractSection("One paragraph."),),
    journal=Journal(title="Journal of Things", abbreviation="J Things"),
    published=PartialDate(2021, 6),
    doi="10.1000/x",
    publication_types=(Term("Randomized Controlled Trial", "D016449"),),
    revised=PartialDate(2022, 1, 1),
)
RETRACTED = msgspec.structs.replace(
    PAPER, links=(Link("RetractionIn", "J Things. 2023", 900000009),), revised=PartialDate(2023, 5, 1)
)
OTHER = Citation(pmid=900000002, title="Another paper", published=PartialDate(2023))


def put(database: Database, *records: Citation, now: datetime) -> citations.PutResult:
    with database.write() as tx:
        return citations.put(tx, records, now=now)


def test_a_record_comes_back_as_it_was(database: Database, now: datetime) -> None:
    result = put(database, PAPER, now=now)
    assert result.added == (CitationChange(pmid=PAPER.pmid, before=None, after=RetractionStatus.NONE),)
    assert (result.changed, result.unchanged) == ((), 0)
    with database.read() as tx:
        stored = citations.get(tx, PAPER.pmid)
        assert citations.get(tx, OTHER.pmid) is None
    assert stored is not None
    assert stored.citation == PAPER
    assert (stored.revision, stored.added_at, stored.checked_at, stored.missing_since) == (1, now, now, None)


def test_a_record_that_is_the_same_is_only_confirmed(database: Database, now: datetime) -> None:
    put(database, PAPER, now=now)
    later = now + timedelta(days=1)
    assert put(database, PAPER, now=later) == citations.PutResult(unchanged=1)
    with database.read() as tx:
        stored = citations.get(tx, PAPER.pmid)
        assert len(citations.revisions(tx, PAPER.pmid)) == 1
    assert stored is not None
    assert (stored.changed_at, stored.checked_at) == (now, later)


def test_a_retraction_is_reported_and_the_former_version_kept(database: Database, now: datetime) -> None:
    put(database, PAPER, now=now)
    later = now + timedelta(days=1)
    result = put(database, RETRACTED, now=later)
    assert result.changed == (
        CitationChange(pmid=PAPER.pmid, before=RetractionStatus.NONE, after=RetractionStatus.RETRACTED),
    )
    with database.read() as tx:
        stored = citations.get(tx, PAPER.pmid)
        versions = citations.revisions(tx, PAPER.pmid)
    assert stored is not None
    assert (stored.citation, stored.status) == (RETRACTED, RetractionStatus.RETRACTED)
    assert (stored.revision, stored.added_at, stored.changed_at) == (2, now, later)
    assert [(v.number, v.citation, v.stored_at) for v in versions] == [(1, PAPER, now), (2, RETRACTED, later)]


def test_an_older_version_that_comes_late_does_not_undo_a_retraction(database: Database, now: datetime) -> None:
    put(database, RETRACTED, PAPER, now=now)
    put(database, PAPER, now=now)
    with database.read() as tx:
        stored = citations.get(tx, PAPER.pmid)
    assert stored is not None
    assert stored.status is RetractionStatus.RETRACTED


def test_a_record_that_the_source_lost_is_marked_once_and_cleared_when_it_comes_back(
    database: Database, now: datetime
) -> None:
    put(database, PAPER, OTHER, now=now)
    later = now + timedelta(days=1)
    with database.write() as tx:
        assert citations.mark_missing(tx, [OTHER.pmid, 900000099], later) == [OTHER.pmid]
        assert citations.mark_missing(tx, [OTHER.pmid], later + timedelta(days=1)) == []
        missing = citations.get(tx, OTHER.pmid)
    assert missing is not None
    assert (missing.missing_since, missing.checked_at) == (later, later + timedelta(days=1))
    put(database, OTHER, now=later + timedelta(days=2))
    with database.read() as tx:
        found = citations.get(tx, OTHER.pmid)
    assert found is not None
    assert found.missing_since is None


def test_those_confirmed_longest_ago_are_due_first(database: Database, now: datetime) -> None:
    days = timedelta(days=1)
    put(database, PAPER, now=now)
    put(database, OTHER, now=now - days)
    put(database, Citation(pmid=900000003, title="Fresh"), now=now + 30 * days)
    with database.read() as tx:
        assert citations.due_for_recheck(tx, checked_before=now + days, now=now + 40 * days) == [
            OTHER.pmid,
            PAPER.pmid,
        ]


def test_a_confirmation_from_the_future_is_not_trusted(database: Database, now: datetime) -> None:
    put(database, PAPER, now=now + timedelta(days=3000))
    with database.read() as tx:
        assert citations.due_for_recheck(tx, checked_before=now - timedelta(days=30), now=now) == [PAPER.pmid]


def test_a_preview_comes_to_what_storing_then_does_and_stores_nothing(database: Database, now: datetime) -> None:
    put(database, PAPER, now=now)
    with database.read() as tx:
        foreseen = citations.preview(tx, [PAPER, OTHER], now=now)
        assert citations.known_pmids(tx, [PAPER.pmid, OTHER.pmid]) == {PAPER.pmid}
    with database.write() as tx:
        assert citations.put(tx, [PAPER, OTHER], now=now) == foreseen


def test_a_hundred_thousand_pmids_can_be_asked_about(database: Database, now: datetime) -> None:
    put(database, PAPER, OTHER, now=now)
    with database.read() as tx:
        assert citations.known_pmids(tx, range(900_000_000, 900_100_000)) == {PAPER.pmid, OTHER.pmid}
        assert citations.known_pmids(tx, []) == set()


@pytest.mark.parametrize(
    "hostile", ["nul \x00 inside", "emoji \U0001f9ec", "<script>'; DROP TABLE hit; --", "x" * 200_000]
)
def test_hostile_titles_are_stored(database: Database, now: datetime, hostile: str) -> None:
    record = msgspec.structs.replace(PAPER, title=hostile, doi=hostile)
    put(database, record, now=now)
    assert put(database, record, now=now).unchanged == 1
    with database.read() as tx:
        stored = citations.get(tx, PAPER.pmid)
    assert stored is not None
    assert stored.citation == record


# --- Whatever order pages arrive in --------------------------------------------------------------------


@st.composite
def _versions(draw: st.DrawFn) -> list[Citation]:
    """Versions of a few records: whoever knows version and date knows the content, as with one source."""
    names = st.tuples(st.integers(900000001, 900000004), st.integers(1, 2), st.integers(1, 28))
    found = draw(st.lists(names, min_size=1, max_size=12))
    return [
        Citation(
            pmid=pmid,
            version=version,
            title=f"version {version} of day {day}",
            revised=PartialDate(2024, 2, day),
            links=(Link("RetractionIn", "J Things"),) if day % 2 else (),
        )
        for pmid, version, day in found
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(data=st.data(), versions=_versions())
def test_any_order_and_duplication_and_paging_gives_the_same_store(
    now: datetime, data: st.DataObject, versions: list[Citation]
) -> None:
    def stored(pages: Sequence[Sequence[Citation]]) -> dict[int, tuple[Citation, RetractionStatus]]:
        database = Database.in_memory()
        for page in pages:
            put(database, *page, now=now)
        with database.read() as tx:
            found = {pmid: citations.get(tx, pmid) for pmid in range(900000001, 900000005)}
            for pmid, one in found.items():
                assert one is None or citations.revisions(tx, pmid)[-1].citation == one.citation
        database.close()
        return {pmid: (one.citation, one.status) for pmid, one in found.items() if one}

    shuffled = data.draw(st.permutations(versions + data.draw(st.lists(st.sampled_from(versions), max_size=5))))
    cut = data.draw(st.integers(0, len(shuffled)))
    assert stored([shuffled[:cut], shuffled[cut:]]) == stored([versions])


def test_a_second_run_over_the_same_pages_changes_nothing_but_the_time_of_the_check(
    database: Database, now: datetime
) -> None:
    put(database, PAPER, OTHER, RETRACTED, now=now)
    before = content(database)
    put(database, OTHER, PAPER, RETRACTED, now=now)
    assert content(database) == before
