"""Photographs every page of the dashboard into docs/images/: ``python -m docs.screenshots``.

The pages show a fresh database made from the sample, so that anybody can make the same pictures.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

from tests.support.browser import ROOT, browser, chromium, serving

IMAGES: Final = ROOT / "docs" / "images"
PAGES: Final = {
    "claims": ("", 900),
    "claim": ("claim?claim=cause-stress", 900),
    "citation": ("citation?pmid=35368932&claim=cause-stress", 900),
    "review": ("review?claim=success-ivig", 900),
    "conflicts": ("conflicts", 620),
    "confirm": ("confirm?claim=success-glucocorticoids", 900),
    "check": ("check", 900),
    "team": ("team", 760),
    "refresh": ("refresh", 620),
}
"""By the name of the picture: the address, and the height in pixels."""
WIDTH: Final = 1280


def main() -> None:
    """Makes all pictures."""
    if chromium() is None:
        sys.exit("no browser found: install chromium")
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/sample.db"
        _fill(url)
        with serving(url, Path(folder)) as address, browser() as opened:
            context = opened.new_context(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
            context.add_cookies([{"name": "evidence-reviewer", "value": "A. Reviewer", "url": address}])
            page = context.new_page()
            for name, (where, height) in PAGES.items():
                page.set_viewport_size({"width": WIDTH, "height": height})
                page.goto(address + where)
                if name == "check":
                    _check_the_article(page)
                _wait_until_drawn(page)
                page.screenshot(path=IMAGES / f"{name}.png")
                print(f"docs/images/{name}.png")  # noqa: T201 - a command says what it made


def _fill(url: str) -> None:
    environment = os.environ | {"EVIDENCE_DATABASE_URL": url}
    for words in ("refresh --source sample --full", "grades import data/sample/grades.csv"):
        command = [sys.executable, "-m", "evidence.cli", *words.split()]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)  # noqa: S603 - our own


def _check_the_article(page: Page) -> None:
    article = (ROOT / "data" / "sample" / "article.md").read_text(encoding="utf-8")
    page.get_by_label("The article, or a sentence of it").fill(article)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("button", name="NK cells attack the embryo like an intruder.").click()


def _wait_until_drawn(page: Page) -> None:
    expect(page.locator("h1")).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=20_000)
    # A widget is a grey block until its code has come; the first page waits for it, the others have it.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=20_000)
    page.evaluate("document.fonts.ready")


if __name__ == "__main__":
    main()
