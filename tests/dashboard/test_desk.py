from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from evidence.dashboard.desk import SEEN_FOR, Desk, Seen
from evidence.store.tasks import Task

FIRST, SECOND = Seen("Ann", "claim", 900000001, 1), Seen("Ann", "claim", 900000002, 1)


def test_a_press_for_the_paper_on_screen_is_taken_once_it_could_be_read() -> None:
    desk = Desk()
    desk.lay(FIRST, 10.0)
    assert not desk.takes(FIRST, 10.0 + SEEN_FOR / 2)
    assert "before PMID 900000001 could be read" in desk.note
    assert desk.takes(FIRST, 10.0 + SEEN_FOR + 0.01)


def test_a_press_for_another_paper_is_refused_and_told() -> None:
    desk = Desk()
    desk.lay(SECOND, 10.0)
    assert not desk.takes(FIRST, 99.0)
    assert "PMID 900000001 had left the screen" in desk.note


def test_a_revision_of_the_same_paper_counts_as_another_record() -> None:
    desk = Desk()
    desk.lay(Seen("Ann", "claim", 900000001, 2), 10.0)
    assert not desk.takes(FIRST, 99.0)


def test_drawing_a_paper_again_does_not_make_it_new() -> None:
    desk = Desk()
    desk.lay(FIRST, 10.0)
    desk.lay(FIRST, 20.0)
    assert desk.takes(FIRST, 20.0)


def test_between_a_grade_and_the_next_paper_nothing_is_taken() -> None:
    desk = Desk()
    desk.lay(FIRST, 10.0)
    desk.done("saved")
    assert not desk.takes(FIRST, 99.0)
    assert desk.saved == "saved"


def test_a_paper_to_show_again_is_kept_until_something_else_is_stored() -> None:
    desk = Desk()
    desk.done("taken back", again=Task("claim", 900000001))
    assert desk.again == Task("claim", 900000001)
    desk.done("saved")
    assert desk.again is None


@given(st.lists(st.tuples(st.sampled_from(["lay", "press", "done"]), st.integers(0, 3), st.floats(0, 1)), max_size=40))
def test_no_press_is_ever_taken_for_a_paper_that_is_not_on_screen(steps: list[tuple[str, int, float]]) -> None:
    desk, now = Desk(), 0.0
    shown, since = None, 0.0
    for what, number, later in steps:
        now += later
        seen = Seen("Ann", "claim", 900000000 + number, 1)
        if what == "lay":
            since = since if seen == shown else now
            shown = seen
            desk.lay(seen, now)
        elif what == "done":
            shown = None
            desk.done("saved")
        else:
            assert desk.takes(seen, now) == (seen == shown and now - since >= SEEN_FOR)


def test_the_keys_of_widgets_differ_by_paper_claim_revision_and_reviewer() -> None:
    records = [
        FIRST,
        SECOND,
        Seen("Ben", "claim", 900000001, 1),
        Seen("Ann", "other", 900000001, 1),
        Seen("Ann", "claim", 900000001, 2),
    ]
    assert len({record.key("design") for record in records}) == len(records)
