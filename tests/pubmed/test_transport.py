from __future__ import annotations

import threading
from pathlib import Path

import pytest

from evidence.errors import SourceError, SourceUnreachableError
from evidence.pubmed.source import Search
from evidence.pubmed.transport import ATTEMPTS, PATIENCE
from tests.support.asking import (
    FETCH_KINDS,
    HARMLESS,
    PMIDS,
    SEARCH,
    SEARCH_KINDS,
    SILENT,
    Connect,
    free_port,
    raw_server,
    serve,
)
from tests.support.eutils import API_KEY, Corpus, Fault
from tests.support.passing import Time

# --- every fault, once and for good ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SEARCH_KINDS)
def test_a_search_survives_every_fault(corpus: Corpus, connect: Connect, kind: str) -> None:
    with serve(corpus, Fault(kind, seconds=0.6)) as server:
        source = connect(server.url, read_timeout=0.3)
        assert source.search(SEARCH).pmids == PMIDS
        assert source.requests == len(server.log) == (1 if kind in HARMLESS else 2)


@pytest.mark.parametrize("kind", FETCH_KINDS)
def test_a_fetch_survives_every_fault(corpus: Corpus, connect: Connect, kind: str) -> None:
    with serve(corpus, Fault(kind, endpoint="efetch", seconds=0.6)) as server:
        source = connect(server.url, read_timeout=0.3)
        (page,) = source.fetch(PMIDS)
        assert sorted(citation.pmid for citation in page.citations) == list(PMIDS)
        assert page.missing == ()
        assert len(server.log) == (1 if kind in HARMLESS else 2)


@pytest.mark.parametrize("kind", sorted(set(SEARCH_KINDS) - HARMLESS))
def test_a_fault_that_stays_is_told_with_what_was_seen(corpus: Corpus, connect: Connect, kind: str) -> None:
    with serve(corpus, Fault(kind, times=None, seconds=0.6)) as server:
        source = connect(server.url, read_timeout=0.3)
        with pytest.raises(SourceError) as caught:
            source.search(SEARCH)
        assert source.requests == ATTEMPTS
    told = str(caught.value)
    assert "query main of claim nk-cells" in told
    assert f"{ATTEMPTS} times" in told
    assert caught.value.remedy
    assert len(told) < 700
    assert isinstance(caught.value, SourceUnreachableError) is (kind in SILENT)


def test_many_faults_in_a_row_are_survived(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus, "http_503", "html_200", "truncated_transfer", "fewer_ids", "empty_body") as server:
        assert connect(server.url).search(SEARCH).pmids == PMIDS


# --- waiting -----------------------------------------------------------------------------------------------------


def test_pauses_grow_and_are_drawn_at_random(corpus: Corpus, connect: Connect, passing: Time) -> None:
    with serve(corpus, Fault("http_500", times=None)) as server:
        for chance in (1.0, 0.0):
            passing.slept.clear()
            with pytest.raises(SourceError):
                connect(server.url, chance=chance).search(SEARCH)
            pauses = [seconds for seconds in passing.slept if seconds >= 1 or seconds == 0]
            assert pauses == ([1, 2, 4, 8, 16] if chance else [0] * 5)


@pytest.mark.parametrize("key", ["", API_KEY])
def test_a_refusal_makes_everybody_wait_as_long_as_the_server_asks(
    corpus: Corpus, connect: Connect, passing: Time, key: str
) -> None:
    with serve(corpus, Fault("http_429_retry_after", seconds=20)) as server:
        one, other = connect(server.url, api_key=key), connect(server.url, api_key=key)
        began = passing.monotonic()
        one.search(SEARCH)
        assert passing.monotonic() - began >= 20
        passing.nanoseconds -= 10_000_000_000  # the other process, ten seconds earlier
        began = passing.monotonic()
        other.search(SEARCH)
        assert passing.monotonic() - began >= 10


def test_a_refusal_that_names_no_time_is_followed_by_longer_and_longer_pauses(
    corpus: Corpus, connect: Connect, passing: Time
) -> None:
    with serve(corpus, *["rate_in_200"] * 3) as server:
        began = passing.monotonic()
        connect(server.url).search(SEARCH)
        assert 2 + 4 + 8 <= passing.monotonic() - began <= 2 + 4 + 8 + 2


