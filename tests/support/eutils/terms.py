"""The parts of a search term that the server really evaluates: UID ranges, UID lists and date ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

DATE_FIELDS = {
    "crdt": "Date - Create",
    "edat": "Date - Entry",
    "mdat": "Date - Modification",
    "pdat": "Date - Publication",
    "dp": "Date - Publication",
}
"""Date tags with the names that QueryTranslation gives them."""

_UID = r"\[\s*(?:uid|pmid)\s*\]"
_DAY = r'"?(\d{4}(?:/\d{1,2}){0,2})"?'
_DATE_TAG = r"\[\s*(crdt|edat|mdat|pdat|dp)\s*\]"
_UID_RANGE = re.compile(rf"(\d+)\s*(?:{_UID})?\s*:\s*(\d+)\s*{_UID}", re.IGNORECASE)
_UID_LIST = re.compile(rf"(\d+(?:\s*,\s*\d+)*)\s*{_UID}(?:\s+OR\s+(\d+)\s*{_UID})*", re.IGNORECASE)
_DATE_RANGE = re.compile(rf"{_DAY}\s*(?:\[\s*\w+\s*\])?\s*:\s*{_DAY}\s*{_DATE_TAG}", re.IGNORECASE)
_LAST_AND = re.compile(r"^(?P<rest>.*\S)\s+AND\s+(?P<last>[^()]+|\([^()]+\))$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class UidRange:
    """PMIDs from ``lo`` to ``hi``, both included."""

    lo: int
    hi: int

    def translation(self) -> str:
        return f"{self.lo}:{self.hi}[UID]"


@dataclass(frozen=True)
class UidList:
    """These PMIDs."""

    pmids: frozenset[int]

    def translation(self) -> str:
        return " OR ".join(f"{pmid}[UID]" for pmid in sorted(self.pmids))


@dataclass(frozen=True)
class DateRange:
    """Records whose date ``field`` lies from ``first`` to ``last``, both included."""

    field: str
    first: date
    last: date

    def translation(self) -> str:
        return f"{self.first:%Y/%m/%d}:{self.last:%Y/%m/%d}[{DATE_FIELDS[self.field]}]"


Restriction = UidRange | UidList | DateRange


def split_term(term: str) -> tuple[str, tuple[Restriction, ...]]:
    """Take ``AND lo:hi[uid]`` and ``AND first:last[crdt]`` off the end of a term.

    Returns:
        What is left, normalised (empty when the term was nothing but restrictions), and the restrictions.
    """
    restrictions: list[Restriction] = []
    rest = normalised(term)
    while rest:
        if (whole := restriction_of(rest)) is not None:
            restrictions.append(whole)
            return "", tuple(restrictions)
        match = _LAST_AND.match(rest)
        last = restriction_of(match["last"]) if match else None
        if match is None or last is None:
            break
        restrictions.append(last)
        rest = normalised(match["rest"])
    return rest, tuple(restrictions)


def normalised(term: str) -> str:
    """One space between words, and no parentheses around the whole."""
    term = " ".join(term.split())
    while term.startswith("(") and _closing(term) == len(term) - 1:
        term = term[1:-1].strip()
    return term


def _closing(term: str) -> int:
    """Index of the parenthesis that closes the one at 0; -1 when none does."""
    depth, quoted = 0, False
    for index, letter in enumerate(term):
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "()":
            depth += 1 if letter == "(" else -1
            if depth == 0:
                return index
    return -1


def restriction_of(text: str) -> Restriction | None:
    """The restriction that the whole text is, if it is one."""
    text = normalised(text)
    if match := _UID_RANGE.fullmatch(text):
        return UidRange(int(match[1]), int(match[2]))
    if _UID_LIST.fullmatch(text):
        return UidList(frozenset(int(number) for number in re.findall(r"\d+", text)))
    if match := _DATE_RANGE.fullmatch(text):
        field = match[3].lower()
        return DateRange("pdat" if field == "dp" else field, day(match[1], last=False), day(match[2], last=True))
    return None


def day(text: str, *, last: bool) -> date:
    """``2020``, ``2020/3`` or ``2020/03/05``; the first or the last day of a year or month.

    Raises:
        ValueError: the text is no date.
    """
    year, *rest = (int(part) for part in text.split("/"))
    if len(rest) == 2:
        return date(year, rest[0], rest[1])
    month = rest[0] if rest else (12 if last else 1)
    if not last:
        return date(year, month, 1)
    return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
