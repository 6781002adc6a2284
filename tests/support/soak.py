"""Breaks the refresh in every way we know of, and compares what is left with an undisturbed run.

``python -m tests.support.soak`` is the long version (``make soak``); the tests run a short one.

Two databases see the same PubMed on two nights, with revisions, retractions and lost hits in between. One is
refreshed undisturbed. The other's server answers every third request with a fault, its refreshes are killed
(-9) at random moments, its disk is full for a while, and refreshes are started two at a time. In the end both
must hold the same: every citation with every revision, every hit, every query's state, every event.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tests.conftest import ROOT
from tests.support.eutils.corpus import Corpus
from tests.support.eutils.faults import KINDS, Faults
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID, synthetic_record
from tests.support.eutils.server import API_KEY, EutilsServer

FAULTS = frozenset(KINDS) - {"bad_key"}
"""A refused key is for a person to mend; everything else passes."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is to refresh, and how often it is broken off."""

    queries: int
    records: int
    kills: int
    fault_probability: float = 0.3


LONG = Size(queries=30, records=3000, kills=50)
SHORT = Size(queries=6, records=450, kills=4)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a soak came to; ``differences`` is empty when all went well."""

    differences: tuple[str, ...]
    kills: int
    refused_second_runs: int
    full_disks: int
    faults: dict[str, int]
    seconds: float


def soak(folder: Path, size: Size, seed: int, say: Callable[[str], None] = lambda _: None) -> Outcome:
    """Runs both databases through two nights and compares them.

    Args:
        folder: an empty folder for databases and claims.
        size: how much.
        seed: of everything that is random.
        say: told what is going on.
    """
    began = time.monotonic()
    chance = random.Random(seed)
    (folder / "claims.yaml").write_text(_claims(size), encoding="utf-8")
    kills = refused = full = 0
    faults: Counter[str] = Counter()
    calm, broken = _Installation(folder, "calm"), _Installation(folder, "broken")
    for night in (1, 2):
        with _serve(size, night, None, seed) as server:
            say(f"night {night}: the undisturbed refresh")
            calm.completes(server.url)
        with _serve(size, night, Faults(probability=size.fault_probability, kinds=FAULTS, seconds=3), seed) as server:
            for number in range(size.kills // 2):
                if broken.is_killed(server.url, after=chance.uniform(0.2, 8.0)):
                    kills += 1
                say(f"night {night}: killed {number + 1} of {size.kills // 2}")
            full += broken.runs_on_a_full_disk(server.url)
            refused += broken.runs_twice_at_once(server.url)
            say(f"night {night}: full disks {full}, refused second runs {refused}; now to completion")
            broken.completes(server.url)
            faults += Counter(request.fault for request in server.log if request.fault)
    return Outcome(
        differences=tuple(_differences(calm.content(), broken.content())),
        kills=kills,
        refused_second_runs=refused,
        full_disks=full,
        faults=dict(sorted(faults.items())),
        seconds=time.monotonic() - began,
    )


class _Installation:
    """One database and the command line that works on it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._database = folder, folder / f"{name}.db"
        self._log = folder / f"{name}.log"

    def completes(self, url: str) -> None:
        """Refreshes until a run has done everything; faults that outlast the retries may take several."""
        for _ in range(30):
            process = self._start(url)
            process.wait(timeout=600)
            if process.returncode == 0:
                return
        raise RuntimeError(f"no refresh completed; see {self._log}: {self._log.read_text()[-2000:]}")

    def is_killed(self, url: str, *, after: float) -> bool:
        """Whether a refresh was still at work when it was killed."""
        process = self._start(url)
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return True
        return False

    def runs_on_a_full_disk(self, url: str) -> bool:
        """Whether a refresh came up against a file that cannot grow any more, and ended with an error of ours."""
        process = self._start(url, largest_file=50_000)
        process.wait(timeout=600)
        said = self._log.read_text(encoding="utf-8")
        if "Traceback" in said:
            raise RuntimeError(f"a full disk ended in a traceback; see {self._log}")
        return process.returncode == 2

    def runs_twice_at_once(self, url: str) -> int:
        """How many of two refreshes started together said that another is running."""
        processes = [self._start(url) for _ in range(2)]
        for process in processes:
            process.wait(timeout=600)
        return sum(process.returncode == 4 for process in processes)

    def content(self) -> dict[str, list[str]]:
        """Everything that a refresh finds out, without the times at which it did."""
        from evidence.store.database import Database

        database = Database.open(f"sqlite:///{self._database}")
        try:
            with database.read() as tx:
                return {name: sorted(_rows(tx.exec_driver_sql(sql).mappings())) for name, sql in _CONTENT.items()}
        finally:
            database.close()

    def _start(self, url: str, *, largest_file: int | None = None) -> subprocess.Popen[bytes]:
        def limit() -> None:
            # Python ignores SIGXFSZ, so that a write beyond the limit fails as on a full disk.
            if largest_file is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        environment = {
            "PATH": os.environ.get("PATH", ""),
            "EVIDENCE_DATABASE_URL": f"sqlite:///{self._database}",
            "EVIDENCE_CLAIMS_FILE": str(self._folder / "claims.yaml"),
            "EVIDENCE_EUTILS_URL": url,
            "EVIDENCE_READ_TIMEOUT": "2",
            "NCBI_EMAIL": "soak@example.org",
            "NCBI_API_KEY": API_KEY,
        }
        command = [sys.executable, str(ROOT / "fetch_pubmed.py"), "--full", "--json"]
        with (self._folder / "out.txt").open("ab") as out, self._log.open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                env=environment,
                stdout=out,
                stderr=log,
                preexec_fn=limit,  # noqa: PLW1509
            )


