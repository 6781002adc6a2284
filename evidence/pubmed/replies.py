"""What an answer of E-utilities really says. A status of 200 is not yet success.

Pure: bytes in, a typed reply out, or a `Fault` that says whether asking again can help. ESearch is read as
XML rather than JSON: an XML answer that was cut short cannot be mistaken for a whole one, its errors and
warnings have one place each, and NCBI's JSON holds raw line breaks that JSON does not allow. Errors of the
gateway in front of PubMed come as JSON, HTML or bare text whatever was asked for, so all are recognised.

What can come is described in the E-utilities manual (https://www.ncbi.nlm.nih.gov/books/NBK25501/) and, for
much of what goes wrong, only in the bug trackers of its users.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec
from lxml import etree

LISTED_AT_MOST = 9_999
"""PubMed lists no more ids than this for one search, whatever ``retmax`` asks for."""

_SHOWN = 200  # characters of a foreign text that an error quotes
_RATE = re.compile(r"rate limit", re.IGNORECASE)
_BAD_KEY = re.compile(r"api[ _-]?key[^.]{0,40}(invalid|not valid|unknown|expired)|invalid api[ _-]?key", re.IGNORECASE)
_OUR_MISTAKE = re.compile(
    r"invalid db|db name|database is not specified|empty term|empty id list|empty search|query syntax|"
    r"retstart.{0,3} cannot be larger|out of acceptable range|invalid (uid|id|ids|parameter|value)|"
    r"unknown (field|parameter)",
    re.IGNORECASE,
)
_BACKEND_FAULT = re.compile(
    r"backend|proxy_stream|failed to connect|unable to (route|obtain)|temporarily|unavailable|timed? ?out|try again|"
    r"server error|cannot get document summary|bad gateway|viewer error",
    re.IGNORECASE,
)
_FAILED_COMMENT = re.compile(rb"<!--(?:(?!-->).)*?backend failed", re.IGNORECASE | re.DOTALL)


class Fault(Exception):  # noqa: N818 - a fault is not yet an error: most go away when asked again
    """An answer, or the lack of one, that cannot be used. Never leaves this package.

    Args:
        reason: what was seen, short and in plain words; may quote the answer.
        again: whether asking again can help.
        everywhere: whether every other question fails in the same way (wrong key, blocked, moved).
        contact: whether the server answered at all.
        wait: seconds that the server asked to wait, when it did; ``None`` otherwise.
        rate: whether the server says that the permitted rate was exceeded.
        remedy: what the reader can do about it, when it does not go away.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool,
        everywhere: bool = False,
        contact: bool = True,
        wait: float | None = None,
        rate: bool = False,
        remedy: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.everywhere = everywhere
        self.contact = contact
        self.wait = wait
        self.rate = rate
        self.remedy = remedy


