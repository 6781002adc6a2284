"""What only a browser can tell: links, addresses that can be shared, what hostile records do, phones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from evidence.dashboard.server import HEADERS
from tests.support.browser import serving
from tests.support.dashboard import GOOD, HOSTILE, RETRACTED

pytestmark = pytest.mark.browser

PAGES = ("", "claim?claim=first", f"citation?pmid={RETRACTED.pmid}", "refresh")


def test_a_writer_goes_from_the_claims_to_a_retracted_paper_and_back(page: Page) -> None:
    page.goto("")
    page.get_by_role("link", name="The first thing helps.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The first thing helps.")
    row = page.get_by_role("row", name=RETRACTED.title)
    expect(row).to_contain_text("Retracted")
    row.get_by_role("link", name=RETRACTED.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(RETRACTED.title)
    expect(page.get_by_text("RetractionIn J Sound. 2024;1:1 (PMID 900000003)")).to_be_visible()
    page.get_by_role("link", name="The first thing helps.").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The first thing helps.")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(RETRACTED.title)


def test_a_second_visit_is_told_what_changed_since_the_first_and_a_reload_still_is(page: Page) -> None:
    page.goto("")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_text("Since your last visit")).to_have_count(0)
    (visits,) = [one for one in page.context.cookies() if one["name"] == "evidence-visits"]
    long_ago = {"name": "evidence-visits", "value": "20260101T000000Z", "url": page.url}
    page.context.add_cookies([long_ago])  # type: ignore[list-item]
    for _ in range(2):
        page.goto("")
        page.get_by_text("Since your last visit (2026-01-01 00:00 UTC)").click()
        expect(page.get_by_role("row", name=RETRACTED.title)).to_be_visible()
    assert "~20260101T000000Z" in next(one["value"] for one in page.context.cookies() if one["name"] == visits["name"])


def test_whoever_runs_the_refresh_finds_what_failed(page: Page) -> None:
    page.goto("")
    page.get_by_role("link", name="Refresh").click()
    expect(page.get_by_role("row", name="Sentinel missed")).to_be_visible()
    page.get_by_role("tab", name="Runs").click()
    expect(page.get_by_role("row", name="no answer <b>at all</b>")).to_be_visible()
    page.get_by_role("tab", name="Queries").click()
    expect(page.get_by_role("row", name="Overdue")).to_be_visible()
    assert "view=Queries" in page.url


def test_filters_live_in_the_address_that_a_colleague_opens(page: Page) -> None:
    page.goto("claim?claim=first")
    page.get_by_label("Words of title").fill("paper")
    page.get_by_label("Words of title").press("Enter")
    expect(page.get_by_text("3 of 4 citations")).to_be_visible()
    page.get_by_role("combobox", name="Show only").click()
    page.get_by_role("option", name="Retracted", exact=True).click()
    expect(page.get_by_text("1 of 4 citations")).to_be_visible()
    address = page.url
    colleague = page.context.new_page()
    colleague.goto(address)
    expect(colleague.get_by_text("1 of 4 citations")).to_be_visible()
    expect(colleague.get_by_label("Words of title")).to_have_value("paper")
    expect(colleague.get_by_role("row", name=RETRACTED.title)).to_be_visible()


def test_many_citations_come_a_page_at_a_time(page: Page) -> None:
    page.goto("claim?claim=many&page=3")
    expect(page.get_by_role("row")).to_have_count(1 + 20)
    page.get_by_label("Words of title").fill("paper 11")
    page.get_by_label("Words of title").press("Enter")
    expect(page.get_by_text("11 of 120 citations")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(1 + 11)


def test_the_first_address_that_a_fresh_server_sees_has_its_frame(page: Page, server: str, tmp_path: Path) -> None:
    # Streamlit shows files of a folder "pages" by themselves until the frame has run once.
    with serving(f"sqlite:///{tmp_path}/new.db", tmp_path) as fresh:
        page.goto(f"{fresh}claim?claim=first")
        expect(page.get_by_role("heading", level=1)).to_have_text("Claim")
        expect(page.get_by_role("link", name="Refresh")).to_be_visible()
        assert page.locator("h1").evaluate("h => getComputedStyle(h).margin") == "0px"


def test_hostile_records_appear_letter_by_letter_and_fetch_nothing(page: Page, asked_for: list[str]) -> None:
    for address in ("", "claim?claim=hostile", "refresh?events=Everything"):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("row").nth(1)).to_be_visible()
        assert _harm(page) == []
    expect(page.get_by_role("link", name="**Not bold**")).to_have_count(0)
    page.goto("claim?claim=hostile")
    expect(page.get_by_role("heading", level=1)).to_have_text("**Not bold** <i>not italic</i> $x$")
    for record in HOSTILE:
        expect(page.get_by_role("link", name=_as_shown(record.title), exact=True)).to_be_visible()
    page.goto(f"citation?pmid={HOSTILE[0].pmid}")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE[0].title)
    for record in HOSTILE:
        expect(page.locator(".ev-abstract")).to_contain_text(_as_shown(record.title))
        expect(page.locator(".ev-facts").last).to_contain_text(_as_shown(record.title))
    assert _harm(page) == []
    assert {urlsplit(url).hostname for url in asked_for if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def _as_shown(title: str) -> str:
    return re.sub("[\u202a-\u202e]", lambda control: f"U+{ord(control.group()):04X}", title)


def _harm(page: Page) -> list[str]:
    """What a record would have made of our elements, had it got through."""
    found: list[str] = page.evaluate(
        """() => [
          ...(window.harmed ? ['a script ran'] : []),
          ...[...document.querySelectorAll(
            '.stHtml :is(script, img, iframe, form, object, i, b, .katex), [src*="example.org"], [href*="example.org"]'
          )].map(element => element.outerHTML)
            .filter(html => !html.startsWith("<script>document.cookie = 'evidence-visits=")),  // ours
        ]"""
    )
    return found


def test_links_to_papers_open_elsewhere_and_tell_nothing(page: Page) -> None:
    page.goto(f"citation?pmid={GOOD.pmid}")
    link = page.get_by_role("link", name=f"PubMed {GOOD.pmid}").first
    expect(link).to_have_attribute("href", f"https://pubmed.ncbi.nlm.nih.gov/{GOOD.pmid}/")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_has_one_heading_and_the_banner_fits_a_phone_and_can_be_read(
    page: Page, address: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    expect(page.get_by_role("note")).to_contain_text("not a recorded PubMed answer")
    expect(page.get_by_role("row").nth(1)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.evaluate(_FAINT_TEXTS) == []


# WCAG 2.2, 1.4.3: the contrast of a text with what lies behind it is at least 4.5:1. Returns those that have less.
_FAINT_TEXTS = """() => {
  const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = colour => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
                           return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
  const behind = element => { for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor); if (colour[3] === 255) return colour; }
      return [255, 255, 255, 255]; };
  return [...document.querySelectorAll('.stMain .stHtml *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && e.getClientRects().length)
    .map(e => [e, light(rgba(getComputedStyle(e).color)), light(behind(e))])
    .filter(([e, a, b]) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5)
    .map(([e, a, b]) => e.outerHTML.slice(0, 100));
}"""


def test_every_answer_carries_the_security_headers(server: str) -> None:
    with requests.Session() as session:
        session.trust_env = False
        for path in ("", "claim", "_stcore/health"):
            answer = session.get(server + path, timeout=10)
            assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_a_claim_can_be_seen_as_it_stood_on_an_earlier_day(page: Page) -> None:
    page.goto("claim?claim=first&view=History&as_of=2020-01-01")
    expect(page.get_by_text("The claim had no strength at the end of 2020-01-01.")).to_be_visible()
    page.goto("claim?claim=first&view=History&as_of=yesterday")
    expect(page.get_by_role("group", name="As of")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("The first thing helps.")


def test_a_number_of_the_map_leads_to_its_claims(page: Page) -> None:
    page.goto("")
    page.get_by_role("link", name=re.compile(r"claims?: no evidence, no certainty")).click()
    expect(page.get_by_text("Only claims that are no evidence, none.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_text("Only claims that are")).to_have_count(0)


def test_the_evidence_of_a_claim_without_studies_says_what_to_do(page: Page) -> None:
    page.goto("claim?claim=first&view=Evidence")
    expect(page.get_by_text("No study counts as evidence yet.")).to_be_visible()