_CONTENT = {
    "citations": "SELECT pmid, title, doi, pmcid, journal, year, design, status, notice, version, revised,"
    " hex(content_hash) AS hash, revision, missing_since IS NULL AS there FROM citation",
    "revisions": "SELECT pmid, number, hex(record) AS record FROM citation_revision",
    "hits": "SELECT q.claim_id, q.query_id, h.pmid, h.left_at IS NULL AS active"
    " FROM hit h JOIN query q ON q.key = h.query",
    "queries": "SELECT claim_id, query_id, term, last_count, translation, last_error FROM query",
    "events": "SELECT kind, claim_id, pmid, detail FROM event WHERE kind != 'query-failed'",
}


def _rows(rows: Iterator[object]) -> Iterator[str]:
    for row in rows:
        yield json.dumps(dict(row), sort_keys=True, default=str)  # type: ignore[call-overload]


def _differences(calm: dict[str, list[str]], broken: dict[str, list[str]]) -> Iterator[str]:
    for name, expected in calm.items():
        if not expected:
            yield f"{name}: the undisturbed run found nothing, so nothing was compared"
        missing, extra = Counter(expected) - Counter(broken[name]), Counter(broken[name]) - Counter(expected)
        yield from (f"{name}: lost {row[:300]}" for row in missing)
        yield from (f"{name}: too many {row[:300]}" for row in extra)


@contextmanager
def _serve(size: Size, night: int, faults: Faults | None, seed: int) -> Iterator[EutilsServer]:
    with EutilsServer(_corpus(size, night, seed), rate=3, faults=faults, seed=seed + night) as server:
        yield server


def _corpus(size: Size, night: int, seed: int) -> Corpus:
    """What PubMed holds on a night: on the second, some papers are retracted, revised, new, or no longer found."""
    chance = random.Random(seed)
    pmids = range(FIRST_SYNTHETIC_PMID + 1, FIRST_SYNTHETIC_PMID + 1 + size.records)
    fate = {pmid: chance.random() for pmid in pmids}

    def render(pmid: int) -> bytes:
        if night == 2 and fate[pmid] < 0.05:
            return synthetic_record(pmid, revised=(2026, 2, 2), retracted_in=pmid + 50_000_000)
        if night == 2 and fate[pmid] < 0.15:
            return synthetic_record(pmid, revised=(2026, 2, 2), title=f"Revised paper {pmid}")
        return synthetic_record(pmid)

    corpus = Corpus()
    corpus.add_synthetic([pmid for pmid in pmids if night == 2 or fate[pmid] < 0.9], render=render)
    for number in range(size.queries):
        found = [pmid for pmid in pmids if chance.random() < 0.15 and (night == 2 or fate[pmid] < 0.9)]
        if night == 2:
            found = [pmid for pmid in found if not 0.2 < fate[pmid] < 0.25]
        corpus.set_search(_term(number), found, translation=f"topic {number} as of night {night // 2}")
    return corpus


def _term(number: int) -> str:
    return f'"Topic {number}"[mh] OR "topic {number}"[tiab]'


def _claims(size: Size) -> str:
    head = "articles:\n  - {id: soak, title: Soak, owner: tests, review_by: 2030-01-01}\nclaims:\n"
    return head + "".join(
        f"""  - id: topic-{number}
    statement: Statement {number}
    kind: association
    says: may
    places: [{{article: soak, section: Soak}}]
    population: people
    exposure: something
    outcomes: [{{name: live birth, importance: critical, better: more, measure: risk ratio}}]
    votes_needed: 2
    queries: [{{id: main, term: '{_term(number)}', note: synthetic}}]
"""
        for number in range(size.queries)
    )


def main() -> None:
    """The long version, on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=LONG.kills)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    size = msgspec.structs.replace(LONG, kills=chosen.kills)
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(Path(folder), size, chosen.seed, say=lambda line: print(line, flush=True))
    print(f"{outcome.kills} kills, {outcome.refused_second_runs} second runs refused, {outcome.full_disks} full disks,")
    print(f"{sum(outcome.faults.values())} faults: {outcome.faults}")
    for difference in outcome.differences:
        print(difference)
    print(f"{len(outcome.differences)} differences, {outcome.seconds:.0f} s")
    sys.exit(1 if outcome.differences else 0)


if __name__ == "__main__":
    main()
