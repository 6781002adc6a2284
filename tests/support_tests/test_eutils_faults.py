"""Each fault of the test server does over real HTTP what its name says."""

from __future__ import annotations

import http.client
import json
from collections import Counter

import pytest
import requests
from lxml import etree

from tests.support.eutils import API_KEY, KINDS, STRANGER, Corpus, EutilsServer, Fault, Faults
from tests.support.eutils.plain_client import PlainClient, fetched, listed, message
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST

TERM = "vitamin D[tiab]"
THREE = f"{FIRST},{FIRST + 1},{FIRST + 2}"


def befall(eutils: PlainClient, kind: str, *, seconds: float = 1.0) -> None:
    eutils.server.faults = Faults([Fault(kind, seconds=seconds)])


def search(eutils: PlainClient, **params: object) -> requests.Response:
    return eutils.get("esearch", term=TERM, **params)


def fetch(eutils: PlainClient, **params: object) -> requests.Response:
    return eutils.post("efetch", id=THREE, **params)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"bad_key", "json_error", "lost_history"}))
def test_fault_is_logged_by_name_and_comes_once(eutils: PlainClient, kind: str) -> None:
    endpoint = {"fewer_ids": "esearch", "docsum_backend_comment": "esummary"}.get(kind, "efetch")
    befall(eutils, kind, seconds=0.05)
    try:
        spoilt: bytes | type[Exception] = eutils.read(endpoint, id=THREE, term=TERM)
    except (http.client.HTTPException, OSError) as error:
        spoilt = type(error)
    right = eutils.read(endpoint, id=THREE, term=TERM)
    assert [request.fault for request in eutils.server.log] == [kind, None]
    if kind in ("wrong_charset", "slow_drip"):
        assert spoilt == right
    else:
        assert spoilt != right


@pytest.mark.parametrize(("kind", "wait"), [("http_429", None), ("http_429_retry_after", "2")])
def test_429_with_and_without_retry_after(eutils: PlainClient, kind: str, wait: str | None) -> None:
    befall(eutils, kind, seconds=2)
    answer = fetch(eutils)
    assert answer.status_code == 429
    assert answer.headers.get("Retry-After") == wait
    assert not eutils.server.log[0].refused


def test_rate_error_may_come_inside_a_200(eutils: PlainClient) -> None:
    befall(eutils, "rate_in_200")
    answer = search(eutils)
    assert (answer.status_code, answer.json()["error"]) == (200, "API rate limit exceeded")


@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_errors(eutils: PlainClient, status: int) -> None:
    befall(eutils, f"http_{status}")
    answer = search(eutils)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (status, "text/html")


def test_viewer_error_is_a_400_that_passes(eutils: PlainClient) -> None:
    befall(eutils, "viewer_error_400")
    answer = fetch(eutils)
    assert answer.status_code == 400
    assert "Timeout" in message(answer.content)


def test_bad_key_repeats_even_a_good_key(eutils: PlainClient) -> None:
    befall(eutils, "bad_key")
    assert search(eutils).status_code == 200
    answer = search(eutils, api_key=API_KEY)
    assert (answer.status_code, answer.json()["api-key"]) == (400, API_KEY)


@pytest.mark.parametrize(
    ("endpoint", "root"), [("esearch", "eSearchResult"), ("efetch", "eFetchResult"), ("epost", "ePostResult")]
)
def test_error_elements_come_with_status_200(eutils: PlainClient, endpoint: str, root: str) -> None:
    befall(eutils, "error_element")
    answer = eutils.get(endpoint, term=TERM, id=THREE)
    assert answer.status_code == 200
    document = etree.fromstring(answer.content)
    assert (document.tag, len(document.findall("ERROR"))) == (root, 2)


def test_json_error_needs_a_lenient_reader(eutils: PlainClient) -> None:
    befall(eutils, "json_error")
    assert listed(search(eutils).content)
    text = search(eutils, retmode="json").text
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    assert "\n" in json.loads(text, strict=False)["esearchresult"]["ERROR"]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("html_200", "WWW Error 500 Diagnostic"),
        ("unable_to_route", "Unable to route request!"),
        ("backend_failed", "Search Backend failed: Database is not supported: pubmed"),
        ("empty_body", ""),
    ],
)
def test_failures_that_call_themselves_success(eutils: PlainClient, kind: str, text: str) -> None:
    befall(eutils, kind)
    answer = fetch(eutils)
    assert answer.status_code == 200
    assert text in answer.text
    assert "PubmedArticle" not in answer.text


def test_docsum_may_hide_a_failure_in_a_comment(eutils: PlainClient) -> None:
    befall(eutils, "docsum_backend_comment")
    assert b"<!-- Backend failed -->" in eutils.get("esummary", id=FIRST).content


