from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from evidence.errors import SourceError, SourceUnreachableError
from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.fetching import parse_records
from evidence.pubmed.replies import Fault as Refused
from evidence.pubmed.source import Page
from tests.support.eutils import (
    API_KEY,
    STRANGER,
    Corpus,
    EutilsServer,
    Fault,
    Faults,
    read_records,
    synthetic_book,
    synthetic_record,
)

Connect = Callable[..., PubmedSource]
FIRST = 900_000_000
UNKNOWN = FIRST + 5_000_000


@pytest.fixture
def corpus() -> Corpus:
    corpus = Corpus()
    corpus.add_synthetic(range(FIRST, FIRST + 1_000))
    return corpus


def serve(corpus: Corpus, *faults: str | Fault) -> EutilsServer:
    return EutilsServer(corpus, rate=None, faults=Faults(faults))


def came(pages: list[Page]) -> list[int]:
    return sorted(citation.pmid for page in pages for citation in page.citations)


def articles(*records: bytes) -> bytes:
    return b'<?xml version="1.0" ?><PubmedArticleSet>' + b"".join(records) + b"</PubmedArticleSet>"


def test_records_come_200_a_request(corpus: Corpus, connect: Connect) -> None:
    wanted = list(range(FIRST, FIRST + 950))
    with serve(corpus) as server:
        pages = list(connect(server.url, api_key=API_KEY).fetch(wanted))
        assert sorted(len(page.citations) for page in pages) == [150, 200, 200, 200, 200]
        assert len(server.log) == 5
    assert came(pages) == wanted


class _Together(Faults):
    """Keeps every request waiting until four are at the server at the same time."""

    def __init__(self) -> None:
        super().__init__()
        self._gate = threading.Barrier(4)

    def next(self, endpoint: str, params: Mapping[str, str], seed: int) -> None:
        self._gate.wait(timeout=20)


def test_several_requests_are_under_way_at_once(corpus: Corpus, connect: Connect) -> None:
    with EutilsServer(corpus, rate=None, faults=_Together()) as server:
        assert len(list(connect(server.url, read_timeout=30).fetch(range(FIRST, FIRST + 800)))) == 4


def test_nothing_asked_is_nothing_sent(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        assert list(connect(server.url).fetch([])) == []
        assert server.log == []


def test_a_pmid_asked_for_twice_comes_once(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        assert came(list(connect(server.url).fetch([FIRST, FIRST + 1, FIRST]))) == [FIRST, FIRST + 1]


def test_an_unknown_pmid_is_reported_after_it_was_looked_up(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        (page,) = connect(server.url).fetch([FIRST, UNKNOWN, FIRST + 1])
        assert came([page]) == [FIRST, FIRST + 1]
        assert page.missing == (UNKNOWN,)
        asked = [(request.endpoint, request.params.get("id") or request.params["term"]) for request in server.log]
    assert asked == [
        ("efetch", f"{FIRST},{UNKNOWN},{FIRST + 1}"),
        ("efetch", str(UNKNOWN)),
        ("esearch", f"{UNKNOWN}[uid]"),
    ]


def test_only_unknown_pmids_are_no_error(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        pages = list(connect(server.url).fetch(range(UNKNOWN, UNKNOWN + 450)))
    assert sorted(pmid for page in pages for pmid in page.missing) == list(range(UNKNOWN, UNKNOWN + 450))


@pytest.mark.parametrize("times", [1, 2, 3, 5])
def test_an_answer_that_is_silently_short_makes_nothing_missing(corpus: Corpus, connect: Connect, times: int) -> None:
    with serve(corpus, Fault("fewer_records", times=times)) as server:
        (page,) = connect(server.url).fetch([FIRST, FIRST + 1])
    assert came([page]) == [FIRST, FIRST + 1]
    assert page.missing == ()


def test_a_record_that_the_index_has_and_nobody_hands_out_is_an_error(corpus: Corpus, connect: Connect) -> None:
    error = pytest.raises(SourceError, match=f"PMID {FIRST} is in PubMed's index and has no record")
    with serve(corpus, Fault("fewer_records", times=None)) as server, error:
        list(connect(server.url).fetch([FIRST]))


def test_a_record_that_nobody_asked_for_is_refused(corpus: Corpus, connect: Connect) -> None:
    error = pytest.raises(SourceError, match=f"nobody asked for, PMID {STRANGER}")
    with serve(corpus, Fault("extra_record", times=None)) as server, error:
        list(connect(server.url).fetch([FIRST]))


def test_a_page_that_fails_does_not_keep_the_others_back(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus, Fault("http_500", term=str(FIRST + 300), times=None)) as server:
        pages: list[Page] = []
        with pytest.raises(SourceError, match="HTTP 500"):
            pages.extend(connect(server.url).fetch(range(FIRST, FIRST + 1_000)))
    assert came(pages) == [*range(FIRST, FIRST + 200), *range(FIRST + 400, FIRST + 1_000)]


def test_an_outage_ends_the_fetch_at_once(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url, api_key="f" * 36)
        with pytest.raises(SourceUnreachableError):
            list(source.fetch(range(FIRST, FIRST + 1_000_000)))
        assert source.requests <= 2 * source.concurrency


def test_pages_left_unread_are_not_fetched(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url)
        pages = source.fetch(range(FIRST, FIRST + 100_000))
        next(pages)
        pages.close()  # type: ignore[attr-defined]
        source.close()
        assert len(server.log) <= 2 * source.concurrency


def test_book_articles_are_records_too(corpus: Corpus, connect: Connect) -> None:
    corpus.add(FIRST + 7_000, synthetic_book(FIRST + 7_000))
    with serve(corpus) as server:
        (page,) = connect(server.url).fetch([FIRST, FIRST + 7_000])
    assert {citation.pmid: citation.book for citation in page.citations} == {FIRST: False, FIRST + 7_000: True}


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_of_several_versions_the_latest_counts(order: tuple[int, ...]) -> None:
    body = articles(*(synthetic_record(FIRST, version=number, title=f"Version {number}.") for number in order))
    (citation,) = parse_records(body, wanted=frozenset([FIRST]), about="x").values()
    assert (citation.version, citation.title) == (3, "Version 3.")


@pytest.mark.parametrize(
    "body",
    [
        articles(synthetic_record(FIRST), b"<DeleteCitation><PMID>900000001</PMID></DeleteCitation>"),
        articles(synthetic_record(FIRST)).replace(b"900000000</PMID>", b"</PMID>"),
        articles(synthetic_record(FIRST), b"</PubmedArticleSet><PubmedArticleSet>"),
        articles(synthetic_record(FIRST)).replace(b"<Title>", b"<Title>\x00"),
    ],
)
def test_records_that_cannot_be_understood_are_asked_for_again(body: bytes) -> None:
    with pytest.raises(Refused) as caught:
        parse_records(body, wanted=frozenset([FIRST, FIRST + 1]), about="x")
    assert caught.value.again


@pytest.mark.realdata
def test_real_records_come_whole(shared_data: Path, connect: Connect) -> None:
    records = read_records(shared_data / "pubmed" / "edge_cases.xml.gz")
    with serve(Corpus(records)) as server:
        pages = list(connect(server.url).fetch(list(records)))
    assert came(pages) == sorted(records)
    assert all(page.missing == () for page in pages)
