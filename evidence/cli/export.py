"""``evidence export``: the references of claims, for lists and reference managers."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from evidence.cli.files import write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence.export.reference import Reference

_FORMATS = ("ris", "bibtex", "nbib", "csl-json", "csv", "markdown", "html")
_STYLES = ("ama", "vancouver", "apa")


@click.command("export")
@click.argument("claim", required=False)
@click.option("--all", "every", is_flag=True, help="The references of all claims, each once.")
@click.option("--format", "form", type=click.Choice(_FORMATS), required=True, help="What to write.")
@click.option("--style", type=click.Choice(_STYLES), default="vancouver", help="Style of markdown and html.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, not to the screen."
)
def command(claim: str | None, every: bool, form: str, style: str, output: Path | None) -> None:
    """Write the references of CLAIM, or of all claims: those that count first, retracted ones last and marked."""
    from evidence.app import App
    from evidence.services.export import references

    if every == (claim is not None):
        raise click.UsageError("Name one CLAIM, or say --all.")
    with App.from_environment().database_as_it_is().read() as tx:
        found = references(tx, None if claim is None else [claim])
    text = _written(found, form, style)
    if output is None:
        sys.stdout.buffer.write(text.encode())
    else:
        write(output, text.encode(), named="--output")
        click.echo(f"{output}: {len(found)} references.", err=True)


def _written(references: Sequence[Reference], form: str, style: str) -> str:
    from evidence.export import bibtex, csl, lists, nbib, ris, table

    match form:
        case "markdown":
            return lists.markdown(references, csl.Style(style))
        case "html":
            return f"{lists.html(references, csl.Style(style))}\n"
    writers = {
        "ris": ris.ris,
        "bibtex": bibtex.bibtex,
        "nbib": nbib.nbib,
        "csl-json": csl.csl_json,
        "csv": table.references_csv,
    }
    return writers[form](references)
