"""``evidence db``: looking after the database."""

from __future__ import annotations

import click


@click.group("db")
def command() -> None:
    """Look after the database."""


@command.command("upgrade")
def upgrade() -> None:
    """Bring a database of an older version of Evidence up to date; nothing is lost."""
    from evidence.app import App
    from evidence.store.database import Database

    database = Database.open_to_upgrade(App.from_environment().settings.database_url)
    database.upgrade()
    click.echo(f"{database.address} is up to date.")
