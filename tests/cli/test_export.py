"""``evidence export`` and ``evidence publish`` on the sample, as a person runs them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rispy

from tests.cli.test_strength import SAMPLE_GRADES, Shell
from tests.support.html import check_html

FORMATS = ("ris", "bibtex", "nbib", "csl-json", "csv", "markdown", "html")
RETRACTED_PMID = "35368932"


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell(tmp_path_factory.mktemp("sample"))
    assert made.run("refresh", "--source", "sample").returncode == 0
    assert made.run("grades", "import", str(SAMPLE_GRADES)).returncode == 0
    return made


def test_all_references_come_once_and_the_retracted_last(shell: Shell) -> None:
    rows = list(csv.DictReader(io.StringIO(shell.run("export", "--all", "--format", "csv").stdout)))
    pmids = [row["pmid"] for row in rows]
    assert len(pmids) == len(set(pmids)) > 100
    assert [row["pmid"] for row in rows if row["status"] == "retracted"] == [RETRACTED_PMID] == pmids[-1:]
    counts = [row["counts"] for row in rows]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_hides_that_a_paper_was_retracted(shell: Shell, form: str) -> None:
    done = shell.run("export", "--all", "--format", form)
    assert done.returncode == 0, done.stderr
    assert RETRACTED_PMID in done.stdout
    assert "retracted" in done.stdout.casefold()


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_holds_what_the_screen_would_show(shell: Shell, form: str, tmp_path: Path) -> None:
    file = tmp_path / "references"
    done = shell.run("export", "success-glucocorticoids", "--format", form, "--output", str(file))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    shown = shell.run("export", "success-glucocorticoids", "--format", form).stdout
    assert file.read_text(encoding="utf-8") == shown


def test_a_claim_has_its_own_references(shell: Shell) -> None:
    every = rispy.loads(shell.run("export", "--all", "--format", "ris").stdout)
    some = rispy.loads(shell.run("export", "success-glucocorticoids", "--format", "ris").stdout)
    assert 0 < len(some) < len(every)
    assert all("success-glucocorticoids" in one["keywords"] for one in some)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing", "--format", "ris"), "no claim has the id 'nothing'"),
        (("--format", "ris"), "Name one CLAIM, or say --all."),
        (("vitamin-d", "--all", "--format", "ris"), "Name one CLAIM, or say --all."),
        (("--all", "--format", "ris", "--output", "/nowhere/at/all.ris"), "/nowhere/at/all.ris cannot be written"),
    ],
)
def test_a_mistake_ends_in_a_sentence(shell: Shell, words: tuple[str, ...], said: str) -> None:
    done = shell.run("export", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_every_page_of_the_sample_is_valid_and_its_links_lead_somewhere(shell: Shell, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert shell.run("publish", str(site)).returncode == 0
    pages = {path.name: path.read_text(encoding="utf-8") for path in site.iterdir()}
    claims = json.loads(shell.run("claims", "--json").stdout)
    assert len(pages) == len(claims) + 1
    for text in pages.values():
        check_html(text)
        assert "Sample data with illustrative grades, not a medical appraisal." in text
        local = {part.split('"')[0] for part in text.split(' href="')[1:]} - {""}
        assert {link for link in local if not link.startswith("https://")} <= set(pages)


def test_publishing_into_a_folder_with_other_files_is_refused_in_a_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<h1>My own page</h1>", encoding="utf-8")
    done = shell.run("publish", str(tmp_path))
    assert done.returncode == 2
    assert "index.html is no page of ours" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
