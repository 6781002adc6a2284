from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pubmed.replies import Fault, SearchReply, check_records, check_status, parse_search, retry_after

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def answer(*ids: int, count: int | None = None, more: str = "") -> bytes:
    listed = "".join(f"<Id>{number}</Id>" for number in ids)
    count = len(ids) if count is None else count
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?><eSearchResult><Count>{count}</Count><RetMax>{len(ids)}</RetMax>'
        f"<RetStart>0</RetStart><IdList>{listed}</IdList><TranslationSet/>"
        f'<QueryTranslation>"a"[All Fields]</QueryTranslation>{more}</eSearchResult>'
    ).encode()


def fault_of(body: bytes, **asked: int) -> Fault:
    with pytest.raises(Fault) as caught:
        parse_search(body, **asked)
    return caught.value


# --- answers that are whole --------------------------------------------------------------------------------------


def test_a_search_gives_count_ids_and_translation() -> None:
    reply = parse_search(answer(900000003, 900000001))
    assert reply == SearchReply(count=2, pmids=(900000003, 900000001), translation='"a"[All Fields]')


def test_no_hits_are_no_fault() -> None:
    assert parse_search(answer()).pmids == ()


def test_an_empty_set_of_records_is_no_fault() -> None:
    check_records(b'<?xml version="1.0" ?>\n<PubmedArticleSet></PubmedArticleSet>')
    check_records(b'<?xml version="1.0" ?>\n<PubmedArticleSet/>\n')


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "asked", "count", "translation"),
    [
        ("esearch1.xml", {"most": 20}, 63, '"biopython"[All Fields]'),
        ("esearch2.xml", {"most": 100}, 42249, None),
        ("esearch3.xml", {"start": 6, "most": 6}, 2651, '"proc natl acad sci u s a"[Journal] AND "97"[Volume]'),
        ("esearch5.xml", {"most": 20}, 5, None),
        ("esearch6.xml", {"most": 20}, 1018, "biomol trna[prop]"),
        ("esearch7.xml", {"most": 20}, 330, "000200020[molecular weight]"),
    ],
)
def test_real_answers_are_understood(
    shared_data: Path, file: str, asked: dict[str, int], count: int, translation: str | None
) -> None:
    reply = parse_search((shared_data / "eutils" / file).read_bytes(), **asked)
    assert reply.count == count
    assert len(reply.pmids) == min(asked["most"], count)
    assert translation in {None, reply.translation}
    assert reply.warnings == ()


@pytest.mark.realdata
def test_a_real_answer_about_an_unknown_phrase_warns(shared_data: Path) -> None:
    reply = parse_search((shared_data / "eutils" / "esearch8.xml").read_bytes())
    assert reply.pmids == ()
    assert reply.warnings == ("PubMed does not know 'abcXYZ' and ignored it", "PubMed says: No items found.")


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("file", "says"),
    [("epost2.xml", "Invalid db name specified: nothing"), ("epost3.xml", "Empty ID list; Nothing to store; Some IDs")],
)
def test_real_errors_inside_a_200_are_final(shared_data: Path, file: str, says: str) -> None:
    fault = fault_of((shared_data / "eutils" / file).read_bytes())
    assert says in fault.reason
    assert not fault.again


@pytest.mark.realdata
def test_real_sets_of_records_pass(shared_data: Path) -> None:
    for number in (1, 2, 4, 5, 6, 7):
        check_records((shared_data / "eutils" / f"pubmed{number}.xml").read_bytes())


@pytest.mark.realdata
def test_a_real_answer_of_another_kind_is_no_search(shared_data: Path) -> None:
    assert "another kind" in fault_of((shared_data / "eutils" / "einfo1.xml").read_bytes()).reason


@pytest.mark.realdata
def test_every_cut_of_a_real_answer_is_noticed(shared_data: Path) -> None:
    body = (shared_data / "eutils" / "esearch3.xml").read_bytes().rstrip()
    for length in range(len(body)):
        assert fault_of(body[:length], start=6, most=6).again


@pytest.mark.realdata
def test_every_cut_of_real_records_is_noticed(shared_data: Path) -> None:
    body = (shared_data / "eutils" / "pubmed1.xml").read_bytes().rstrip()
    for length in range(len(body)):
        with pytest.raises(Fault):
            check_records(body[:length])


# --- what a curator should see -----------------------------------------------------------------------------------


