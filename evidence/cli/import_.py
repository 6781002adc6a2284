"""``evidence import``: files of PubMed records into the database."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def command(files: tuple[Path, ...]) -> int:
    """Read PubMed XML (.xml, .xml.gz) and MEDLINE (.nbib) files into the database.

    The form is recognised by the content. A known record is replaced only by a newer one, and never by MEDLINE
    text, which says less than XML. Importing a file again changes nothing. Ends with 2 when a file could not be
    read to the end; what came before the fault is stored.
    """
    from tqdm import tqdm

    from evidence.app import App
    from evidence.services.import_records import import_files

    app = App.from_environment()
    with tqdm(disable=None, leave=False, file=sys.stderr, unit=" records") as bar:

        def progress(path: Path, read: int) -> None:
            bar.set_description_str(path.name, refresh=False)
            bar.update(read - bar.n if read > bar.n else read)

        report = import_files(app.database(), files, app.clock, workers=os.cpu_count() or 1, progress=progress)
    click.echo(
        f"{report.read} records read: {report.added} added, {report.changed} revised, "
        f"{report.unchanged + report.kept} already known, {report.deleted} withdrawn by NLM."
    )
    for path, error in report.failed:
        click.echo(f"{path}: not all of it was read: {error}", err=True)
    return 2 if report.failed else 0