class SearchReply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of ESearch, checked in itself.

    Attributes:
        count: how many records the term finds.
        pmids: the part of them that this answer lists, in its order, without repeats.
        translation: what PubMed made of the term.
        warnings: what a curator should know about the term, in plain words.
    """

    count: int
    pmids: tuple[int, ...]
    translation: str = ""
    warnings: tuple[str, ...] = ()


def check_status(status: int, headers: Mapping[str, str], body: bytes, now: datetime) -> None:
    """Let an answer with status 200 pass; say of any other what it means.

    Args:
        status: of HTTP.
        headers: of the answer, by name in lower case.
        body: of the answer.
        now: the time of day, against which a Retry-After date is read.

    Raises:
        Fault: for every status but 200.
    """
    if status == 200:
        return
    text = _error_text(body)
    seen = f"HTTP {status}" + (f": {text}" if text else "")
    if status == 429 or _RATE.search(text):
        raise _too_fast(seen, retry_after(headers.get("retry-after"), now))
    if _BAD_KEY.search(text):
        raise _bad_key(seen)
    if status in {408, 425} or status >= 500:
        raise Fault(seen, again=True, wait=retry_after(headers.get("retry-after"), now))
    if 300 <= status < 400:
        target = headers.get("location", "an unnamed address")
        raise Fault(
            f"HTTP {status}: the server sends on to {_short(target)}",
            again=False,
            everywhere=True,
            remedy="set EVIDENCE_EUTILS_URL to the address of E-utilities itself; if NCBI has blocked this machine "
            "(misuse.ncbi.nlm.nih.gov), write to eutilities@ncbi.nlm.nih.gov",
        )
    if status == 400 and _BACKEND_FAULT.search(text) and not _OUR_MISTAKE.search(text):
        raise Fault(seen, again=True)  # EFetch wraps the 502 of its own backend into a 400
    if status in {400, 413, 414, 422}:
        raise Fault(seen, again=False, remedy="correct the query")
    raise Fault(
        seen,
        again=False,
        everywhere=True,
        remedy="check EVIDENCE_EUTILS_URL; if NCBI has blocked this machine, write to eutilities@ncbi.nlm.nih.gov",
    )


def parse_search(body: bytes, *, start: int = 0, most: int = LISTED_AT_MOST) -> SearchReply:
    """Read an answer of ESearch and check that it lists what it promises.

    Args:
        body: the answer to a search in ``retmode=xml``.
        start: the ``retstart`` that was asked for.
        most: the ``retmax`` that was asked for, at most 9,999; 0 asks for the count only.

    Raises:
        Fault: when the answer is an error, no XML, not whole, or lists other than
            ``min(retmax, Count - retstart)`` distinct ids.
    """
    root = _parse(body, "eSearchResult")
    count = _number(root.findtext("Count"), "Count")
    pmids = tuple(_number(element.text, "Id") for element in root.iterfind("IdList/Id"))
    promised = max(0, min(most, count - start))
    if len(pmids) != promised or len(set(pmids)) != promised:
        distinct = len(set(pmids))
        raise Fault(f"{distinct} distinct ids listed where {promised} of {count} were promised", again=True)
    return SearchReply(
        count=count,
        pmids=pmids,
        translation=" ".join(root.findtext("QueryTranslation", "").split()),
        warnings=_warnings(root),
    )


def check_records(body: bytes) -> None:
    """Let an answer of EFetch pass that is a set of records, as far as its frame shows.

    Records are parsed elsewhere; this recognises what is no set of records at all. An unknown PMID is not
    an error: PubMed leaves it out, and the set may be empty.

    Raises:
        Fault: when the answer is an error, no XML, or says in a comment that the backend failed.
    """
    _refuse_foreign(body)
    head = body[:2_000]
    if b"<eFetchResult" in head:
        _parse(body, "PubmedArticleSet")
    if b"<PubmedArticleSet" not in head:
        raise Fault(f"not a set of records: {_short(body)}", again=True)
    if _FAILED_COMMENT.search(body):
        raise Fault("the backend failed for a part of the records", again=True)
    if not body.rstrip().endswith((b"</PubmedArticleSet>", b"<PubmedArticleSet/>")):
        raise Fault("the set of records ends before its end", again=True)


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait; ``None`` without one, or when it cannot be read."""
    if not value:
        return None
    value = value.strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds())


def _parse(body: bytes, kind: str) -> etree._Element:
    """The root of a whole XML answer that is not an error; hardened like the parser of records."""
    _refuse_foreign(body)
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise Fault(f"truncated or garbled XML ({_short(str(error))})", again=True) from error
    errors = [text for element in root.iter("ERROR") if (text := _text(element))]
    if errors:
        raise _said(errors)
    if root.tag != kind:
        raise Fault(f"an answer of another kind, <{root.tag}>", again=True)
    return root


