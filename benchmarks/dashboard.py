"""Do the pages stay fast in a large database, and with many visitors? ``python -m benchmarks.dashboard``.

500 claims, 100,000 citations, 300,000 hits and 210,000 grades, on SQLite and on PostgreSQL. The served dashboard is
asked over its websocket: from the request to the end of the answer, without the browser. A bare Streamlit page is the
floor. Then 20 reviewers grade at once, each every two seconds; every grade must be in the database afterwards, and the
server's memory is read. Visitors, server and database share the machine.
"""

from __future__ import annotations

import platform
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from sqlalchemy import create_engine, make_url, text

from benchmarks import reviewing
from benchmarks.visitor import Visitor
from evidence.claims.model import Claim
from evidence.store import origin
from evidence.store.database import Database
from tests.support.browser import serving

PAPERS, SHARED = 600, 3
ROUNDS: Final = 40
REVIEWERS, GRADES, PACE_S = 20, 15, 2.0


def main() -> None:
    """Prints a table for each database."""
    print(f"Python {platform.python_version()}; milliseconds: {'median':>24}{'95%':>10}")
    tracked = reviewing.claims()
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text("import streamlit as st\nst.html('<h1>Bare</h1>')\n")
        with _serving_bare(bare) as address:
            visitor = Visitor(address)
            _show("a bare Streamlit page", [visitor.open("") for _ in range(ROUNDS)][1:])
        _measure(f"sqlite:///{folder}/evidence.db", tracked, Path(folder))
        with _postgres() as url:
            _measure(url, tracked, Path(folder))


def _measure(url: str, tracked: list[Claim], folder: Path) -> None:
    database = Database.open(url)
    reviewing.fill(database, tracked, PAPERS, SHARED)
    with database.write() as tx:
        origin.claim(tx, "pubmed")
        counts = {name: tx.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("citation", "hit", "grade")}
    print(f"{make_url(url).get_backend_name()}: " + ", ".join(f"{number:,} {name}s" for name, number in counts.items()))
    with serving(url, folder) as address:
        first = Visitor(address, "Gil")
        print(f"{'first visit after start':40}{first.open(''):10.0f}")
        chosen = iter(random.Random(3).sample([claim.id for claim in tracked], 4 * ROUNDS))
        _show("Claims", _timed(lambda: first.open("")))
        _show("Claim, another each time", _timed(lambda: first.open("claim", f"claim={next(chosen)}")))
        _show("its evidence", _timed(lambda: first.open("claim", f"claim={next(chosen)}&view=Evidence")))
        _show("its history", _timed(lambda: first.open("claim", f"claim={next(chosen)}&view=History")))
        first.open("review", f"claim={tracked[0].id}")
        _show("Review: a grade, and the next paper", _timed(lambda: first.press("Not relevant"), pause=0.4))
        _crowd(address, tracked, database)
        print(f"{'memory of the server, MB':40}{_memory():10.0f}")
    database.close()


def _crowd(address: str, tracked: list[Claim], database: Database) -> None:
    """Reviewers who grade at once, four to a claim."""
    with database.read() as tx:
        before = tx.scalar(text("SELECT count(*) FROM grade")) or 0
    taken: list[float] = []

    def grade(number: int) -> None:
        visitor = Visitor(address, f"Reviewer {number}")
        visitor.open("review", f"claim={tracked[10 + number // 4].id}")
        time.sleep(PACE_S * (1 + number / REVIEWERS))  # as long as it takes to read
        for _ in range(GRADES):
            began = time.perf_counter()
            taken.append(visitor.press("Not relevant"))
            if not visitor.shows("✓ saved") or visitor.shows("nothing was saved"):
                raise RuntimeError(f"a grade was not saved: {visitor.html}")
            # Never before the next paper has been on screen for a moment: such a key is refused.
            time.sleep(max(0.5, PACE_S - (time.perf_counter() - began)))
        visitor.close()

    with ThreadPoolExecutor(REVIEWERS) as people:
        list(people.map(grade, range(REVIEWERS)))
    _show(f"{REVIEWERS} reviewers, a grade each {PACE_S:.0f} s", taken)
    with database.read() as tx:
        stored = (tx.scalar(text("SELECT count(*) FROM grade")) or 0) - before
    if stored != REVIEWERS * GRADES:
        raise RuntimeError(f"{REVIEWERS * GRADES} grades were told as saved, {stored} are in the database")
    print(f"{'grades given, and all stored':40}{stored:10}")


def _memory() -> float:
    """Megabytes that the served dashboard holds, our only child that is Streamlit."""
    import psutil

    children = psutil.Process().children(recursive=True)
    return sum(float(one.memory_info().rss) for one in children if "streamlit" in " ".join(one.cmdline())) / 1024**2


def _timed(work: Callable[[], float], pause: float = 0.0) -> list[float]:
    work()  # warm
    taken = []
    for _ in range(ROUNDS):
        time.sleep(pause)
        taken.append(work())
    return taken


def _show(name: str, taken: list[float]) -> None:
    print(f"{name:40}{median(taken):10.0f}{quantiles(taken, n=20)[-1]:10.0f}", flush=True)


@contextmanager
def _serving_bare(script: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true")
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options, "--browser.gatherUsageStats=false"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(100):
            try:
                Visitor(address).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _postgres() -> Iterator[str]:
    import pgserver

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        address = make_url(server.get_uri())
        admin = create_engine(address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE evidence"))
        admin.dispose()
        yield address.set(database="evidence").render_as_string(hide_password=False)
        server.cleanup()


if __name__ == "__main__":
    main()
