"""``evidence lint``: what is wrong with claims.yaml, and where."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evidence.app import App, read_claims_file


@click.command("lint")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def command(file: Path | None) -> None:
    r"""Check FILE (claims.yaml, or what EVIDENCE_CLAIMS_FILE says) and print every finding with its line and column.

    \b
    Exit codes: 0 nothing found; 1 findings; 2 the file cannot be read or is not YAML.
    """
    from evidence.claims import loader

    path = file or App.from_environment().settings.claims_file
    text, name = read_claims_file(path), str(path)
    findings = loader.check(text, name)
    unreadable = any(finding.code.is_unreadable for finding in findings)
    for finding in findings:
        click.echo(finding, err=unreadable)
    if findings:
        sys.exit(2 if unreadable else 1)
    catalogue = loader.load(text, name)
    queries = sum(1 for _ in catalogue.queries())
    click.echo(f"{name}: {len(catalogue.claims)} claims, {queries} queries, no findings", err=True)
