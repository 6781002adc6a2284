"""Alembic runs this for every command: it works in the transaction it was given."""

from __future__ import annotations

from alembic import context

from evidence.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
