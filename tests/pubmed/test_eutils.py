from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.errors import SourceError
from evidence.pubmed.access import NCBI_URL, EutilsAccess
from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.source import CitationSource, Search
from tests.support.eutils import API_KEY, KINDS, Corpus, EutilsServer, Fault, Faults, Found
from tests.support.eutils.terms import Restriction

Connect = Callable[..., PubmedSource]
FIRST = 900_000_000
SEARCH = Search(claim_id="nk-cells", query_id="main", term="nk cells[tiab] OR nk cell[tiab]")


def corpus_of(*pmids: int, **doubts: tuple[str, ...]) -> Corpus:
    corpus = Corpus()
    corpus.set_search(SEARCH.term, pmids, **doubts)  # type: ignore[arg-type]
    return corpus


def test_it_is_a_source_of_citations(tmp_path: Path) -> None:
    source: CitationSource = PubmedSource(EutilsAccess(tool="t", email="e", pace_file=tmp_path / "pace"))
    assert source.name == "pubmed"
    assert source.requests == 0


def test_the_key_decides_how_much_may_be_asked_at_once(tmp_path: Path) -> None:
    without = EutilsAccess(tool="t", email="e", pace_file=tmp_path / "pace")
    with_key = EutilsAccess(tool="t", email="e", api_key=API_KEY, pace_file=tmp_path / "pace")
    assert (without.rate, with_key.rate) == (3, 10)
    assert without.concurrency < with_key.concurrency
    assert without.url == NCBI_URL
    assert API_KEY not in f"{with_key} {with_key!r} {with_key.__rich_repr__()}"


def test_a_search_gives_all_ids_ascending_with_what_a_curator_should_see(connect: Connect) -> None:
    corpus = corpus_of(FIRST + 2, FIRST, FIRST + 1, phrases_not_found=("nk cellz",))
    with EutilsServer(corpus, rate=None) as server:
        result = connect(server.url).search(SEARCH)
    assert result.pmids == (FIRST, FIRST + 1, FIRST + 2)
    assert result.translation == SEARCH.term
    assert result.warnings == ("PubMed does not know 'nk cellz' and ignored it",)


def test_no_hits_are_an_answer(connect: Connect) -> None:
    with EutilsServer(corpus_of(), rate=None) as server:
        assert connect(server.url).search(SEARCH).pmids == ()


@pytest.mark.parametrize(("count", "requests"), [(9_998, 1), (9_999, 1), (10_000, 3), (40_000, 9)])
def test_more_hits_than_pubmed_lists_come_whole(connect: Connect, count: int, requests: int) -> None:
    pmids = tuple(FIRST + 11 * i for i in range(count))
    with EutilsServer(corpus_of(*pmids, phrases_ignored=("the",)), rate=None) as server:
        source = connect(server.url, api_key=API_KEY, read_timeout=5.0)
        result = source.search(SEARCH)
        assert result.pmids == pmids
        assert source.requests <= requests
    assert result.translation == SEARCH.term  # the query's own, not that of a range
    assert result.warnings == ("PubMed ignored 'the'",)


@pytest.mark.parametrize("kind", ["fewer_ids", "truncated_xml", "http_500", "connection_reset", "backend_failed"])
def test_a_fault_in_the_middle_of_a_large_search_cuts_nothing(connect: Connect, kind: str) -> None:
    pmids = tuple(FIRST + 11 * i for i in range(25_000))
    faults = Faults([Fault(kind, term="[uid]", times=3)])
    with EutilsServer(corpus_of(*pmids), rate=None, faults=faults) as server:
        assert connect(server.url, read_timeout=5.0).search(SEARCH).pmids == pmids


class _Changing(Faults):
    """Lets the corpus change at the beginning of one request."""

    def __init__(self, at: int, change: Callable[[], None]) -> None:
        super().__init__()
        self._requests_left = at
        self._change = change

    def next(self, endpoint: str, params: Mapping[str, str], seed: int) -> None:
        self._requests_left -= 1
        if self._requests_left == 0:
            self._change()


