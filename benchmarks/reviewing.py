"""Does reviewing stay fast in a large database? ``python -m benchmarks.reviewing``.

500 claims of 2,000 papers each (1,000,000 hits) and 200,000 grades by six reviewers, on SQLite, made with SQL because
grading them one by one would take hours. Then one reviewer works through a claim: the next paper (aim: 95% under 20 ms,
its lease stored on the disk included), and a grade with the strength it causes. Rebuilding the claim's tasks shows what
the ready-made queue saves.
"""

from __future__ import annotations

import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles

import msgspec
from sqlalchemy import insert, select, text

from benchmarks.strength import assessment, claim
from evidence.citations.model import Citation, PartialDate
from evidence.claims.model import Catalogue, Claim, Query
from evidence.grading.model import Grade
from evidence.services import review
from evidence.services.strength import recompute
from evidence.store import catalogue, citations, grades, tasks
from evidence.store.database import Database
from evidence.store.schema import hit, query

CLAIMS, PAPERS, GRADED = 500, 2000, 200
FIRST = 900_000_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
REVIEWERS = ("Ann", "Ben", "Cem", "Dan", "Eva", "Fay")
ROUNDS = 100


class Clock:
    """Goes on by ten seconds whenever it is asked."""

    def __init__(self) -> None:
        self.time = NOW + timedelta(days=1)

    def now(self) -> datetime:
        """The time of day."""
        self.time += timedelta(seconds=10)
        return self.time

    def elapsed(self) -> float:
        """Seconds since it began."""
        return (self.time - NOW).total_seconds()


def claims() -> list[Claim]:
    """Claims with a query each."""
    return [
        msgspec.structs.replace(claim(number), queries=(Query(id="main", term=f"q{number}[tiab]"),))
        for number in range(CLAIMS)
    ]


def fill(database: Database, tracked: list[Claim], papers: int = PAPERS, shared: int = 5) -> None:
    """Records, hits, grades and the queue; 220 papers of each claim are graded, a tenth of those by one person only.

    Args:
        database: an empty one.
        tracked: the claims.
        papers: that each claim's query finds.
        shared: how many claims find each paper.
    """
    chance = random.Random(1)
    pmids = range(FIRST, FIRST + len(tracked) * papers // shared)
    with database.write() as tx:
        catalogue.sync(tx, Catalogue(articles=(), claims=tuple(tracked)), NOW)
        records = (Citation(pmid=pmid, title="A paper", published=PartialDate(2020)) for pmid in pmids)
        citations.put(tx, records, now=NOW)
        keys = {row.claim_id: row.key for row in tx.execute(select(query.c.claim_id, query.c.key))}
        for place, one in enumerate(tracked):
            start = place * papers // shared
            found = [pmids[(start + offset) % len(pmids)] for offset in range(papers)]
            tx.execute(
                insert(hit).values(query=keys[one.id], first_seen_at=NOW, last_seen_at=NOW),
                [{"pmid": pmid} for pmid in found],
            )
            grades.append(tx, list(votes(one, found, chance)), now=NOW)
            tasks.update(tx, one)
            recompute(tx, [one.id], NOW)


def votes(one: Claim, found: list[int], chance: random.Random) -> Iterator[tuple[Grade, int]]:
    """Two reviewers for most graded papers, one for the others."""
    pair = chance.sample(REVIEWERS, 2)
    for number, pmid in enumerate(found[-GRADED - GRADED // 10 :]):
        said = assessment(chance)
        for reviewer in pair[: 1 if number % 11 == 0 else 2]:
            yield Grade(claim=one.id, pmid=pmid, reviewer=reviewer, at=NOW, assessment=said), 1


def timed(
    work: Callable[[], object], rounds: int = ROUNDS, *, before: Callable[[], object] = lambda: None
) -> list[float]:
    """Milliseconds of each round; what is done before it is not counted."""
    taken = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def show(name: str, taken: list[float]) -> None:
    """One line of the table."""
    print(f"{name:46}{median(taken):10.1f}{quantiles(taken, n=20)[-1]:10.1f}{max(taken):10.1f}", flush=True)


def main() -> None:
    """Prints the table."""
    tracked = claims()
    chance = random.Random(2)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/evidence.db")
        start = time.perf_counter()
        fill(database, tracked)
        with database.read() as tx:
            counts = [tx.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("hit", "grade", "review_task")]
        print(
            f"Python {platform.python_version()}; {counts[0]:,} hits, {counts[1]:,} grades, {counts[2]:,} tasks;",
            end="",
        )
        print(
            f" made in {time.perf_counter() - start:.0f} s\n{'milliseconds':46}{'median':>10}{'95%':>10}{'longest':>10}"
        )

        def give_back() -> None:
            with database.write() as tx:
                tasks.release(tx, "Gil")

        def next_of(claim_id: str | None) -> list[float]:
            return timed(lambda: review.next_paper(database, "Gil", clock, claim_id=claim_id), before=give_back)

        one = tracked[CLAIMS // 2]
        show("next paper of a claim, of a newcomer", next_of(one.id))
        show("next paper of any claim, of a newcomer", next_of(None))
        for who in ("Ann", "Gil"):
            shown: list[float] = []
            saved: list[float] = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                paper = review.next_paper(database, who, clock, claim_id=one.id)
                found = time.perf_counter()
                if paper is None:
                    raise SystemExit("the queue ran dry: the figures would mean nothing")
                pmid, revision = paper.stored.citation.pmid, paper.stored.revision
                review.record_grade(database, one.id, pmid, who, assessment(chance), revision, clock)
                shown.append((found - begun) * 1000)
                saved.append((time.perf_counter() - found) * 1000)
            show(f"{who}: next paper, after each grade", shown)
            show(f"{who}: grade, queue, strength: one transaction", saved)
        show("progress of a reviewer with a claim", timed(lambda: review.progress(database, "Gil", one.id)))
        show("what waits for a reviewer, claim by claim", timed(lambda: review.claims_with_work(database, "Gil"), 10))
        database.close()


if __name__ == "__main__":
    main()
