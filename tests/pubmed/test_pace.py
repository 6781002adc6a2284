from __future__ import annotations

import multiprocessing
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.errors import SourceUnreachableError
from evidence.pubmed.pace import LONGEST_HOLD, Pace
from tests.support.passing import Time

SECOND = 1_000_000_000


def pace(file: Path, passing: Time, rate: int = 10) -> Pace:
    return Pace(file, rate, clock=passing.monotonic_ns, sleep=passing.sleep)


def sent(pace: Pace, passing: Time, count: int) -> list[int]:
    """When so many requests were let through, one after the other."""
    moments = []
    for _ in range(count):
        pace.wait()
        moments.append(passing.monotonic_ns())
    return moments


@pytest.mark.parametrize("rate", [3, 10])
def test_no_second_holds_more_than_the_rate_and_hardly_less(tmp_path: Path, passing: Time, rate: int) -> None:
    moments = sent(pace(tmp_path / "pace", passing, rate), passing, 20 * rate)
    spans = [moments[i + rate] - moments[i] for i in range(len(moments) - rate)]
    assert min(spans) >= SECOND + 25_000_000  # what the network may delay one request more than another
    assert max(spans) <= SECOND / 0.96


@given(lateness=st.lists(st.integers(0, 400_000_000), min_size=30, max_size=30))
def test_late_senders_never_make_the_next_too_early(
    tmp_path_factory: pytest.TempPathFactory, lateness: list[int]
) -> None:
    passing = Time()
    paced = pace(tmp_path_factory.mktemp("pace") / "pace", passing)
    moments = []
    for late in lateness:
        paced.wait()
        moments.append(passing.monotonic_ns())
        passing.nanoseconds += late  # busy with something else
    assert all(moments[i + 10] - moments[i] > SECOND for i in range(20))


def test_nothing_is_saved_up_for_a_burst(tmp_path: Path, passing: Time) -> None:
    paced = pace(tmp_path / "pace", passing)
    paced.wait()
    passing.sleep(3600)
    moments = sent(paced, passing, 11)
    assert moments[10] - moments[0] > SECOND


def test_a_new_process_knows_when_the_last_request_was_sent(tmp_path: Path, passing: Time) -> None:
    first = sent(pace(tmp_path / "pace", passing), passing, 1)
    then = sent(pace(tmp_path / "pace", passing), passing, 1)
    assert then[0] - first[0] >= SECOND / 10


def test_a_hold_stops_everybody_for_so_long(tmp_path: Path, passing: Time) -> None:
    one, other = pace(tmp_path / "pace", passing), pace(tmp_path / "pace", passing)
    one.wait()
    held = passing.monotonic_ns()
    other.hold(7.0)
    assert sent(one, passing, 1)[0] - held >= 7 * SECOND


def test_a_shorter_hold_does_not_end_a_longer_one(tmp_path: Path, passing: Time) -> None:
    paced = pace(tmp_path / "pace", passing)
    held = passing.monotonic_ns()
    paced.hold(60)
    paced.hold(1)
    assert sent(paced, passing, 1)[0] - held >= 60 * SECOND


def test_no_hold_is_longer_than_the_longest(tmp_path: Path, passing: Time) -> None:
    paced = pace(tmp_path / "pace", passing)
    held = passing.monotonic_ns()
    paced.hold(1e9)
    assert sent(paced, passing, 1)[0] - held <= LONGEST_HOLD * SECOND + SECOND


@pytest.mark.parametrize(
    "content", [b"", b"nonsense", b"\x00" * 21, b"-0000000000000000001\n", b"%020d\n" % (10**19), b"99\n", b"1" * 4000]
)
def test_a_broken_or_outdated_file_costs_one_turn(tmp_path: Path, passing: Time, content: bytes) -> None:
    file = tmp_path / "pace"
    file.write_bytes(content)
    began = passing.monotonic_ns()
    assert SECOND / 10 <= sent(pace(file, passing), passing, 1)[0] - began <= SECOND / 9
    moments = sent(pace(file, passing), passing, 11)
    assert moments[10] - moments[0] > SECOND


def test_a_reboot_sets_the_clock_back_and_nobody_waits_for_hours(tmp_path: Path, passing: Time) -> None:
    sent(pace(tmp_path / "pace", passing), passing, 3)
    rebooted = Time()
    rebooted.nanoseconds = 5 * SECOND
    assert sent(pace(tmp_path / "pace", rebooted), rebooted, 1)[0] <= 6 * SECOND


def test_a_file_that_cannot_be_written_is_an_error_with_a_remedy(tmp_path: Path, passing: Time) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SourceUnreachableError, match="make the folder writable"):
        pace(tmp_path / "file" / "pace", passing).wait()
    (tmp_path / "pace").mkdir()
    with pytest.raises(SourceUnreachableError, match="pace"):
        pace(tmp_path / "pace", passing).wait()


def _send(file: Path, count: int, queue: multiprocessing.Queue[list[int]]) -> None:
    paced, moments = Pace(file, 100), []

    def send() -> None:
        for _ in range(count):
            paced.wait()
            moments.append(time.monotonic_ns())

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(moments)


def test_threads_and_processes_share_one_pace(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[list[int]] = context.Queue()
    processes = [context.Process(target=_send, args=(tmp_path / "pace", 20, queue)) for _ in range(2)]
    for process in processes:
        process.start()
    moments = sorted(moment for _ in processes for moment in queue.get(timeout=60))
    for process in processes:
        process.join()
    assert len(moments) == 160
    # The moments are written down after the turn, which a busy machine may delay: the grid is what counts.
    assert moments[-1] - moments[0] >= 158 * SECOND / 100


def test_a_killed_process_leaves_the_pace_usable(tmp_path: Path, passing: Time) -> None:
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[list[int]] = context.Queue()
    process = context.Process(target=_send, args=(tmp_path / "pace", 10_000, queue))
    process.start()
    while not (tmp_path / "pace").exists():
        assert process.is_alive()
        time.sleep(0.01)
    process.kill()
    process.join()
    Pace(tmp_path / "pace", 100).wait()
