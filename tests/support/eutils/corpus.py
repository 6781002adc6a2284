"""What the server knows: records, and what each search term finds. It may be changed between two requests."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from tests.support.eutils.records import Record, read_records, synthetic_record
from tests.support.eutils.terms import DateRange, Restriction, UidList, UidRange, normalised, split_term

Predicate = Callable[[Record], bool]


@dataclass(frozen=True)
class Found:
    """What a search finds, and what PubMed says about the term.

    Attributes:
        pmids: ascending.
        translation: QueryTranslation.
        phrases_not_found, fields_not_found: ErrorList; the answer is no error all the same.
        phrases_ignored, quoted_phrases_not_found, messages: WarningList.
    """

    pmids: Sequence[int] = ()
    translation: str = ""
    phrases_not_found: tuple[str, ...] = ()
    fields_not_found: tuple[str, ...] = ()
    phrases_ignored: tuple[str, ...] = ()
    quoted_phrases_not_found: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Search:
    pmids: Sequence[int] | Predicate
    about: Found = field(default_factory=Found)


class Corpus:
    """Records and searches.

    Terms are not evaluated as PubMed does: each finds what ``set_search`` says. Only what ``split_term`` knows
    is evaluated on top of that. A term that nothing was said about goes to ``evaluate``.

    Args:
        records: PMID -> XML of its ``PubmedArticle`` or ``PubmedBookArticle``.
    """

    def __init__(self, records: Mapping[int, bytes] | None = None) -> None:
        self._lock = threading.RLock()
        self._records: dict[int, Record] = {}
        self._gone: set[int] = set()
        self._searches: dict[str, _Search] = {}
        for pmid, xml in (records or {}).items():
            self.add(pmid, xml)

    def add(self, pmid: int, xml: bytes) -> None:
        """Add a record, or put it in the place of the one there is."""
        self._put(Record(pmid, partial(bytes, xml)))

    def add_file(self, path: Path) -> list[int]:
        """Add the real records of an NLM file; their PMIDs."""
        records = read_records(path)
        for pmid, xml in records.items():
            self.add(pmid, xml)
        return list(records)

    def add_synthetic(self, pmids: Iterable[int], render: Callable[[int], bytes] = synthetic_record) -> None:
        """Add made-up records whose XML is written only when asked for; 100,000 take a fraction of a second."""
        for pmid in pmids:
            self._put(Record(pmid, partial(render, pmid)))

    def _put(self, record: Record) -> None:
        with self._lock:
            self._records[record.pmid] = record
            self._gone.discard(record.pmid)

    def remove(self, pmid: int, *, still_found: bool = False) -> None:
        """Take a record out; searches do not find it any more, unless ``still_found``."""
        with self._lock:
            self._records.pop(pmid, None)
            if not still_found:
                self._gone.add(pmid)

    def record(self, pmid: int) -> Record | None:
        """The record of this PMID, if there is one."""
        return self._records.get(pmid)

    def pmids(self) -> list[int]:
        """All PMIDs that have a record, ascending."""
        with self._lock:
            return sorted(self._records)

    def records(self) -> list[Record]:
        """All records, in ascending order of PMID."""
        with self._lock:
            return [self._records[pmid] for pmid in sorted(self._records)]

    def evaluate(self, term: str) -> Found:
        """What a term finds that nothing was said about: nothing, unless a kind of corpus knows better."""
        return not_found(term)

    def set_search(
        self,
        term: str,
        pmids: Iterable[int] | Predicate,
        *,
        translation: str = "",
        phrases_not_found: tuple[str, ...] = (),
        fields_not_found: tuple[str, ...] = (),
        phrases_ignored: tuple[str, ...] = (),
        quoted_phrases_not_found: tuple[str, ...] = (),
        messages: tuple[str, ...] = (),
    ) -> None:
        """Say what a term finds from now on: these PMIDs (with a record or not), or all records that pass."""
        about = Found(
            translation=translation or default_translation(term),
            phrases_not_found=phrases_not_found,
            fields_not_found=fields_not_found,
            phrases_ignored=phrases_ignored,
            quoted_phrases_not_found=quoted_phrases_not_found,
            messages=messages,
        )
        with self._lock:
            self._searches[normalised(term)] = _Search(pmids if callable(pmids) else sorted(set(pmids)), about)

    def search(self, term: str, further: Sequence[Restriction] = ()) -> Found:
        """What a term finds, restricted further (by mindate and maxdate, say)."""
        with self._lock:
            whole = self._searches.get(normalised(term))
            rest, restrictions = (normalised(term), ()) if whole else split_term(term)
            found = self._found(rest)
            pmids = found.pmids
            translations = [f"({found.translation})" if restrictions or further else found.translation] if rest else []
            for restriction in (*restrictions, *further):
                pmids = self._restricted(pmids, restriction)
                translations.append(restriction.translation())
            return replace(
                found, pmids=[p for p in pmids if p not in self._gone], translation=" AND ".join(translations)
            )

    def _found(self, term: str) -> Found:
        if not term:
            return Found(pmids=sorted(self._records))
        search = self._searches.get(term)
        if search is None:
            return self.evaluate(term)
        if callable(search.pmids):
            passes = search.pmids
            return replace(search.about, pmids=sorted(p for p, record in self._records.items() if passes(record)))
        return replace(search.about, pmids=search.pmids)

    def _restricted(self, pmids: Sequence[int], restriction: Restriction) -> Sequence[int]:
        match restriction:
            case UidRange(lo, hi):
                return pmids[bisect_left(pmids, lo) : bisect_right(pmids, hi)]
            case UidList(wanted):
                return [pmid for pmid in pmids if pmid in wanted]
            case DateRange(name, first, last):
                return [
                    pmid
                    for pmid in pmids
                    if (record := self._records.get(pmid))
                    and (when := record.dates.get(name))
                    and first <= when <= last
                ]


def not_found(term: str) -> Found:
    """What PubMed says about a phrase that no record has."""
    return Found(translation=f"({default_translation(term)})", phrases_not_found=(term,), messages=("No items found.",))


def default_translation(term: str) -> str:
    """Tagged terms stay as they are; an untagged one is looked for in all fields."""
    term = normalised(term)
    if "[" in term:
        return term
    return f"{term}[All Fields]" if term.startswith('"') else f'"{term}"[All Fields]'
