"""``evidence publish``: evidence pages for readers."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@click.option("--claim", "claims", multiple=True, help="Only the page of this claim; may be given several times.")
def command(folder: Path, claims: tuple[str, ...]) -> None:
    """Write a self-contained page for each claim into DIR, and an index of all of them."""
    from evidence.app import App
    from evidence.services.publish import publish

    with App.from_environment().database_as_it_is().read() as tx:
        written = publish(tx, folder, claims or None)
    click.echo(f"{len(written)} pages are in {folder}.")
