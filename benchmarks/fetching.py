"""How much of NCBI's permitted rate is used, and is it ever exceeded? ``python -m benchmarks.fetching``.

The test server takes 300 ms for every answer and refuses whatever comes too soon, counting over a sliding second
as requests arrive. The clients are processes of their own. Aims: at least 95% of the permitted rate, from the
first question to the last answer, without one refusal, also when two processes ask at once; 100,000 known
citations checked again in 500 requests.
"""

from __future__ import annotations

import logging
import multiprocessing
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import structlog

from evidence.pubmed.access import EutilsAccess
from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.source import Search
from tests.support.eutils import API_KEY, Corpus, EutilsServer

FIRST = 900_000_000
LATENCY = 0.3
TERM = "benchmark"


class Asked(NamedTuple):
    """What one client did."""

    requests: int
    answers: int
    began: float
    ended: float


def search(access: EutilsAccess, count: int) -> Asked:
    """So many queries, as a refresh asks them; answers are PMIDs."""
    source = _source(access)
    queries = [Search(claim_id="claim", query_id=str(number), term=TERM) for number in range(count)]
    began = time.monotonic()
    with ThreadPoolExecutor(source.concurrency) as pool:
        answers = sum(len(result.pmids) for result in pool.map(source.search, queries))
    return Asked(source.requests, answers, began, time.monotonic())


def fetch(access: EutilsAccess, count: int) -> Asked:
    """So many known citations once more; answers are records."""
    source = _source(access)
    began = time.monotonic()
    answers = sum(len(page.citations) for page in source.fetch(range(FIRST, FIRST + count)))
    return Asked(source.requests, answers, began, time.monotonic())


def _source(access: EutilsAccess) -> PubmedSource:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.INFO))
    return PubmedSource(access)


def measure(what: str, ask: Callable[[EutilsAccess, int], Asked], count: int, *, key: str, processes: int = 1) -> None:
    """Let so many processes ask at once, and print one line of the table."""
    corpus = Corpus()
    corpus.add_synthetic(range(FIRST, FIRST + (count if ask is fetch else 0)))
    corpus.set_search(TERM, range(FIRST, FIRST + 20))
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, EutilsServer(corpus, rate=3, latency=LATENCY) as server:
        access = EutilsAccess(
            url=server.url, tool="evidence", email="bench@example.org", api_key=key, pace_file=Path(folder, "pace")
        )
        with context.Pool(processes) as pool:
            clients = pool.starmap(ask, [(access, count)] * processes)
        refused = sum(request.refused for request in server.log)
        peak = server.peak_per_second()
    seconds = max(client.ended for client in clients) - min(client.began for client in clients)
    requests = sum(client.requests for client in clients)
    used = requests / seconds / access.rate
    answers = sum(client.answers for client in clients)
    print(
        f"{what:<44}{access.rate:>6}{requests:>10}{answers:>10,}{seconds:>9.1f}{used:>8.1%}{peak:>8}{refused:>9}",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    print(f"{'':<44}{'rate/s':>6}{'requests':>10}{'answers':>10}{'seconds':>9}{'used':>8}{'peak/s':>8}{'refused':>9}")
    measure("300 queries with a key", search, 300, key=API_KEY)
    measure("90 queries without a key", search, 90, key="")
    measure("2 processes, 150 queries each, with a key", search, 150, key=API_KEY, processes=2)
    measure("100,000 known citations with a key", fetch, 100_000, key=API_KEY)


if __name__ == "__main__":
    main()
