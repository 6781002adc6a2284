"""What NCBI's answers look like: document types, elements, headers, JSON."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from tests.support.eutils.corpus import Found

XML = "text/xml; charset=UTF-8"
JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"
TEXT = "text/plain; charset=UTF-8"

_DTD = "https://eutils.ncbi.nlm.nih.gov/eutils/dtd"
_PREAMBLES = {
    "esearch": ("eSearchResult", "eSearchResult", "esearch 20060628", "20060628/esearch.dtd"),
    "epost": ("ePostResult", "ePostResult", "epost 20090526", "20090526/epost.dtd"),
    "esummary": ("eSummaryResult", "eSummaryResult", "esummary v1 20041029", "20041029/esummary-v1.dtd"),
    "einfo": ("eInfoResult", "eInfoResult", "einfo 20190110", "20190110/einfo.dtd"),
    # The document type of an EFetch error is misspelt by NCBI, so a validating reader stumbles over it.
    "efetch": ("eFetchResult", "eEfetchResult", "efetch 20131226", "20131226/efetch.dtd"),
}
ROOTS = {endpoint: root for endpoint, (root, *_) in _PREAMBLES.items()}


class Delivery(enum.Enum):
    """How a reply is put on the wire."""

    WHOLE = "as it should be"
    SHORT = "fewer bytes than Content-Length promises, then the end"
    CHUNKED_SHORT = "chunked, and the last chunks never come"
    RESET = "TCP reset instead of a reply"
    NOTHING = "connection closed without a reply"
    STALLED = "silence"
    DRIP = "a few bytes at a time"


@dataclass(frozen=True)
class Reply:
    """An answer before it is sent; ``seconds`` is for how long a slow delivery lasts."""

    body: bytes
    content_type: str = XML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery.WHOLE
    seconds: float = 0.0


def document(endpoint: str, content: str) -> bytes:
    """A whole XML answer of an endpoint, its root around ``content``."""
    root, doctype, public, system = _PREAMBLES[endpoint]
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<!DOCTYPE {doctype} PUBLIC "-//NLM//DTD {public}//EN" "{_DTD}/{system}">\n'
        f"<{root}>{content}</{root}>\n"
    ).encode()


def elements(name: str, texts: Iterable[object]) -> str:
    """One element per text."""
    return "".join(f"<{name}>{escape(str(text))}</{name}>" for text in texts)


def json_document(endpoint: str, key: str, value: object) -> bytes:
    """A whole JSON answer."""
    return json.dumps({"header": {"type": endpoint, "version": "0.3"}, key: value}, separators=(",", ":")).encode()


def error(endpoint: str, *messages: str, retmode: str = "xml", status: int = 200) -> Reply:
    """``ERROR``, with status 200 more often than not."""
    if retmode == "json" and endpoint == "esearch":
        # NCBI forgets to escape line breaks in this one.
        body = json_document(endpoint, "esearchresult", {"ERROR": messages[0]}).replace(b"\\n", b"\n")
        return Reply(body, JSON, status)
    return Reply(document(endpoint, "\n\t" + elements("ERROR", messages) + "\n"), status=status)


def rate_exceeded(caller: str, count: int, limit: int, *, retry_after: int | None, status: int = 429) -> Reply:
    """The refusal of a request that came too soon."""
    told = {"error": "API rate limit exceeded", "api-key": caller, "count": str(count), "limit": str(limit)}
    headers = {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0"}
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    return Reply(json.dumps(told, separators=(",", ":")).encode() + b"\n", JSON, status, headers)


def bad_key(key: str) -> Reply:
    """The refusal of a key that NCBI does not know; it repeats the key."""
    told = {"error": "API key invalid", "api-key": key, "type": "api key", "status": "unknown"}
    return Reply(json.dumps(told, separators=(",", ":")).encode() + b"\n", JSON, 400)


def html_page(title: str, status: int) -> Reply:
    """A page for people, where a program expected XML."""
    page = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head>\n<body><h1>{title}</h1></body></html>\n"
    return Reply(page.encode(), HTML, status)


@dataclass(frozen=True)
class Listing:
    """One page of a search: what was found, which of it is listed, and where the rest is kept."""

    found: Found
    count: int
    start: int
    pmids: Sequence[int]
    web_env: str = ""
    query_key: int = 0
    messages: tuple[str, ...] = ()


def search_result(listing: Listing, retmode: str) -> Reply:
    """The answer of ESearch."""
    return _search_json(listing) if retmode == "json" else _search_xml(listing)


def count_only(count: int, retmode: str) -> Reply:
    """The answer of ESearch with rettype=count."""
    if retmode == "json":
        return Reply(json_document("esearch", "esearchresult", {"count": str(count)}), JSON)
    return Reply(document("esearch", f"\n\t<Count>{count}</Count>\n"))


def _search_xml(listing: Listing) -> Reply:
    found = listing.found
    parts = [f"<Count>{listing.count}</Count><RetMax>{len(listing.pmids)}</RetMax><RetStart>{listing.start}</RetStart>"]
    if listing.web_env:
        parts.append(f"<QueryKey>{listing.query_key}</QueryKey><WebEnv>{listing.web_env}</WebEnv>")
    ids = "".join(f"<Id>{pmid}</Id>\n" for pmid in listing.pmids)
    parts.append(f"<IdList>\n{ids}</IdList>" if ids else "<IdList/>")
    parts.append(f"<TranslationSet/><QueryTranslation>{escape(found.translation)}</QueryTranslation>")
    errors = elements("PhraseNotFound", found.phrases_not_found) + elements("FieldNotFound", found.fields_not_found)
    warnings = (
        elements("PhraseIgnored", found.phrases_ignored)
        + elements("QuotedPhraseNotFound", found.quoted_phrases_not_found)
        + elements("OutputMessage", listing.messages)
    )
    if errors:
        parts.append(f"<ErrorList>{errors}</ErrorList>")
    if warnings:
        parts.append(f"<WarningList>{warnings}</WarningList>")
    return Reply(document("esearch", "".join(parts)))


def _search_json(listing: Listing) -> Reply:
    found = listing.found
    result: dict[str, object] = {
        "count": str(listing.count),
        "retmax": str(len(listing.pmids)),
        "retstart": str(listing.start),
    }
    if listing.web_env:
        result |= {"querykey": str(listing.query_key), "webenv": listing.web_env}
    result |= {"idlist": [str(p) for p in listing.pmids], "translationset": [], "querytranslation": found.translation}
    if found.phrases_not_found or found.fields_not_found:
        result["errorlist"] = {"phrasesnotfound": found.phrases_not_found, "fieldsnotfound": found.fields_not_found}
    if found.phrases_ignored or found.quoted_phrases_not_found or listing.messages:
        result["warninglist"] = {
            "phrasesignored": found.phrases_ignored,
            "quotedphrasesnotfound": found.quoted_phrases_not_found,
            "outputmessages": listing.messages,
        }
    return Reply(json_document("esearch", "esearchresult", result), JSON)


def article_set(records: Iterable[bytes]) -> Reply:
    """The answer of EFetch; a set without records is no error."""
    head = (
        b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
        b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
    )
    return Reply(head + b"".join(records) + b"</PubmedArticleSet>\n")
