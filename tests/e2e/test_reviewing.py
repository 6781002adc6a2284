"""Grading by keys in a real browser: none on a paper that was not looked at, none lost, each reviewer alone."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from evidence.citations.model import AbstractSection, Design, Link, Term
from evidence.claims.model import Query
from evidence.dashboard.components.grading import TOO_FAST_MS
from evidence.dashboard.desk import SEEN_FOR
from evidence.grading.model import Direction, Grade, Relevance
from evidence.store import grades
from evidence.store.database import Database
from tests.support import browser as browsers
from tests.support.fakes import record
from tests.support.grading import make_claim, pmid
from tests.support.reviewing import Team

pytestmark = pytest.mark.browser

PAPERS = 60
Visit = Callable[..., Page]
KEYS = make_claim(id="keys", queries=(Query(id="main", term="drug[tiab]"),))
DISPUTED = make_claim(
    id="disputed", statement="A disputed thing helps.", queries=(Query(id="main", term="disputed[tiab]"),)
)
OTHER = make_claim(id="other", queries=(Query(id="main", term="other[tiab]"),))
TRIAL = (Term("Randomized Controlled Trial", "D016449"),)
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
    made = Team(database, KEYS, OTHER, DISPUTED)
    abstract = tuple(AbstractSection(HOSTILE, label) for label in ("AIM", "RESULTS"))
    made.source.records = {pmid(n): record(n, abstract=abstract, publication_types=TRIAL) for n in range(1, PAPERS + 1)}
    made.finds(*range(1, PAPERS + 1), claim=KEYS.id)
    made.finds(1, 2, claim=OTHER.id)
    made.finds(1, claim=DISPUTED.id)
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

    def run(reviewer: str, claim: str = KEYS.id, *, witness: str = "", **context: Any) -> Page:
        opened = browser.new_context(base_url=address, **({"viewport": {"width": 1280, "height": 900}} | context))
        contexts.append(opened)
        page = opened.new_page()
        page.set_default_timeout(20_000)
        if witness:
            page.add_init_script(witness)
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
    """Waits until the page rests and no field has the keys, and then as long as a paper must have been on screen."""
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.locator("input:focus, textarea:focus").wait_for(state="detached")
    page.wait_for_timeout(SEEN_FOR * 1000 + 120)  # the server may count from a little later than we do


def _grade(page: Page, key: str) -> int:
    """Presses a key as a reviewer does, who has read; gives the PMID that was on screen."""
    before = _pmid_on(page)
    page.keyboard.press(key)
    page.get_by_text(f"PMID {before},").wait_for()
    page.get_by_role("link", name=f"PubMed {before}").wait_for(state="detached")
    _may_be_graded(page)
    return before


def _stored(team: Team, reviewer: str) -> list[Grade]:
    with team.database.read() as tx:
        newest_first = grades.newest_of(tx, reviewer, limit=1000)
    return [stored.grade for stored in reversed(newest_first)]


def _said(grade: Grade) -> tuple[int, tuple[Relevance, Direction | None]]:
    return grade.pmid, (grade.assessment.relevance, grade.assessment.direction)


def test_fifty_grades_by_key_each_on_the_paper_that_was_read(visit: Visit, team: Team) -> None:
    page = visit("Ann")
    keys = ("123456789" * 6)[:50]
    meant = [(_grade(page, key), SAID[key]) for key in keys]
    assert len({pmid for pmid, _ in meant}) == 50
    assert [_said(grade) for grade in _stored(team, "Ann")] == meant
    expect(page.get_by_text(re.compile(r"10 left for this claim, "))).to_be_visible()


# Notes which paper was on screen when each key came, before anything else hears of the key.
_WITNESS = """window.pressed = [];
addEventListener('keydown', e => {
  const paper = document.querySelector('a[href*="pubmed.ncbi"]');
  window.pressed.push([e.key, paper ? Number(paper.textContent.match(/\\d+/)[0]) : 0]);
}, true);"""


def test_keys_faster_than_the_page_grade_only_what_was_on_screen(visit: Visit, team: Team) -> None:
    page = visit("Ben", witness=_WITNESS)
    chance = random.Random(7)
    for _ in range(60):
        page.keyboard.press(chance.choice("123456789"))
        page.wait_for_timeout(chance.choice([0, 10, 40, 80, 120, 200, 350]))
    page.wait_for_timeout(1000)
    pressed = {(pmid, SAID[key]) for key, pmid in page.evaluate("window.pressed") if key in SAID}
    graded = [_said(grade) for grade in _stored(team, "Ben")]
    assert set(graded) <= pressed
    assert len(graded) > 5
    # Each paper once, none passed over, and the page stands at the one that comes next.
    assert [number for number, _ in graded] == [pmid(PAPERS - place) for place in range(len(graded))]
    assert _pmid_on(page) == pmid(PAPERS - len(graded))


def test_a_key_that_comes_too_early_grades_nothing_and_that_is_told(visit: Visit, team: Team) -> None:
    page = visit("Kim")
    first = _pmid_on(page)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.get_by_text("2 came too close after another key: nothing was saved for it")).to_be_visible()
    page.get_by_role("link", name=f"PubMed {first}").wait_for(state="detached")
    _may_be_graded(page)
    second = _pmid_on(page)
    page.keyboard.press("3")
    page.wait_for_timeout(TOO_FAST_MS + 30)
    page.keyboard.press("4")
    expect(page.get_by_text(re.compile("had left the screen|before PMID .* could be read"))).to_be_visible()
    assert [_said(grade) for grade in _stored(team, "Kim")] == [(first, SAID["1"]), (second, SAID["3"])]


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
    expect(page.get_by_text("is now marked 'retracted' since you opened it")).to_be_visible()
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


def test_the_browser_remembers_who_is_grading(visit: Visit) -> None:
    page = visit("Lea")
    page.reload()
    expect(page.get_by_role("textbox", name="Who is grading")).to_have_value("Lea")
    expect(page.get_by_role("button", name="Unsure")).to_be_visible()


def test_a_detail_is_typed_refused_corrected_and_saved_by_key(visit: Visit, team: Team) -> None:
    page = visit("Mia")
    on_screen = _pmid_on(page)
    page.keyboard.press("d")
    for field, choice in {"Measure": "risk ratio", "Direction of": "For"}.items():
        box = page.get_by_role("combobox", name=field)
        box.fill(choice)
        page.get_by_role("option", name=choice, exact=True).click()
        expect(box).to_have_value(choice)
    for name, value in {"Participants": "120", "Estimate": "1.5", "CI from": "1.6", "CI to": "2.1"}.items():
        page.get_by_role("spinbutton", name=name).fill(value)
        page.keyboard.press("Enter")
        _may_be_graded(page)
    page.keyboard.press("1")
    expect(page.locator(".ev-refused")).to_have_text("▲ the confidence interval misses its estimate")
    page.get_by_role("spinbutton", name="CI from").fill("1.1")
    page.keyboard.press("Enter")
    _may_be_graded(page)
    page.keyboard.press("1")
    expect(page.get_by_text(f"PMID {on_screen}, Direct: for")).to_be_visible()
    (grade,) = _stored(team, "Mia")
    assert grade.assessment.details is not None
    (result,) = grade.assessment.details.results
    assert (result.n, result.estimate, result.ci_low, result.ci_high) == (120, 1.5, 1.1, 2.1)


def test_a_conflict_is_decided_by_a_third_and_the_claim_changes_then_it_is_confirmed(visit: Visit, team: Team) -> None:
    for reviewer, key in (("Ned", "1"), ("Oda", "2")):
        page = visit(reviewer, DISPUTED.id)
        _grade(page, key)
    page = visit("Zoe")
    page.goto(f"claim?claim={DISPUTED.id}")
    expect(page.locator(".ev-headline")).to_contain_text("No evidence")
    page.goto(f"conflicts?claim={DISPUTED.id}")
    page.get_by_role("link", name="Synthetic paper 1", exact=True).click()
    expect(page.get_by_role("columnheader", name="Vote B")).to_be_visible()
    assert not {"Ned", "Oda"} & set(re.findall(r"\w+", page.inner_text("body")))
    page.get_by_role("combobox", name="Direction").fill("For")
    page.get_by_role("option", name="For", exact=True).click()
    page.get_by_role("textbox", name="Why?").fill("the table says so")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text(f"PMID {pmid(1)}, Direct: for")).to_be_visible()
    page.goto(f"claim?claim={DISPUTED.id}")
    expect(page.locator(".ev-headline")).to_contain_text("Insufficient")
    expect(page.locator(".ev-headline")).to_contain_text("very low")
    page.get_by_role("link", name="Confirm what it rests on").click()
    page.get_by_role("button", name="Confirm as Zoe").click()
    expect(page.get_by_text("strength is confirmed")).to_be_visible()
    page.goto(f"claim?claim={DISPUTED.id}")
    expect(page.locator(".ev-strength").get_by_text("Confirmed by Zoe on")).to_be_visible()
