"""A database for the pages, and a way to run one of them without a browser."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from evidence.store.database import Database
from tests.support.dashboard import fill

PAGES = Path(__file__).parents[2] / "evidence" / "dashboard" / "pages"
Show = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Puts back the main module, which Streamlit replaces by the page: processes started by later tests run it."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Address of the database that the pages read; it does not exist yet."""
    monkeypatch.chdir(tmp_path)  # no .env is read
    url = f"sqlite:///{tmp_path}/evidence.db"
    monkeypatch.setenv("EVIDENCE_DATABASE_URL", url)
    return url


@pytest.fixture
def filled(url: str) -> str:
    """The same with everything that pages must cope with in it."""
    database = Database.open(url)
    fill(database)
    database.close()
    return url


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the visitor's browser remembers; without this a page would be given a mock, which has every cookie."""
    remembered: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", property(lambda _: remembered))
    return remembered


@pytest.fixture
def show(url: str, cookies: dict[str, str]) -> Show:
    """Runs a page with an address such as ``show("claim", claim="first")``."""

    def run(page: str, /, **parameters: str) -> AppTest:
        test = AppTest.from_file(PAGES / f"{page}.py", default_timeout=30)
        for name, value in parameters.items():
            test.query_params[name] = value
        return test.run()

    return run
