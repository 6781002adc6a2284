"""Turns what database drivers complain about into a ``StoreError`` that says what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from evidence.errors import StoreError

_SECRETS = frozenset({"password", "sslpassword", "passfile"})

# Beginnings of SQLite's extended error names (https://www.sqlite.org/rescode.html) and of SQLSTATE codes
# (https://www.postgresql.org/docs/current/errcodes-appendix.html): what happened, what to do.
_PROBLEMS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03"),
        "is locked by another program",
        "nothing was changed; try again when the other program (a refresh, an import, a backup) has ended",
    ),
    (
        ("SQLITE_FULL", "53100"),
        "cannot grow: the disk is full",
        "nothing was changed; free some space and run the command again",
    ),
    (
        ("SQLITE_READONLY", "SQLITE_PERM", "25006", "42501"),
        "may not be written to",
        "give this user write permission for the database (for SQLite: for the file and its folder)",
    ),
    (
        ("SQLITE_CORRUPT", "XX001", "XX002"),
        "is damaged",
        "restore it from a backup, or point EVIDENCE_DATABASE_URL at another database",
    ),
    (
        ("SQLITE_NOTADB",),
        "is a file that is not a SQLite database",
        "point EVIDENCE_DATABASE_URL at another file",
    ),
    (
        ("SQLITE_CANTOPEN", "SQLITE_AUTH"),
        "cannot be opened",
        "check that the path of EVIDENCE_DATABASE_URL names a file in a folder that this user may write to",
    ),
    (
        ("SQLITE_IOERR", "58"),
        "cannot be read or written: the disk reports an error",
        "check the disk and the free space, then run the command again",
    ),
    (
        ("SQLITE_CONSTRAINT", "23"),
        "refused a change that contradicts what it holds",
        "nothing was changed; this is a defect of the program, please report it",
    ),
    (
        ("08", "57P", "53300"),
        "is not available",
        "check that the database server runs and takes connections, then run the command again",
    ),
)


def shown(url: URL) -> str:
    """The address of a database as it may be shown to anybody: without passwords."""
    secrets = _SECRETS & url.query.keys()
    plain = url.set(drivername=url.get_backend_name()).update_query_dict(dict.fromkeys(secrets, "***"))
    return plain.render_as_string(hide_password=True)


def explained(error: DBAPIError | PoolTimeoutError, url: URL) -> StoreError:
    """The error to raise instead of a driver's own.

    Args:
        error: what SQLAlchemy raised.
        url: of the database; passwords in it appear nowhere in the result.
    """
    orig = getattr(error, "orig", None)
    code = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None) or ""
    words = str(orig or error).strip().splitlines()
    detail = _without_secrets(words[0] if words else type(orig).__name__, url)
    for beginnings, what, remedy in _PROBLEMS:
        if code.startswith(beginnings):
            return StoreError(f"the database {shown(url)} {what} ({detail})", remedy)
    if url.get_backend_name() == "postgresql" and not code:
        # The client library reports a failed connection (refused, unknown host, wrong password) without a code.
        return StoreError(
            f"the database {shown(url)} cannot be reached ({detail})",
            "check that the server runs, and the host, port, user, password and name in EVIDENCE_DATABASE_URL",
        )
    return StoreError(f"the database {shown(url)} reports an error ({detail})", "nothing was changed; please report it")


@contextmanager
def explaining(url: URL) -> Iterator[None]:
    """Raises ``StoreError`` for every database error inside; other errors pass through."""
    try:
        yield
    except (DBAPIError, PoolTimeoutError) as error:
        raise explained(error, url) from error


def _without_secrets(text: str, url: URL) -> str:
    secrets = [str(url.password)] if url.password else []
    secrets += [str(url.query[key]) for key in _SECRETS & url.query.keys()]
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
