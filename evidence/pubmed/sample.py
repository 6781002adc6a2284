"""The sample: a source that answers from a folder, for a first look and for work without a network.

The folder holds ``citations.xml`` (PubMed's XML) and ``hits.csv`` (which query finds which record). What
the committed sample is, and what it is not, says ``data/sample/README.md``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.source import Page, Search, SearchResult
from evidence.pubmed.xml import DeletedCitations, read_citations

PAGE_SIZE = 200
"""Records in a page of a fetch, as many as are asked of PubMed in one request."""

HEADING = ["pmid", "claim", "query", "why"]

_Query = tuple[str, str]
"""A claim's id and the id of one of its queries."""


class SampleSource:
    """A ``CitationSource`` whose answers do not change and cost no request."""

    name: str = "sample"
    requests: int = 0
    concurrency: int = 1

    def __init__(self, citations: Mapping[int, Citation], hits: Mapping[_Query, tuple[int, ...]]) -> None:
        self._citations = citations
        self._hits = hits

    @classmethod
    def open(cls, folder: Path) -> SampleSource:
        """Read a sample whole, so that whatever is wrong with it shows before it is used.

        Args:
            folder: where ``citations.xml`` and ``hits.csv`` are.

        Raises:
            RecordError: a file is missing or cannot be understood; says which, the line, and what to do.
        """
        citations = _read_citations(folder / "citations.xml")
        return cls(citations, _read_hits(folder / "hits.csv", citations))

    def search(self, search: Search) -> SearchResult:
        """The PMIDs that ``hits.csv`` lists for the query; its term is not looked at."""
        return SearchResult(pmids=self._hits.get((search.claim_id, search.query_id), ()))

    def fetch(self, pmids: Sequence[int]) -> Iterator[Page]:
        """The records of these PMIDs, 200 a page; those that the sample does not hold are missing."""
        asked = list(dict.fromkeys(pmids))
        for start in range(0, len(asked), PAGE_SIZE):
            page = asked[start : start + PAGE_SIZE]
            yield Page(
                citations=tuple(self._citations[pmid] for pmid in page if pmid in self._citations),
                missing=tuple(pmid for pmid in page if pmid not in self._citations),
            )


def _read_citations(path: Path) -> dict[int, Citation]:
    citations: dict[int, Citation] = {}
    try:
        with path.open("rb") as stream:
            for record in read_citations(stream, name=str(path)):
                if isinstance(record, DeletedCitations):
                    raise RecordError(f"{path}: lists deleted records", "a sample holds records only: remove the list")
                if record.pmid in citations:
                    raise RecordError(f"{path}: holds PMID {record.pmid} twice", "remove one of the records")
                citations[record.pmid] = record
    except OSError as error:
        _unreadable(path, error)
    return citations


def _read_hits(path: Path, citations: Mapping[int, Citation]) -> dict[_Query, tuple[int, ...]]:
    rows = _rows(path)
    if next(rows, (1, []))[1] != HEADING:
        raise RecordError(f"{path}:1: the heading is missing", f"begin with the line {','.join(HEADING)}")
    lines: dict[tuple[_Query, int], int] = {}
    for line, row in rows:
        where = f"{path}:{line}"
        query, pmid = hit = _hit(where, row)
        if pmid not in citations:
            raise RecordError(
                f"{where}: citations.xml holds no record with PMID {pmid}",
                "correct the PMID, add the record, or remove the line",
            )
        if hit in lines:
            raise RecordError(
                f"{where}: says the same as line {lines[hit]}: PMID {pmid} for {'/'.join(query)}",
                "remove one of the lines",
            )
        lines[hit] = line
    hits: dict[_Query, tuple[int, ...]] = {}
    for query, pmid in sorted(lines):
        hits[query] = (*hits.get(query, ()), pmid)
    return hits


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the number of its (last) line."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = csv.reader(stream, strict=True)
            try:
                for row in rows:
                    yield rows.line_num, row
            except csv.Error as error:
                raise RecordError(f"{path}:{rows.line_num}: is not CSV ({error})", "correct the quotes") from error
    except OSError as error:
        _unreadable(path, error)
    except UnicodeDecodeError as error:
        raise RecordError(f"{path}: is not UTF-8 text ({error.reason})", "save it as UTF-8") from error


def _hit(where: str, row: list[str]) -> tuple[_Query, int]:
    if len(row) != len(HEADING):
        raise RecordError(f"{where}: has {len(row)} fields", f"give the {len(HEADING)} fields {','.join(HEADING)}")
    pmid, claim, query, _ = row
    if not (pmid.isascii() and pmid.isdigit() and len(pmid) <= 10):
        raise RecordError(f"{where}: {pmid[:40]!r} is no PMID", "give PubMed's number for the record")
    if not (claim and query):
        raise RecordError(f"{where}: names no claim or no query", "give the ids that claims.yaml uses")
    return (claim, query), int(pmid)


def _unreadable(path: Path, error: OSError) -> NoReturn:
    raise RecordError(
        f"{path}: cannot be read ({error.strerror})", "give the folder that holds citations.xml and hits.csv"
    ) from error
