"""What fails during a refresh costs what needs it, and nothing else; the next one makes up for it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.errors import SourceError, SourceUnreachableError
from evidence.store import runs
from evidence.store.database import Database
from evidence.store.runs import RunStatus
from tests.support.refreshing import World, catalogue, claim, pmid, query


def test_a_failing_query_is_recorded_and_the_others_go_on(world: World) -> None:
    world.finds("a/main", 1)
    world.finds("b/main", 2)
    world.source.failing["a/main"] = SourceError("the search backend failed", "try later")
    report = world.run()
    assert report.status is RunStatus.PARTIAL
    assert not report.unreachable
    assert [line.error is None for line in report.queries] == [False, True]
    assert world.active("b") == {pmid(2)}
    with world.database.read() as tx:
        run = runs.recent(tx)[0]
        assert (run.status, run.totals.failed) == (RunStatus.PARTIAL, 1)
        assert "search backend failed" in str(runs.queries_of(tx, run.id)[0].error)
    world.source.failing.clear()
    report = world.run()  # a failed query stays due
    assert [line.claim_id for line in report.queries] == ["a"]
    assert world.active("a") == {pmid(1)}


def test_a_failed_query_keeps_the_hits_it_had(world: World) -> None:
    world.finds("a/main", 1)
    world.run()
    world.source.failing["a/main"] = SourceError("no answer")
    report = world.next_night()
    assert report.queries[0].left == 0
    assert world.active("a") == {pmid(1)}


def test_records_that_could_not_be_fetched_fail_only_the_queries_that_need_them(world: World) -> None:
    world.catalogue = catalogue(claim("a", query()), claim("b", query()), claim("c", query()))
    world.source.page_size = 1
    world.finds("a/main", 1, 2)
    world.finds("b/main", 2, 3)
    world.finds("c/main", 3, 4)
    world.source.failing_fetch[pmid(1)] = SourceError("garbled records")
    report = world.run()
    assert [line.error is None for line in report.queries] == [False, True, True]
    assert world.active("a") == set()
    assert world.active("b") == {pmid(2), pmid(3)}
    assert world.active("c") == {pmid(3), pmid(4)}


def test_an_unreachable_source_ends_the_run_without_asking_on(world: World) -> None:
    world.catalogue = catalogue(*(claim(f"c{n}", query()) for n in range(40)))
    world.source.when_asked = lambda _: None
    gone = SourceUnreachableError("no route to PubMed", "check the network")
    world.source.failing = {f"c{n}/main": gone for n in range(40)}
    report = world.run()
    assert (report.status, report.unreachable, report.totals.failed) == (RunStatus.FAILED, True, 40)
    assert world.source.requests < 40


def test_a_run_that_is_stopped_is_closed_in_the_log_and_the_next_one_completes_it(world: World) -> None:
    world.finds("a/main", 1)
    world.finds("b/main", 2)

    def stop(name: str) -> None:
        if name == "b/main":
            raise KeyboardInterrupt

    world.source.when_asked = stop
    with pytest.raises(KeyboardInterrupt):
        world.run()
    with world.database.read() as tx:
        assert runs.recent(tx)[0].status is RunStatus.INTERRUPTED
    world.source.when_asked = lambda _: None
    assert world.run().status is RunStatus.OK
    assert (world.active("a"), world.active("b")) == ({pmid(1)}, {pmid(2)})


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    nights=st.lists(
        st.tuples(
            st.sets(st.integers(1, 9)),
            st.sets(st.integers(1, 9)),
            st.sets(st.sampled_from(["a/main", "b/main"])),
            st.sets(st.integers(1, 9), max_size=2),
            st.integers(1, 4),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_failed_before_an_undisturbed_night_leaves_the_same_as_if_nothing_had(
    nights: list[tuple[set[int], set[int], set[str], set[int], int]],
) -> None:
    disturbed, calm = World(Database.in_memory()), World(Database.in_memory())
    for finds_a, finds_b, failing, failing_fetch, page_size in nights:
        for world in (disturbed, calm):
            world.finds("a/main", *finds_a)
            world.finds("b/main", *finds_b)
            world.source.page_size = page_size
        disturbed.source.failing = {name: SourceError("no") for name in failing}
        disturbed.source.failing_fetch = {pmid(number): SourceError("no") for number in failing_fetch}
        disturbed.next_night()
    disturbed.source.failing, disturbed.source.failing_fetch = {}, {}
    disturbed.next_night()
    calm.next_night()
    for claim_id in ("a", "b"):
        assert disturbed.active(claim_id) == calm.active(claim_id)
