from __future__ import annotations

from datetime import date

import pytest

from evidence.article.model import Document, Finding, Level, Relation, Rule, Sureness
from evidence.article.report import ClaimReading, SentenceReading
from evidence.article.suppressions import apply_suppressions, read_suppressions
from tests.support.articles import document

TODAY = date(2026, 6, 1)
GOOD = "<!-- evidence-ignore EV001: patients speak here; reviewer: A. Name; until: 2026-06-01 -->"


def readings(read: Document, *rules: Rule) -> list[SentenceReading]:
    """Every sentence with these findings."""
    findings = tuple(Finding(rule=rule, level=Level.ERROR, message="wrong") for rule in rules)
    one = ClaimReading(
        claim="a", score=1, words=(), asserted=Sureness.FLAT, allowed=None, relation=Relation.NONE, findings=findings
    )
    return [
        SentenceReading(line=s.line, column=s.column, start=s.start, end=s.end, text=s.text, claims=(one,))
        for s in read.sentences
    ]


def applied(text: str, *rules: Rule, today: date = TODAY) -> tuple[list[list[str]], list[str]]:
    """Rules left per sentence, and rules of the findings about the suppressions themselves."""
    read = document(text)
    usable, wrong = read_suppressions(read)
    found, unused = apply_suppressions(read, readings(read, *rules), usable, today)
    left = [[str(finding.rule) for claim in one.claims for finding in claim.findings] for one in found]
    return left, [str(one.finding.rule) for one in [*wrong, *unused]]


def test_a_suppression_sets_the_findings_of_the_next_sentence_aside() -> None:
    left, wrong = applied(f"First.\n{GOOD}\nSecond.\nThird.", Rule.OVERSTATED, Rule.UNCITED)
    assert left == [["EV001", "EV010"], ["EV010"], ["EV001", "EV010"]]
    assert wrong == []


def test_what_is_set_aside_is_kept() -> None:
    read = document(f"{GOOD}\nA sentence.")
    usable, _ = read_suppressions(read)
    found, _ = apply_suppressions(read, readings(read, Rule.OVERSTATED), usable, TODAY)
    assert [finding.rule for finding in found[0].claims[0].suppressed] == [Rule.OVERSTATED]


def test_several_rules_may_be_named_at_once() -> None:
    several = "<!-- evidence-ignore EV001, ev010: why; reviewer: A. Name; until: 2027-01-01 -->"
    assert applied(f"{several}\nA sentence.", Rule.OVERSTATED, Rule.UNCITED) == ([[]], [])


def test_a_suppression_ends_after_its_last_day() -> None:
    assert applied(f"{GOOD}\nA sentence.", Rule.OVERSTATED, today=date(2026, 6, 2)) == ([["EV001"]], ["EV092"])


def test_a_suppression_of_nothing_is_a_finding() -> None:
    assert applied(f"{GOOD}\nA sentence.", Rule.UNCITED) == ([["EV010"]], ["EV091"])
    assert applied(f"A sentence.\n{GOOD}", Rule.OVERSTATED) == ([["EV001"]], ["EV091"])


@pytest.mark.parametrize(
    ("comment", "rule"),
    [
        ("evidence-ignore", "EV090"),
        ("evidence-ignore everything", "EV090"),
        ("evidence-ignore EV999: why; reviewer: A; until: 2027-01-01", "EV090"),
        ("evidence-ignore EV091: why; reviewer: A; until: 2027-01-01", "EV090"),
        ("evidence-ignore EV001: why; reviewer: A; until: next year", "EV090"),
        ("evidence-ignore EV001", "EV093"),
        ("evidence-ignore EV001: why", "EV093"),
        ("evidence-ignore EV001: why; reviewer: A", "EV093"),
        ("evidence-ignore EV001: why; until: 2027-01-01", "EV093"),
        ("evidence-ignore EV001; reviewer: A; until: 2027-01-01", "EV093"),
    ],
)
def test_a_suppression_that_lacks_something_suppresses_nothing(comment: str, rule: str) -> None:
    assert applied(f"<!-- {comment} -->\nA sentence.", Rule.OVERSTATED) == ([["EV001"]], [rule])


def test_other_comments_are_left_alone() -> None:
    assert applied("<!-- a note about evidence-ignore -->\nA sentence.", Rule.OVERSTATED) == ([["EV001"]], [])
