"""The documentation is held to what the program does."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest
from click.testing import CliRunner

from evidence.cli import COMMANDS, evidence
from evidence.settings import Settings
from tests.conftest import ROOT

OPERATING = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", Settings.model_fields.values(), ids=lambda field: str(field.validation_alias))
def test_every_setting_is_documented_with_its_default(field: object) -> None:
    name, default = str(field.validation_alias), field.default  # type: ignore[attr-defined]
    row = re.search(rf"^\| `{name}` \| (.*?) \|", OPERATING, re.MULTILINE)
    assert row, f"docs/operating.md does not list {name}"
    shown = default.get_secret_value() if hasattr(default, "get_secret_value") else str(default)
    assert row[1] == (f"`{shown}`" if shown else "none")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named_in_the_docs(name: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]]
    assert any(f"evidence {name}" in text for text in texts)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for_when_asked(name: str) -> None:
    result = CliRunner().invoke(evidence, [name, "--help"])
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_every_option_of_the_refresh_is_documented() -> None:
    command = evidence.get_command(click.Context(evidence), "refresh")
    assert command is not None
    for parameter in command.params:
        assert f"`{parameter.opts[0]}" in OPERATING


def test_the_project_names_no_machine_and_no_registry() -> None:
    import subprocess

    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("not a git checkout")
    for name in tracked.stdout.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".lock", ".yaml", ".yml", ".xml", ".csv"} and path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"(?<![\w.])/(?:work|root|home/\w+)/", text), name


def test_the_examples_for_hooks_and_actions_fit_the_program() -> None:
    from ruamel.yaml import YAML

    from evidence.cli.check import command

    def read(name: str) -> Any:
        return YAML(typ="safe").load((ROOT / name).read_text(encoding="utf-8"))

    (hook,) = read(".pre-commit-hooks.yaml")
    assert hook["entry"] == "evidence check"
    example = read("docs/checks/pre-commit-config.yaml")
    assert example["repos"][0]["hooks"][0]["id"] == hook["id"]
    steps = read("docs/checks/github-actions.yml")["jobs"]["check"]["steps"]
    runs = " ".join(step.get("run", "") for step in steps)
    known = {option for parameter in command.params for option in parameter.opts}
    assert set(re.findall(r"evidence check (--[a-z-]+)", runs)) <= known
    assert "requirements/run.lock" in runs


def test_every_option_of_the_check_is_documented() -> None:
    from evidence.cli.check import command

    text = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    for parameter in command.params:
        if parameter.opts[0].startswith("--"):
            assert f"`{parameter.opts[0]}" in text