@pytest.mark.parametrize("more", [-5, +5])
@pytest.mark.parametrize("at", [2, 3, 4])
def test_records_that_come_or_go_meanwhile_are_no_error(connect: Connect, more: int, at: int) -> None:
    before = [FIRST + 11 * i for i in range(25_000)]
    after = before[: len(before) + more] if more < 0 else [*before, *(before[-1] + i for i in range(1, more + 1))]
    corpus = corpus_of(*before)
    changing = _Changing(at, lambda: corpus.set_search(SEARCH.term, after))
    with EutilsServer(corpus, rate=None, faults=changing) as server:
        assert connect(server.url, read_timeout=5.0).search(SEARCH).pmids in {tuple(before), tuple(after)}


def test_a_sum_that_never_fits_the_count_is_an_error(connect: Connect) -> None:
    # One record lies above every range: PubMed counts it, and no range lists it.
    corpus = corpus_of(*(FIRST + 11 * i for i in range(12_000)), 1_000_000_001)
    lists_less = pytest.raises(SourceError, match=r"finds 12,001 records and lists 12,000")
    with EutilsServer(corpus, rate=None) as server, lists_less as caught:
        connect(server.url, read_timeout=5.0).search(SEARCH)
    assert "query main of claim nk-cells" in str(caught.value)


def test_a_server_that_ignores_the_range_is_found_out(connect: Connect) -> None:
    class Deaf(Corpus):
        def search(self, term: str, further: Sequence[Restriction] = ()) -> Found:
            found = super().search(SEARCH.term)
            return found if term == SEARCH.term else replace(found, pmids=found.pmids[:5_000])

    corpus = Deaf()
    corpus.set_search(SEARCH.term, [FIRST + 11 * i for i in range(12_000)])
    with EutilsServer(corpus, rate=None) as server, pytest.raises(SourceError, match="outside the range"):
        connect(server.url, read_timeout=5.0).search(SEARCH)


@pytest.mark.parametrize("seed", range(3))
def test_with_every_fault_at_30_percent_nothing_is_lost_and_nothing_invented(connect: Connect, seed: int) -> None:
    known, unknown = range(FIRST, FIRST + 1_000), range(FIRST + 2_000, FIRST + 2_010)
    corpus = Corpus()
    corpus.add_synthetic(known)
    queries = [Search(claim_id="c", query_id=str(n), term=f"query {n}") for n in range(60)]
    for number, query in enumerate(queries):
        corpus.set_search(query.term, known[: 10 * number])
    kinds = set(KINDS) - {"bad_key"}  # which is final, and rightly so
    faults = Faults(probability=0.3, kinds=kinds, seconds=0.3)
    with EutilsServer(corpus, rate=None, faults=faults, seed=seed) as server:
        source = connect(server.url, api_key=API_KEY, read_timeout=0.2)
        for number, query in enumerate(queries):
            assert source.search(query).pmids == tuple(known[: 10 * number])
        pages = list(source.fetch([*known, *unknown]))
        assert sum(request.fault is not None for request in server.log) >= 10
    assert sorted(citation.pmid for page in pages for citation in page.citations) == list(known)
    assert sorted(pmid for page in pages for pmid in page.missing) == list(unknown)


# --- one polite request ------------------------------------------------------------------------------------------


def test_a_ping_is_one_request_and_says_what_it_sent(connect: Connect) -> None:
    corpus = Corpus()
    corpus.add_synthetic(range(FIRST, FIRST + 42))
    with EutilsServer(corpus, rate=3) as server:
        ping = connect(server.url, api_key=API_KEY).ping()
        (request,) = server.log
    assert (ping.status, ping.records, ping.problem) == (200, 42, "")
    assert ping.url == f"{server.url}esearch.fcgi"
    assert ping.sent == {**request.params, "api_key": "[key]"}
    assert ping.limits == {"x-ratelimit-limit": "10", "x-ratelimit-remaining": "9"}
    assert ping.seconds >= 0


@pytest.mark.parametrize(
    ("kind", "status", "problem"),
    [
        ("http_503", 503, "HTTP 503"),
        ("html_200", 200, "HTML"),
        ("bad_key", 400, "API key invalid"),
        ("connection_reset", 0, "connection"),
    ],
)
def test_a_ping_does_not_try_again(connect: Connect, kind: str, status: int, problem: str) -> None:
    with EutilsServer(Corpus(), rate=None, faults=Faults([kind])) as server:
        ping = connect(server.url, api_key=API_KEY).ping()
        assert len(server.log) == 1
    assert ping.status == status
    assert problem in ping.problem
