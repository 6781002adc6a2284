"""``evidence check``: may these sentences be written?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.article.model import Level
from evidence.cli.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evidence.app import App
    from evidence.article.model import Document
    from evidence.article.report import Report

_NEVER = "never"
_FORMATS = ("text", "json", "sarif", "github")


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True), metavar="FILE...")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="How to print what is found.")
@click.option(
    "--fail-on",
    type=click.Choice([*(level.value for level in Level), _NEVER]),
    help="Findings that end in exit code 1 [warning].",
)
@click.option("--stdin-filename", default="stdin.md", help="What standard input is called.")
@click.option("--as-of", type=Moment(), help="Hold it against the evidence of that day or time (UTC).")
def command(
    files: tuple[Path, ...], form: str, fail_on: str | None, stdin_filename: str, as_of: datetime | None
) -> None:
    r"""Read articles (Markdown, HTML, .docx, text; - is standard input) and say which sentences the evidence bears.

    \b
    Exit codes: 0 nothing at or above --fail-on; 1 findings; 2 it could not be checked.
    """
    from evidence.app import App
    from evidence.article import documents
    from evidence.settings import read_check_config

    config = read_check_config(Path())
    app = App.from_environment()
    read = [documents.read(*_content(file, stdin_filename)) for file in files]
    reports = _check(app, read, as_of, config.disabled)
    click.echo(_printed(reports, form), nl=False)
    threshold = fail_on or config.fail_on
    if threshold != _NEVER and any(report.reaches(Level(threshold)) for report in reports):
        sys.exit(1)


def _content(file: Path, stdin_filename: str) -> tuple[bytes, str]:
    from evidence.errors import DocumentError

    if str(file) == "-":
        return sys.stdin.buffer.read(), stdin_filename
    try:
        return file.read_bytes(), file.as_posix()
    except OSError as problem:
        raise DocumentError(f"{file} cannot be read: {problem.strerror}", "name a file that can be read") from problem


def _check(app: App, read: Sequence[Document], as_of: datetime | None, disabled: Sequence[str]) -> Sequence[Report]:
    from evidence.article.model import Rule
    from evidence.services.check import check
    from evidence.store import origin

    with app.database_as_it_is().read() as tx:
        if origin.of(tx) == "sample":
            click.echo("Sample data: its grades are illustrative, not a medical appraisal.", err=True)
        return check(
            tx,
            read,
            today=(as_of or app.clock.now()).date(),
            as_of=as_of,
            disabled=frozenset(Rule(name) for name in disabled),
        )


def _printed(reports: Sequence[Report], form: str) -> str:
    from evidence.export import findings, sarif

    printers = {"text": findings.text, "json": findings.as_json, "github": findings.github, "sarif": sarif.sarif}
    return printers[form](reports)
