"""What every page starts with: the database, and the time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import streamlit as st

from evidence.app import App
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
    app = App.from_environment()
    return _opened(app.settings.database_url, app)


def today() -> date:
    """The day in UTC, by which queries are due."""
    return App.from_environment().clock.now().date()


@st.cache_resource(show_spinner=False)
def _opened(url: str, _app: App) -> Database:  # noqa: ARG001 - the address is what it is kept by
    return _app.database()
