"""Grading by keys in a real browser: none on a paper that was not looked at, none lost, each reviewer alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from evidence.citations.model import AbstractSection, Design, Link
from evidence.claims.model import Query
from evidence.dashboard.desk import SEEN_FOR
from evidence.grading.model import Direction, Grade, Relevance
from evidence.store import grades
from evidence.store.database import Database
from tests.support import browser as browsers
from tests.support.fakes import record
from tests.support.grading import make_claim, pmid
from tests.support.reviewing import Team

pytestmark = pytest.mark.browser

PAPERS = 40
Visit = Callable[..., Page]
KEYS = make_claim(id="keys", queries=(Query(id="main", term="drug[tiab]"),))
OTHER = make_claim(id="other", queries=(Query(id="main", term="other[tiab]"),))
HOSTILE = "<img src=x onerror='window.harmed = true'> & **bold** live birth <script>window.harmed = true</script>"
SAID = {
    "1": (Relevance.DIRECT, Direction.FOR),
    "2": (Relevance.DIRECT, Direction.AGAINST),
    "3": (Relevance.DIRECT, Direction.NO_DIFFERENCE),
    "4": (Relevance.DIRECT, Direction.UNCLEAR),
    "5": (Relevance.PARTIAL, Direction.FOR),
    "6": (Relevance.PARTIAL, Direction.AGAINST),
    "7": (Relevance.PARTIAL, Direction.NO_DIFFERENCE),
    "8": (Relevance.PARTIAL, Direction.UNCLEAR),
    "9": (Relevance.NONE, None),
}


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("reviewing")
    database = Database.open(f"sqlite:///{folder}/evidence.db")
    made = Team(database, KEYS, OTHER)
    abstract = tuple(AbstractSection(HOSTILE, label) for label in ("AIM", "RESULTS"))
    made.source.records = {pmid(n): record(n, abstract=abstract) for n in range(1, PAPERS + 1)}
    made.finds(*range(1, PAPERS + 1), claim=KEYS.id)
    made.finds(1, 2, claim=OTHER.id)
    made.refresh()
    yield made
    database.close()


@pytest.fixture(scope="module")
def address(team: Team, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if browsers.chromium() is None:
        pytest.skip("no browser found: install chromium to run the browser tests")
    with browsers.serving(team.database.address, tmp_path_factory.mktemp("server")) as served:
        yield served


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens the review page as somebody, in a browser of their own."""
    contexts = []

    def run(reviewer: str, claim: str = KEYS.id, **context: Any) -> Page:
        opened = browser.new_context(base_url=address, **({"viewport": {"width": 1280, "height": 900}} | context))
        contexts.append(opened)
        page = opened.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"review?claim={claim}")
        page.get_by_role("textbox", name="Who is grading").fill(reviewer)
        page.get_by_role("textbox", name="Who is grading").press("Enter")
        expect(page.get_by_role("button", name="Unsure")).to_be_visible()
        _may_be_graded(page)
        return page

    yield run
    for opened in contexts:
        opened.close()


def _pmid_on(page: Page) -> int:
    return int(page.get_by_role("link", name=re.compile("^PubMed")).inner_text().split()[1])


def _may_be_graded(page: Page) -> None:
    """Waits as long as a paper must have been on screen."""
    page.wait_for_timeout(SEEN_FOR * 1000 + 50)


def _grade(page: Page, key: str) -> int:
    """Presses a key as a reviewer does, who has read; gives the PMID that was on screen."""
    before = _pmid_on(page)
    page.keyboard.press(key)
    expect(page.get_by_text(f"PMID {before},")).to_be_visible()
    expect(page.get_by_role("link", name=f"PubMed {before}")).to_have_count(0)
    _may_be_graded(page)
    return before


def _stored(team: Team, reviewer: str) -> list[Grade]:
    with team.database.read() as tx:
        newest_first = grades.newest_of(tx, reviewer, limit=1000)
    return [stored.grade for stored in reversed(newest_first)]


def _said(grade: Grade) -> tuple[int, tuple[Relevance, Direction | None]]:
    return grade.pmid, (grade.assessment.relevance, grade.assessment.direction)