def _refuse_foreign(body: bytes) -> None:
    """Recognise what is not XML: nothing, JSON, HTML, a bare sentence."""
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise Fault("an empty answer", again=True)
    if start.startswith((b"{", b"[")):
        raise _said([_error_text(body) or "JSON where XML was asked for"])
    lowered = start.lower()
    if lowered.startswith(b"<!doctype html") or b"<html" in lowered:
        raise Fault(f"an HTML page: {_error_text(body)}", again=True)
    if not start.startswith(b"<"):
        raise _said([_error_text(body)])


def _said(errors: list[str]) -> Fault:
    """What the errors inside an answer mean; those nobody knows are worth another try."""
    text = "; ".join(errors)
    if _RATE.search(text):
        return _too_fast(text, None)
    if _BAD_KEY.search(text):
        return _bad_key(text)
    if _OUR_MISTAKE.search(text):
        return Fault(f"PubMed says: {text}", again=False, remedy="correct the query")
    return Fault(f"PubMed says: {text}", again=True)


def _too_fast(seen: str, wait: float | None) -> Fault:
    remedy = "other programs on this network may ask NCBI at the same time; wait, or use an API key of your own"
    return Fault(seen, again=True, wait=wait, rate=True, remedy=remedy)


def _bad_key(seen: str) -> Fault:
    return Fault(seen, again=False, everywhere=True, remedy="correct NCBI_API_KEY, or remove it to ask without a key")


_FINDINGS = {
    "PhraseNotFound": "PubMed does not know {!r} and ignored it",
    "FieldNotFound": "PubMed has no search field {!r}: what it stood for was searched elsewhere",
    "QuotedPhraseNotFound": "PubMed does not know the quoted phrase {!r} and searched its words separately",
    "PhraseIgnored": "PubMed ignored {!r}",
}


def _warnings(root: etree._Element) -> tuple[str, ...]:
    """What ErrorList and WarningList say, in plain words, without repeats."""
    warnings = []
    for listed in root.iterfind("*"):
        if listed.tag not in {"ErrorList", "WarningList"}:
            continue
        for element in listed:
            if not isinstance(element.tag, str) or not (text := _text(element)):
                continue
            # An OutputMessage is a sentence already; so is, we hope, what NCBI invents next.
            warnings.append(_FINDINGS.get(element.tag, "PubMed says: {}").format(text))
    return tuple(dict.fromkeys(warnings))


def _number(text: str | None, what: str) -> int:
    text = (text or "").strip()
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise Fault(f"{what} is not a number: {_short(text)!r}", again=True)
    return int(text)


def _error_text(body: bytes) -> str:
    """The one sentence of an error body that a person should read, whatever its format."""
    text = body[:20_000].decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            # NCBI puts raw line breaks into the strings of its JSON.
            return _plain(_json_error(json.loads(text, strict=False)) or text)
        except ValueError:
            return _plain(text)
    errors = re.findall(r"<ERROR>(.*?)(?:</ERROR>|$)", text, re.DOTALL)
    title = re.search(r"<title[^>]*>(.*?)</title>", text, re.DOTALL | re.IGNORECASE)
    if errors:
        text = "; ".join(errors)
    elif title:
        text = title.group(1)
    return _plain(re.sub(r"<[^>]*>", " ", text))


def _json_error(value: object) -> str:
    """The first text under a key named error, at any depth."""
    if not isinstance(value, dict):
        return ""
    for key, inner in value.items():
        if key.lower() in {"error", "errormessage"} and isinstance(inner, str):
            return inner
    return next((found for inner in value.values() if (found := _json_error(inner))), "")


def _text(element: etree._Element) -> str:
    return _plain(str(element.xpath("string()")))


def _plain(text: str) -> str:
    return _short(" ".join(text.split()))


def _short(text: str | bytes) -> str:
    if isinstance(text, bytes):
        text = text[: 2 * _SHOWN].decode("utf-8", "replace")
    text = "".join(character if character.isprintable() else " " for character in text).strip()
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
