"""The test server answers as E-utilities do: fetches, history, limits, the shapes of its replies."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests
from lxml import etree

from tests.support.eutils import API_KEY, Corpus, EutilsServer, synthetic_book, synthetic_record
from tests.support.eutils.plain_client import PlainClient, fetched, listed, message
from tests.support.eutils.rate import RateLimit, peak
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST

TERM = "vitamin D[tiab]"


def ids(response: requests.Response) -> list[int]:
    return listed(response.content)


# EFetch, EPost and the history


def test_fetch_gives_each_known_record_once(eutils: PlainClient) -> None:
    asked = f"{FIRST + 2},{FIRST},{FIRST + 2},{FIRST + 777}"
    assert fetched(eutils.get("efetch", id=asked).content) == [FIRST + 2, FIRST]
    assert fetched(eutils.post("efetch", id=asked).content) == [FIRST + 2, FIRST]


def test_fetch_of_unknown_ids_gives_an_empty_set(eutils: PlainClient) -> None:
    assert fetched(eutils.get("efetch", id=FIRST + 777).content) == []


def test_fetch_gives_articles_and_books_untouched(eutils: PlainClient, corpus: Corpus) -> None:
    article, book = synthetic_record(FIRST, title="Vitamin D & <20 ng"), synthetic_book(FIRST + 900)
    corpus.add(FIRST, article)
    corpus.add(FIRST + 900, book)
    body = eutils.get("efetch", id=f"{FIRST},{FIRST + 900}", retmode="xml").content
    assert article + book in body


def test_history_keeps_a_search_for_fetching(eutils: PlainClient) -> None:
    root = etree.fromstring(eutils.get("esearch", term=TERM, usehistory="y", retmax=0).content)
    kept = {"WebEnv": root.findtext("WebEnv"), "query_key": root.findtext("QueryKey")}
    assert fetched(eutils.get("efetch", **kept, retstart=1, retmax=2).content) == [FIRST + 23, FIRST + 22]
    assert len(fetched(eutils.get("efetch", **kept).content)) == 25
    assert ids(eutils.get("esearch", **kept, retmax=1)) == [FIRST + 24]
    assert eutils.get("efetch", **kept, rettype="uilist", retmax=1).text == f"{FIRST + 24}\n"


def test_fetching_a_history_beyond_the_cap_is_refused(server: EutilsServer, eutils: PlainClient) -> None:
    server.corpus.set_search("many", range(FIRST, FIRST + 12_000))
    root = etree.fromstring(eutils.get("esearch", term="many", usehistory="y", retmax=0).content)
    kept = {"WebEnv": root.findtext("WebEnv"), "query_key": root.findtext("QueryKey"), "rettype": "uilist"}
    assert len(eutils.get("efetch", **kept, retstart=9_990, retmax=500).text.split()) == 9
    refused = eutils.get("efetch", **kept, retstart=9_999)
    assert refused.status_code == 400
    assert "'retstart' cannot be larger than 9998" in message(refused.content)


def test_posted_ids_can_be_fetched_until_they_expire(server: EutilsServer, eutils: PlainClient) -> None:
    first = etree.fromstring(eutils.post("epost", id=f"{FIRST},{FIRST + 1}").content)
    web_env = first.findtext("WebEnv")
    second = etree.fromstring(eutils.post("epost", id=FIRST + 2, WebEnv=web_env).content)
    assert (first.findtext("QueryKey"), second.findtext("QueryKey")) == ("1", "2")
    assert fetched(eutils.get("efetch", WebEnv=web_env, query_key=1).content) == [FIRST, FIRST + 1]
    assert fetched(eutils.get("efetch", WebEnv=web_env, query_key=2).content) == [FIRST + 2]
    server.forget_history()
    expired = eutils.get("efetch", WebEnv=web_env, query_key=2)
    assert (expired.status_code, message(expired.content)) == (200, "Unable to obtain query #2")


def test_what_nobody_can_answer_is_an_error(eutils: PlainClient) -> None:
    assert message(eutils.get("esearch", term=TERM, db="nothing").content) == "Invalid db name specified: nothing"
    assert message(eutils.get("esearch").content) == "Empty term and query_key - nothing todo"
    nothing = eutils.get("efetch", id="0")
    assert (nothing.status_code, message(nothing.content)) == (400, "ID list is empty! Possibly it has no correct IDs.")
    assert message(eutils.get("esummary").content) == "Neither query_key nor id specified"
    assert message(eutils.raw("esearch.fcgi?term=x").content) == "Invalid db name specified: "
    assert eutils.raw("elsewhere.fcgi").status_code == 404


def test_summary_and_info_are_there(eutils: PlainClient) -> None:
    summary = etree.fromstring(eutils.get("esummary", id=FIRST).content)
    assert summary.findtext("DocSum/Id") == str(FIRST)
    assert summary.findtext("DocSum/Item[@Name='Title']") == f"Made-up study {FIRST}."
    assert etree.fromstring(eutils.raw("einfo.fcgi").content).findtext("DbList/DbName") == "pubmed"
    assert etree.fromstring(eutils.get("einfo").content).findtext("DbInfo/Count") == "30"
    assert eutils.get("einfo", retmode="json").json()["einforesult"]["dbinfo"][0]["dbname"] == "pubmed"


def test_long_lists_have_to_be_posted(eutils: PlainClient) -> None:
    many = ",".join(str(FIRST + number) for number in range(600))
    assert eutils.get("efetch", id=many).status_code == 414
    assert len(fetched(eutils.post("efetch", id=many).content)) == 30


# a corpus that changes


def test_removed_record_is_neither_found_nor_fetched(eutils: PlainClient, corpus: Corpus) -> None:
    corpus.remove(FIRST + 24)
    corpus.remove(FIRST + 23, still_found=True)
    assert ids(eutils.get("esearch", term=TERM, retmax=2)) == [FIRST + 23, FIRST + 22]
    assert fetched(eutils.get("efetch", id=f"{FIRST + 24},{FIRST + 23},{FIRST + 22}").content) == [FIRST + 22]


def test_replaced_record_and_search_answer_anew(eutils: PlainClient, corpus: Corpus) -> None:
    corpus.add(FIRST, synthetic_record(FIRST, retracted_in=FIRST + 1))
    corpus.set_search(TERM, lambda record: b"Retracted Publication" in record.xml)
    assert ids(eutils.get("esearch", term=f"( {TERM} )")) == [FIRST]


# limits


def test_window_slides_and_refused_requests_do_not_count() -> None:
    limit = RateLimit()
    assert [limit.admit("a", 3, at) for at in (0.0, 0.5, 0.9)] == [1, 2, 3]
    assert limit.admit("a", 3, 0.99) == 4
    assert limit.admit("b", 3, 0.99) == 1
    assert limit.admit("a", 3, 1.0) == 3
    assert limit.admit("a", 3, 1.49) == 4


def test_peak_counts_the_busiest_second() -> None:
    assert peak([]) == 0
    assert peak([0.0, 0.4, 1.0, 1.3, 1.39, 5.0]) == 4


def test_too_many_requests_are_refused_and_logged(corpus: Corpus) -> None:
    with EutilsServer(corpus, rate=1, retry_after=2) as server, PlainClient(server) as client:
        first, second = client.get("einfo"), client.get("einfo")
        assert (first.status_code, second.status_code) == (200, 429)
        assert (first.headers["X-RateLimit-Limit"], first.headers["X-RateLimit-Remaining"]) == ("1", "0")
        assert second.headers["Retry-After"] == "2"
        assert second.json() == {
            "error": "API rate limit exceeded",
            "api-key": "127.0.0.1",
            "count": "2",
            "limit": "1",
        }
        assert [request.refused for request in server.log] == [False, True]
        assert server.peak_per_second() == 2


def test_refusal_need_not_say_how_long_to_wait(corpus: Corpus) -> None:
    with EutilsServer(corpus, rate=0, retry_after=None) as server, PlainClient(server) as client:
        assert "Retry-After" not in client.get("einfo").headers


def test_key_allows_ten_and_a_wrong_one_is_repeated(corpus: Corpus) -> None:
    with EutilsServer(corpus) as server, PlainClient(server) as client:
        assert client.post("einfo", api_key=API_KEY).headers["X-RateLimit-Limit"] == "10"
        refused = client.post("einfo", api_key="not-a-key")
    assert refused.status_code == 400
    assert refused.json()["api-key"] == "not-a-key"
    assert "not-a-key" not in server.log[-1].url
    assert server.log[-1].params["api_key"] == "not-a-key"


def test_connection_is_kept_alive(server: EutilsServer, eutils: PlainClient) -> None:
    response = eutils.get("einfo")
    assert response.raw.version == 11
    assert response.headers.get("Connection", "keep-alive") == "keep-alive"


# against real replies


def shape(document: bytes) -> tuple[str, list[str]]:
    root = etree.fromstring(document)
    return root.tag, [child.tag for child in root]


def doctype(document: bytes) -> bytes:
    return document[document.index(b"<!DOCTYPE") :].split(b">")[0]


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("real", "endpoint", "params"),
    [
        ("esearch1.xml", "esearch", {"term": TERM}),
        ("esearch2.xml", "esearch", {"term": TERM, "usehistory": "y"}),
        ("esearch8.xml", "esearch", {"term": "abcXYZ"}),
        ("epost1.xml", "epost", {"id": "900000000"}),
        ("epost2.xml", "epost", {"id": "900000000", "db": "nothing"}),
        ("epost3.xml", "epost", {"id": "99999999999999999999999"}),
        ("esummary8.xml", "esummary", {}),
    ],
)
def test_reply_has_the_shape_of_a_real_one(
    shared_data: Path, eutils: PlainClient, real: str, endpoint: str, params: dict[str, str]
) -> None:
    theirs, ours = (shared_data / "eutils" / real).read_bytes(), eutils.get(endpoint, **params).content
    assert shape(ours) == shape(theirs)
    assert doctype(ours) == doctype(theirs)
    assert message(ours) == message(theirs)


@pytest.mark.realdata
def test_real_records_are_served_byte_by_byte(shared_data: Path, server: EutilsServer, eutils: PlainClient) -> None:
    pmids = server.corpus.add_file(shared_data / "pubmed" / "edge_cases.xml.gz")
    answer = eutils.post("efetch", id=",".join(map(str, pmids)))
    assert fetched(answer.content) == pmids
    assert len(pmids) > 290
    head = doctype((shared_data / "eutils" / "pubmed1.xml").read_bytes())
    assert doctype(answer.content) == head
