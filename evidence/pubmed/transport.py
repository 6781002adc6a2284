"""Asks E-utilities until it answers: the pace, the timeouts, the second tries, and the errors when none helps.

Everything is POSTed, and the key travels in the body only: addresses end up in logs, errors and proxies. One
`requests.Session` serves all threads; what is not safe to share in a session is its cookies, its redirects
and its authentication, and none of them is used.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import NamedTuple, TypeVar
from urllib.parse import urlencode

import structlog
from requests import PreparedRequest, RequestException, Response, Session, exceptions
from urllib3.exceptions import HTTPError

from evidence.errors import SourceError, SourceUnreachableError
from evidence.pubmed.access import EutilsAccess
from evidence.pubmed.connection import PacedAdapter
from evidence.pubmed.pace import LONGEST_HOLD, Pace
from evidence.pubmed.replies import Fault, check_status

ATTEMPTS = 6
PATIENCE = 300.0
"""Seconds after which a question is given up, whatever attempts are left."""

_LONGEST_ANSWER = 300.0  # seconds: a server that trickles bytes never runs into the read timeout
_LARGEST_ANSWER = 256 * 1024 * 1024  # bytes; 200 records take about 4 MB
_BLOCK = 64 * 1024

Reply = TypeVar("Reply")
log = structlog.get_logger()


class Answer(NamedTuple):
    """What came back, whatever its status; nothing in it holds the key.

    Attributes:
        status: of HTTP.
        headers: by name in lower case.
        body: decompressed.
        seconds: from sending, the wait for a turn included, to the last byte.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


