from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from evidence.citations.model import Link
from evidence.errors import RefreshRunningError, StoreError, UnknownClaimError
from evidence.store import citations, runs
from evidence.store.events import EventKind
from evidence.store.runs import RunStatus
from tests.support.fakes import record
from tests.support.refreshing import World, catalogue, claim, pmid, query
from tests.support.store import content

DAY = timedelta(days=1)


def test_a_first_refresh_stores_what_every_query_finds(world: World) -> None:
    world.finds("a/main", 1, 2)
    world.finds("b/main", 2, 3)
    report = world.run()
    assert report.status is RunStatus.OK
    assert [(line.claim_id, line.count, line.added) for line in report.queries] == [("a", 2, 2), ("b", 2, 2)]
    assert report.totals.added == 3
    assert world.active("a") == {pmid(1), pmid(2)}
    assert world.active("b") == {pmid(2), pmid(3)}


def test_a_record_that_two_queries_find_is_fetched_once(world: World) -> None:
    world.finds("a/main", 1, 2)
    world.finds("b/main", 2, 3)
    world.run()
    fetched = [number for page in world.source.log if isinstance(page, tuple) for number in page]
    assert sorted(fetched) == [pmid(1), pmid(2), pmid(3)]
    assert len(world.source.log) == 3  # two searches, one page


def test_a_second_refresh_changes_nothing(world: World) -> None:
    world.finds("a/main", 1, 2)
    world.run()
    before = world.events()
    report = world.next_night()
    assert report.status is RunStatus.OK
    assert (report.totals.added, report.totals.changed, report.totals.left) == (0, 0, 0)
    assert world.events() == before


def test_a_night_without_news_costs_one_request_per_query(world: World) -> None:
    world.finds("a/main", 1, 2)
    world.run()
    asked = world.source.requests
    assert world.next_night().totals.requests == 2
    assert world.source.requests == asked + 2


def test_a_query_is_left_alone_until_its_day_comes(world: World) -> None:
    world.catalogue = catalogue(claim("a", query(every_days=7)), claim("b", query()))
    world.run()
    world.clock.move(hours=1)
    assert (len(world.run().queries), world.run().not_due) == (0, 2)
    assert [line.claim_id for line in world.next_night().queries] == ["b"]
    world.clock.move(days=5)
    assert [line.claim_id for line in world.next_night().queries] == ["a", "b"]


def test_a_job_that_starts_a_minute_earlier_than_yesterday_still_finds_its_queries_due(world: World) -> None:
    world.run()
    world.clock.move(days=1, minutes=-1)
    assert len(world.run().queries) == 2


def test_a_clock_that_ran_ahead_does_not_silence_a_query(world: World) -> None:
    world.clock.move(days=3000)
    world.finds("a/main", 1)
    world.run()
    world.clock.move(days=-2999)
    world.holds(record(1, revised=9, links=(Link("RetractionIn", "A notice"),)))
    report = world.run()
    assert len(report.queries) == 2
    assert world.status(1) == "retracted"


def test_a_named_claim_is_refreshed_with_its_parts_also_when_not_due(world: World) -> None:
    world.catalogue = catalogue(claim("whole"), claim("part", query(), part_of="whole"), claim("b", query()))
    world.run()
    assert [line.claim_id for line in world.run(claims=("whole",)).queries] == ["part"]
    with pytest.raises(UnknownClaimError, match="nobody"):
        world.run(claims=("nobody",))


def test_a_hit_that_left_a_query_is_marked_and_kept_and_may_return(world: World) -> None:
    world.finds("a/main", 1, 2)
    world.run()
    world.finds("a/main", 1)
    report = world.next_night()
    assert (report.queries[0].left, report.totals.left) == (1, 1)
    assert world.active("a") == {pmid(1)}
    assert world.status(2) == "none"
    world.finds("a/main", 1, 2)
    assert world.next_night().queries[0].added == 1
    assert world.active("a") == {pmid(1), pmid(2)}
    kinds = [event.kind for event in world.events(EventKind.LEFT_QUERY, EventKind.RETURNED_TO_QUERY)]
    assert kinds == [EventKind.LEFT_QUERY, EventKind.RETURNED_TO_QUERY]


def test_a_known_citation_is_fetched_again_in_time_and_its_retraction_surfaces(world: World) -> None:
    world.finds("a/main", 1)
    world.finds("b/main", 1)
    world.run()
    world.source.finds = {"a/main": {pmid(1)}}  # a query need not find it any more
    world.holds(record(1, revised=20, links=(Link("RetractionIn", "J Synth. 2026", pmid(99)),)))
    world.clock.move(days=28)
    assert world.next_night().totals.retracted == 0
    report = world.next_night()
    report = world.next_night() if report.totals.retracted == 0 else report
    assert (report.totals.retracted, report.totals.changed, report.rechecked) == (1, 1, 1)
    assert [line.changed for line in report.queries] == [1, 0]
    retracted = world.events(EventKind.RETRACTED)
    assert [(event.pmid, event.detail["before"]) for event in retracted] == [(pmid(1), "none")]


def test_full_asks_everything_and_fetches_every_known_citation_again(world: World) -> None:
    world.finds("a/main", 1)
    world.run()
    world.clock.move(minutes=5)
    world.holds(record(1, revised=3, title="A corrected title"))
    report = world.run(full=True)
    assert (len(report.queries), report.rechecked, report.totals.changed) == (2, 1, 1)
    assert [event.pmid for event in world.events(EventKind.CITATION_REVISED)] == [pmid(1)]
    with world.database.read() as tx:
        assert [each.citation.title for each in citations.revisions(tx, pmid(1))] == [
            "Synthetic paper 1",
            "A corrected title",
        ]


