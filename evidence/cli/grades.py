"""``evidence grades``: grades from a file and into one."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from evidence.cli.files import write


@click.group("grades")
def command() -> None:
    """Import and export reviewers' grades as CSV; docs/grades-file.md explains every column."""


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE.csv")
def import_(file: Path) -> None:
    """Store the grades of FILE.csv. A file with any bad row is refused whole; importing it again changes nothing."""
    from evidence.app import App
    from evidence.services.grades_file import import_grades

    app = App.from_environment()
    done = import_grades(app.database(), file.read_bytes(), str(file), app.clock)
    click.echo(f"{done.added} grades added, {done.known} already known.")


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), metavar="FILE.csv")
def export(file: Path) -> None:
    """Write every grade that holds into FILE.csv, or to standard output when it is a dash."""
    from evidence.app import App
    from evidence.services.grades_file import export_grades

    data = export_grades(App.from_environment().database_as_it_is()).encode()
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        return
    write(file, data, named="FILE.csv")
    click.echo(f"{file} is written.", err=True)
