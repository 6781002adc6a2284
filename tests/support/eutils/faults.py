"""Everything that NCBI has been seen to do wrong, by name."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tests.support.eutils import replies
from tests.support.eutils.endpoints import Params, lost_history
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID, RECORD, synthetic_record
from tests.support.eutils.replies import JSON, ROOTS, Delivery, Reply

STRANGER = FIRST_SYNTHETIC_PMID + 99_999_999
"""PMID of the record that nobody asked for."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        kind: a key of ``KINDS``, or ``ok`` for a request that is let through.
        endpoint: only there (``esearch``); anywhere when empty.
        term: only requests whose term or ids contain this text.
        when: only requests whose parameters pass.
        times: how many requests it hits; None for all of them.
        seconds: how long a stall or a drip lasts, and what Retry-After says.
    """

    kind: str
    endpoint: str = ""
    term: str = ""
    when: Callable[[Params], bool] = field(default=lambda params: True)
    times: int | None = 1
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.kind != "ok" and self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(KINDS)}")

    def hits(self, endpoint: str, params: Params) -> bool:
        """Whether it can befall this request."""
        return (
            self.endpoint in ("", endpoint)
            and self.term in params.get("term", "") + params.get("id", "")
            and self.when(params)
            and (self.kind == "ok" or KINDS[self.kind].befalls(endpoint, params))
        )


class Faults:
    """Which requests go wrong, and how.

    Args:
        script: faults in the order in which they happen, as names or as ``Fault``; a request gets the first one that
            can befall it and is not used up.
        probability: of a fault for each request that the script leaves alone, 0..1.
        kinds: what may then happen; all kinds when empty.
        seconds: how long those stalls and drips last.
    """

    def __init__(
        self,
        script: Sequence[str | Fault] = (),
        *,
        probability: float = 0.0,
        kinds: Collection[str] = (),
        seconds: float = 1.0,
    ) -> None:
        self._lock = threading.Lock()
        self._script = [Fault(entry) if isinstance(entry, str) else entry for entry in script]
        self._left = [fault.times for fault in self._script]
        self._probability = probability
        self._random_faults = [Fault(kind, seconds=seconds) for kind in sorted(kinds or KINDS)]
        self._asked: Counter[str] = Counter()

    def next(self, endpoint: str, params: Params, seed: int) -> Fault | None:
        """What befalls this request, if anything."""
        with self._lock:
            for number, (fault, left) in enumerate(zip(self._script, self._left, strict=True)):
                if left == 0 or not fault.hits(endpoint, params):
                    continue
                if left is not None:
                    self._left[number] = left - 1
                return None if fault.kind == "ok" else fault
            return self._by_chance(endpoint, params, seed)

    def _by_chance(self, endpoint: str, params: Params, seed: int) -> Fault | None:
        # The luck of a request depends on what is asked and how often it was asked before, not on which
        # thread came first: a run can be repeated.
        question = repr((seed, endpoint, sorted((k, v) for k, v in params.items() if k not in ("WebEnv", "api_key"))))
        self._asked[question] += 1
        luck = random.Random(f"{question}{self._asked[question]}")
        if luck.random() >= self._probability:
            return None
        possible = [fault for fault in self._random_faults if fault.hits(endpoint, params)]
        return luck.choice(possible) if possible else None


@dataclass(frozen=True)
class Occasion:
    """The request that a fault befalls."""

    fault: Fault
    endpoint: str
    params: Params
    caller: str
    limit: int


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what becomes of the healthy reply, and which requests it can befall."""

    spoil: Callable[[Occasion, Reply], Reply]
    befalls: Callable[[str, Params], bool] = lambda endpoint, params: True


def _error_element(occasion: Occasion, reply: Reply) -> Reply:
    return replies.error(
        occasion.endpoint,
        "Search Backend failed: the query could not be read",
        "Cannot proceed",
        retmode=occasion.params.get("retmode", "xml"),
    )


def _json_error(occasion: Occasion, reply: Reply) -> Reply:
    return replies.error("esearch", "Search Backend failed: Exception:\nno server is available", retmode="json")


