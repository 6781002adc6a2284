"""The dashboard as a reader meets it: its server in a process of its own, and a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import requests
from playwright.sync_api import Browser, sync_playwright

ROOT: Final = Path(__file__).parents[2]

# Nothing but the server of the test can be reached, whatever a page asks for.
_ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


def chromium() -> str | None:
    """Where this machine has a Chromium; ``None``: it has none."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium without a window.

    Raises:
        RuntimeError: there is none; ask ``chromium`` first.
    """
    path = chromium()
    if path is None:
        raise RuntimeError("no browser found: install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, headless=True, args=list(_ARGUMENTS))
        yield opened
        opened.close()


@contextmanager
def serving(database_url: str, folder: Path) -> Iterator[str]:
    """Serves the dashboard as ``streamlit run dashboard.py`` does, and gives its address.

    Args:
        database_url: what the pages read.
        folder: for the server's log.
    """
    port = _free_port()
    address = f"http://127.0.0.1:{port}/"
    log = folder / "streamlit.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    environment = os.environ | {"EVIDENCE_DATABASE_URL": database_url}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    patience = time.monotonic() + 60
    with requests.Session() as session:
        session.trust_env = False  # no proxy stands between us and this machine
        while process.poll() is None and time.monotonic() < patience:
            try:
                if session.get(f"{address}_stcore/health", timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.1)
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text()}")
