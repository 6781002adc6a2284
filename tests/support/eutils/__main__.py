"""Run the test server by hand: ``python -m tests.support.eutils --port 8600 --records FILE.xml.gz``."""

from __future__ import annotations

import argparse
import json
import signal
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from tests.support.eutils.faults import KINDS, Faults
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID
from tests.support.eutils.server import EutilsServer
from tests.support.eutils.topic import TopicCorpus


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(prog="python -m tests.support.eutils", description=__doc__)
    kinds = sorted(KINDS)
    options.add_argument("--port", type=int, default=8600, help="0 for any that is free (default: 8600)")
    options.add_argument("--records", type=Path, nargs="+", default=[], metavar="FILE", help="NLM XML, or .gz")
    options.add_argument("--synthetic", type=int, default=0, metavar="N", help="made-up records, found by 'synthetic'")
    options.add_argument("--rate", type=int, default=3, help="requests per second; 0 for no limit (default: 3)")
    options.add_argument("--latency", type=float, default=0.0, metavar="SECONDS", help="before every reply")
    options.add_argument("--fault-probability", type=float, default=0.0, metavar="P", help="0..1, for each request")
    options.add_argument("--fault-kinds", nargs="+", default=[], choices=kinds, metavar="KIND", help="default: all")
    options.add_argument("--fault-seconds", type=float, default=1.0, metavar="SECONDS", help="of stalls and drips")
    options.add_argument("--seed", type=int, default=0, help="of the faults")
    options.add_argument("--log", type=Path, metavar="FILE", help="one JSON object per request is appended here")
    return options


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGINT or SIGTERM, then say what was asked."""
    options = parser().parse_args(arguments)
    corpus = TopicCorpus.of(*options.records)
    made_up = range(FIRST_SYNTHETIC_PMID, FIRST_SYNTHETIC_PMID + options.synthetic)
    corpus.add_synthetic(made_up)
    corpus.set_search("synthetic", made_up)
    faults = Faults(probability=options.fault_probability, kinds=options.fault_kinds, seconds=options.fault_seconds)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with EutilsServer(
        corpus,
        rate=options.rate or None,
        latency=options.latency,
        faults=faults,
        seed=options.seed,
        port=options.port,
    ) as server:
        print(f"{server.url} knows {len(corpus.pmids())} records", flush=True)
        written = 0
        while not stop.wait(0.2):
            written += write_log(server, options.log, written)
    write_log(server, options.log, written)
    refused = sum(request.refused for request in server.log)
    faulty = sum(request.fault is not None for request in server.log)
    print(
        f"{len(server.log)} requests, {refused} refused, {faulty} with a fault, "
        f"at most {server.peak_per_second()} in a second",
        flush=True,
    )


def write_log(server: EutilsServer, path: Path | None, written: int) -> int:
    """Append the requests that are not in the file yet; their number."""
    new = server.log[written:]
    if path and new:
        with path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(asdict(request)) + "\n" for request in new)
    return len(new)


if __name__ == "__main__":
    main()