def _truncated(occasion: Occasion, reply: Reply) -> Reply:
    return replace(reply, body=reply.body[: len(reply.body) * 2 // 3])


def _garbled(occasion: Occasion, reply: Reply) -> Reply:
    middle = len(reply.body) // 2
    return replace(reply, body=reply.body[:middle] + b'<"&\x00{' + reply.body[middle + 5 :])


def _backend_comment(occasion: Occasion, reply: Reply) -> Reply:
    return replace(reply, body=replies.document("esummary", "\n<DocSum><Id>1</Id><!-- Backend failed --></DocSum>\n"))


_ID = re.compile(rb"<Id>\d+</Id>\n")
_JSON_ID = re.compile(rb'(?<=\[)"\d+",|,"\d+"(?=[,\]])')


def _fewer_ids(occasion: Occasion, reply: Reply) -> Reply:
    return replace(reply, body=(_JSON_ID if reply.content_type == JSON else _ID).sub(b"", reply.body, count=1))


def _fewer_records(occasion: Occasion, reply: Reply) -> Reply:
    return replace(reply, body=RECORD.sub(b"", reply.body, count=1))


def _extra_record(occasion: Occasion, reply: Reply) -> Reply:
    return replace(
        reply, body=reply.body.replace(b"</PubmedArticleSet>", synthetic_record(STRANGER) + b"</PubmedArticleSet>")
    )


def _duplicate_records(occasion: Occasion, reply: Reply) -> Reply:
    return replace(reply, body=RECORD.sub(lambda match: match[0] + match[0], reply.body, count=1))


def _delivered(delivery: Delivery) -> Callable[[Occasion, Reply], Reply]:
    return lambda occasion, reply: replace(reply, delivery=delivery, seconds=occasion.fault.seconds)


def _told_to_wait(occasion: Occasion, *, retry_after: int | None, status: int = 429) -> Reply:
    return replies.rate_exceeded(
        occasion.caller, occasion.limit + 1, occasion.limit, retry_after=retry_after, status=status
    )


def _at(*endpoints: str) -> Callable[[str, Params], bool]:
    return lambda endpoint, params: endpoint in endpoints


KINDS: Mapping[str, Kind] = {
    # refusals and server errors
    "http_429": Kind(lambda o, r: _told_to_wait(o, retry_after=None)),
    "http_429_retry_after": Kind(lambda o, r: _told_to_wait(o, retry_after=round(o.fault.seconds))),
    "rate_in_200": Kind(lambda o, r: _told_to_wait(o, retry_after=None, status=200)),
    "http_500": Kind(lambda o, r: replies.html_page("NCBI - WWW Error 500 Diagnostic", 500)),
    "http_502": Kind(lambda o, r: replies.html_page("502 Bad Gateway", 502)),
    "http_503": Kind(lambda o, r: replies.html_page("503 Service Unavailable", 503)),
    "viewer_error_400": Kind(
        lambda o, r: replies.error(
            "efetch", "Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout", status=400
        ),
        _at("efetch"),
    ),
    "bad_key": Kind(lambda o, r: replies.bad_key(o.params["api_key"]), lambda endpoint, params: "api_key" in params),
    # errors that call themselves success
    "error_element": Kind(_error_element, lambda endpoint, params: endpoint in ROOTS and endpoint != "einfo"),
    "json_error": Kind(_json_error, lambda endpoint, params: endpoint == "esearch" and params.get("retmode") == "json"),
    "html_200": Kind(lambda o, r: replies.html_page("NCBI - WWW Error 500 Diagnostic", 200)),
    "unable_to_route": Kind(lambda o, r: Reply(b"Unable to route request!", replies.TEXT)),
    "backend_failed": Kind(
        lambda o, r: replies.error(
            o.endpoint,
            "Search Backend failed: Database is not supported: pubmed",
            retmode=o.params.get("retmode", "xml"),
        ),
        _at("esearch", "efetch"),
    ),
    "docsum_backend_comment": Kind(_backend_comment, _at("esummary")),
    "lost_history": Kind(
        lambda o, r: lost_history(o.endpoint, o.params),
        lambda endpoint, params: "WebEnv" in params and "query_key" in params,
    ),
    "empty_body": Kind(lambda o, r: replace(r, body=b"")),
    "truncated_xml": Kind(_truncated),
    "garbled_xml": Kind(_garbled),
    "wrong_charset": Kind(lambda o, r: replace(r, content_type=r.content_type.replace("UTF-8", "ISO-8859-1"))),
    # answers that are whole, and wrong
    "fewer_ids": Kind(_fewer_ids, _at("esearch")),
    "fewer_records": Kind(_fewer_records, _at("efetch")),
    "extra_record": Kind(_extra_record, _at("efetch")),
    "duplicate_records": Kind(_duplicate_records, _at("efetch")),
    # the network
    "truncated_transfer": Kind(_delivered(Delivery.SHORT)),
    "truncated_chunks": Kind(_delivered(Delivery.CHUNKED_SHORT)),
    "connection_reset": Kind(_delivered(Delivery.RESET)),
    "connection_closed_without_reply": Kind(_delivered(Delivery.NOTHING)),
    "stall": Kind(_delivered(Delivery.STALLED)),
    "slow_drip": Kind(_delivered(Delivery.DRIP)),
}
"""Every fault by name."""
