from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from evidence.citations.design import Design
from evidence.citations.model import Citation, Journal, PartialDate
from evidence.citations.retraction import NoticeKind, RetractionStatus
from evidence.dashboard import words
from evidence.export.marks import STATUS_MARKS
from evidence.store import listing
from evidence.store.events import EventKind
from evidence.store.runs import RunStatus


def test_everything_that_can_happen_has_an_icon_and_a_word() -> None:
    assert set(words.EVENT_MARKS) == set(EventKind)
    assert set(words.RUN_MARKS) == set(RunStatus)
    assert set(words.NOTICE_MARKS) == set(NoticeKind)
    assert set(STATUS_MARKS) == set(RetractionStatus) - {RetractionStatus.NONE}
    of_all = [
        *words.EVENT_MARKS.values(),
        *words.RUN_MARKS.values(),
        *words.NOTICE_MARKS.values(),
        *STATUS_MARKS.values(),
    ]
    assert all(mark.icon and mark.word and mark.tone for mark in of_all)


def test_no_two_marks_of_a_list_or_of_events_are_called_the_same() -> None:
    assert len({words.mark_word(mark) for mark in listing.Mark}) == len(listing.Mark)
    assert len({mark.word for mark in words.EVENT_MARKS.values()}) == len(EventKind)


def test_a_sound_paper_has_no_mark() -> None:
    assert words.paper_marks(RetractionStatus.NONE, None) == ""


def test_a_mark_is_read_as_its_word() -> None:
    shown = words.paper_marks(RetractionStatus.RETRACTED, None, left=True)
    assert '<span aria-hidden="true">✕</span> Retracted' in shown
    assert "No longer found" in shown


@pytest.mark.parametrize(
    ("term", "shown"),
    [
        (Design.RANDOMISED_TRIAL, "randomised trial"),
        (Design.META_ANALYSIS, "meta-analysis"),
        (Design.NON_RANDOMISED_TRIAL, "non-randomised trial"),
        ("test-treat", "test-and-treat"),
    ],
)
def test_terms_read_as_a_person_would_write_them(term: str, shown: str) -> None:
    assert words.plain(term) == shown


def test_numbers_and_days() -> None:
    assert (words.count(1, "claim"), words.count(2000, "claim"), words.count(0, "query", "queries")) == (
        "1 claim",
        "2,000 claims",
        "0 queries",
    )
    assert (words.day(date(2026, 3, 1)), words.day(None)) == ("2026-03-01", "–")
    assert words.minute(datetime(2026, 3, 1, 4, 30, tzinfo=UTC)) == "2026-03-01 04:30"


def test_a_reference_leaves_out_what_is_not_known() -> None:
    journal = Journal(title="Journal of Things", abbreviation="J Things", volume="3", issue="2")
    assert words.reference(Citation(pmid=900000001, journal=journal, pages="1-9", published=PartialDate(2021, 6))) == (
        "J Things. 2021-06;3(2):1-9"
    )
    assert words.reference(
        Citation(pmid=900000001, published=PartialDate(1975, 11, as_printed="1975 Nov-1976 May"))
    ) == ("1975 Nov-1976 May")
    assert words.reference(Citation(pmid=900000001)) == ""
