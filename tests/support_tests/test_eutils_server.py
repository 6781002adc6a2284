"""The test server answers as E-utilities do: searches, fetches, history, limits."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
import requests
from lxml import etree

from tests.support.eutils import API_KEY, Corpus, EutilsServer, synthetic_book, synthetic_record
from tests.support.eutils.plain_client import PlainClient, fetched, listed, message
from tests.support.eutils.rate import RateLimit, peak
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST
from tests.support.eutils.terms import DateRange, UidList, UidRange, split_term

TERM = "vitamin D[tiab]"


def ids(response: requests.Response) -> list[int]:
    return listed(response.content)


# ESearch


def test_search_lists_twenty_newest_first(eutils: PlainClient) -> None:
    response = eutils.get("esearch", term=TERM)
    root = etree.fromstring(response.content)
    assert ids(response) == list(range(FIRST + 24, FIRST + 4, -1))
    assert [root.findtext(name) for name in ("Count", "RetMax", "RetStart")] == ["25", "20", "0"]
    assert root.findtext("QueryTranslation") == '"vitamin D"[Title/Abstract]'


def test_search_pages_by_retstart_and_retmax(eutils: PlainClient) -> None:
    assert ids(eutils.get("esearch", term=TERM, retstart=23, retmax=10)) == [FIRST + 1, FIRST]
    assert ids(eutils.get("esearch", term=TERM, retmax=0)) == []


def test_search_answers_the_same_to_get_and_post(eutils: PlainClient) -> None:
    assert eutils.get("esearch", term=TERM).content == eutils.post("esearch", term=TERM).content


def test_search_answers_json(eutils: PlainClient) -> None:
    answer = eutils.get("esearch", term=TERM, retmode="json", retmax=2, usehistory="y").json()
    assert answer["header"] == {"type": "esearch", "version": "0.3"}
    result = answer["esearchresult"]
    assert (result["count"], result["retmax"], result["querykey"]) == ("25", "2", "1")
    assert result["idlist"] == [str(FIRST + 24), str(FIRST + 23)]


def test_unknown_term_finds_nothing_and_says_so(eutils: PlainClient) -> None:
    root = etree.fromstring(eutils.get("esearch", term="abcXYZ").content)
    assert root.findtext("Count") == "0"
    assert root.findtext("ErrorList/PhraseNotFound") == "abcXYZ"
    assert root.findtext("WarningList/OutputMessage") == "No items found."
    result = eutils.get("esearch", term="abcXYZ", retmode="json").json()["esearchresult"]
    assert result["errorlist"]["phrasesnotfound"] == ["abcXYZ"]


def test_search_carries_the_warnings_it_was_given(eutils: PlainClient, corpus: Corpus) -> None:
    corpus.set_search(
        "the nk[xx]", [FIRST], phrases_ignored=("the",), fields_not_found=("xx",), quoted_phrases_not_found=('"nk"',)
    )
    root = etree.fromstring(eutils.get("esearch", term="the nk[xx]").content)
    assert root.findtext("Count") == "1"
    assert root.findtext("ErrorList/FieldNotFound") == "xx"
    assert root.findtext("WarningList/PhraseIgnored") == "the"
    assert root.findtext("WarningList/QuotedPhraseNotFound") == '"nk"'


@pytest.mark.parametrize("restriction", ["{}:{}[uid]", "{} : {} [UID]", "({}[uid] : {}[uid])"])
def test_uid_range_restricts_a_term(eutils: PlainClient, restriction: str) -> None:
    term = f"({TERM}) AND {restriction.format(FIRST + 20, FIRST + 29)}"
    assert ids(eutils.get("esearch", term=term)) == list(range(FIRST + 24, FIRST + 19, -1))


def test_uid_list_finds_those_that_exist(eutils: PlainClient) -> None:
    assert ids(eutils.get("esearch", term=f"{FIRST},{FIRST + 3},{FIRST + 500}[uid]")) == [FIRST + 3, FIRST]


def test_dates_restrict_by_what_the_records_say(eutils: PlainClient, corpus: Corpus) -> None:
    corpus.add(FIRST, synthetic_record(FIRST, created=(2024, 5, 6), revised=(2025, 1, 1)))
    assert ids(eutils.get("esearch", term=f"({TERM}) AND 2024/05/06:3000[crdt]")) == [FIRST]
    assert ids(eutils.get("esearch", term=f'({TERM}) AND ("2024/05/07"[crdt] : "3000"[crdt])')) == []
    window = {"datetype": "mdat", "mindate": "2025", "maxdate": "2025/12"}
    assert ids(eutils.get("esearch", term=TERM, **window)) == [FIRST]
    root = etree.fromstring(eutils.get("esearch", term=TERM, **window).content)
    assert root.findtext("QueryTranslation", "").endswith(" AND 2025/01/01:2025/12/31[Date - Modification]")


def test_mindate_alone_restricts_nothing(eutils: PlainClient) -> None:
    assert etree.fromstring(eutils.get("esearch", term=TERM, mindate="2100").content).findtext("Count") == "25"


def test_term_is_taken_apart_from_the_end() -> None:
    assert split_term("(a OR (b)) AND 1:2[uid] AND 2020:2021/02[edat]") == (
        "a OR (b)",
        (DateRange("edat", date(2020, 1, 1), date(2021, 2, 28)), UidRange(1, 2)),
    )
    assert split_term("(a) AND (b)") == ("(a) AND (b)", ())
    assert split_term("1[uid] OR 2[uid]") == ("", (UidList(frozenset({1, 2})),))


def test_search_lists_no_more_than_the_cap(server: EutilsServer, eutils: PlainClient) -> None:
    server.corpus.set_search("many", range(FIRST, FIRST + 12_000))
    response = eutils.get("esearch", term="many", retmax=20_000)
    assert len(ids(response)) == 9_999
    warning = etree.fromstring(response.content).findtext("WarningList/OutputMessage")
    assert warning == "Restrictions achieved. start and count adjusted to 0, 9999"
    assert ids(eutils.get("esearch", term="many", retstart=9_998, retmax=100)) == [FIRST + 12_000 - 9_999]
    refused = eutils.get("esearch", term="many", retstart=9_999)
    assert refused.status_code == 200
    assert "'retstart' cannot be larger than 9998" in message(refused.content)


def test_json_error_holds_a_raw_line_break(server: EutilsServer, eutils: PlainClient) -> None:
    server.corpus.set_search("many", range(FIRST, FIRST + 12_000))
    text = eutils.get("esearch", term="many", retstart=9_999, retmode="json").text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert "9998" in json.loads(text, strict=False)["esearchresult"]["ERROR"]


def test_a_hundred_thousand_records_can_be_bisected(server: EutilsServer, eutils: PlainClient) -> None:
    pmids = range(FIRST + 1_000, FIRST + 101_000)
    server.corpus.add_synthetic(pmids)
    server.corpus.set_search("all", pmids)
    found: list[int] = []
    for lo in range(FIRST, FIRST + 110_000, 9_000):
        found += ids(eutils.get("esearch", term=f"(all) AND {lo}:{lo + 8_999}[uid]", retmax=9_999))
    assert sorted(found) == list(pmids)
    assert fetched(eutils.post("efetch", id=f"{FIRST + 100_999}").content) == [FIRST + 100_999]


def test_rettype_count_gives_the_count_only(eutils: PlainClient) -> None:
    root = etree.fromstring(eutils.get("esearch", term=TERM, rettype="count").content)
    assert [(child.tag, child.text) for child in root] == [("Count", "25")]


def test_search_sorts_by_date_of_publication(eutils: PlainClient, corpus: Corpus) -> None:
    corpus.add(FIRST, synthetic_record(FIRST, created=(2026, 1, 1)))
    assert ids(eutils.get("esearch", term=TERM, sort="pub_date"))[0] == FIRST
    root = etree.fromstring(eutils.get("esearch", term=TERM, sort="luck").content)
    assert root.findtext("WarningList/OutputMessage") == "Unknown sort schema 'luck' ignored"


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
