"""A refresh of all our claims against the test server and real records: ``python -m benchmarks.refreshing``.

Three nights on 3,355 real PubMed records (``EVIDENCE_REAL_DATA``; without them this says so and measures
nothing): everything is new; nothing is new; every known citation is fetched again. Each night's JSON report is
printed as the command printed it, then a table. The server evaluates PubMed's syntax approximately, so the
counts say that the whole chain works, not what PubMed would find.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.conftest import REAL_DATA, ROOT
from tests.support.eutils.server import API_KEY, EutilsServer
from tests.support.eutils.topic import TopicCorpus


def refresh(server: EutilsServer, folder: str, *options: str) -> dict[str, Any]:
    """One run of the command, as a scheduler would start it; its JSON report."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "EVIDENCE_DATABASE_URL": f"sqlite:///{folder}/evidence.db",
        "EVIDENCE_EUTILS_URL": server.url,
        "NCBI_EMAIL": "bench@example.org",
        "NCBI_API_KEY": API_KEY,
    }
    command = [sys.executable, "fetch_pubmed.py", "--json", *options]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"the refresh ended with {done.returncode}: {done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(report))
    return report


def main() -> None:
    """Prints the reports and the table."""
    records = Path(REAL_DATA) / "pubmed" / "topic_subset.xml.gz"
    if not records.exists():
        print(f"skipped: no real records at {records}")
        return
    corpus = TopicCorpus.of(records)
    nights = {}
    with EutilsServer(corpus, rate=3) as server, tempfile.TemporaryDirectory() as folder:
        for name, options in {
            "first": ("--full",),
            "again, named claims": ("--claim", "vitamin-d", "--claim", "omega-3"),
            "full": ("--full",),
        }.items():
            nights[name] = refresh(server, folder, *options)
        refused, peak = sum(request.refused for request in server.log), server.peak_per_second()
    figures = ("added", "changed", "left", "failed", "rechecked", "requests", "seconds")
    print(f"{'run':22}{'queries':>9}" + "".join(f"{name:>11}" for name in figures))
    for name, report in nights.items():
        print(f"{name:22}{len(report['queries']):>9}" + "".join(f"{report[figure]:>11}" for figure in figures))
    print(f"refused by the server: {refused}; most in any second: {peak} (permitted with this key: 10)")


if __name__ == "__main__":
    main()
