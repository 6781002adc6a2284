"""The review page without a browser: what it says and stores. What keys do is proved in tests/e2e."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from evidence.citations.design import Design
from evidence.citations.model import AbstractSection, Journal, Link
from evidence.claims.model import Combine, Query
from evidence.dashboard import desk
from evidence.grading.model import Details, Direction, Directness, Grade, Measure, Read, Relevance, RiskOfBias
from evidence.store import grades
from evidence.store.database import Database
from tests.support.fakes import record
from tests.support.grading import make_claim, make_result, pmid
from tests.support.reviewing import DRUG, Team

Show = Callable[..., AppTest]
OTHER = make_claim(id="other", statement="Another claim.", queries=(Query(id="main", term="other[tiab]"),))
WHOLE = make_claim(id="whole", statement="All of it.", combine=Combine.ALL)
PART = make_claim(id="part", statement="A part of it.", part_of="whole", queries=(Query(id="main", term="part[tiab]"),))


@pytest.fixture
def team(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr(desk, "SEEN_FOR", 0.0)  # without a screen there is nothing to look at
    database = Database.open(url)
    made = Team(database, DRUG, OTHER, WHOLE, PART)
    made.finds(1, 2)
    made.source.records[pmid(2)] = record(
        2,
        title="A trial of the drug",
        abstract=(AbstractSection("Live birth was more common.", "RESULTS"),),
        journal=Journal(abbreviation="J Sound"),
        links=(Link("ExpressionOfConcernIn", "J Sound. 2024;1:2"),),
        doi="10.1000/x",
        pmcid="PMC900000002",
    )
    made.refresh()
    yield made
    database.close()


@pytest.fixture
def review(show: Show, team: Team) -> Show:
    """The page as somebody sees it who has said their name."""

    def run(reviewer: str = "Ann", **parameters: str) -> AppTest:
        test = show("review", **parameters)
        test.text_input(key="reviewer").set_value(reviewer).run()
        return test

    return run


def said(test: AppTest) -> str:
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    return test


def stored(team: Team, reviewer: str) -> list[Grade]:
    with team.database.read() as tx:
        return [one.grade for one in reversed(grades.newest_of(tx, reviewer, limit=100))]


def test_an_empty_database_says_what_to_do(show: Show) -> None:
    assert "<code>evidence refresh</code>" in said(show("review"))


def test_nobody_grades_without_a_name(show: Show, team: Team) -> None:
    test = show("review")
    assert "Who is grading?" in said(test)
    assert not test.button


def test_the_browser_remembers_the_name(show: Show, team: Team, cookies: dict[str, str]) -> None:
    cookies["evidence-reviewer"] = "Ann%20%3Cb%3E"
    test = show("review", claim=DRUG.id)
    assert test.text_input(key="reviewer").value == "Ann <b>"
    assert "evidence-reviewer=Ann%20%3Cb%3E;" in said(test)
    press(test, "Direct: for")
    assert len(stored(team, "Ann <b>")) == 1


def test_an_unknown_claim_is_told_and_a_compound_one_leads_to_its_parts(show: Show, team: Team) -> None:
    assert "No tracked claim is called" in said(show("review", claim="<b>no</b>"))
    assert '<a href="review?claim=part" target="_self">A part of it.</a>' in said(show("review", claim="whole"))


def test_paper_claim_definitions_and_status_are_on_one_page(review: Show) -> None:
    shown = said(review(claim=DRUG.id))
    for text in (
        "Expression of concern",
        "J Sound. 2020",
        "https://pubmed.ncbi.nlm.nih.gov/900000002/",
        "https://doi.org/10.1000/x",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC900000002/",
        "<strong>RESULTS: </strong><mark>Live</mark> <mark>birth</mark>",
        "The drug raises the chance of a live birth.",
        "Women who try to conceive",
        "Direction, for live birth",
        "significant or not",
        "the least that an abstract can show",
        "<strong>2 left</strong> for this claim",
    ):
        assert text in shown


def test_a_grade_is_stored_with_design_and_risk_as_chosen_and_the_next_paper_comes(review: Show, team: Team) -> None:
    test = review(claim=DRUG.id)
    test.selectbox[1].set_value(Design.RANDOMISED_TRIAL).run()
    press(test, "Partly: against")
    (grade,) = stored(team, "Ann")
    assert (grade.pmid, grade.claim) == (pmid(2), DRUG.id)
    assert grade.assessment.relevance is Relevance.PARTIAL
    assert grade.assessment.direction is Direction.AGAINST
    assert grade.assessment.design is Design.RANDOMISED_TRIAL
    assert grade.assessment.risk_of_bias is RiskOfBias.SOME
    shown = said(test)
    assert "PMID 900000002, Partly: against, design randomised trial, some risk of bias" in shown
    assert "Synthetic paper 1" in shown
    assert "<strong>1 left</strong> for this claim" in shown


def test_low_risk_of_bias_from_an_abstract_is_refused_where_it_was_chosen(review: Show, team: Team) -> None:
    test = press(press(review(claim=DRUG.id), "Low"), "Direct: for")
    shown = said(test)
    assert "Risk of bias: <strong>low</strong>" in shown
    assert '<p class="ev-refused">▲ an abstract cannot show a low risk of bias' in shown
    assert "Not saved: risk of bias: an abstract cannot show" in shown
    assert stored(team, "Ann") == []
    press(press(test, "Some"), "Direct: for")
    assert [grade.assessment.risk_of_bias for grade in stored(team, "Ann")] == [RiskOfBias.SOME]


def detail(test: AppTest, field: str) -> Any:
    """The widget of a field of the second tier."""
    kinds = ("number_input", "selectbox", "text_input", "text_area", "segmented_control")
    return next(one for kind in kinds for one in test.get(kind) if one.key and one.key.startswith(f"{field}-"))


def test_details_are_stored_with_the_grade(review: Show, team: Team) -> None:
    test = press(review(claim=DRUG.id), "Details: read, results, funding")
    values = {
        "read": Read.FULL_TEXT,
        "result-0-direction": Direction.FOR,
        "result-0-n": 120,
        "result-0-events": 40,
        "result-0-measure": Measure.RISK_RATIO,
        "result-0-estimate": 1.5,
        "result-0-ci_low": 1.1,
        "result-0-ci_high": 2.1,
        "result-0-adjusted": True,
        "result-0-gap-outcome": 1,
        "funding": "the university",
        "sponsored": False,
        "conflicts": "none declared",
        "comment": "well reported",
    }
    for field, value in values.items():
        detail(test, field).set_value(value)
    press(press(test.run(), "Low"), "Direct: for")
    result = make_result(1.5, 1.1, 2.1, n=120, events=40, adjusted=True, directness=Directness(outcome=1))
    (grade,) = stored(team, "Ann")
    assert grade.assessment.risk_of_bias is RiskOfBias.LOW
    assert grade.assessment.details == Details(
        read=Read.FULL_TEXT,
        results=(result,),
        funding="the university",
        sponsored=False,
        conflicts="none declared",
        comment="well reported",
    )


def test_a_refused_detail_is_told_at_its_field_and_what_was_typed_stays(review: Show, team: Team) -> None:
    test = press(review(claim=DRUG.id), "Details: read, results, funding")
    for field, value in {"measure": Measure.RISK_RATIO, "estimate": 1.5, "ci_low": 1.6, "ci_high": 2.1}.items():
        detail(test, f"result-0-{field}").set_value(value)
    detail(test, "result-0-direction").set_value(Direction.FOR)
    press(test.run(), "Direct: for")
    assert '<p class="ev-refused">▲ the confidence interval misses its estimate' in said(test)
    assert stored(team, "Ann") == []
    assert detail(test, "result-0-estimate").value == 1.5
    detail(test, "result-0-ci_low").set_value(1.4)
    press(test.run(), "Direct: for")
    (grade,) = stored(team, "Ann")
    assert grade.assessment.details is not None
    assert grade.assessment.details.results[0].ci_low == 1.4


def test_fields_left_empty_are_no_result(review: Show, team: Team) -> None:
    test = press(review(claim=DRUG.id), "Details: read, results, funding")
    press(press(test, "Another result"), "Direct: for")
    (grade,) = stored(team, "Ann")
    assert grade.assessment.details == Details()


def test_unsure_leaves_the_paper_to_others_and_grades_nothing(review: Show, team: Team) -> None:
    test = press(review(claim=DRUG.id), "Unsure")
    assert stored(team, "Ann") == []
    assert "unsure, left to others" in said(test)
    assert "Synthetic paper 1" in said(test)


def test_undo_takes_back_the_last_grade_also_when_nothing_is_left(review: Show, team: Team) -> None:
    test = press(press(review(claim=DRUG.id), "Not relevant"), "Not relevant")
    assert "Nothing is left for you to grade" in said(test)
    press(test, "Undo")
    assert "taken back" in said(test)
    assert "Synthetic paper 1" in said(test)
    assert [grade.withdrawn for grade in stored(team, "Ann")] == [False, False, True]


def test_undo_without_anything_to_take_back_says_so(review: Show) -> None:
    assert "There is nothing to take back" in said(press(review(claim=DRUG.id), "Undo"))


def test_undo_returns_a_paper_of_another_claim_too(review: Show, team: Team) -> None:
    press(review(claim=DRUG.id), "Direct: for")
    test = press(review(claim=OTHER.id), "Undo")
    assert "A trial of" in said(test)


def test_an_empty_queue_leads_to_claims_that_have_work(review: Show, team: Team) -> None:
    assert "Go on with other claims (2 left)" in said(review(claim=OTHER.id))


def test_a_paper_that_a_colleague_has_open_is_not_given_out_and_named(review: Show, team: Team) -> None:
    team.finds(1)
    team.refresh()
    review("Ben", claim=DRUG.id)
    shown = said(review("Ann", claim=DRUG.id))
    assert "1 paper still waits, but somebody has it open." in shown
    assert "Ben" not in shown


def test_the_votes_of_others_change_nothing_on_the_page(review: Show, team: Team) -> None:
    before = said(review("Ann", claim=DRUG.id))
    team.grade("Ben", 2)
    assert said(review("Ann", claim=DRUG.id)) == before


def test_a_revision_meanwhile_is_told_and_nothing_is_stored(review: Show, team: Team) -> None:
    test = review(claim=DRUG.id)
    before = team.source.records[pmid(2)]
    team.refresh(record(2, title="Corrected title", revised=9, links=before.links))
    press(test, "Direct: for")
    shown = said(test)
    assert "Not saved: PMID 900000002 was revised since you opened it." in shown
    assert "Corrected title" in shown
    assert stored(team, "Ann") == []