def test_doubts_about_the_term_become_plain_words() -> None:
    more = (
        "<ErrorList><PhraseNotFound>vitamine dd</PhraseNotFound><FieldNotFound>tiabb</FieldNotFound></ErrorList>"
        '<WarningList><PhraseIgnored>the</PhraseIgnored><QuotedPhraseNotFound>"nk  cell loss"</QuotedPhraseNotFound>'
        "<OutputMessage>Restrictions achieved.</OutputMessage><Novelty>Something new</Novelty></WarningList>"
    )
    assert parse_search(answer(900000001, more=more)).warnings == (
        "PubMed does not know 'vitamine dd' and ignored it",
        "PubMed has no search field 'tiabb': what it stood for was searched elsewhere",
        "PubMed ignored 'the'",
        "PubMed does not know the quoted phrase '\"nk cell loss\"' and searched its words separately",
        "PubMed says: Restrictions achieved.",
        "PubMed says: Something new",
    )


def test_the_same_warning_is_given_once() -> None:
    more = "<ErrorList><PhraseNotFound>x</PhraseNotFound><PhraseNotFound>x</PhraseNotFound></ErrorList>"
    assert len(parse_search(answer(more=more)).warnings) == 1


# --- a 200 that is no success ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \r\n\t ",
        b"\xef\xbb\xbf",
        b"Unable to route request!",
        b"<!DOCTYPE html>\n<html><head><title>NCBI - WWW Error 500 Diagnostic</title></head></html>",
        b"<?xml version='1.0'?><!-- x --><html xmlns='http://www.w3.org/1999/xhtml'><body>Error</body></html>",
        b'{"error":"API rate limit exceeded","api-key":"1.2.3.4","count":"4","limit":"3"}',
        b'{"esearchresult":{"ERROR":"Search Backend failed:\nno server"}}',
        b'{"esearchresult":{"ERROR":"cut off here',
        b"[]",
        b"<eSearchResult><ERROR>Search Backend failed: Database is not supported: pubmed</ERROR></eSearchResult>",
        b"<eSearchResult><Count>1</Count><IdList><Id>1</Id></IdList><ERROR>Cannot proceed</ERROR></eSearchResult>",
        b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
        b"<eInfoResult/>",
        b"<eSearchResult><Count>1</Count><IdList><Id>9000",
        b"<eSearchResult><Count>one</Count></eSearchResult>",
        b"<eSearchResult></eSearchResult>",
        b"<eSearchResult><Count>1</Count><IdList><Id>\xef\xbc\x91</Id></IdList></eSearchResult>",
        b"<eSearchResult><Count>1</Count><IdList><Id>-5</Id></IdList></eSearchResult>",
        b"\x00\x01\x02\xff",
        b"\x1f\x8b\x08garbage",
    ],
)
def test_answers_that_are_no_answers_are_asked_for_again(body: bytes) -> None:
    fault = fault_of(body)
    assert fault.again
    assert len(fault.reason) <= 260
    assert "\n" not in fault.reason


@pytest.mark.parametrize(
    ("text", "again"),
    [
        ("Empty term and query_key - nothing todo", False),
        ("Invalid db name specified: pubmedd", False),
        ("Search Backend failed: Exception:\n'retstart' cannot be larger than 9998.", False),
        ("Position 15000 is out of acceptable range [9999,9998]", False),
        ("Search Backend failed: Database is not supported: pubmed", True),
        ("Unable to obtain query #1", True),
        ("something nobody has seen yet", True),
    ],
)
def test_only_what_we_did_wrong_is_final(text: str, again: bool) -> None:
    assert fault_of(f"<eSearchResult><ERROR>{text}</ERROR></eSearchResult>".encode()).again is again


def test_all_errors_of_an_answer_are_told() -> None:
    fault = fault_of(b"<eSearchResult><ERROR>first\n one</ERROR><ERROR>second</ERROR></eSearchResult>")
    assert fault.reason == "PubMed says: first one; second"


def test_a_json_error_with_a_raw_line_break_is_read() -> None:
    fault = fault_of(b'{"header":{},"esearchresult":{"ERROR":"Search Backend failed:\nno server"}}')
    assert fault.reason == "PubMed says: Search Backend failed: no server"


def test_a_rate_error_inside_a_200_is_a_rate_fault() -> None:
    assert fault_of(b'{"error":"API rate limit exceeded","api-key":"1.2.3.4","count":"4","limit":"3"}').rate


@pytest.mark.parametrize(
    ("ids", "count", "asked"),
    [
        ((1, 2), 3, {}),
        ((1, 2, 3), 2, {}),
        ((1, 1, 2), 3, {}),
        ((), 5, {"start": 4}),
        ((1, 2), 10, {"most": 3}),
        ((1,), 10, {"most": 0}),
    ],
)
def test_an_answer_lists_what_it_promises(ids: tuple[int, ...], count: int, asked: dict[str, int]) -> None:
    assert "promised" in fault_of(answer(*ids, count=count), **asked).reason


