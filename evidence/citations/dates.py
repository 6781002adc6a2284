"""Dates as journals print them: ``2021 Jun 7``, ``1975 Jul-Aug``, ``1975 Nov-1976 May``, ``Fall-Winter``.

What cannot be said as year, month and day is kept as printed beside what can. Nothing is guessed: of
``1976-1977 Fall`` only the year is known, since the season could be that of either year.
"""

from __future__ import annotations

import re
from functools import lru_cache

from evidence.citations.model import PartialDate

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name[:length]: number for number, name in enumerate(_MONTH_NAMES, 1) for length in (3, 4, len(name))}
_SEASONS = {"winter": 1, "spring": 3, "summer": 6, "fall": 9, "autumn": 9}
"""First month of the season in the year that is printed (northern hemisphere, as PubMed reads them).

Winter is January: December would move the paper into the wrong year.
"""
_QUARTERS = {"1": 1, "2": 4, "3": 7, "4": 10, "first": 1, "second": 4, "third": 7, "fourth": 10}

_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20|21)\d\d(?!\d)")
_SIMPLE = re.compile(r"(\d{4})(?: ([A-Za-z]{3,9}|\d{1,2})(?: (\d{1,2}))?)?\Z", re.ASCII)
_AFTER_YEAR = re.compile(
    r" (?:(?P<quarter>[1-4])(?:st|nd|rd|th) quart|(?P<word>[a-z]+)(?: quart)?)[a-z]*\.?(?: (?P<day>\d{1,2})(?!\d))?",
    re.IGNORECASE | re.ASCII,
)


def month_number(text: str) -> int:
    """Number of a month given as number or English name; the first month of a season; 0 when it is neither.

    >>> month_number("Jun"), month_number("06"), month_number("Autumn"), month_number("Ju")
    (6, 6, 9, 0)
    """
    if text.isascii() and text.isdigit():
        number = int(text) if len(text) <= 2 else 0
        return number if number <= 12 else 0
    name = text.lower()
    return _MONTHS.get(name) or _SEASONS.get(name, 0)


@lru_cache(maxsize=1 << 14)  # a file repeats its dates; half of reading it would go into them
def date_of(year: str, month: str = "", day: str = "", season: str = "") -> PartialDate:
    """A date from its separate fields, as XML gives them.

    Args:
        year: four digits.
        month: number or English name.
        day: number.
        season: for instance ``Spring``, instead of month and day.

    Returns:
        The date; fields that make no sense count as unknown, and the whole is then kept as printed.
    """
    known_year = int(year) if len(year) == 4 and year.isascii() and year.isdigit() else 0
    known_month = month_number(month or season)
    known_day = int(day) if known_month and len(day) <= 2 and day.isascii() and day.isdigit() and int(day) <= 31 else 0
    understood = known_year and bool(known_month) == bool(month) and bool(known_day) == bool(day) and not season
    as_printed = "" if understood else " ".join(part for part in (year, month, day, season) if part)
    return PartialDate(known_year, known_month, known_day, as_printed)


def read_date(text: str) -> PartialDate:
    """A date from one line of print, as PubMed's MedlineDate and the DP of MEDLINE text give it.

    >>> read_date("2021 Jun 7")
    PartialDate(year=2021, month=6, day=7, as_printed='')
    >>> read_date("1975 Dec 15-31")
    PartialDate(year=1975, month=12, day=15, as_printed='1975 Dec 15-31')
    """
    text = " ".join(text.split())
    if simple := _SIMPLE.match(text):
        year, month, day = (part or "" for part in simple.groups())
        if not month or month_number(month):
            season = month.lower() in _SEASONS
            return date_of(year, "" if season else month, day, month if season else "")
    first_year = _YEAR.search(text)
    if first_year is None:
        return PartialDate(0, as_printed=text)
    month_known, day_known = 0, 0
    if after := _AFTER_YEAR.match(text, first_year.end()):
        quarter = after["quarter"] or after["word"].lower()
        month_known = _QUARTERS.get(quarter, 0) or month_number(after["word"] or "")
        day_known = int(after["day"] or 0) if month_known and int(after["day"] or 0) <= 31 else 0
    return PartialDate(int(first_year.group()), month_known, day_known, text)
