"""Fetches the records that several queries need: each once, in as few requests as possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evidence.citations.model import Citation
from evidence.errors import SourceError
from evidence.pubmed.source import CitationSource, Page


class NewRecords:
    """The records that the store lacks, handed out query by query.

    The records of all queries are fetched as one stream, so that each page is as full as it can be and a
    record that several queries find comes once: for the first of them. Records wait here only until their
    query's turn, so memory holds the pages under way, not the whole of a first refresh.

    Args:
        source: where they come from.
        found: for each query, in the order of ``take``, the PMIDs it finds.
        unknown: those PMIDs among them whose records the store lacks.
    """

    def __init__(self, source: CitationSource, found: Sequence[frozenset[int]], unknown: set[int]) -> None:
        self._source = source
        self._found = found
        self._unknown = set(unknown)
        self._turn = 0
        self._waiting: dict[int, Citation] = {}
        self._missing: set[int] = set()
        self._pages = self._fetch()

    def take(self) -> tuple[tuple[Citation, ...], frozenset[int]]:
        """The next query's turn: its new records, ascending by PMID, and those PMIDs that the source lacks.

        Records handed out are expected to be stored before the next turn.

        Raises:
            SourceError: the records could not be fetched. The next query's turn comes all the same, and
                whatever it needs too is fetched for it.
        """
        found = self._found[self._turn]
        wanted = found & self._unknown
        self._turn += 1
        try:
            while lacking := wanted - self._waiting.keys() - self._missing:
                self._receive(lacking)
        except SourceError:
            # A stream ends with its first fault: what the later queries need is asked for anew.
            self._pages = self._fetch()
            raise
        handed_out = sorted(wanted - self._missing)
        self._unknown.difference_update(handed_out)
        return tuple(self._waiting.pop(pmid) for pmid in handed_out), found & self._missing

    def _receive(self, lacking: frozenset[int]) -> None:
        page = next(self._pages, None)
        if page is None:
            raise SourceError(f"{len(lacking)} records that were asked for did not come", "run the refresh again")
        self._waiting.update((citation.pmid, citation) for citation in page.citations)
        self._missing.update(page.missing)

    def _fetch(self) -> Iterator[Page]:
        later = (sorted(found & self._unknown) for found in self._found[self._turn :])
        wanted = dict.fromkeys(pmid for pmids in later for pmid in pmids)
        to_fetch = [pmid for pmid in wanted if pmid not in self._waiting and pmid not in self._missing]
        return iter(self._source.fetch(to_fetch)) if to_fetch else iter(())
