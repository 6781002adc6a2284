"""``evidence check``, ``articles``, ``export`` and ``publish``, as a person or a program runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

OVERSTATED = "# NK cells\n\nNK cells attack the embryo.\n"
UNCERTAIN = "It is uncertain whether NK cells attack the embryo.\n"


class Project:
    """A folder with the claims, the sample's database, and articles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PATH": os.environ["PATH"], "EVIDENCE_DATABASE_URL": f"sqlite:///{folder}/evidence.db"}
        (folder / "data").mkdir()
        shutil.copy(ROOT / "claims.yaml", folder)
        shutil.copytree(ROOT / "data" / "sample", folder / "data" / "sample")

    def run(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "evidence.cli", *words],
            cwd=self.folder,
            env=self.environment | {"PYTHONPATH": str(ROOT)},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def report(self, *words: str, stdin: str = "") -> dict[str, Any]:
        (found,) = json.loads(self.run("check", "--format", "json", *words, stdin=stdin).stdout)
        return dict(found)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("project"))
    assert made.run("refresh", "--source", "sample").returncode == 0
    assert made.run("grades", "import", "data/sample/grades.csv").returncode == 0
    made.write("bad.md", OVERSTATED)
    made.write("good.md", UNCERTAIN)
    return made


def test_an_overstated_sentence_ends_in_exit_code_1_with_its_place_and_a_safer_wording(project: Project) -> None:
    done = project.run("check", "bad.md")
    assert done.returncode == 1
    assert done.stdout.startswith("bad.md:3:1: error EV001 sounds certain ('attack')")
    assert (
        "    write: It is uncertain whether over-active NK cells attack the cells of the embryo by mistake."
        in done.stdout
    )
    assert "    cite: PMID " in done.stdout
    assert "not a medical appraisal" in done.stderr


def test_a_sentence_that_says_what_the_evidence_says_is_clean(project: Project) -> None:
    done = project.run("check", "good.md")
    assert (done.returncode, done.stdout) == (
        0,
        "good.md: 1 sentences, 1 with tracked claims (1 claims); 0 errors, 0 warnings, 0 notes\n",
    )


def test_standard_input_is_read_under_the_name_that_it_is_given(project: Project) -> None:
    found = project.report(
        "--stdin-filename", "draft.html", "-", stdin="<nav>x</nav><p>NK cells attack the embryo.</p>"
    )
    assert found["file"] == "draft.html"
    assert [(s["column"], s["claims"][0]["claim"]) for s in found["sentences"]] == [(16, "nk-attack-embryo")]


@pytest.mark.parametrize(("level", "code"), [("note", 1), ("warning", 1), ("error", 1), ("never", 0)])
def test_the_level_that_fails_can_be_chosen(project: Project, level: str, code: int) -> None:
    assert project.run("check", "--fail-on", level, "bad.md").returncode == code


def test_a_project_sets_its_own_ways(project: Project) -> None:
    project.write("evidence.toml", '[check]\nfail-on = "never"\ndisable = ["EV001", "EV010"]\n')
    done = project.run("check", "bad.md")
    assert (done.returncode, "EV001" in done.stdout) == (0, False)
    project.write("evidence.toml", "[check]\nfail_on = 3\n")
    done = project.run("check", "bad.md")
    assert done.returncode == 2
    assert "evidence.toml, [check]: fail_on" in done.stderr
    (project.folder / "evidence.toml").unlink()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("missing.md",), "missing.md cannot be read: No such file or directory"),
        (("claims.docx",), "claims.docx is no Word file"),
        (("--as-of", "2001-01-01", "bad.md"), "no claims were stored by then"),
    ],
)
def test_what_cannot_be_checked_ends_in_exit_code_2_with_a_sentence(
    project: Project, words: tuple[str, ...], said: str
) -> None:
    project.write("claims.docx", "no zip")
    done = project.run("check", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_database_is_not_taken_for_a_clean_article(project: Project, tmp_path: Path) -> None:
    elsewhere = project.environment | {"EVIDENCE_DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "evidence.cli", "check", "good.md"],
        cwd=project.folder,
        env=elsewhere,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "run: evidence refresh" in done.stderr


def test_every_format_is_printed(project: Project) -> None:
    assert json.loads(project.run("check", "--format", "sarif", "bad.md").stdout)["version"] == "2.1.0"
    assert project.run("check", "--format", "github", "bad.md").stdout.startswith("::error file=bad.md,line=3,col=1")


def test_a_cited_paper_that_was_retracted_is_an_error(project: Project) -> None:
    (retracted,) = [
        row.split(",")[0]
        for row in project.run("export", "--all", "--format", "csv").stdout.splitlines()
        if ",retracted," in row
    ]
    found = project.report("-", stdin=f"Stress may raise NK cells (PMID {retracted}; PMID 900000001).")
    findings = [finding for claim in found["sentences"][0]["claims"] for finding in claim["findings"]]
    assert {"EV005"} <= {finding["rule"] for finding in findings}
    assert found["summary"]["unchecked"] == ["PMID 900000001"]


def test_the_sample_article_is_overstated_on_purpose(project: Project) -> None:
    found = project.report("data/sample/article.md")
    assert found["summary"]["errors"] > 5
    assert found["summary"]["suppressed"] >= 1
    rules = {f["rule"] for s in found["sentences"] for c in s["claims"] for f in c["findings"]}
    assert {"EV001", "EV004", "EV007"} <= rules


def test_an_article_drifts_when_its_words_change(project: Project) -> None:
    first = project.run("articles", "status")
    assert first.returncode == 1
    assert "nobody has reviewed it yet" in first.stdout
    assert project.run("articles", "accept", "elevated-nk-cells", "--by", "A. Editor").returncode == 0
    assert project.run("articles", "check").returncode == 0
    article = project.folder / "data" / "sample" / "article.md"
    before = article.read_text(encoding="utf-8")
    article.write_text(before.replace("Stress of any kind raises", "Stress certainly raises"), encoding="utf-8")
    (found,) = json.loads(project.run("articles", "status", "--json").stdout)
    assert found["needs_review"] == [
        "new: Stress certainly raises NK cells in every woman.",
        "gone: Stress of any kind raises NK cells in every woman.",
    ]
    assert (found["owner"], found["reviewed_by"]) == ("Medical content editor, reproductive immunology", "A. Editor")
    article.write_text(before, encoding="utf-8")


def test_accepting_needs_a_known_article_and_a_name(project: Project) -> None:
    assert "no article has the id 'nothing'" in project.run("articles", "accept", "nothing", "--by", "A").stderr
    assert "say who has looked at it" in project.run("articles", "accept", "elevated-nk-cells", "--by", " ").stderr


def test_references_and_pages_are_written(project: Project) -> None:
    done = project.run("export", "success-intralipid", "--format", "ris", "--output", "out.ris")
    assert done.returncode == 0
    assert (project.folder / "out.ris").read_bytes().startswith(b"TY  - JOUR\r\n")
    assert project.run("export", "--format", "ris").returncode == 2
    assert "52 pages" in project.run("publish", "site").stdout
    assert "not a medical appraisal" in (project.folder / "site" / "index.html").read_text(encoding="utf-8")
