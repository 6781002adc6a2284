from __future__ import annotations

from pathlib import Path

from tests.support.soak import SHORT, soak


def test_a_refresh_that_is_killed_starved_and_lied_to_ends_where_an_undisturbed_one_does(tmp_path: Path) -> None:
    outcome = soak(tmp_path, SHORT, seed=7)
    assert outcome.differences == ()
    assert outcome.kills > 0
    assert outcome.refused_second_runs == 2
    assert outcome.full_disks >= 1
    assert len(outcome.faults) > 5
