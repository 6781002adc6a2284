"""What every page starts with: the database, and the time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

import streamlit as st

from evidence.app import App
from evidence.services.clock import Clock
from evidence.services.refresh import Progress, RefreshOptions, RefreshReport, refresh
from evidence.store.database import Database, Transaction


@contextmanager
def reading() -> Iterator[Transaction]:
    """One unchanging view of the database, for one page.

    Raises:
        SettingsError: a setting is wrong.
        StoreError: the database cannot be read.
    """
    with database().read() as tx:
        yield tx


def database() -> Database:
    """The database that the settings name; opened once, and shared by all visitors.

    Raises:
        SettingsError: a setting is wrong.
        StoreError: it cannot be opened.
    """
    app = _app()
    file = app.database_file()
    # Restored from a backup or made anew, a file has another number: the old one would be read for ever.
    number = file.stat().st_ino if file and file.exists() else None
    return _opened((app.settings.database_url, number), app)


def clock() -> Clock:
    """What tells the time."""
    return _app().clock


def read_article(file: str) -> bytes:
    """The bytes of an article that claims.yaml names.

    Raises:
        DocumentError: it cannot be read.
    """
    return _app().read_article(file)


def dry_run(source: str, progress: Progress) -> RefreshReport:
    """What a refresh from ``source`` would change now.

    Raises:
        ClaimsFileError: claims.yaml cannot be read, or has findings.
        SettingsError: a setting that the source needs is missing.
        StoreError: the database cannot be read, or was made from another source.
    """
    app = _app()
    options = RefreshOptions(dry_run=True, recheck_days=app.settings.recheck_days)
    return refresh(database(), app.source(source), app.catalogue(), app.clock, options, progress)


def today() -> date:
    """The day in UTC, by which queries are due."""
    return clock().now().date()


def _app() -> App:
    return _wired(Path.cwd(), frozenset(os.environ.items()))


@lru_cache(maxsize=1)
def _wired(_folder: Path, _environment: frozenset[tuple[str, str]]) -> App:
    # Every press of a key asks for it several times, and reading the settings takes a millisecond.
    return App.from_environment()


@st.cache_resource(show_spinner=False, max_entries=1, on_release=Database.close)
def _opened(which: tuple[str, int | None], _app: App) -> Database:  # noqa: ARG001 - what it is kept by
    return _app.database()
