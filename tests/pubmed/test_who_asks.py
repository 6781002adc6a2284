"""Who asks PubMed, and that nobody is shown the key."""

from __future__ import annotations

import socket
import threading
import traceback
from pathlib import Path

import pytest
import structlog

from evidence.errors import SourceError, SourceUnreachableError
from evidence.pubmed.source import Search
from tests.support.asking import (
    FIRST,
    HARMLESS,
    PMIDS,
    SEARCH,
    SEARCH_KINDS,
    Connect,
    free_port,
    raw_server,
    serve,
)
from tests.support.eutils import API_KEY, Corpus, Fault
from tests.support.passing import Time


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
    listener, raw = raw_server(f"{key} is not HTTP\r\n{key}\r\n\r\n".encode())
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
