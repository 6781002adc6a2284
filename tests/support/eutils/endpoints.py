"""ESearch, EFetch, EPost, ESummary and EInfo as functions from parameters to a reply.

What they answer is what was seen of NCBI's answers; where nothing was seen, the strictest reading was taken.
"""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from tests.support.eutils import replies
from tests.support.eutils.corpus import Corpus, Found
from tests.support.eutils.replies import Listing, Reply
from tests.support.eutils.terms import DATE_FIELDS, DateRange, day

Params = Mapping[str, str]

LISTED_AT_MOST = 9_999
"""PubMed's search lists no more PMIDs than this, however many it found."""
LARGEST_ID = 18446744073709551615
INVALID_IDS = f"Some IDs have invalid value and were omitted. Maximum ID value {LARGEST_ID}"
BEYOND_THE_CAP = (
    "'retstart' cannot be larger than 9998. "
    "For PubMed, ESearch can only retrieve the first 9,999 records matching the query."
)
SORTS = (
    "",
    "pub_date",
    "pub+date",
    "pub date",
    "relevance",
    "author",
    "journal",
    "journalname",
    "most recent",
    "date_desc",
)


class History:
    """Sets of PMIDs kept on the server under a WebEnv and a query key."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._sessions: dict[str, list[list[int]]] = {}

    def keep(self, pmids: Sequence[int], web_env: str = "") -> tuple[str, int]:
        """Keep a set, in a new session when none is given; its WebEnv and query key."""
        with self._lock:
            if web_env not in self._sessions:
                web_env = f"MCID_{next(self._numbers):024x}"
            session = self._sessions.setdefault(web_env, [])
            session.append(list(pmids))
            return web_env, len(session)

    def get(self, params: Params) -> list[int] | None:
        """The set that ``WebEnv`` and ``query_key`` name; None when it is not known (any more)."""
        with self._lock:
            session = self._sessions.get(params.get("WebEnv", ""), [])
            key = number(params, "query_key", 0)
            return session[key - 1] if 1 <= key <= len(session) else None

    def forget(self, web_env: str | None = None) -> None:
        """Let a session expire, or all."""
        with self._lock:
            if web_env is None:
                self._sessions.clear()
            else:
                self._sessions.pop(web_env, None)


def number(params: Params, name: str, default: int) -> int:
    """A whole number out of the parameters; the default when it is absent or none."""
    text = params.get(name, "").strip()
    return int(text) if text.isdigit() else default


def valid_ids(params: Params) -> tuple[list[int], list[str]]:
    """The ids asked for, each once and in order, and those that cannot be ids."""
    words = [word.strip() for word in re.split(r"[,\s]+", params.get("id", "")) if word.strip()]
    good = [int(word) for word in words if word.isascii() and word.isdigit() and 0 < int(word) <= LARGEST_ID]
    bad = [word for word in words if not (word.isascii() and word.isdigit() and 0 < int(word) <= LARGEST_ID)]
    return list(dict.fromkeys(good)), bad


def lost_history(endpoint: str, params: Params) -> Reply:
    """What a WebEnv is answered with that has expired."""
    key = params.get("query_key", "1") or "1"
    return replies.error(endpoint, f"Unable to obtain query #{key}", retmode=params.get("retmode", "xml"))


def esearch(params: Params, corpus: Corpus, history: History) -> Reply:
    retmode = params.get("retmode", "xml").lower()
    term = params.get("term", "").strip()
    if term:
        try:
            found = corpus.search(term, _date_window(params))
        except ValueError as problem:
            # PubMed makes something of every term; here a term that cannot be read is a mistake in the test.
            return replies.error("esearch", f"Search Backend failed: {problem}", retmode=retmode)
        pmids = _sorted(found.pmids, params.get("sort", "").lower(), corpus)
    elif "query_key" in params:
        kept = history.get(params)
        if kept is None:
            return lost_history("esearch", params)
        found, pmids = Found(translation=f"#{params['query_key']}"), kept
    else:
        return replies.error("esearch", "Empty term and query_key - nothing todo", retmode=retmode)
    if params.get("rettype", "").lower() == "count":
        return replies.count_only(len(pmids), retmode)

    messages = list(found.messages)
    if params.get("sort", "").lower() not in SORTS:
        messages.append(f"Unknown sort schema '{params['sort']}' ignored")
    start, size = number(params, "retstart", 0), number(params, "retmax", 20)
    if start >= LISTED_AT_MOST and len(pmids) > start:
        return replies.error("esearch", f"Search Backend failed: Exception:\n{BEYOND_THE_CAP}", retmode=retmode)
    if start + size > LISTED_AT_MOST:
        size = max(0, LISTED_AT_MOST - start)
        messages.append(f"Restrictions achieved. start and count adjusted to {start}, {size}")
    web_env, query_key = "", 0
    if params.get("usehistory", "").lower() == "y":
        web_env, query_key = history.keep(pmids, params.get("WebEnv", ""))
    listing = Listing(found, len(pmids), start, pmids[start : start + size], web_env, query_key, tuple(messages))
    return replies.search_result(listing, retmode)


def _date_window(params: Params) -> tuple[DateRange, ...]:
    """``mindate`` and ``maxdate``; one without the other does nothing, as if it were not there."""
    lo, hi = params.get("mindate", ""), params.get("maxdate", "")
    name = params.get("datetype", "pdat").lower()
    if not (lo and hi) or name not in DATE_FIELDS:
        return ()
    return (DateRange("pdat" if name == "dp" else name, day(lo, last=False), day(hi, last=True)),)


def _sorted(pmids: Sequence[int], sort: str, corpus: Corpus) -> list[int]:
    """Newest PMID first, which is about what PubMed does; by date of publication when that is asked for."""
    newest_first = list(reversed(pmids))
    if sort in ("pub_date", "pub+date", "pub date"):

        def published(pmid: int) -> date:
            record = corpus.record(pmid)
            return record.dates.get("pdat", date.min) if record else date.min

        newest_first.sort(key=published, reverse=True)
    return newest_first


def efetch(params: Params, corpus: Corpus, history: History) -> Reply:
    start = number(params, "retstart", 0)
    size = min(number(params, "retmax", 10_000), 10_000)
    if "WebEnv" in params or "query_key" in params:
        kept = history.get(params)
        if kept is None:
            return lost_history("efetch", params)
        if start >= LISTED_AT_MOST:
            what = f"Search backend cannot retrieve history data. Reason: Exception: {BEYOND_THE_CAP}"
            return replies.error("efetch", what, status=400)
        # A page across the cap is cut without a word.
        pmids = kept[start : min(start + size, LISTED_AT_MOST)]
    else:
        good, _ = valid_ids(params)
        if not good:
            return replies.error("efetch", "ID list is empty! Possibly it has no correct IDs.", status=400)
        pmids = good[start : start + size]
    if params.get("rettype", "").lower() == "uilist":
        return Reply("".join(f"{pmid}\n" for pmid in pmids).encode(), replies.TEXT)
    if params.get("retmode", "xml").lower() not in ("", "xml") or params.get("rettype", "").lower() not in (
        "",
        "abstract",
        "full",
    ):
        raise ValueError(f"the program asks EFetch for what it cannot read: {dict(params)}")
    records = (corpus.record(pmid) for pmid in pmids)
    return replies.article_set(record.xml for record in records if record is not None)


def epost(params: Params, corpus: Corpus, history: History) -> Reply:
    good, bad = valid_ids(params)
    if not good:
        return replies.error("epost", "Empty ID list; Nothing to store", *([INVALID_IDS] if bad else []))
    web_env, query_key = history.keep(good, params.get("WebEnv", ""))
    invalid = f"\n\t<InvalidIdList>{replies.elements('Id', bad)}</InvalidIdList>" if bad else ""
    complaint = replies.elements("ERROR", [INVALID_IDS]) if bad else ""
    content = f"{invalid}\n\t<QueryKey>{query_key}</QueryKey>\n\t<WebEnv>{web_env}</WebEnv>\n{complaint}"
    return Reply(replies.document("epost", content))


def esummary(params: Params, corpus: Corpus, history: History) -> Reply:
    """The few items of a DocSum that say which paper it is."""
    if "WebEnv" in params:
        kept = history.get(params)
        if kept is None:
            return lost_history("esummary", params)
        start = number(params, "retstart", 0)
        pmids = kept[start : start + number(params, "retmax", 10_000)]
    else:
        pmids, _ = valid_ids(params)
        if not pmids:
            return replies.error("esummary", "Neither query_key nor id specified")
    parts = []
    for pmid in pmids:
        record = corpus.record(pmid)
        if record is None:
            parts.append(f"<ERROR>UID={pmid}: cannot get document summary</ERROR>")
            continue
        title = re.search(rb"<ArticleTitle[^>]*>(.*?)</ArticleTitle>", record.xml, re.DOTALL)
        plain = escape(re.sub(r"<[^>]+>", "", title[1].decode())) if title else ""
        parts.append(f'<DocSum>\n\t<Id>{pmid}</Id>\n\t<Item Name="Title" Type="String">{plain}</Item>\n</DocSum>\n')
    return Reply(replies.document("esummary", "\n" + "".join(parts)))


def einfo(params: Params, corpus: Corpus, history: History) -> Reply:
    """Enough to see that E-utilities can be reached."""
    as_json = params.get("retmode", "xml").lower() == "json"
    if "db" not in params:
        if as_json:
            return Reply(replies.json_document("einfo", "einforesult", {"dblist": ["pubmed"]}), replies.JSON)
        return Reply(replies.document("einfo", "\n<DbList>\n\t<DbName>pubmed</DbName>\n</DbList>\n"))
    count = len(corpus.pmids())
    about = {
        "dbname": "pubmed",
        "menuname": "PubMed",
        "description": "PubMed bibliographic record",
        "count": str(count),
    }
    if as_json:
        return Reply(replies.json_document("einfo", "einforesult", {"dbinfo": [about]}), replies.JSON)
    fields = "".join(
        f"<Field><Name>{name}</Name><FullName>{full}</FullName></Field>"
        for name, full in [("UID", "UID"), *((tag.upper(), full) for tag, full in DATE_FIELDS.items() if tag != "dp")]
    )
    return Reply(
        replies.document(
            "einfo",
            "<DbInfo><DbName>pubmed</DbName><MenuName>PubMed</MenuName>"
            f"<Description>PubMed bibliographic record</Description>"
            f"<Count>{count}</Count><FieldList>{fields}</FieldList></DbInfo>",
        )
    )


ENDPOINTS: dict[str, Callable[[Params, Corpus, History], Reply]] = {
    "esearch": esearch,
    "efetch": efetch,
    "epost": epost,
    "esummary": esummary,
    "einfo": einfo,
}


def answer(endpoint: str, params: Params, corpus: Corpus, history: History) -> Reply:
    """The reply of a healthy server."""
    db = params.get("db", "")
    if db != "pubmed" and not (endpoint == "einfo" and "db" not in params):
        return replies.error(endpoint, f"Invalid db name specified: {db}", retmode=params.get("retmode", "xml"))
    return ENDPOINTS[endpoint](params, corpus, history)
