"""A browser before the dashboard; without a Chromium the tests say so and are skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from evidence.store.database import Database
from tests.support import browser as browsers
from tests.support.dashboard import fill

expect.set_options(timeout=20_000)  # a busy machine is no failure

# pytest-playwright brings a browser of its own by these names; ours is the one that Debian has.


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if browsers.chromium() is None:
        pytest.skip("no browser found: install chromium to run the browser tests")
    with browsers.browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard over a database with everything that pages must cope with."""
    if browsers.chromium() is None:
        pytest.skip("no browser found: install chromium to run the browser tests")
    folder = tmp_path_factory.mktemp("dashboard")
    url = f"sqlite:///{folder}/evidence.db"
    database = Database.open(url)
    fill(database, source="sample")
    database.close()
    with browsers.serving(url, folder) as address:
        yield address


@pytest.fixture
def asked_for() -> list[str]:
    """Every address that the page asked for."""
    return []


@pytest.fixture
def page(browser: Browser, server: str, asked_for: list[str]) -> Iterator[Page]:
    """A page of a fresh visitor whose relative addresses are those of the dashboard."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    opened.on("request", lambda request: asked_for.append(request.url))
    yield opened
    context.close()
