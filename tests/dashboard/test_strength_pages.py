"""Strength, conflicts and confirming without a browser: what the pages say and what they store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from evidence.citations.model import Link
from evidence.claims.model import Combine, Query
from evidence.dashboard.components.confirming import decisions, levels_of
from evidence.grading.model import Direction, Relevance
from evidence.services.confirm import confirm
from evidence.store import judgements
from evidence.store.database import Database
from evidence.strength.model import Certainty, Domain, Judged
from tests.support.fakes import record
from tests.support.grading import found, make_claim, pmid, say
from tests.support.reviewing import DRUG, Team

Show = Callable[..., AppTest]
WHOLE = make_claim(id="whole", statement="All of it.", combine=Combine.ALL)
PART = make_claim(id="part", statement="A part.", part_of="whole", queries=(Query(id="main", term="part[tiab]"),))
HOSTILE = "<img src=x onerror=alert(1)> **bold**"


@pytest.fixture
def team(url: str) -> Iterator[Team]:
    database = Database.open(url)
    made = Team(database, DRUG, WHOLE, PART)
    made.finds(1, 2, 3)
    made.source.records[pmid(1)] = record(1, title=HOSTILE)
    made.refresh()
    yield made
    database.close()


@pytest.fixture
def visit(show: Show) -> Show:
    """A page as somebody sees it who has said their name."""

    def run(name: str, who: str = "Zoe", **parameters: str) -> AppTest:
        test = show(name, **parameters)
        test.text_input(key="reviewer").set_value(who).run()
        return test

    return run


def said(test: AppTest) -> str:
    assert not test.exception, test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def widget(test: AppTest, field: str) -> Any:
    kinds = ("selectbox", "text_area", "text_input", "number_input", "button")
    return next(one for kind in kinds for one in test.get(kind) if one.key and one.key.startswith(f"{field}-"))


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    return test


# --- Strength -----------------------------------------------------------------------------------------


def test_a_claim_shows_its_strength_in_marks_words_and_a_sentence_and_that_it_is_provisional(
    show: Show, team: Team
) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    shown = said(show("claim", claim=DRUG.id))
    strength = team.strength()
    assert '<span class="ev-mark ev-good"><span aria-hidden="true">✓</span> Supported</span>' in shown
    assert '<span aria-hidden="true" class="ev-grade">⊕⊕◯◯</span> low' in shown
    assert strength.sentence in shown
    assert "Provisional: not confirmed as it stands; 3 studies counted of 3 citations." in shown
    assert "risk ratio 1.50 (95% CI" in shown
    assert "−1 risk of bias: 100% of the weight is above low risk" in shown
    for step in strength.rationale:
        assert step.split(":")[0] in shown
    assert f'<a href="confirm?claim={DRUG.id}"' in shown


def test_the_first_page_shows_strength_studies_and_what_waits(show: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2], found(1.5, 1.2, 1.9))
    shown = said(show("claims"))
    assert "<strong>0</strong><span>with confirmed strength" in shown
    assert '<a href="review" target="_self">1</a></strong><span>papers waiting for reviewers' in shown
    assert "No evidence" in shown
    assert '<td data-label="Studies" class="ev-number">2</td>' in shown


def test_a_compound_claim_lists_its_parts_with_their_strength(show: Show, team: Team) -> None:
    shown = said(show("claim", claim="whole"))
    assert 'Parts</h2><div class="ev-scroll">' in shown
    assert '<a href="claim?claim=part" target="_self">A part.</a>' in shown


def test_marks_belong_to_grades_scale_only() -> None:
    assert [one.marks for one in Certainty][:4] == ["⊕◯◯◯", "⊕⊕◯◯", "⊕⊕⊕◯", "⊕⊕⊕⊕"]
    assert not any(one.marks for one in list(Certainty)[4:])


# --- Conflicts ----------------------------------------------------------------------------------------


@pytest.fixture
def disagreeing(team: Team) -> Team:
    team.grade("Ann", 1, say(Direction.FOR))
    team.grade("Ben", 1, say(Direction.AGAINST))
    return team


def test_conflicts_are_listed_for_whoever_did_not_vote(visit: Show, disagreeing: Team) -> None:
    shown = said(visit("conflicts"))
    assert "1 paper to decide." in shown
    assert f'href="conflicts?claim={DRUG.id}&amp;pmid={pmid(1)}"' in shown
    assert "<img" not in shown
    assert "no conflict for you to decide" in said(visit("conflicts", "Ann"))


def test_votes_stand_side_by_side_without_names_and_what_differs_is_undecided(visit: Show, disagreeing: Team) -> None:
    test = visit("conflicts", claim=DRUG.id, pmid=str(pmid(1)))
    shown = said(test)
    assert "Vote A" in shown
    assert "Vote B" in shown
    assert not {"Ann", "Ben"} & set(shown.replace("<", " ").replace(">", " ").split())
    assert "direction: against / for" in shown
    assert widget(test, "direction").value is None
    assert widget(test, "relevance").value is Relevance.DIRECT
    assert "<img" not in shown


def test_a_decision_needs_every_field_and_a_reason_and_then_changes_the_strength(
    visit: Show, disagreeing: Team
) -> None:
    test = press(visit("conflicts", claim=DRUG.id, pmid=str(pmid(1))), "Decide")
    shown = said(test)
    assert "reason: a decision between reviewers needs a reason" in shown
    assert "direction: a relevant paper needs a direction" in shown
    assert disagreeing.strength().studies == 0
    widget(test, "direction").set_value(Direction.FOR)
    widget(test, "reason").set_value("read it twice")
    press(test.run(), "Decide")
    assert "There is no conflict for you to decide." in said(test)
    assert disagreeing.strength().studies == 1
    with disagreeing.database.read() as tx:
        (decision,) = judgements.adjudications(tx, DRUG.id)
    assert (decision.adjudicator, decision.reason) == ("Zoe", "read it twice")
    assert decision.assessment == say(Direction.FOR)


def test_details_that_differ_are_chosen_from_a_vote_and_can_be_corrected(visit: Show, team: Team) -> None:
    team.grade("Ann", 1, found(1.5, 1.1, 2.1))
    team.grade("Ben", 1, found(1.8, 1.1, 2.9))
    test = visit("conflicts", claim=DRUG.id, pmid=str(pmid(1)))
    widget(test, "reason").set_value("table 2 of the paper")
    assert "decide from which vote the details start" in said(press(test, "Decide"))
    widget(test, "source").set_value("A").run()
    widget(test, "result-0-ci_high-of-A").set_value(2.2)
    press(test.run(), "Decide")
    with team.database.read() as tx:
        (decision,) = judgements.adjudications(tx, DRUG.id)
    assert decision.assessment == found(1.5, 1.1, 2.2)


def test_a_voter_who_opens_a_conflict_is_told_and_shown_nothing_of_it(visit: Show, disagreeing: Team) -> None:
    shown = said(visit("conflicts", "Ann", claim=DRUG.id, pmid=str(pmid(1))))
    assert "somebody else decides" in shown
    assert "Vote A" not in shown


def test_a_decision_about_a_paper_revised_meanwhile_is_told(visit: Show, disagreeing: Team) -> None:
    test = visit("conflicts", claim=DRUG.id, pmid=str(pmid(1)))
    widget(test, "direction").set_value(Direction.FOR)
    widget(test, "reason").set_value("read it")
    disagreeing.refresh(record(1, title="Another title", revised=9))
    press(test.run(), "Decide")
    with disagreeing.database.read() as tx:
        assert judgements.adjudications(tx, DRUG.id) == ()


# --- Confirming ---------------------------------------------------------------------------------------


def test_claims_that_rest_on_something_are_listed_to_confirm(visit: Show, team: Team) -> None:
    assert "Nothing waits to be confirmed." in said(visit("confirm"))
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    assert f'<a href="confirm?claim={DRUG.id}"' in said(visit("confirm"))
    (body,) = team.strength().bodies
    confirm(team.database, DRUG.id, body.key, body.fingerprint, "Zoe", (), team.clock)
    assert "Nothing waits to be confirmed." in said(visit("confirm"))


def test_a_body_is_confirmed_as_proposed_by_a_named_person(visit: Show, show: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    test = visit("confirm", claim=DRUG.id)
    assert "proposed −1: 100% of the weight is above low risk" in said(test)
    press(test, "Confirm as Zoe")
    strength = team.strength()
    assert (strength.provisional, strength.confirmed_by) == (False, "Zoe")
    assert "live birth; the claim&#x27;s strength is confirmed" in said(test)
    assert "Confirmed by Zoe on" in said(show("claim", claim=DRUG.id))


def test_the_history_tells_a_changed_strength_in_words(show: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    withdrawn = record(1, revised=9, links=(Link("RetractionIn", "J Test. 2026;1(1):9"),))
    team.refresh(withdrawn)
    assert "supported, low, not confirmed → " in said(show("claim", claim=DRUG.id, view="History"))


def test_citations_say_what_became_of_them_and_are_filtered_by_it(show: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1], found(1.5, 1.2, 1.9))
    team.grade_all(["Ann", "Ben"], [2], say(relevance=Relevance.NONE))
    everything = said(show("claim", claim=DRUG.id))
    for word in ("Counts", "Not relevant", "Waits for reviewers"):
        assert f"</span> {word}</span>" in everything
    test = show("claim", claim=DRUG.id)
    test.multiselect(key="place").set_value(["Counts", "Not relevant"]).run()
    assert "2 of 3 citations" in said(test)
    assert "Waits for reviewers" not in said(test)
    shown = said(show("claim", claim=DRUG.id, view="Queries"))
    for number in ("not relevant: 1", "1 waits", "<strong>1</strong>"):
        assert number in shown


def test_a_domain_is_overridden_only_with_a_reason(visit: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    before = team.strength().certainty
    test = visit("confirm", claim=DRUG.id)
    widget(test, "level-indirectness").set_value(-1)
    press(test.run(), "Confirm as Zoe")
    assert "indirectness differs from the proposal: say why" in said(test)
    assert team.strength().provisional
    widget(test, "reason-indirectness").set_value("other women")
    press(test.run(), "Confirm as Zoe")
    after = team.strength().certainty
    assert before is not None
    assert after is not None
    assert after.rank == before.rank - 1


def test_a_body_that_changed_while_it_was_looked_at_is_not_confirmed(visit: Show, team: Team) -> None:
    team.grade_all(["Ann", "Ben"], [1, 2, 3], found(1.5, 1.2, 1.9))
    test = visit("confirm", claim=DRUG.id)
    team.grade_all(["Ann", "Ben"], [1], found(0.9, 0.5, 1.6))
    press(test, "Confirm as Zoe")
    with team.database.read() as tx:
        assert judgements.confirmations(tx, DRUG.id) == ()


def test_nobody_decides_or_confirms_without_a_name(show: Show, team: Team) -> None:
    assert "Who is deciding?" in said(show("conflicts"))
    assert "Who is confirming?" in said(show("confirm"))


def test_a_compound_claim_is_confirmed_by_its_parts(visit: Show, team: Team) -> None:
    assert "rests on its parts: confirm them" in said(visit("confirm", claim="whole"))
    assert "No tracked claim is called" in said(visit("confirm", claim="<b>"))


def test_levels_go_from_nothing_to_the_furthest_and_agreeing_is_no_decision() -> None:
    assert levels_of(Domain.IMPRECISION) == [0, -1, -2, -3]
    assert levels_of(Domain.LARGE_EFFECT) == [0, 1, 2]
    proposed, offered = Judged(-1, -1, "why"), Judged(1, 0, "large")
    assert decisions([(Domain.IMPRECISION, proposed, -1, ""), (Domain.LARGE_EFFECT, offered, 0, "")]) == []
    (lower, up) = decisions([(Domain.IMPRECISION, proposed, 0, " x "), (Domain.LARGE_EFFECT, offered, 1, "big")])
    assert (lower.final, lower.reason, up.final) == (0, "x", 1)
