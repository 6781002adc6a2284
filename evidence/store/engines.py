"""How SQLite and PostgreSQL are reached and set up: the only place that treats them differently at length.

Nothing that was committed is ever lost, also when the power fails: SQLite writes ahead to a log (WAL) and
``synchronous=FULL`` flushes that log at every commit. ``NORMAL`` would be faster by one flush per commit
and keep the file sound, but could lose the last commits, and a grade that a reviewer saw as saved is worth
more than the millisecond (https://www.sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from evidence.errors import StoreError

# PostgreSQL's advisory locks have numbers for names. These are arbitrary, but must never change.
WRITING: Final = 7265_0001
REFRESHING: Final = 7265_0002
_KEPT_OPEN: Final = 20  # connections, for as many people at once as a team may have

_REMEDY = "write EVIDENCE_DATABASE_URL as sqlite:///folder/file.db or postgresql://user:password@host/name"


def parsed(url: str) -> URL:
    """The address in the form that SQLAlchemy needs.

    Raises:
        StoreError: it cannot be read, or is of no database that this program knows.
    """
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError) as error:
        # The text is not shown: a password in it cannot be told from the rest.
        raise StoreError("the address of the database cannot be read", _REMEDY) from error
    if backend == "sqlite":
        return parsed.set(drivername="sqlite")
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreError(f"{backend} is not a database that this program knows", _REMEDY)


def path_of(url: URL) -> Path | None:
    """The file of a SQLite database; ``None`` for one in memory or on a server."""
    if url.get_backend_name() != "sqlite" or url.database in {None, "", ":memory:"}:
        return None
    return Path(str(url.database))


def engine_for(url: URL, lock_timeout: float) -> Engine:
    """A pool of connections whose transactions read unless their ``evidence_mode`` is ``write``.

    The mode is an execution option of the connection: ``read``, ``write``, or ``none`` for statements that
    must stand outside any transaction.

    Args:
        url: as ``parsed`` gives it.
        lock_timeout: seconds that a writer waits for another one.

    Raises:
        StoreError: the folder of the file cannot be made, or the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, lock_timeout)
    return _postgresql_engine(url, lock_timeout)


def _sqlite_engine(url: URL, lock_timeout: float) -> Engine:
    path = path_of(url)
    if path is None:
        engine = create_engine(
            url, poolclass=StaticPool, connect_args={"check_same_thread": False}, hide_parameters=True
        )
    else:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder {path.parent} cannot be made ({error.strerror})",
                "point EVIDENCE_DATABASE_URL at a folder that this user may write to",
            ) from error
        engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        # The driver would begin transactions by itself, and too late for a read to be one view: we begin them.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {int(lock_timeout * 1000)}")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")  # macOS reaches the disk only with it; others ignore it
        connection.execute("PRAGMA journal_size_limit = 16777216")  # bytes of log that a big import may leave behind

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("evidence_mode", "read")
        if mode == "none":
            return
        writes = mode == "write"
        connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
        # IMMEDIATE waits for its turn now; a write that begins as a read could only fail later.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL, lock_timeout: float) -> Engine:
    patience = {} if "connect_timeout" in url.query else {"connect_timeout": 10}
    try:
        # The pool tries each connection first: the server may have been restarted since the last refresh.
        engine = create_engine(
            url, pool_size=_KEPT_OPEN, pool_pre_ping=True, hide_parameters=True, connect_args=patience
        )
    except ImportError as error:
        raise StoreError(
            "the driver for PostgreSQL is not installed", "install it with: pip install 'evidence[postgres]'"
        ) from error

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("evidence_mode") == "write":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(lock_timeout * 1000)}")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING})")

    return engine
