from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.dates import date_of, month_number, read_date
from evidence.citations.model import PartialDate


@pytest.mark.parametrize(
    ("printed", "year", "month", "day"),
    [
        ("1975 Jul-Aug", 1975, 7, 0),
        ("1975 Dec 15-31", 1975, 12, 15),
        ("1977 Jul 7-9", 1977, 7, 7),
        ("1977 Aug 29-Sep 4", 1977, 8, 29),
        ("1976-1977", 1976, 0, 0),
        ("1975 Nov-1976 May", 1975, 11, 0),
        ("1977 Fall-Winter", 1977, 9, 0),
        ("1976-1977 Fall", 1976, 0, 0),
        ("1976-1977 Fall-Winter", 1976, 0, 0),
        ("Fall-Winter", 0, 0, 0),
        ("Winter 2001", 2001, 0, 0),
        ("2021 3rd Quarter", 2021, 7, 0),
        ("2021 1st Quart", 2021, 1, 0),
        ("2021 Second Quarter", 2021, 4, 0),
        ("2021 Apr-Jun 30", 2021, 4, 0),
        ("2000 Spring", 2000, 3, 0),
        ("1998 Winter", 1998, 1, 0),
        ("sometime", 0, 0, 0),
    ],
)
def test_what_is_known_of_a_printed_date_is_read_and_the_print_kept(
    printed: str, year: int, month: int, day: int
) -> None:
    assert read_date(printed) == PartialDate(year, month, day, printed)


@pytest.mark.parametrize(
    ("printed", "iso"),
    [("2021 Jun 7", "2021-06-07"), ("2021 June 07", "2021-06-07"), ("2021 06", "2021-06"), ("2021", "2021"), ("", "")],
)
def test_a_plain_date_needs_no_print(printed: str, iso: str) -> None:
    date = read_date(printed)
    assert date.iso() == iso
    assert not date.as_printed


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Jan", 1),
        ("december", 12),
        ("06", 6),
        ("6", 6),
        ("13", 0),
        ("0", 0),
        ("", 0),
        ("Sept", 9),
        ("²", 0),
        ("Mayor", 0),
    ],
)
def test_months_are_names_or_numbers(text: str, number: int) -> None:
    assert month_number(text) == number


def test_fields_that_make_no_sense_are_unknown_and_kept_as_printed() -> None:
    assert date_of("2021", "13", "40") == PartialDate(2021, 0, 0, "2021 13 40")
    assert date_of("21", "6") == PartialDate(0, 6, 0, "21 6")


@given(st.text(max_size=60))
def test_any_text_gives_a_date_in_range(text: str) -> None:
    date = read_date(text)
    assert date.year == 0 or 1400 <= date.year <= 2199
    assert 0 <= date.month <= 12
    assert 0 <= date.day <= 31
    assert date.month or not date.day


@given(st.dates())
def test_every_real_date_is_read_back(date: object) -> None:
    iso = str(date)
    year, month, day = iso.split("-")
    assert date_of(year, month, day).iso() == iso
