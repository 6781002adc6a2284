"""The test server as a command of its own, as the commands are tried against it by hand."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import requests

from tests.support.eutils.plain_client import listed
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST

ROOT = Path(__file__).parent.parent.parent


def test_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    options = ["--port", "0", "--synthetic", "3", "--rate", "0", "--log", str(log)]
    command = [sys.executable, "-m", "tests.support.eutils", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[0]
        body = {"db": "pubmed", "term": "synthetic"}
        answer = requests.post(f"{url}esearch.fcgi", data=body, timeout=10).content
        process.send_signal(signal.SIGTERM)
        last = process.stdout.read()
    assert listed(answer) == [FIRST + 2, FIRST + 1, FIRST]
    assert process.returncode == 0
    assert last.startswith("1 requests, 0 refused, 0 with a fault")
    assert json.loads(log.read_text())["params"] == body
