"""axe (Deque's accessibility rules) on every page, light and dark: nothing serious."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.dashboard import RETRACTED

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "claim?claim=first",
    "claim?claim=first&view=Evidence",
    "claim?claim=first&view=History",
    f"citation?pmid={RETRACTED.pmid}",
    "review?claim=first",
    "conflicts",
    "confirm",
    "check",
    "team",
    "refresh",
    "refresh?view=Dry+run",
)


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is, as far as it is serious."""
    found = Axe().run(page)
    return [
        f"{one['id']}: {node['html'][:160]}"
        for one in found.response["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.replace("?", " ") or "claims")
def test_a_page_has_no_serious_violation(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(address)
    if address.startswith(("review", "conflicts", "confirm")):
        name = page.get_by_role("textbox", name="Who is grading")
        name.fill("Ann")
        name.press("Enter")
    if address == "check":
        page.get_by_label("The article, or a sentence of it").fill(
            "# A\n\nThe first thing helps. Green tea causes miscarriage."
        )
        page.get_by_role("button", name="Check", exact=True).click()
        page.get_by_role("button", name="The first thing helps.").click()
    page.locator("h1").wait_for()
    page.wait_for_timeout(800)
    assert violations(page) == []
