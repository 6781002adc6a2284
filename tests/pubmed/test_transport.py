from __future__ import annotations

import socket
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog

from evidence.errors import SourceError, SourceUnreachableError
from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.source import Search
from evidence.pubmed.transport import ATTEMPTS, PATIENCE
from tests.support.eutils import API_KEY, KINDS, Corpus, EutilsServer, Fault, Faults
from tests.support.passing import Time

Connect = Callable[..., PubmedSource]
FIRST = 900_000_000
SEARCH = Search(claim_id="nk-cells", query_id="main", term="nk cells[tiab]")
PMIDS = tuple(range(FIRST, FIRST + 30))

HARMLESS = {"wrong_charset", "duplicate_records", "slow_drip"}
"""Faults that a good client does not even notice."""
SILENT = {"connection_reset", "connection_closed_without_reply", "stall"}
"""Faults that look as if there were no server."""
SEARCH_KINDS = sorted(kind for kind, made in KINDS.items() if made.befalls("esearch", {"retmode": "xml"}))
FETCH_KINDS = sorted(kind for kind, made in KINDS.items() if made.befalls("efetch", {"retmode": "xml"}))


@pytest.fixture
def corpus() -> Corpus:
    corpus = Corpus()
    corpus.add_synthetic(PMIDS)
    corpus.set_search(SEARCH.term, PMIDS)
    return corpus


def serve(corpus: Corpus, *faults: str | Fault) -> EutilsServer:
    return EutilsServer(corpus, rate=None, faults=Faults(faults))


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


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


