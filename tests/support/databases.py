"""Databases for tests: each runs on SQLite and on PostgreSQL; without a PostgreSQL it says so and skips that half."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.store.database import Database

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL server of our own; its databases vanish with it."""
    pgserver = pytest.importorskip("pgserver", reason="pgserver is not installed: PostgreSQL is not tested")
    # Sockets have short names only, so not below pytest's own folder.
    import tempfile

    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        try:
            server = pgserver.get_server(folder, cleanup_mode="stop")
        except Exception as error:  # noqa: BLE001 - whatever keeps it from starting on this machine
            pytest.skip(f"PostgreSQL cannot be started here: {error}")
        # Only clients are killed here, never the server: it need not wait for the disk.
        server.psql("ALTER SYSTEM SET fsync = off")
        server.psql("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of a fresh, empty PostgreSQL database."""
    from sqlalchemy import create_engine, make_url, text

    admin = create_engine(make_url(postgres_server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    name = f"test_{next(_numbers)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(postgres_server).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of a database that does not exist yet (SQLite) or is empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/folder/evidence.db"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A fresh database."""
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def impatient(url: str, database: Database) -> Iterator[Database]:
    """The same database, opened by somebody who does not wait for a lock."""
    opened = Database.open(url, lock_timeout=0.05)
    yield opened
    opened.close()
