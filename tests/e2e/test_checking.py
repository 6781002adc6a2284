"""A writer checks an article in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='window.harmed = true'> **bold** $x$"
ARTICLE = f"""# An article

The first thing helps. It is uncertain whether the second thing helps. {HOSTILE} stays here.

<!-- evidence-ignore EV001: why not -->
Green tea reduces the risk of miscarriage. Nothing here.
"""


def check(page: Page, article: str = ARTICLE) -> None:
    page.goto("check")
    page.get_by_label("The article, or a sentence of it").fill(article)
    page.get_by_role("button", name="Check", exact=True).click()


def test_a_writer_sees_what_is_wrong_with_a_sentence_and_what_to_write(page: Page) -> None:
    check(page)
    sentence = page.get_by_role("button", name="The first thing helps.")
    sentence.click()
    panel = page.get_by_role("heading", name="Line 3: The first thing helps.").locator("..")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("EV004 No evidence")
    expect(panel).to_contain_text("Write instead:")
    page.get_by_role("button", name="Green tea reduces").click()
    expect(panel).to_be_hidden()
    expect(page.get_by_text("EV007 Untracked health claim")).to_be_visible()
    expect(page.get_by_text("Line 5: EV093")).to_be_visible()


def test_the_panel_follows_the_keyboard(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="The first thing helps.").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Line 3: The first thing helps.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="Line 3: It is uncertain")).to_be_visible()


def test_the_safer_wording_can_be_copied(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    check(page)
    page.get_by_role("button", name="The first thing helps.").click()
    page.locator(".ev-panel:not([hidden]) .ev-copy").first.click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("It is not known whether")


def test_what_stands_in_an_article_appears_letter_by_letter_and_fetches_nothing(
    page: Page, asked_for: list[str], server: str
) -> None:
    check(page)
    expect(page.get_by_text("<img src=x").first).to_be_visible()
    expect(page.get_by_text("$x$").first).to_be_visible()
    assert page.evaluate("window.harmed") is None
    assert all(address.startswith((server, "data:", "blob:", "ws:")) for address in asked_for)


def test_a_file_can_be_uploaded_and_its_findings_downloaded(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "draft.txt"
    file.write_text("The first thing helps.\n", encoding="utf-8")
    page.goto("check")
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="The first thing helps.")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download JSON").click()
    (report,) = json.loads(downloading.value.path().read_text(encoding="utf-8"))
    assert report["file"] == "draft.txt"
    assert report["summary"]["tracked"] == 1


def test_a_file_that_is_no_text_is_refused_in_a_sentence(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "broken.docx"
    file.write_bytes(b"PK\x03\x04 no")
    page.goto("check")
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"broken\.docx is no Word file"))


def test_on_a_phone_the_panel_comes_up_from_below_and_can_be_closed(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    check(page)
    page.get_by_role("button", name="The first thing helps.").click()
    panel = page.locator(".ev-panel:not([hidden])")
    expect(panel).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Close").click()
    expect(panel).to_have_count(0)
