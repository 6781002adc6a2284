"""The commands as a scheduler or a person starts them: a process, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.support.eutils.corpus import Corpus
from tests.support.eutils.faults import Fault, Faults
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID, synthetic_record
from tests.support.eutils.server import API_KEY, EutilsServer

PMID = FIRST_SYNTHETIC_PMID + 1
TERM = '"Killer Cells, Natural"[mh] OR "NK cell*"[tiab]'
CLAIMS = f"""
articles: [{{id: a, title: A, owner: editors, review_by: 2030-01-01}}]
claims:
  - id: one
    statement: One
    kind: association
    says: may
    places: [{{article: a, section: S}}]
    population: women
    exposure: raised NK cells
    outcomes: [{{name: live birth, importance: critical, better: more, measure: risk ratio}}]
    queries: [{{id: main, term: '{TERM}', note: a test}}]
  - id: two
    statement: Two
    kind: association
    says: may
    places: [{{article: a, section: S}}]
    population: women
    exposure: raised NK cells
    outcomes: [{{name: live birth, importance: critical, better: more, measure: risk ratio}}]
    queries: [{{id: main, term: '{TERM} OR "other"[tiab]', note: a test}}]
"""


class Shell:
    """Runs commands in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "claims.yaml").write_text(CLAIMS, encoding="utf-8")
        self.environment = {"PATH": os.environ["PATH"], "NCBI_EMAIL": "tests@example.org"}

    def run(self, *words: str, door: str = "evidence", **settings: str) -> subprocess.CompletedProcess[str]:
        program = ["-m", "evidence.cli"] if door == "evidence" else [str(ROOT / door)]
        return subprocess.run(
            [sys.executable, *program, *words],
            cwd=self.folder,
            env=self.environment | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def report(self, *words: str, **settings: str) -> dict[str, object]:
        done = self.run("refresh", "--json", *words, **settings)
        answer: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
        return answer | {"exit": done.returncode, "log": done.stderr}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def served(*terms: str) -> Corpus:
    corpus = Corpus({PMID: synthetic_record(PMID)})
    for term in terms or (TERM, f'{TERM} OR "other"[tiab]'):
        corpus.set_search(term, [PMID])
    return corpus


def test_a_refresh_over_http_reports_in_json_and_is_kept(shell: Shell) -> None:
    with EutilsServer(served(), rate=3) as server:
        shell.environment["EVIDENCE_EUTILS_URL"] = server.url
        report = shell.report()
        assert (report["exit"], report["status"], report["added"], report["requests"]) == (0, "ok", 1, 3)
        assert report["queries"] == [
            {
                "claim": claim,
                "query": "main",
                "count": 1,
                "added": 1,
                "changed": 0,
                "left": 0,
                "warnings": [],
                "error": None,
            }
            for claim in ("one", "two")
        ]
        listed = json.loads(shell.run("claims", "--json").stdout)
        assert [(line["claim"], line["citations"]) for line in listed] == [("one", 1), ("two", 1)]
        events = [json.loads(line) for line in shell.run("events", "--json", "--since", "1d").stdout.splitlines()]
        assert [(event["kind"], event["pmid"]) for event in events] == [
            ("citation-added", PMID),
            ("hit-new", PMID),
            ("hit-new", PMID),
        ]


def test_both_doors_are_the_same_command(shell: Shell) -> None:
    ours, theirs = shell.run("refresh", "--help"), shell.run("--help", door="fetch_pubmed.py")
    assert ours.stdout.splitlines()[1:] == theirs.stdout.splitlines()[1:]


def test_some_queries_failed_is_exit_code_1(shell: Shell) -> None:
    faults = Faults([Fault("error_element", term="other", times=None)])
    with EutilsServer(served(), rate=None, faults=faults) as server:
        report = shell.report(EVIDENCE_EUTILS_URL=server.url, NCBI_API_KEY=API_KEY)
    assert (report["exit"], report["status"], report["failed"]) == (1, "partial", 1)


def test_an_unreachable_source_is_exit_code_3(shell: Shell) -> None:
    with EutilsServer(served()) as server:
        url = server.url
    report = shell.report(EVIDENCE_EUTILS_URL=url)
    assert (report["exit"], report["status"], report["failed"]) == (3, "failed", 2)
    assert "Traceback" not in str(report["log"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"NCBI_EMAIL": ""}, "NCBI_EMAIL"),
        ({"NCBI_EMAIL": "nobody"}, "NCBI_EMAIL"),
        ({"EVIDENCE_EUTILS_URL": "http://eutils.example.org/"}, "EVIDENCE_EUTILS_URL"),
        ({"EVIDENCE_EUTILS_URL": "https://user:secret@mirror.example.org/"}, "EVIDENCE_EUTILS_URL"),
        ({"EVIDENCE_READ_TIMEOUT": "soon"}, "EVIDENCE_READ_TIMEOUT"),
        ({"EVIDENCE_CLAIMS_FILE": "nowhere.yaml"}, "nowhere.yaml"),
        ({"EVIDENCE_DATABASE_URL": "mysql://x"}, "EVIDENCE_DATABASE_URL"),
    ],
)
def test_wrong_settings_are_exit_code_2_with_the_remedy(shell: Shell, settings: dict[str, str], said: str) -> None:
    done = shell.run("refresh", **settings)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_settings_are_read_from_a_dotenv_file(shell: Shell) -> None:
    del shell.environment["NCBI_EMAIL"]
    with EutilsServer(served(), rate=3) as server:
        (shell.folder / ".env").write_text(f"NCBI_EMAIL=tests@example.org\nEVIDENCE_EUTILS_URL={server.url}\n")
        assert shell.report()["status"] == "ok"
        assert {request.params["email"] for request in server.log} == {"tests@example.org"}


