"""Evaluates PubMed's Boolean syntax over records, approximately.

What differs from PubMed: headings explode by their names only (``Arthritis`` finds ``Arthritis, Rheumatoid``, since
the MeSH tree is not at hand), untagged words are mapped to a heading of that name but not to its entry terms, and
nothing is corrected. That is good enough to run every query of a catalogue against records of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tests.support.eutils.fields import Fields, heading_name, plain
from tests.support.eutils.records import Record
from tests.support.eutils.terms import DateRange, UidList, UidRange, normalised, restriction_of

_TRIALS = (
    "randomized controlled trial",
    "controlled clinical trial",
    "pragmatic clinical trial",
    "adaptive clinical trial",
    "equivalence trial",
    "clinical trial phase i",
    "clinical trial phase ii",
    "clinical trial phase iii",
    "clinical trial phase iv",
)
_TYPES_BELOW = {"clinical trial": _TRIALS, "review": ("systematic review",)}
"""Publication types that a wider one includes."""


Index = list[tuple[Record, Fields]]
Test = Callable[[Fields], bool]

_DAY = r'"?\d{4}(?:/\d{1,2}){0,2}"?'
_TAG = r"\s*\[[^\]]*\]"
_TOKEN = re.compile(
    rf"\s*(?:(?P<paren>[()])|(?P<operator>AND|OR|NOT)\b|(?P<range>(?:{_DAY}|\d+)(?:{_TAG})?\s*:\s*(?:{_DAY}|\d+){_TAG})"
    rf'|(?P<atom>"[^"]*"(?:{_TAG})?|[^\s()\[\]"](?:(?!\s+(?:AND|OR|NOT)\b)[^()\[\]"])*(?:{_TAG})?))'
)


def evaluate(term: str, index: Index, known: dict[str, set[int]] | None = None) -> set[int]:
    """PMIDs of the records that a term describes.

    Args:
        term: in PubMed's syntax.
        index: the records.
        known: what the parts of earlier terms found in the same index; added to.

    Raises:
        ValueError: the term cannot be read (parentheses, an unknown tag).
    """
    return _Reader(term, index, {} if known is None else known).result()


class _Reader:
    """Reads a term from left to right, as PubMed does: operators bind equally, parentheses group."""

    def __init__(self, term: str, index: Index, known: dict[str, set[int]]) -> None:
        self._term = term
        self._index = index
        self._known = known
        self._tokens = list(self._split())
        self._next = 0

    def _split(self) -> Iterator[tuple[str, str]]:
        position = 0
        text = self._term.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise ValueError(f"cannot read {text[position:]!r} in {text!r}")
            yield match.lastgroup, match[match.lastgroup].strip()
            position = match.end()

    def result(self) -> set[int]:
        found = self._expression()
        if self._next < len(self._tokens):
            raise ValueError(f"closed too often: {self._term!r}")
        return found

    def _expression(self) -> set[int]:
        found = self._operand()
        while self._next < len(self._tokens) and self._tokens[self._next][1] != ")":
            kind, text = self._tokens[self._next]
            operator = text if kind == "operator" else "AND"
            self._next += kind == "operator"
            other = self._operand()
            found = {"AND": found & other, "OR": found | other, "NOT": found - other}[operator]
        return found

    def _operand(self) -> set[int]:
        if self._next >= len(self._tokens):
            raise ValueError(f"ends too early: {self._term!r}")
        kind, text = self._tokens[self._next]
        self._next += 1
        if kind in ("range", "atom"):
            if text not in self._known:
                self._known[text] = self._matching(text)
            return self._known[text]
        if text != "(":
            raise ValueError(f"{text} is out of place in {self._term!r}")
        found = self._expression()
        if self._next >= len(self._tokens):
            raise ValueError(f"not closed: {self._term!r}")
        self._next += 1
        return found

    def _matching(self, text: str) -> set[int]:
        match restriction_of(text):
            case UidRange(lo, hi):
                return {record.pmid for record, _ in self._index if lo <= record.pmid <= hi}
            case UidList(pmids):
                return {record.pmid for record, _ in self._index if record.pmid in pmids}
            case DateRange(name, first, last):
                days = ((record.pmid, record.dates.get(name)) for record, _ in self._index)
                return {pmid for pmid, when in days if when and first <= when <= last}
        test = requirement(text)
        return {record.pmid for record, fields in self._index if test(fields)}


def requirement(atom: str) -> Test:
    """What a record has to have for ``"some words"[tag]``.

    Raises:
        ValueError: the tag is not known here.
    """
    words, _, tag = normalised(atom).rstrip("]").partition("[")
    words, tag = words.strip().strip('"'), " ".join(tag.lower().split())
    if match := re.fullmatch(r"(ti|tiab|title|title/abstract):~(\d+)", tag):
        return _near(plain(words).split(), int(match[2]), title_only=match[1] in ("ti", "title"))
    if not plain(words):
        raise ValueError(f"there are no words in {atom!r}")
    text = _text_test(words)
    name, noexp = re.subn(r":\s*noexp$", "", tag)
    match name:
        case "tiab" | "title/abstract":
            return lambda fields: text(fields.title_abstract)
        case "ti" | "title":
            return lambda fields: text(fields.title)
        case "ab" | "abstract":
            return lambda fields: text(fields.abstract)
        case "ot" | "other term":
            return lambda fields: text(fields.keywords)
        case "tw" | "text word" | "all" | "all fields":
            return lambda fields: text(fields.everything)
        case "":
            heading, each = heading_name(words), [_text_test(word) for word in words.split()]
            return lambda fields: heading in fields.headings or all(word(fields.everything) for word in each)
        case "mh" | "mesh" | "mesh terms" | "majr" | "mesh major topic":
            return _heading_test(words, major=name.startswith(("majr", "mesh major")), explode=not noexp)
        case "sh" | "mesh subheading":
            return _member_test(plain(words), lambda fields: fields.subheadings)
        case "nm" | "supplementary concept":
            return _member_test(plain(words), lambda fields: fields.substances)
        case "la" | "lang" | "language":
            return lambda fields: any(code == plain(words)[:3] for code in fields.languages)
        case "pt" | "publication type":
            wanted = {plain(words), *(() if noexp else _TYPES_BELOW.get(plain(words), ()))}
            return lambda fields: not wanted.isdisjoint(fields.types)
        case "filter" | "sb" | "subset":
            return _filter_test(plain(words))
    raise ValueError(f"the tag of {atom!r} is not known to the test server")


def _text_test(words: str) -> Callable[[str], bool]:
    """Words next to each other; a star stands for any end of the last word (or of one in the middle)."""
    if "*" not in words:
        phrase = f" {plain(words)} "
        return lambda text: phrase in text
    if words.index("*") == len(words) - 1:
        beginning = f" {plain(words)}"
        return lambda text: beginning in text
    parts = [plain(part) for part in words.split("*")]
    ends = r"[^\W_]*"
    pattern = ends.join(
        re.escape(part) if number == 0 or not part else f" {re.escape(part)}" for number, part in enumerate(parts)
    )
    compiled = re.compile(rf" {pattern} ")
    return lambda text: compiled.search(text) is not None


def _near(words: list[str], apart: int, *, title_only: bool) -> Test:
    def near(text: str) -> bool:
        there = text.split()
        width = len(words) + apart
        return any(set(words) <= set(there[start : start + width]) for start in range(len(there)))

    return lambda fields: near(fields.title if title_only else fields.title_abstract)


def _heading_test(words: str, *, major: bool, explode: bool) -> Test:
    descriptor, slash, qualifier = words.partition("/")
    name = heading_name(descriptor)
    if slash:
        return _member_test(f"{name}/{plain(qualifier)}", lambda fields: fields.qualified)
    if major:
        return _member_test(name, lambda fields: fields.major_exploded if explode else fields.major)
    return _member_test(name, lambda fields: fields.headings_exploded if explode else fields.headings)


def _member_test(name: str, members: Callable[[Fields], frozenset[str]]) -> Test:
    return lambda fields: name in members(fields)


def _filter_test(name: str) -> Test:
    match name:
        case "hasabstract":
            return lambda fields: bool(fields.abstract.strip())
        case "humans" | "animals" | "female" | "male":
            return lambda fields: name in fields.headings
        case "english":
            return lambda fields: "eng" in fields.languages
        case "systematic" | "systematic review" | "systematicreview":
            return lambda fields: "systematic review" in fields.types or " systematic review " in fields.title
    raise ValueError(f"the filter {name!r} is not known to the test server")
