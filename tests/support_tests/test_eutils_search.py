"""The test server searches as ESearch does: pages, restrictions, warnings, the cap."""

from __future__ import annotations

import json
from datetime import date

import pytest
import requests
from lxml import etree

from tests.support.eutils import Corpus, EutilsServer, synthetic_record
from tests.support.eutils.plain_client import PlainClient, fetched, listed, message
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST
from tests.support.eutils.terms import DateRange, UidList, UidRange, split_term

TERM = "vitamin D[tiab]"


def ids(response: requests.Response) -> list[int]:
    return listed(response.content)


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
