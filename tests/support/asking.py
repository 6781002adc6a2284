"""What tests of the transport ask, and of whom."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.source import Search
from tests.support.eutils import KINDS, Corpus, EutilsServer, Fault, Faults

Connect = Callable[..., PubmedSource]
FIRST = 900_000_000
SEARCH = Search(claim_id="nk-cells", query_id="main", term="nk cells[tiab]")
PMIDS = tuple(range(FIRST, FIRST + 30))

HARMLESS = {"wrong_charset", "duplicate_records", "slow_drip"}
"""Faults that a good client does not even notice."""
SILENT = {"connection_reset", "connection_closed_without_reply", "stall"}
"""Faults that look as if there were no server."""
SEARCH_KINDS = sorted(kind for kind, made in KINDS.items() if made.befalls("esearch", {"retmode": "xml"}))
FETCH_KINDS = sorted(kind for kind, made in KINDS.items() if made.befalls("efetch", {"retmode": "xml"}))


def serve(corpus: Corpus, *faults: str | Fault) -> EutilsServer:
    return EutilsServer(corpus, rate=None, faults=Faults(faults))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def raw_server(answer: bytes) -> tuple[socket.socket, str]:
    """Answers every connection with these bytes and closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

    threading.Thread(target=run, daemon=True).start()
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}/"
