"""``evidence strength`` and ``evidence grades`` on the sample, as a person runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

SAMPLE_GRADES = ROOT / "data" / "sample" / "grades.csv"
KEYS = (
    "claim kind direction certainty provisional studies citations waiting retracted parts bodies guidelines "
    "rationale sentence"
).split()


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.added = 0
        self.environment = {
            "PATH": os.environ["PATH"],
            "EVIDENCE_DATABASE_URL": f"sqlite:///{folder}/evidence.db",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evidence.cli", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def strengths(self, *words: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.run("strength", "--json", *words).stdout)
        return found


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("sample"))
    assert made.run("refresh", "--source", "sample").returncode == 0
    done = made.run("grades", "import", str(SAMPLE_GRADES))
    assert done.returncode == 0, done.stderr
    made.added = int(done.stdout.split()[0])
    return made


def test_the_json_has_the_documented_shape(shell: Shell) -> None:
    found = shell.strengths()
    assert len(found) == len(json.loads(shell.run("claims", "--json").stdout))
    for one in found:
        assert list(one) == KEYS
        for body in one["bodies"]:
            assert list(body)[:7] == ["outcome", "design", "k", "n", "start", "domains", "certainty"]
            assert set(body) - set(list(body)[:7]) <= {"pooled", "effect_direction"}
            assert all(set(judged) == {"proposed", "final", "reason"} for judged in body["domains"].values())
    pooled = [body["pooled"] for one in found for body in one["bodies"] if "pooled" in body]
    counted = [body["effect_direction"] for one in found for body in one["bodies"] if "effect_direction" in body]
    assert pooled
    assert counted
    assert set(pooled[0]) == {"measure", "estimate", "ci", "prediction_interval", "i2", "tau2"}
    assert set(counted[0]) == {"for", "against", "no_difference", "unclear", "sign_p"}


def test_the_table_shows_grades_marks_with_their_words_and_one_claim_its_rationale(shell: Shell) -> None:
    table = shell.run("strength").stdout
    assert "⊕◯◯◯ very low" in table
    assert "⊕⊕⊕⊕" not in table
    one = shell.run("strength", "success-glucocorticoids").stdout
    assert "⊕⊕◯◯ low" in one
    assert "starts at high." in one
    assert len(shell.strengths("success-glucocorticoids")) == 1


def test_an_unknown_claim_is_said(shell: Shell) -> None:
    done = shell.run("strength", "nothing")
    assert (done.returncode, "no claim has the id 'nothing'" in done.stderr) == (2, True)


def test_the_past_is_shown_as_it_was(shell: Shell) -> None:
    assert shell.strengths("--as-of", "2020-01-01") == []
    assert shell.strengths("--as-of", "2099-01-01") == shell.strengths()
    assert shell.run("strength", "--as-of", "soon").returncode == 2


def test_exported_grades_are_known_when_imported_and_a_bad_file_is_refused_whole(shell: Shell) -> None:
    file = shell.folder / "grades.csv"
    assert shell.run("grades", "export", str(file)).returncode == 0
    assert shell.run("grades", "export", "-").stdout.count("\n") == file.read_text(encoding="utf-8").count("\n")
    assert f"0 grades added, {shell.added} already known." in shell.run("grades", "import", str(file)).stdout
    nowhere = shell.run("grades", "export", "/nowhere/at/all.csv")
    assert (nowhere.returncode, "/nowhere/at/all.csv cannot be written" in nowhere.stderr) == (2, True)
    lines = file.read_text(encoding="utf-8").splitlines()
    lines[9] = "nothing" + lines[9]
    file.write_text("\n".join(lines), encoding="utf-8")
    done = shell.run("grades", "import", str(file))
    assert done.returncode == 2
    assert f"{file}:10:1: claim: no claim has the id" in done.stderr
    assert "Traceback" not in done.stderr
