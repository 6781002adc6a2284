"""What a source of citations can do; ``pubmed`` (E-utilities) and ``sample`` are the two there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from evidence.citations.model import Citation


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """One query to be asked, with the names it goes by in claims.yaml."""

    claim_id: str
    query_id: str
    term: str


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The whole answer to a search.

    Attributes:
        pmids: every PMID that the query finds, without repeats, ascending; nothing is cut.
        translation: what the source made of the term (PubMed's QueryTranslation).
        warnings: what a curator should see: words that PubMed ignored or did not find.
    """

    pmids: tuple[int, ...]
    translation: str = ""
    warnings: tuple[str, ...] = ()


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what a fetch asked for.

    Attributes:
        citations: the records that came, in no particular order.
        missing: PMIDs asked for that the source does not know (any more).
    """

    citations: tuple[Citation, ...]
    missing: tuple[int, ...] = ()


class CitationSource(Protocol):
    """Where citations come from.

    Both methods are safe to call from several threads at once and raise
    ``SourceError`` (this question failed) or ``SourceUnreachableError`` (every question will).
    """

    name: str
    """``pubmed`` or ``sample``; a database keeps to the source it began with."""

    @property
    def requests(self) -> int:
        """How many requests have been sent so far, retries included."""

    @property
    def concurrency(self) -> int:
        """How many questions may usefully be under way at once."""

    def search(self, search: Search) -> SearchResult:
        """Every PMID that the query finds."""

    def fetch(self, pmids: Sequence[int]) -> Iterator[Page]:
        """The records of these PMIDs, page by page; each PMID comes once, as citation or as missing."""
