"""PubMed as a source of citations, by way of NCBI's E-utilities.

The parts, each in a file of its own: the permitted `pace`, the `transport` with its second tries, the `replies`
and what is wrong with them, `splitting` of large searches, and `fetching` of records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import partial

import msgspec

from evidence.errors import SourceError
from evidence.pubmed.access import EutilsAccess
from evidence.pubmed.fetching import fetch_pages
from evidence.pubmed.replies import LISTED_AT_MOST, Fault, SearchReply, parse_search
from evidence.pubmed.source import Page, Search, SearchResult
from evidence.pubmed.splitting import HIGHEST_UID, list_ranges
from evidence.pubmed.transport import Transport

_WALKS = 3
"""How often a large search is listed before its sum is given up on; PubMed changes while it is being read."""


class Ping(msgspec.Struct, frozen=True, kw_only=True):
    """What one real request showed.

    Attributes:
        url: the address asked.
        sent: the fields sent, the key not shown.
        status: of HTTP; 0 when no answer came.
        seconds: until the answer was complete.
        limits: what the server says about the permitted rate, its headers by name.
        server_time: what the server's clock said; ``None`` when it did not say.
        records: how many records PubMed holds; 0 when it did not say.
        problem: what is wrong; empty when all is well.
        remedy: what to do about it.
    """

    url: str
    sent: Mapping[str, str]
    status: int = 0
    seconds: float = 0.0
    limits: Mapping[str, str] = {}
    server_time: datetime | None = None
    records: int = 0
    problem: str = ""
    remedy: str = ""


class PubmedSource:
    """PubMed. Safe to use from any number of threads; the pace is shared with every process on the machine.

    Args:
        access: the address, who asks, the key and the timeouts.
        transport: sends the requests; made from ``access`` when not given.
    """

    name = "pubmed"

    def __init__(self, access: EutilsAccess, *, transport: Transport | None = None) -> None:
        self._access = access
        self._transport = transport or Transport(access)

    @property
    def requests(self) -> int:
        """How many requests have been sent so far, retries included."""
        return self._transport.requests

    @property
    def concurrency(self) -> int:
        """How many questions may usefully be under way at once."""
        return self._access.concurrency

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._transport.close()

    def search(self, search: Search) -> SearchResult:
        """Every PMID that the query finds; none is cut, however many there are.

        Raises:
            SourceUnreachableError: PubMed cannot be reached, or refuses whoever asks.
            SourceError: PubMed does not answer this query.
        """
        about = f"query {search.query_id} of claim {search.claim_id}"
        first = self._search(search.term, about)
        pmids = set(first.pmids) if first.count <= LISTED_AT_MOST else self._list_all(search.term, about, first)
        return SearchResult(pmids=tuple(sorted(pmids)), translation=first.translation, warnings=first.warnings)

    def fetch(self, pmids: Sequence[int]) -> Iterator[Page]:
        """The records of these PMIDs, page by page; each PMID comes once, as citation or as missing.

        A page that cannot be had does not keep the others back.

        Raises:
            SourceUnreachableError: PubMed cannot be reached, or refuses whoever asks.
            SourceError: some of the records could not be had; all others have been yielded.
        """
        return fetch_pages(self._transport, pmids, concurrency=self.concurrency)

    def ping(self) -> Ping:
        """Ask PubMed once, without a second try, how many records it holds."""
        fields = {"db": "pubmed", "term": f"1:{HIGHEST_UID}[uid]", "retmode": "xml", "retmax": "0"}
        sent = self._transport.shown(fields)
        ping = Ping(url=self._transport.address("esearch"), sent=sent)
        try:
            answer = self._transport.send("esearch", fields)
        except Fault as fault:
            return msgspec.structs.replace(ping, problem=fault.reason, remedy=fault.remedy)
        limits = {name: value for name, value in answer.headers.items() if "ratelimit" in name or name == "retry-after"}
        ping = msgspec.structs.replace(
            ping,
            status=answer.status,
            seconds=answer.seconds,
            limits=limits,
            server_time=_moment(answer.headers.get("date", "")),
        )
        try:
            self._transport.check(answer)
            return msgspec.structs.replace(ping, records=parse_search(answer.body, most=0).count)
        except Fault as fault:
            return msgspec.structs.replace(ping, problem=fault.reason, remedy=fault.remedy)

    def _search(self, term: str, about: str) -> SearchReply:
        fields = {"db": "pubmed", "term": term, "retmode": "xml", "retmax": str(LISTED_AT_MOST), "retstart": "0"}
        return self._transport.ask("esearch", fields, parse_search, about=about)

    def _list_all(self, term: str, about: str, first: SearchReply) -> set[int]:
        """All ids of a search that finds more than PubMed lists at once."""
        before = first
        for _ in range(_WALKS):
            found = list_ranges(partial(self._search_range, term, about), before)
            if len(found) == before.count:
                return found
            # Records came or went while the ranges were read: then the count has moved as well.
            after = self._search(term, about)
            if len(found) == after.count:
                return found
            before = after
        raise SourceError(
            f"PubMed says that {about} finds {before.count:,} records and lists {len(found):,}, {_WALKS} times",
            "the next refresh asks again; if this persists, narrow the query",
        )

    def _search_range(self, term: str, about: str, low: int, high: int) -> SearchReply:
        """The part of a search between two UIDs."""

        def understand(body: bytes) -> SearchReply:
            reply = parse_search(body)
            if any(not low <= pmid <= high for pmid in reply.pmids):
                raise Fault(f"ids outside the range {low} to {high} that was asked for", again=True)
            return reply

        fields = {
            "db": "pubmed",
            "term": f"({term}) AND {low}:{high}[uid]",
            "retmode": "xml",
            "retmax": str(LISTED_AT_MOST),
            "retstart": "0",
        }
        return self._transport.ask("esearch", fields, understand, about=about)


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
