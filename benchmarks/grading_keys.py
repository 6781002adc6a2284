"""Key press -> next paper painted, in a real browser on this machine: ``python -m benchmarks.grading_keys``.

A reviewer grades papers of one claim by keys, some time apart; the browser itself takes the time, from the event of the
key to the frame in which the next paper's title is drawn. Server, browser and this program share the machine.
"""

from __future__ import annotations

import platform
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from playwright.sync_api import Page

from evidence.citations.model import AbstractSection
from evidence.store.database import Database
from tests.support.browser import browser, chromium, serving
from tests.support.fakes import record
from tests.support.grading import pmid
from tests.support.reviewing import DRUG, Team

PAPERS: Final = 120
GRADES: Final = 100
PACE_MS: Final = 700
"""Between two grades: longer than a paper must have been on screen."""
ABSTRACT: Final = tuple(
    AbstractSection("The drug and live birth in a trial. " * 12, label) for label in ("AIM", "RESULTS")
)

# The frame after the one in which the new title was there: by then it has been painted.
_STOPWATCH: Final = """window.taken = [];
const title = () => document.querySelector('.ev-record-title')?.textContent;
addEventListener('keydown', () => {
  const start = performance.now(), before = title();
  const look = () => title() && title() !== before
    ? requestAnimationFrame(() => window.taken.push(performance.now() - start)) : requestAnimationFrame(look);
  requestAnimationFrame(look);
}, true);"""


def fill(url: str) -> None:
    """Stores papers that wait for reviewers."""
    database = Database.open(url)
    team = Team(database, DRUG)
    team.source.records = {pmid(number): record(number, abstract=ABSTRACT) for number in range(1, PAPERS + 1)}
    team.finds(*range(1, PAPERS + 1))
    team.refresh()
    database.close()


def grade(page: Page, address: str) -> list[float]:
    """Grades by keys; gives milliseconds, one a grade."""
    page.goto(f"{address}review?claim={DRUG.id}")
    name = page.get_by_role("textbox", name="Who is grading")
    name.fill("Ann")
    page.add_script_tag(content=_STOPWATCH)
    name.press("Enter")
    page.get_by_role("button", name="Unsure").wait_for()
    page.wait_for_timeout(1500)
    page.evaluate("window.taken.length = 0")
    for place in range(GRADES):
        page.keyboard.press(str(1 + place % 9))
        page.wait_for_timeout(PACE_MS)  # asking the page meanwhile would slow it down
        while page.evaluate("window.taken.length") <= place:
            page.wait_for_timeout(PACE_MS)
    taken: list[float] = page.evaluate("window.taken")
    return taken


def main() -> None:
    """Prints the figures."""
    if chromium() is None:
        raise SystemExit("no browser found: install chromium")
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/evidence.db"
        fill(url)
        with serving(url, Path(folder)) as address, browser() as opened:
            taken = grade(opened.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True), address)
    low, high = median(taken), quantiles(taken, n=20)[-1]
    print(
        f"Python {platform.python_version()}, {len(taken)} grades by key -> next paper painted, milliseconds: "
        f"median {low:.0f}, 95% {high:.0f}, longest {max(taken):.0f}"
    )


if __name__ == "__main__":
    main()
