"""Opens a database, keeps its schema current, and hands out transactions.

SQLite unless the address says otherwise; the same code runs on PostgreSQL (``engines`` knows the differences).

One writer at a time, on both databases: whatever a write transaction has read stays true until it commits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Final

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, StaticPool, inspect, text

from evidence.errors import RefreshRunningError, StoreError
from evidence.store.engines import REFRESHING, engine_for, parsed, path_of
from evidence.store.problems import explaining, shown
from evidence.store.schema import REVISION

Transaction = Connection
"""An open transaction; every function of the store takes one."""

LOCK_TIMEOUT: Final = 10.0
"""Seconds to wait for another writer before giving up."""


class Database:
    """A database whose schema is the one this program was written for.

    Safe to share between threads; each transaction belongs to the thread that opened it.
    """

    def __init__(self, engine: Engine, lock_timeout: float) -> None:
        self._engine = engine
        self._lock_timeout = lock_timeout
        self._url = engine.url
        # A database in memory has one connection only, which threads use in turn.
        in_memory = isinstance(engine.pool, StaticPool)
        self._turn: AbstractContextManager[Any] = threading.RLock() if in_memory else nullcontext()
        self._refresh_turn = threading.Lock()
        self._writers = threading.Lock()

    @classmethod
    def open(cls, url: str, *, lock_timeout: float = LOCK_TIMEOUT) -> Database:
        """Opens the database at ``url``; a new or empty one gets its folder and its tables.

        Args:
            url: ``sqlite:///path``, ``sqlite://`` (in memory) or ``postgresql://...``.
            lock_timeout: seconds to wait for another writer before giving up.

        Raises:
            StoreError: it cannot be opened, is not one of ours, or has another schema.
        """
        database = cls(engine_for(parsed(url), lock_timeout), lock_timeout)
        with database._closed_on_error():
            revision = database._revision()
            if revision is not None and revision < REVISION:
                raise StoreError(
                    f"the database {database.address} has schema {revision}, this program needs {REVISION}",
                    "run: evidence db upgrade",
                )
            database._write_ahead()
            if revision is None:
                database.upgrade()
        return database

    @classmethod
    def open_to_upgrade(cls, url: str, *, lock_timeout: float = LOCK_TIMEOUT) -> Database:
        """Opens a database of an older schema, for nothing but ``upgrade``.

        Raises:
            StoreError: as ``open``, except for an older schema.
        """
        database = cls(engine_for(parsed(url), lock_timeout), lock_timeout)
        with database._closed_on_error():
            database._revision()
        return database

    @classmethod
    def in_memory(cls) -> Database:
        """A fresh database that vanishes when it is closed; for dry runs and tests."""
        return cls.open("sqlite://")

    @property
    def address(self) -> str:
        """Where the database is, without passwords."""
        return shown(self._url)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One unchanging view of everything committed so far; writing in it is refused.

        Raises:
            StoreError: the database cannot be read.
        """
        with self._turn, explaining(self._url), self._engine.connect() as connection:
            if self._engine.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """Everything done inside is stored together at the end, or not at all after an error.

        Raises:
            StoreError: another writer held the database for too long, or the change cannot be stored.
        """
        with self._turn, self._queue(), explaining(self._url), self._engine.connect() as connection:
            connection.execution_options(evidence_mode="write")
            with connection.begin():
                yield connection

    @contextmanager
    def refresh_lock(self) -> Iterator[None]:
        """Keeps a second refresh away from this database.

        The operating system (SQLite) or the server (PostgreSQL) gives the lock back when the process ends,
        however it ends.

        Raises:
            RefreshRunningError: another thread or process holds it.
        """
        if self._engine.dialect.name == "postgresql":
            lock = self._advisory_lock()
        elif self._path is None:
            lock = self._thread_lock()
        else:
            lock = self._file_lock(self._path)
        with lock:
            yield

    def upgrade(self) -> None:
        """Brings the schema to the newest revision, or leaves everything as it was.

        Raises:
            StoreError: it cannot be done; nothing was changed.
        """
        from evidence.store.migrations import migrate

        # SQLite changes a table by making it anew, which its foreign keys would take for a deletion. They can
        # be switched off only outside a transaction, and are checked before the commit instead.
        with self._turn, explaining(self._url), self._engine.connect() as connection:
            self._pragma(connection, "foreign_keys = OFF")
            try:
                connection.execution_options(evidence_mode="write")
                with connection.begin():
                    migrate(connection)
                    self._check_foreign_keys(connection)
            finally:
                self._pragma(connection, "foreign_keys = ON")

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @property
    def _path(self) -> Path | None:
        return path_of(self._url)

    def _revision(self) -> str | None:
        """The revision of the schema; ``None`` while the database is empty."""
        with self.read() as tx:
            tables = set(inspect(tx).get_table_names())
            if not tables:
                return None
            if not {"setting", "alembic_version"} <= tables:
                raise StoreError(
                    f"the database {self.address} belongs to another program",
                    "point EVIDENCE_DATABASE_URL at another database",
                )
            revision = str(tx.scalar(text("SELECT version_num FROM alembic_version")))
        if revision > REVISION:
            raise StoreError(
                f"the database {self.address} has schema {revision}, newer than this program's {REVISION}",
                "install the version of the program that made it, or a newer one",
            )
        return revision

    @contextmanager
    def _closed_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self.close()
            raise

    def _write_ahead(self) -> None:
        # The file remembers it; only new ones and those restored from a backup need it. Done when the file is
        # known to be ours, never to another program's.
        with self._turn, explaining(self._url), self._engine.connect() as connection:
            self._pragma(connection, "journal_mode = WAL")

    def _pragma(self, connection: Connection, assignment: str) -> None:
        """Changes what SQLite lets nobody change inside a transaction."""
        if self._engine.dialect.name == "sqlite":
            connection.execution_options(evidence_mode="none")
            connection.exec_driver_sql(f"PRAGMA {assignment}")
            connection.rollback()

    def _check_foreign_keys(self, connection: Connection) -> None:
        if self._engine.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
            raise StoreError(
                f"the upgrade of {self.address} would leave rows that point nowhere",
                "nothing was changed; this is a defect of the program, please report it",
            )

    @contextmanager
    def _queue(self) -> Iterator[None]:
        """Lets the threads of this process write to SQLite one after the other.

        It lets in one at a time by itself, but makes the others sleep and try again: somebody who grades while
        others do would wait for a second now and then. PostgreSQL has a queue of its own.
        """
        if self._engine.dialect.name != "sqlite" or self._path is None:  # in memory, all take turns anyway
            yield
            return
        if not self._writers.acquire(timeout=self._lock_timeout):
            raise StoreError(
                f"the database {self.address} is being written to by others",
                "nothing was changed; try again in a moment",
            )
        try:
            yield
        finally:
            self._writers.release()

    @contextmanager
    def _file_lock(self, path: Path) -> Iterator[None]:
        lock = FileLock(path.with_name(path.name + ".refresh.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise self._running() from error
        except OSError as error:
            raise StoreError(
                f"the lock file {lock.lock_file} cannot be made ({error.strerror})",
                "give this user write permission for the folder of the database",
            ) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _thread_lock(self) -> Iterator[None]:
        if not self._refresh_turn.acquire(blocking=False):
            raise self._running()
        try:
            yield
        finally:
            self._refresh_turn.release()

    @contextmanager
    def _advisory_lock(self) -> Iterator[None]:
        with explaining(self._url):
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            with explaining(self._url):
                taken = connection.scalar(text("SELECT pg_try_advisory_lock(:name)"), {"name": REFRESHING})
            if not taken:
                raise self._running()
            try:
                yield
            finally:
                # The end of the session gives the lock back as well, but the server may take a moment to notice it.
                with suppress(StoreError), explaining(self._url):
                    connection.scalar(text("SELECT pg_advisory_unlock(:name)"), {"name": REFRESHING})
        finally:
            # The session holds the lock; closing the session rather than pooling it gives the lock back for sure.
            connection.invalidate()
            connection.close()

    def _running(self) -> RefreshRunningError:
        return RefreshRunningError(
            f"another refresh works on {self.address}", "wait until it has ended; its run is in the refresh log"
        )