def test_an_absurd_wait_is_bounded(corpus: Corpus, connect: Connect, passing: Time) -> None:
    with serve(corpus, Fault("http_429_retry_after", times=None, seconds=1e6)) as server:
        began = passing.monotonic()
        with pytest.raises(SourceError):
            connect(server.url).search(SEARCH)
        assert passing.monotonic() - began <= PATIENCE


def test_what_cannot_be_helped_is_told_at_once(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url)
        with pytest.raises(SourceError, match=r"Empty term.*correct the query"):
            source.search(Search(claim_id="c", query_id="q", term=" "))
        assert source.requests == 1


# --- nobody there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("http://127.0.0.1:{port}/", "connection refused"),
        ("https://127.0.0.1:{port}/", "connection refused"),
        ("ftp://127.0.0.1/", "the address cannot be used"),
        ("nonsense", "the address cannot be used"),
        ("http://127.0.0.1:99999/", "the address cannot be used"),
        (f"http://{'a' * 70}.example/", "the address cannot be used"),
    ],
)
def test_an_address_without_a_server_is_unreachable(connect: Connect, url: str, seen: str) -> None:
    with pytest.raises(SourceUnreachableError, match=seen) as caught:
        connect(url.format(port=free_port())).search(SEARCH)
    assert "EVIDENCE_EUTILS_URL" in caught.value.remedy


def test_a_server_that_speaks_no_tls_is_unreachable(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server, pytest.raises(SourceUnreachableError, match="no secure connection"):
        connect(server.url.replace("http:", "https:")).search(SEARCH)


def test_a_certificate_file_that_is_not_there_is_named(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "absent.pem"))
    with pytest.raises(SourceUnreachableError, match=r"absent\.pem.*REQUESTS_CA_BUNDLE"):
        connect(f"https://127.0.0.1:{free_port()}/").search(SEARCH)


def test_a_proxy_that_is_not_there_is_named(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(SourceUnreachableError, match=r"no connection through the proxy.*HTTPS_PROXY"):
        connect("https://eutils.example/").search(SEARCH)


def test_a_wrong_path_is_unreachable_at_once(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url + "wrong/")
        with pytest.raises(SourceUnreachableError, match="HTTP 404"):
            source.search(SEARCH)
        assert source.requests == 1


def test_one_query_without_answer_among_good_ones_is_no_outage(corpus: Corpus, connect: Connect) -> None:
    corpus.set_search("other", PMIDS)
    with serve(corpus, Fault("stall", term="nk cells", times=None, seconds=2)) as server:
        source = connect(server.url, read_timeout=0.3)
        caught: list[SourceError] = []

        def stalled() -> None:
            try:
                source.search(SEARCH)
            except SourceError as error:
                caught.append(error)

        thread = threading.Thread(target=stalled)
        thread.start()
        while thread.is_alive():
            source.search(Search(claim_id="c", query_id="q", term="other"))
            thread.join(0.05)
    assert [type(error) for error in caught] == [SourceError]
    assert "no answer within 0.3 s" in str(caught[0])


def test_a_redirect_is_not_followed(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        head = f"HTTP/1.1 302 Found\r\nLocation: {server.url}esearch.fcgi?{API_KEY}\r\nContent-Length: 0\r\n\r\n"
        listener, url = raw_server(head.encode())
        with listener, pytest.raises(SourceUnreachableError, match="sends on to") as caught:
            connect(url, api_key=API_KEY).search(SEARCH)
        assert server.log == []
        assert API_KEY not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip"]
)
def test_an_answer_that_is_no_http_ends_in_our_error(connect: Connect, answer: bytes) -> None:
    listener, url = raw_server(answer)
    with listener, pytest.raises(SourceError):
        connect(url).search(SEARCH)


# --- many at once ------------------------------------------------------------------------------------------------


def test_threads_share_one_source(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url, api_key=API_KEY, read_timeout=5.0)
        results: list[tuple[int, ...]] = []
        threads = [threading.Thread(target=lambda: results.append(source.search(SEARCH).pmids)) for _ in range(30)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [PMIDS] * 30
        assert source.requests == len(server.log) == 30