@pytest.mark.parametrize("kind", ["truncated_xml", "garbled_xml"])
def test_broken_xml_arrives_whole(eutils: PlainClient, kind: str) -> None:
    befall(eutils, kind)
    answer = fetch(eutils)
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(answer.content)


def test_lost_history_stays_lost(eutils: PlainClient) -> None:
    web_env = etree.fromstring(eutils.post("epost", id=THREE).content).findtext("WebEnv")
    befall(eutils, "lost_history")
    for _ in range(2):
        answer = eutils.get("efetch", WebEnv=web_env, query_key=1)
        assert (answer.status_code, message(answer.content)) == (200, "Unable to obtain query #1")


@pytest.mark.parametrize("retmode", ["xml", "json"])
def test_fewer_ids_than_promised(eutils: PlainClient, retmode: str) -> None:
    befall(eutils, "fewer_ids")
    answer = search(eutils, retmode=retmode, retmax=5)
    if retmode == "json":
        result = answer.json()["esearchresult"]
        assert (result["retmax"], len(result["idlist"])) == ("5", 4)
    else:
        assert len(listed(answer.content)) == 4
        assert etree.fromstring(answer.content).findtext("RetMax") == "5"


@pytest.mark.parametrize(
    ("kind", "pmids"),
    [
        ("fewer_records", [FIRST + 1, FIRST + 2]),
        ("extra_record", [FIRST, FIRST + 1, FIRST + 2, STRANGER]),
        ("duplicate_records", [FIRST, FIRST, FIRST + 1, FIRST + 2]),
    ],
)
def test_records_that_were_not_asked_for_so(eutils: PlainClient, kind: str, pmids: list[int]) -> None:
    befall(eutils, kind)
    assert fetched(fetch(eutils).content) == pmids


def test_wrong_charset_lies_in_the_header_only(eutils: PlainClient) -> None:
    befall(eutils, "wrong_charset")
    answer = fetch(eutils)
    assert answer.headers["Content-Type"].endswith("ISO-8859-1")
    assert fetched(answer.content) == [FIRST, FIRST + 1, FIRST + 2]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("truncated_transfer", http.client.IncompleteRead),
        ("truncated_chunks", http.client.IncompleteRead),
        ("connection_reset", ConnectionResetError),
        ("connection_closed_without_reply", http.client.RemoteDisconnected),
        ("stall", TimeoutError),
    ],
)
def test_network_faults(eutils: PlainClient, kind: str, error: type[Exception]) -> None:
    befall(eutils, kind, seconds=60)
    with pytest.raises(error) as caught:
        eutils.read("efetch", id=THREE, timeout=0.2)
    # RemoteDisconnected is a ConnectionResetError too: tell them apart.
    assert caught.type is error


def test_slow_drip_arrives_in_the_end(eutils: PlainClient) -> None:
    befall(eutils, "slow_drip", seconds=0.1)
    assert fetched(fetch(eutils).content) == [FIRST, FIRST + 1, FIRST + 2]


# which request is hit


def test_script_is_followed_in_order_and_by_endpoint(eutils: PlainClient) -> None:
    eutils.server.faults = Faults(
        [Fault("http_503", endpoint="efetch"), Fault("ok", times=2), "http_500", Fault("http_502", times=2)]
    )
    statuses = [search(eutils).status_code for _ in range(2)]
    statuses += [fetch(eutils).status_code for _ in range(2)]
    statuses += [search(eutils).status_code for _ in range(3)]
    assert statuses == [200, 200, 503, 500, 502, 502, 200]


def test_a_term_can_be_out_of_order_for_ever(eutils: PlainClient) -> None:
    eutils.server.faults = Faults([Fault("error_element", term="vitamin D", times=None)])
    assert {message(search(eutils).content)[:6] for _ in range(3)} == {"Search"}
    assert message(eutils.get("esearch", term="other").content) == ""


def test_predicate_chooses_requests(eutils: PlainClient) -> None:
    eutils.server.faults = Faults([Fault("http_500", when=lambda params: params.get("retstart") == "20")])
    assert [search(eutils, retstart=start).status_code for start in (0, 20, 20)] == [200, 500, 200]


def test_misspelt_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="http_429"):
        Fault("http_492")


def play(corpus: Corpus, seed: int) -> list[str | None]:
    faults = Faults(probability=0.5, kinds={"http_500", "fewer_ids"})
    with EutilsServer(corpus, rate=None, faults=faults, seed=seed) as server, PlainClient(server) as client:
        for start in range(20):
            search(client, retstart=start)
            fetch(client)
        return [request.fault for request in server.log]


def test_chance_is_the_same_for_the_same_seed(corpus: Corpus) -> None:
    first = play(corpus, 1)
    assert play(corpus, 1) == first
    assert play(corpus, 2) != first
    count = Counter(first)
    assert 10 <= count[None] <= 30
    assert count["fewer_ids"] > 0
    assert "fewer_ids" not in first[1::2]