def test_twenty_grades_by_key_each_on_the_paper_that_was_read(visit: Visit, team: Team) -> None:
    page = visit("Ann")
    keys = ("123456789" * 3)[:20]
    meant = [(_grade(page, key), SAID[key]) for key in keys]
    assert len({pmid for pmid, _ in meant}) == 20
    assert [_said(grade) for grade in _stored(team, "Ann")] == meant
    expect(page.get_by_text(re.compile(r"20 left for this claim, "))).to_be_visible()


def test_keys_faster_than_the_page_grade_only_what_was_on_screen_and_say_so(visit: Visit, team: Team) -> None:
    page = visit("Ben")
    served = []
    for _ in range(3):
        served.append(_pmid_on(page))
        page.keyboard.press("1")
        for key in "2345":  # other answers, before the next paper can have been read
            page.keyboard.press(key)
            page.wait_for_timeout(15)
        expect(page.get_by_text("nothing was saved for it")).to_be_visible()
        expect(page.get_by_role("link", name=f"PubMed {served[-1]}")).to_have_count(0)
        page.wait_for_timeout(600)
    assert [_said(grade) for grade in _stored(team, "Ben")] == [(pmid, SAID["1"]) for pmid in served]


def test_a_held_key_grades_one_paper(visit: Visit, team: Team) -> None:
    page = visit("Cem")
    on_screen = _pmid_on(page)
    for _ in range(40):  # Playwright marks every press after the first as a repeat, as a keyboard does
        page.keyboard.down("2")
        page.wait_for_timeout(30)
    page.keyboard.up("2")
    expect(page.get_by_text(f"PMID {on_screen},")).to_be_visible()
    assert [_said(grade) for grade in _stored(team, "Cem")] == [(on_screen, SAID["2"])]


def test_keys_grade_nothing_while_one_writes_and_work_again_after_a_choice(visit: Visit, team: Team) -> None:
    page = visit("Dan")
    design = page.get_by_role("combobox", name="Study design")
    design.fill("cohort 1")
    assert _stored(team, "Dan") == []
    design.fill("case-con")
    page.get_by_role("option", name="Case-control").click()
    expect(design).to_have_value("Case-control")
    _may_be_graded(page)
    _grade(page, "1")
    assert [grade.assessment.design for grade in _stored(team, "Dan")] == [Design.CASE_CONTROL]


def test_undo_brings_the_paper_back_and_it_can_be_graded_anew(visit: Visit, team: Team) -> None:
    page = visit("Eva")
    first = _grade(page, "1")
    page.keyboard.press("z")
    expect(page.get_by_role("link", name=f"PubMed {first}")).to_be_visible()
    _may_be_graded(page)
    assert _grade(page, "9") == first
    told = [(grade.pmid, grade.withdrawn) for grade in _stored(team, "Eva")]
    assert told == [(first, False), (first, True), (first, False)]


def test_two_reviewers_never_have_one_paper_and_see_nothing_of_each_other(visit: Visit, team: Team) -> None:
    one, two = visit("Fay", OTHER.id), visit("Gil", OTHER.id)
    papers = {_pmid_on(one), _pmid_on(two)}
    assert len(papers) == 2
    one.keyboard.press("1")
    shown = two.inner_text("body")
    assert "Fay" not in shown
    assert "certainty" not in shown.lower()
    expect(one.get_by_text("1 paper still waits, but somebody has it open.")).to_be_visible()


def test_a_paper_revised_while_it_was_read_is_told_and_not_graded(visit: Visit, team: Team) -> None:
    page = visit("Hal")
    on_screen = _pmid_on(page)
    number = on_screen - pmid(0)
    team.refresh(record(number, revised=9, links=(Link("RetractionIn", "J. 2026;1:1", pmid(900)),)))
    page.keyboard.press("1")
    expect(page.get_by_text("is now retracted since you opened it")).to_be_visible()
    assert _stored(team, "Hal") == []


def test_no_text_of_a_record_becomes_an_element(visit: Visit, team: Team) -> None:
    page = visit("Ida")
    expect(page.locator(".ev-abstract")).to_contain_text(HOSTILE)
    expect(page.locator(".ev-abstract mark").first).to_have_text("live")
    assert page.evaluate("window.harmed || document.querySelectorAll('.ev-abstract :is(img, script, b)').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_key_and_nothing_is_wider(visit: Visit, scheme: str) -> None:
    page = visit("Jo", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    for name in ("Direct: for", "Partly: unclear", "Not relevant", "Unsure", "Undo"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
