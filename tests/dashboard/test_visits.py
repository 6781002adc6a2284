from __future__ import annotations

from datetime import UTC, datetime, timedelta

from evidence.dashboard.visits import APART, Visits, looked_again

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_the_first_visit_has_none_before_it() -> None:
    assert looked_again(None, NOW) == Visits(NOW)


def test_a_reload_belongs_to_the_same_visit_and_a_later_look_to_a_new_one() -> None:
    first = looked_again(None, NOW)
    again = looked_again(first, NOW + APART)
    assert again == Visits(NOW + APART)
    later = NOW + APART + APART + timedelta(seconds=1)
    next_visit = looked_again(again, later)
    assert next_visit == Visits(later, NOW + APART)
    assert looked_again(next_visit, later + timedelta(minutes=5)).before == NOW + APART


def test_a_visit_in_the_future_is_forgotten() -> None:
    assert looked_again(Visits(NOW + timedelta(days=1), NOW), NOW) == Visits(NOW)