def test_a_paper_that_is_retracted_when_first_seen_is_an_event_too(world: World) -> None:
    world.holds(record(1, links=(Link("RetractionIn", "A notice"),)))
    world.finds("a/main", 1)
    assert world.run().totals.retracted == 1
    assert [event.pmid for event in world.events(EventKind.RETRACTED)] == [pmid(1)]


def test_a_search_that_lists_a_pmid_without_a_record_says_so_and_stores_the_rest(world: World) -> None:
    world.finds("a/main", 1)
    world.source.finds["a/main"].add(pmid(77))
    report = world.run()
    assert report.status is RunStatus.OK
    assert (report.queries[0].count, report.queries[0].added) == (2, 1)
    assert str(pmid(77)) in report.queries[0].warnings[0]
    assert world.active("a") == {pmid(1)}


def test_a_known_citation_that_the_source_no_longer_knows_is_an_event_and_keeps_its_data(world: World) -> None:
    world.finds("a/main", 1)
    world.run()
    del world.source.records[pmid(1)]
    world.next_night(full=True)
    world.next_night(full=True)
    assert [event.pmid for event in world.events(EventKind.CITATION_MISSING)] == [pmid(1)]
    with world.database.read() as tx:
        stored = citations.get(tx, pmid(1))
    assert stored is not None
    assert stored.missing_since is not None
    assert stored.citation.title == "Synthetic paper 1"


def test_warnings_sentinels_and_translations_are_news_once(world: World) -> None:
    world.catalogue = catalogue(claim("a", query(sentinels=(pmid(5),))))
    world.source.warnings["a/main"] = ("PubMed does not know the phrase 'nkk cells'",)
    first = world.run()
    assert len(first.queries[0].warnings) == 2
    assert [event.detail for event in world.events(EventKind.SENTINEL_MISSED)] == [{"sentinel": pmid(5)}]
    assert len(world.events(EventKind.QUERY_WARNING)) == 1
    world.next_night()
    assert len(world.events(EventKind.SENTINEL_MISSED, EventKind.QUERY_WARNING)) == 2
    world.source.translations["a/main"] = '"something else"[MeSH Terms]'
    world.next_night()
    changed = world.events(EventKind.TRANSLATION_CHANGED)
    assert [event.detail for event in changed] == [{"before": "main[tiab]", "after": '"something else"[MeSH Terms]'}]
    assert world.active("a") == set()


def test_a_new_term_is_asked_at_once_and_is_not_taken_for_a_changed_translation(world: World) -> None:
    world.finds("a/main", 1)
    world.run()
    world.catalogue = catalogue(claim("a", query(term="other[tiab]")), claim("b", query()))
    report = world.run()
    assert [line.claim_id for line in report.queries] == ["a"]
    assert len(world.events(EventKind.QUERY_CHANGED)) == 1
    assert world.events(EventKind.TRANSLATION_CHANGED) == []


def test_a_claim_removed_from_the_file_is_archived_with_its_data_and_can_come_back(world: World) -> None:
    world.finds("a/main", 1)
    world.run()
    both = world.catalogue
    world.catalogue = catalogue(claim("b", query()))
    assert [line.claim_id for line in world.next_night().queries] == ["b"]
    assert [event.claim_id for event in world.events(EventKind.CLAIM_ARCHIVED)] == ["a"]
    assert world.status(1) == "none"
    world.catalogue = both
    world.next_night()
    assert world.active("a") == {pmid(1)}
    assert [event.claim_id for event in world.events(EventKind.CLAIM_RESTORED)] == ["a"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(world: World, tmp_path: Path) -> None:
    world.finds("a/main", 1, 2)
    world.finds("b/main", 2, 3)
    world.run()
    world.finds("a/main", 1, 4)
    world.holds(record(2, revised=9, links=(Link("RetractionIn", "A notice"),)))
    world.catalogue = catalogue(claim("a", query()), claim("new", query()))
    world.finds("new/main", 4, 5)
    world.clock.move(days=1)
    before = content(world.database)
    dry = world.run(dry_run=True, full=True)
    assert content(world.database) == before
    wet = world.run(full=True)
    assert dry.dry_run
    assert not wet.dry_run
    same = ("added", "changed", "retracted", "left", "failed")
    assert [getattr(dry.totals, name) for name in same] == [getattr(wet.totals, name) for name in same]
    assert [(q.claim_id, q.count, q.added, q.left) for q in dry.queries] == [
        (q.claim_id, q.count, q.added, q.left) for q in wet.queries
    ]


def test_a_dry_run_of_an_empty_database_finds_everything_new(world: World) -> None:
    world.finds("a/main", 1, 2)
    dry = world.run(dry_run=True)
    assert dry.totals.added == 2
    with world.database.read() as tx:
        assert runs.recent(tx) == ()


def test_a_second_refresh_at_the_same_time_says_so_and_leaves(world: World) -> None:
    with world.database.refresh_lock(), pytest.raises(RefreshRunningError):
        world.run()
    assert world.source.log == []


def test_a_database_made_from_the_sample_refuses_pubmed(world: World) -> None:
    world.source.name = "sample"
    world.run()
    world.source.name = "pubmed"
    for dry_run in (True, False):
        with pytest.raises(StoreError, match="sample"):
            world.next_night(dry_run=dry_run)


def test_the_report_and_the_log_say_the_same(world: World) -> None:
    world.finds("a/main", 1)
    report = world.run()
    with world.database.read() as tx:
        run = runs.recent(tx)[0]
        logged = runs.queries_of(tx, run.id)
    assert run.totals == report.totals
    assert [msgspec.structs.asdict(line) for line in logged] == [msgspec.structs.asdict(q) for q in report.queries]