def test_another_refresh_at_work_is_exit_code_4(shell: Shell) -> None:
    from evidence.store.database import Database

    database = Database.open(f"sqlite:///{shell.folder / 'data' / 'evidence.db'}")
    with EutilsServer(served()) as server, database.refresh_lock():
        done = shell.run("refresh", EVIDENCE_EUTILS_URL=server.url)
        assert server.log == []
    database.close()
    assert done.returncode == 4
    assert "another refresh" in done.stderr


def test_a_dry_run_makes_no_database(shell: Shell) -> None:
    with EutilsServer(served(), rate=3) as server:
        report = shell.report("--dry-run", EVIDENCE_EUTILS_URL=server.url)
    assert (report["exit"], report["dry_run"], report["added"]) == (0, True, 1)
    assert not (shell.folder / "data").exists()


def test_the_key_is_nowhere_but_in_the_body(shell: Shell) -> None:
    with EutilsServer(served(), rate=3, faults=Faults(["bad_key", "rate_in_200", "http_500"])) as server:
        done = shell.run("--verbose", "refresh", "--json", EVIDENCE_EUTILS_URL=server.url, NCBI_API_KEY=API_KEY)
        assert all(API_KEY not in request.url for request in server.log)
        assert any(request.params.get("api_key") == API_KEY for request in server.log)
    assert API_KEY not in done.stdout + done.stderr
    assert API_KEY.encode() not in (shell.folder / "data" / "evidence.db").read_bytes()


def test_no_progress_bar_where_nobody_watches_and_logs_are_json(shell: Shell) -> None:
    with EutilsServer(served(), rate=3) as server:
        done = shell.run("refresh", EVIDENCE_EUTILS_URL=server.url)
    assert "\r" not in done.stderr
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()][-1] == "refresh ended"


def test_the_doctor_prints_what_it_sent_and_finds_what_is_wrong(shell: Shell) -> None:
    with EutilsServer(served(), rate=3) as server:
        done = shell.run("doctor", EVIDENCE_EUTILS_URL=server.url, NCBI_API_KEY=API_KEY)
        assert done.returncode == 0, done.stdout + done.stderr
        assert len(server.log) == 1
        url = server.url
    assert "esearch" in done.stdout
    assert API_KEY not in done.stdout + done.stderr
    for name in ("settings", "claims", "database", "disk", "last refresh", "PubMed", "clock"):
        assert f"  {name}: " in done.stdout
    gone = shell.run("doctor", EVIDENCE_EUTILS_URL=url)
    assert gone.returncode == 3
    assert "->" in gone.stdout
    wrong = shell.run("doctor", NCBI_EMAIL="")
    assert wrong.returncode == 2
    assert "NCBI_EMAIL" in wrong.stdout


def test_every_command_starts_fast_because_it_imports_no_heavy_library(shell: Shell) -> None:
    code = "import sys; from evidence.cli import evidence; print(sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    for heavy in ("sqlalchemy", "pandas", "streamlit", "requests", "pydantic", "lxml", "scipy", "ruamel"):
        assert f"'{heavy}'" not in loaded