def test_a_count_above_the_cap_promises_9999_ids() -> None:
    assert parse_search(answer(*range(1, 10_000), count=20_000)).count == 20_000
    assert fault_of(answer(*range(1, 9_999), count=20_000)).again


def test_entities_are_not_expanded_and_nothing_is_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("900000009")
    body = (
        f'<!DOCTYPE eSearchResult [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "900000001">]>'
        "<eSearchResult><Count>1</Count><IdList><Id>{}</Id></IdList></eSearchResult>"
    )
    for entity in ("&x;", "&y;"):
        assert "not a number" in fault_of(body.replace("{}", entity).encode()).reason


@pytest.mark.parametrize(
    "body",
    [
        b"<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>",
        b"<PubmedArticleSet><PubmedArticle></PubmedArticle><!-- Backend failed --></PubmedArticleSet>",
        b"<PubmedArticleSet><!-- Search\nBackend Failed: x --></PubmedArticleSet>",
        b"<PubmedArticleSet><PubmedArticle>",
        b"<eSummaryResult/>",
        b"Unable to route request!",
        b"<html></html>",
        b"",
    ],
)
def test_what_is_no_set_of_records_is_asked_for_again(body: bytes) -> None:
    with pytest.raises(Fault) as caught:
        check_records(body)
    assert caught.value.again


def test_an_abstract_may_speak_of_failing_backends() -> None:
    check_records(
        b"<PubmedArticleSet><!-- a --><AbstractText>Backend failed</AbstractText><!-- b --></PubmedArticleSet>"
    )


@given(st.binary(max_size=200))
def test_no_bytes_end_in_another_error_than_a_fault(body: bytes) -> None:
    for read in (parse_search, check_records):
        with contextlib.suppress(Fault):
            read(body)


# --- status ------------------------------------------------------------------------------------------------------


def status_fault(status: int, body: bytes = b"", **headers: str) -> Fault:
    with pytest.raises(Fault) as caught:
        check_status(status, {name.replace("_", "-").lower(): value for name, value in headers.items()}, body, NOW)
    return caught.value


def test_200_passes() -> None:
    check_status(200, {}, b"", NOW)


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 520])
def test_what_passes_is_asked_again(status: int) -> None:
    assert status_fault(status).again


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 414])
def test_what_does_not_pass_is_final(status: int) -> None:
    assert not status_fault(status).again


@pytest.mark.parametrize("status", [401, 403, 404, 301, 302, 307])
def test_what_every_question_would_meet_says_so(status: int) -> None:
    fault = status_fault(status, Location="https://misuse.ncbi.nlm.nih.gov/error/abuse.shtml")
    assert fault.everywhere
    assert not fault.again
    assert fault.remedy


def test_a_wrong_key_is_final_for_everything() -> None:
    fault = status_fault(400, b'{"error":"API key invalid","api-key":"[key]","type":"api key","status":"unknown"}')
    assert fault.everywhere
    assert not fault.again
    assert "NCBI_API_KEY" in fault.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout",
        "Error: proxy_stream() 502 Bad Gateway",
        "Failed to connect to PubOne service",
    ],
)
def test_a_backend_that_fails_behind_a_400_is_asked_again(text: str) -> None:
    assert status_fault(400, f"<eFetchResult><ERROR>{text}</ERROR></eFetchResult>".encode()).again


def test_no_valid_id_at_all_is_final() -> None:
    body = b"<eFetchResult><ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR></eFetchResult>"
    assert not status_fault(400, body).again


def test_an_error_page_is_quoted_by_its_title() -> None:
    page = b"<html><head><title>NCBI - WWW Error 500 Diagnostic</title><style>x</style></head><body>long</body></html>"
    assert status_fault(500, page).reason == "HTTP 500: NCBI - WWW Error 500 Diagnostic"


@pytest.mark.parametrize(("value", "seconds"), [("2", 2.0), (" 0 ", 0.0), ("1.5", 1.5), (None, None), ("soon", None)])
def test_retry_after_in_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after(value, NOW) == seconds


def test_retry_after_as_a_date() -> None:
    assert retry_after(format_datetime(NOW + timedelta(seconds=30), usegmt=True), NOW) == 30
    assert retry_after(format_datetime(NOW - timedelta(hours=1), usegmt=True), NOW) == 0


def test_retry_after_reaches_the_fault() -> None:
    assert status_fault(429, Retry_After="7").wait == 7
    assert status_fault(503, Retry_After="9").wait == 9
