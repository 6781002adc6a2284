"""``evidence lint``: what it prints where, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from evidence.cli.lint import command
from evidence.errors import ClaimsFileError

ROOT = Path(__file__).parents[2]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project's claims.yaml in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVIDENCE_CLAIMS_FILE", raising=False)
    file = tmp_path / "claims.yaml"
    file.write_bytes((ROOT / "claims.yaml").read_bytes())
    return file


def test_a_clean_file_ends_with_0_and_its_size_on_standard_error(claims: Path) -> None:
    result = run()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("claims.yaml: ")
    assert result.stderr.endswith(" queries, no findings\n")


def test_findings_end_with_1_and_stand_on_standard_output_one_a_line(claims: Path) -> None:
    text = claims.read_text(encoding="utf-8")
    claims.write_text(text.replace("\narticles:", "\narticle: x\narticles:").replace("says: flat", "says: flatly", 1))
    result = run("claims.yaml")
    assert result.exit_code == 1
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert [line.split(" ")[1] for line in lines] == ["CL201", "CL205"]
    assert lines[0].endswith("CL201 unknown key 'article' - did you mean articles? allowed: articles, concepts, claims")
    assert all(line.startswith("claims.yaml:") for line in lines)


def test_a_file_that_is_not_yaml_ends_with_2_and_a_position_on_standard_error(claims: Path) -> None:
    claims.write_text("articles: [\n")
    result = run("claims.yaml")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("claims.yaml:2:1: CL003 this is not YAML: ")


@pytest.mark.parametrize("name", ["absent.yaml", "."])
def test_a_file_that_cannot_be_opened_is_an_error_of_ours_that_ends_with_2(claims: Path, name: str) -> None:
    result = run(name)
    assert isinstance(result.exception, ClaimsFileError)
    assert result.exception.exit_code == 2
    assert str(result.exception).startswith(f"{name} cannot be read: ")


def test_without_an_argument_the_file_of_the_settings_is_checked(claims: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims.rename("other.yaml")
    monkeypatch.setenv("EVIDENCE_CLAIMS_FILE", "other.yaml")
    assert run().stderr.startswith("other.yaml: ")