def _raw_server(answer: bytes) -> tuple[socket.socket, str]:
    """Answers every connection with these bytes and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

    threading.Thread(target=run, daemon=True).start()
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}/"


def test_a_redirect_is_not_followed(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        head = f"HTTP/1.1 302 Found\r\nLocation: {server.url}esearch.fcgi?{API_KEY}\r\nContent-Length: 0\r\n\r\n"
        listener, url = _raw_server(head.encode())
        with listener, pytest.raises(SourceUnreachableError, match="sends on to") as caught:
            connect(url, api_key=API_KEY).search(SEARCH)
        assert server.log == []
        assert API_KEY not in str(caught.value)


@pytest.mark.parametrize(
    "answer", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nno gzip"]
)
def test_an_answer_that_is_no_http_ends_in_our_error(connect: Connect, answer: bytes) -> None:
    listener, url = _raw_server(answer)
    with listener, pytest.raises(SourceError):
        connect(url).search(SEARCH)


# --- who asks, and the key ---------------------------------------------------------------------------------------


def test_every_request_is_a_post_that_says_who_asks(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url, api_key=API_KEY)
        source.search(SEARCH)
        list(source.fetch([*PMIDS, FIRST + 500]))
        source.ping()
    assert {request.endpoint for request in server.log} == {"esearch", "efetch"}
    for request in server.log:
        assert request.method == "POST"
        assert "?" not in request.url
        assert request.params["tool"] == "evidence-tests"
        assert request.params["email"] == "tests@example.org"
        assert request.params["api_key"] == API_KEY
        assert "WebEnv" not in request.params


def test_names_and_terms_may_hold_any_letter(corpus: Corpus, connect: Connect) -> None:
    term = 'Łódź & "naïve" 100% + a=b; 中[tiab]'
    corpus.set_search(term, PMIDS)
    with serve(corpus) as server:
        source = connect(server.url, tool="evidence Łódź")
        assert source.search(Search(claim_id="c", query_id="q", term=term)).pmids == PMIDS
    assert server.log[0].params["tool"] == "evidence Łódź"


def test_without_a_key_none_is_sent(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        connect(server.url).search(SEARCH)
    assert "api_key" not in server.log[0].params


def test_a_key_that_ncbi_does_not_know_is_told_at_once(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus) as server:
        source = connect(server.url, api_key="f" * 36)
        with pytest.raises(SourceUnreachableError, match=r"API key invalid.*correct NCBI_API_KEY"):
            source.search(SEARCH)
        assert source.requests == 1


def test_passwords_of_other_programs_are_not_sent(
    corpus: Corpus, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login somebody password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    seen: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        connection, _ = listener.accept()
        with connection:
            seen.append(connection.recv(65536))
            connection.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=run)
    thread.start()
    with listener, pytest.raises(SourceUnreachableError):
        connect(f"http://127.0.0.1:{listener.getsockname()[1]}/").search(SEARCH)
    thread.join()
    assert b"authorization" not in seen[0].lower()


def _everything_about(error: BaseException) -> str:
    """All that a log, a crash reporter or a debugger would show of an error, its local variables included."""
    shown = "".join(traceback.format_exception(error)) + repr(error)
    chain: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is None or each in chain:
            continue
        chain.append(each)
        shown += f"{each}{each!r}{each.args!r}{vars(each)!r}"
        for name in ("request", "response"):
            assert getattr(each, name, None) is None
        todo += [each.__cause__, each.__context__]
        trace = traceback.TracebackException.from_exception(each, capture_locals=True)
        # The test's own variables hold the key; those of everybody else must not.
        shown += "".join(f"{frame.locals}" for frame in trace.stack if "tests" not in frame.filename)
    return shown


@pytest.mark.parametrize(
    "kind", ["refused", "unknown key", "garbage", *sorted(set(SEARCH_KINDS) - HARMLESS), "bad_key"]
)
def test_the_key_is_shown_nowhere(
    corpus: Corpus, connect: Connect, kind: str, capfd: pytest.CaptureFixture[str]
) -> None:
    key = "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7" if kind == "unknown key" else API_KEY
    faults = () if kind in {"refused", "unknown key", "garbage"} else (Fault(kind, times=None, seconds=0.4),)
    listener, raw = _raw_server(f"{key} is not HTTP\r\n{key}\r\n\r\n".encode())
    with serve(corpus, *faults) as server, listener, structlog.testing.capture_logs() as logs:
        url = {"refused": f"http://127.0.0.1:{free_port()}/", "garbage": raw}.get(kind, server.url)
        source = connect(url, api_key=key, read_timeout=0.2)
        with pytest.raises(SourceError) as caught:
            source.search(SEARCH)
        ping = source.ping()
        about = _everything_about(caught.value)
        assert all(key not in request.url for request in server.log)
    out, err = capfd.readouterr()
    assert key not in about
    assert key not in repr(logs) + out + err
    assert key not in repr(source) + repr(ping) + repr(source._access) + repr(source._transport)


def test_a_proxy_of_the_environment_is_used_and_keeps_the_pace(
    corpus: Corpus, connect: Connect, passing: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(corpus) as proxy:  # the test server answers as a proxy would
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("http_proxy", proxy.url)
        source = connect("http://eutils.example/entrez/eutils", api_key=API_KEY)
        began = passing.monotonic()
        for _ in range(11):
            assert source.search(SEARCH).pmids == PMIDS
        assert passing.monotonic() - began > 1
        assert source.requests == len(proxy.log) == 11
        assert {request.url for request in proxy.log} == {"http://eutils.example/entrez/eutils/esearch.fcgi"}


def test_a_key_that_a_good_answer_repeats_is_taken_out(corpus: Corpus, connect: Connect) -> None:
    corpus.set_search(SEARCH.term, PMIDS, translation=f"hello {API_KEY}", messages=(f"your key {API_KEY}",))
    with serve(corpus) as server:
        assert API_KEY not in repr(connect(server.url, api_key=API_KEY).search(SEARCH))


def test_one_line_is_logged_for_each_request(corpus: Corpus, connect: Connect) -> None:
    with serve(corpus, "http_502") as server, structlog.testing.capture_logs() as logs:
        connect(server.url).search(SEARCH)
    assert [(line["log_level"], line["event"]) for line in logs] == [
        ("debug", "asked PubMed"),
        ("warning", "asking PubMed again"),
        ("debug", "asked PubMed"),
    ]
    assert logs[1]["seen"] == "HTTP 502: 502 Bad Gateway"


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
