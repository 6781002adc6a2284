"""E-utilities on a port of this machine: NCBI's answers, its limits and its failures."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import ClassVar, Self
from urllib.parse import parse_qs, urlsplit

from tests.support.eutils import replies
from tests.support.eutils.corpus import Corpus
from tests.support.eutils.endpoints import ENDPOINTS, History, answer
from tests.support.eutils.faults import KINDS, Faults, Occasion
from tests.support.eutils.rate import RateLimit, peak
from tests.support.eutils.replies import Delivery, Reply

API_KEY = "0123456789abcdef0123456789abcdef0123"
"""A key that the server knows."""
KEYED_RATE = 10
"""Requests per second that a key allows."""
PATH = "/entrez/eutils/"
LONGEST_URL = 4_000
"""Characters of path and query above which a GET is refused; NCBI's own limit is not documented, so be early."""


@dataclass(frozen=True)
class Request:
    """A request as the server saw it.

    Attributes:
        at: monotonic seconds at which it had come in.
        endpoint: ``esearch``; empty when there is no such endpoint.
        params: of the URL and of the body; repeated ids are joined by commas.
        status: of the reply; 0 when none was sent.
        refused: it came too soon.
        fault: what went wrong with it on purpose.
        url: path and query, as received.
    """

    at: float
    endpoint: str
    method: str
    params: dict[str, str]
    status: int
    refused: bool
    fault: str | None
    url: str


class EutilsServer:
    """The server; a context manager, that runs in threads of its own.

    Args:
        corpus: what it knows; may be changed while it runs.
        rate: requests per second without a key; None for no limit at all. A known key allows 10.
        latency: seconds before every reply.
        faults: what goes wrong; may be replaced while it runs.
        seed: of the faults that come by chance.
        retry_after: what the refusal of a request that came too soon says in Retry-After; None to say nothing.
        port: 0 for any that is free.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        rate: int | None = 3,
        latency: float = 0.0,
        faults: Faults | None = None,
        seed: int = 0,
        retry_after: int | None = 1,
        port: int = 0,
    ) -> None:
        self.corpus = corpus
        self.rate = rate
        self.latency = latency
        self.faults = faults
        self.seed = seed
        self.retry_after = retry_after
        self.keys = {API_KEY}
        self.log: list[Request] = []
        self.history = History()
        self.stopping = threading.Event()
        self._limit = RateLimit()
        self._http = _HttpServer(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, name="eutils")

    @property
    def url(self) -> str:
        """Where the endpoints are; ends with a slash."""
        return f"http://127.0.0.1:{self._http.server_address[1]}{PATH}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        """End all conversations, and wait for the threads."""
        self.stopping.set()
        self._http.shutdown()
        self._http.hang_up()
        self._http.server_close()
        self._thread.join()

    __enter__ = start

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def peak_per_second(self) -> int:
        """The largest number of requests that came within any second."""
        return peak(request.at for request in list(self.log))

    def requests(self, endpoint: str) -> list[Request]:
        """What was asked of one endpoint."""
        return [request for request in list(self.log) if request.endpoint == endpoint]

    def forget_history(self) -> None:
        """Let every WebEnv expire."""
        self.history.forget()

    def reply(self, at: float, method: str, url: str, body: bytes, ip: str) -> Reply:
        """Decide about one request, and write it down before it is answered."""
        parts = urlsplit(url)
        endpoint = parts.path.removeprefix(PATH).removesuffix(".fcgi")
        pairs = parse_qs(parts.query, keep_blank_values=True)
        for name, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items():
            pairs.setdefault(name, []).extend(values)
        params = {name: ",".join(values) if name == "id" else values[-1] for name, values in pairs.items()}
        known = endpoint in ENDPOINTS and parts.path == f"{PATH}{endpoint}.fcgi"
        reply, refused, fault = self._decide(at, endpoint if known else "", params, url, ip)
        sent = reply.delivery not in (Delivery.RESET, Delivery.NOTHING, Delivery.STALLED)
        self.log.append(
            Request(at, endpoint if known else "", method, params, reply.status if sent else 0, refused, fault, url)
        )
        return reply

    def _decide(
        self, at: float, endpoint: str, params: dict[str, str], url: str, ip: str
    ) -> tuple[Reply, bool, str | None]:
        if not endpoint:
            return replies.html_page("404 Not Found", 404), False, None
        if len(url) > LONGEST_URL:
            return replies.html_page("414 Request-URI Too Long", 414), False, None
        key = params.get("api_key", "")
        if key and key not in self.keys:
            return replies.bad_key(key), False, None
        limit = 0
        if self.rate is not None:
            limit = max(self.rate, KEYED_RATE) if key else self.rate
            count = self._limit.admit(key or ip, limit, at)
            if count > limit:
                return replies.rate_exceeded(key or ip, count, limit, retry_after=self.retry_after), True, None
        fault = self.faults.next(endpoint, params, self.seed) if self.faults else None
        reply = answer(endpoint, params, self.corpus, self.history)
        if self.rate is not None:
            reply.headers.update({"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(limit - count)})
        if fault is None:
            return reply, False, None
        if fault.kind == "lost_history":
            self.history.forget(params["WebEnv"])
        occasion = Occasion(fault, endpoint, params, caller=key or ip, limit=limit or 3)
        return KINDS[fault.kind].spoil(occasion, reply), False, fault.kind


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], eutils: EutilsServer) -> None:
        super().__init__(address, _Handler)
        self.eutils = eutils
        self._open: set[socket.socket] = set()

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        assert isinstance(request, socket.socket)
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """A client that goes away is none of the server's mistakes; everything else is told on stderr."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """End the connections that clients keep alive, so that their threads end."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Finatra"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _HttpServer
    drip_pieces: ClassVar[int] = 8

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the standard library's
        """The server keeps its own log."""

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _answer(self, body: bytes) -> None:
        eutils = self.server.eutils
        reply = eutils.reply(time.monotonic(), self.command, self.path, body, self.client_address[0])
        eutils.stopping.wait(eutils.latency)
        # The client may have given up waiting.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._deliver(reply)

    def _deliver(self, reply: Reply) -> None:
        match reply.delivery:
            case Delivery.WHOLE:
                self._head(reply)
                self.wfile.write(reply.body)
                self.wfile.flush()
            case Delivery.DRIP:
                self._drip(reply)
            case Delivery.STALLED:
                self.server.eutils.stopping.wait(reply.seconds)
                self.close_connection = True
            case Delivery.SHORT | Delivery.CHUNKED_SHORT:
                self._cut_off(reply)
            case Delivery.NOTHING:
                self.close_connection = True
            case Delivery.RESET:
                # Lingering for zero seconds makes the kernel send RST in place of FIN.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                self.connection.close()

    def _head(self, reply: Reply, *, chunked: bool = False) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Cache-Control", "private")
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()

    def _drip(self, reply: Reply) -> None:
        self._head(reply)
        size = max(1, -(-len(reply.body) // self.drip_pieces))
        for start in range(0, len(reply.body), size):
            self.wfile.write(reply.body[start : start + size])
            self.wfile.flush()
            self.server.eutils.stopping.wait(reply.seconds / self.drip_pieces)

    def _cut_off(self, reply: Reply) -> None:
        half = reply.body[: len(reply.body) // 2]
        if reply.delivery is Delivery.CHUNKED_SHORT:
            self._head(reply, chunked=True)
            self.wfile.write(b"%x\r\n%b\r\n" % (len(half), half))
        else:
            self._head(reply)
            self.wfile.write(half)
        self.wfile.flush()
        self.close_connection = True