class Transport:
    """Sends requests to one access point; for any number of threads.

    Args:
        access: the address, who asks, and the timeouts.
        sleep: waits so many seconds.
        clock: seconds that never run backwards.
        chance: a number from 0 to 1, for the jitter.
        today: the time of day, to read a Retry-After date against.
        pace: lets requests pass; that of ``access`` when not given.
    """

    def __init__(
        self,
        access: EutilsAccess,
        *,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
        pace: Pace | None = None,
    ) -> None:
        self._access = access
        self._sleep = sleep
        self._clock = clock
        self._chance = chance
        self._today = today
        self._pace = pace or Pace(access.pace_file, access.rate)
        self._lock = threading.Lock()
        self._sent = 0
        self._answered = float("-inf")  # when the server last answered anything at all
        self._session = Session()
        adapter = PacedAdapter(self._turn, access.concurrency)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.auth = _no_authentication  # or requests would look for a password in ~/.netrc
        self._session.headers["User-Agent"] = "evidence"  # who asks is in the body, where any letter is allowed

    @property
    def requests(self) -> int:
        """How many requests have been sent, retries included."""
        return self._sent

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._session.close()

    def ask(
        self, endpoint: str, fields: Mapping[str, str], understand: Callable[[bytes], Reply], *, about: str
    ) -> Reply:
        """Ask until the answer can be understood.

        Args:
            endpoint: ``esearch``, ``efetch`` ...
            fields: what to ask; ``tool``, ``email`` and the key are added.
            understand: reads the body, or raises `Fault`.
            about: what is asked for, as errors and logs name it.

        Raises:
            SourceUnreachableError: when every other question will fail too.
            SourceError: when this question cannot be answered, at once or after the last attempt.
        """
        started = self._clock()
        faults: list[Fault] = []
        while True:
            try:
                answer = self.send(endpoint, fields)
                self.check(answer)
                return understand(answer.body)
            except Fault as fault:
                faults.append(fault)
                pause = self._pause(fault, len(faults))
                waited = self._clock() - started
                if not fault.again or len(faults) >= ATTEMPTS or waited + pause > PATIENCE:
                    raise self._error(faults, about, started) from fault
                log.warning(
                    "asking PubMed again", about=about, attempt=len(faults), seen=fault.reason, pause=round(pause, 2)
                )
                if fault.rate or fault.wait is not None:
                    self._pace.hold(pause)  # everybody waits, not only this thread
                else:
                    self._sleep(pause)

    def send(self, endpoint: str, fields: Mapping[str, str]) -> Answer:
        """Send one request, in its turn, and return whatever comes back.

        Raises:
            Fault: when no whole answer arrives.
        """
        began = self._clock()
        try:
            with self._session.post(
                self.address(endpoint),
                data=self._form(fields),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
                timeout=(self._access.connect_timeout, self._access.read_timeout),
                allow_redirects=False,
                stream=True,
            ) as response:
                self._answered = self._clock()
                body = self._read(response)
                headers = {name.lower(): self._redacted(value) for name, value in response.headers.items()}
                answer = Answer(response.status_code, headers, body, self._clock() - began)
        except (OSError, HTTPError) as error:  # those of requests are OSErrors; a few of urllib3 slip through it
            fault = self._broken(error)
        else:
            log.debug(
                "asked PubMed",
                endpoint=endpoint,
                status=answer.status,
                bytes=len(answer.body),
                seconds=round(answer.seconds, 3),
            )
            return answer
        # Outside the except clause: the foreign error is part of the chain only if it is free of the key.
        raise fault

    def check(self, answer: Answer) -> None:
        """Let an answer with status 200 pass.

        Raises:
            Fault: for every other, saying what it means.
        """
        check_status(answer.status, answer.headers, answer.body, self._today())

    def address(self, endpoint: str) -> str:
        """Where an endpoint is."""
        return f"{self._access.url.rstrip('/')}/{endpoint}.fcgi"

    def shown(self, fields: Mapping[str, str]) -> dict[str, str]:
        """What would be sent with these fields, for people to see: without the key."""
        return {**fields, **self._who(), **({"api_key": "[key]"} if self._access.api_key else {})}

    def _turn(self) -> None:
        self._pace.wait()
        with self._lock:
            self._sent += 1

    def _form(self, fields: Mapping[str, str]) -> _Form:
        key = {"api_key": self._access.api_key} if self._access.api_key else {}
        return _Form(urlencode({**fields, **self._who(), **key}).encode())

    def _who(self) -> dict[str, str]:
        who = {"tool": self._access.tool, "email": self._access.email}
        return {name: value for name, value in who.items() if value}

    def _read(self, response: Response) -> bytes:
        began = self._clock()
        blocks = []
        size = 0
        for block in response.iter_content(_BLOCK):
            blocks.append(block)
            size += len(block)
            if size > _LARGEST_ANSWER:
                raise Fault(f"an answer of more than {_LARGEST_ANSWER:,} bytes", again=True)
            if self._clock() - began > _LONGEST_ANSWER:
                raise Fault(f"the answer was not complete after {_LONGEST_ANSWER:.0f} s", again=True)
        body = b"".join(blocks)
        key = self._access.api_key
        return body.replace(key.encode(), b"[key]") if key else body

    def _broken(self, error: OSError | HTTPError) -> Fault:
        """The fault that an error of the network is, with that error as its cause."""
        contact = isinstance(error, exceptions.ChunkedEncodingError | exceptions.ContentDecodingError)
        text = self._redacted(str(error))
        again, everywhere = True, False
        remedy = "check the network, HTTPS_PROXY and EVIDENCE_EUTILS_URL"
        if isinstance(error, exceptions.ConnectTimeout):
            reason = f"no connection within {self._access.connect_timeout:g} s"
        elif isinstance(error, exceptions.Timeout) or "Read timed out" in text:
            reason = f"no answer within {self._access.read_timeout:g} s"
        elif isinstance(error, exceptions.SSLError):
            reason = "no secure connection"
            if "CERTIFICATE_VERIFY_FAILED" in text:
                reason, again, everywhere = "the server's certificate is not trusted", False, True
                remedy = "if a proxy opens secure connections here, name its certificate in REQUESTS_CA_BUNDLE"
        elif contact:
            reason = "the answer broke off"
        elif isinstance(error, exceptions.ProxyError):
            reason = "no connection through the proxy"
        elif isinstance(error, exceptions.ConnectionError):
            reason = _why_no_connection(text)
        elif isinstance(error, RequestException | HTTPError):
            reason, again, everywhere = f"the address cannot be used ({type(error).__name__})", False, True
            remedy = "correct EVIDENCE_EUTILS_URL"
        else:  # of this machine: a certificate file that is named and not there, say
            reason, again, everywhere = (text or type(error).__name__)[:200], False, True
            remedy = "correct what the error names, REQUESTS_CA_BUNDLE for instance"
        fault = Fault(reason, again=again, everywhere=everywhere, contact=contact, remedy=remedy)
        if isinstance(error, RequestException):
            error.request = error.response = None  # they hold the body, and with it the key
        if not self._mentions_key(error):
            fault.__cause__ = error
        return fault

    def _pause(self, fault: Fault, attempt: int) -> float:
        """Seconds to wait before the next attempt: what the server asks, else exponential with full jitter.

        Full jitter, because many threads and machines fail in the same moment and must not come back in one
        (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
        """
        if fault.wait is not None:
            return min(fault.wait, LONGEST_HOLD)
        if fault.rate:
            return min(2.0**attempt, LONGEST_HOLD)
        return self._chance() * min(2.0 ** (attempt - 1), 30.0)

    def _error(self, faults: list[Fault], about: str, started: float) -> SourceError:
        last = faults[-1]
        counts = Counter(fault.reason for fault in faults)
        seen = ", ".join(reason if count == 1 else f"{reason} ({count} times)" for reason, count in counts.items())
        tries = "once" if len(faults) == 1 else f"{len(faults)} times in {self._clock() - started:.0f} s"
        silent = not any(fault.contact for fault in faults) and self._answered < started
        kind = SourceUnreachableError if last.everywhere or silent else SourceError
        where = f" at {self._access.url}" if kind is SourceUnreachableError else ""
        remedy = (
            last.remedy
            or "the next refresh asks again; if this persists, see https://www.ncbi.nlm.nih.gov/home/about/contact/"
        )
        return kind(f"PubMed{where} did not answer {about}: {seen}; asked {tries}", remedy)

    def _redacted(self, text: str) -> str:
        return text.replace(self._access.api_key, "[key]") if self._access.api_key else text

    def _mentions_key(self, error: BaseException | None) -> bool:
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            if self._access.api_key and self._access.api_key in f"{error} {error!r}":
                return True
            error = error.__cause__ or error.__context__
        return False


class _Form(bytes):
    """A request's body; its repr, which tracebacks with local variables print, does not show the key."""

    def __repr__(self) -> str:
        return f"<form of {len(self)} bytes>"


def _no_authentication(request: PreparedRequest) -> PreparedRequest:
    return request


def _why_no_connection(text: str) -> str:
    lowered = text.lower()
    if "refused" in lowered:
        return "connection refused"
    if "resolve" in lowered or "name or service" in lowered or "getaddrinfo" in lowered:
        return "the name of the server cannot be resolved"
    if "closed connection without response" in lowered or "reset" in lowered or "aborted" in lowered:
        return "the connection broke"
    return "no connection"
