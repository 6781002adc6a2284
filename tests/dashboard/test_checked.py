"""What the page of a checked article says, whatever was found."""

from __future__ import annotations

from datetime import UTC, date, datetime

from evidence.article.documents import read
from evidence.article.model import Finding, Level, Relation, Rule, Sureness, Word
from evidence.article.report import ClaimReading, FileFinding, Report, SentenceReading, summarise
from evidence.claims.model import Article
from evidence.dashboard.components import articles, checked
from evidence.services.articles import ArticleStatus
from tests.support.grading import make_claim, pmid

DOCUMENT = read(b"# Title\n\nThe drug helps. It may <b>help</b>.\n\n- an item\n\n> a quote\n", "a.md")
OVERSTATED = Finding(
    rule=Rule.OVERSTATED,
    level=Level.ERROR,
    message="sounds certain",
    suggestion="The drug may help.",
    citations=(pmid(1),),
)
STUB = Finding(rule=Rule.UNTRACKED, level=Level.WARNING, message="new", suggestion="  - id: a\n    says: <b>")


def reading(number: int, *found: Finding, claim: str | None = "success-drug", **changes: object) -> SentenceReading:
    one = DOCUMENT.sentences[number]
    said = ClaimReading(
        claim=claim,
        score=1.0,
        words=(Word(text="drug", concept="drug", start=0, end=4),),
        asserted=Sureness.FLAT,
        allowed=Sureness.UNCERTAIN if claim else None,
        relation=Relation.CAUSAL,
        standing="insufficient" if claim else "",
        guidelines=("A body 2024: no",) if found else (),
        findings=found,
        **changes,  # type: ignore[arg-type]
    )
    return SentenceReading(line=one.line, column=1, start=one.start, end=one.end, text=one.text, claims=(said,))


def report(*sentences: SentenceReading, wrong: tuple[FileFinding, ...] = ()) -> Report:
    summary = summarise(len(DOCUMENT.sentences), sentences, wrong, ("PMID 900000009",))
    return Report(file="a.md", findings=wrong, sentences=sentences, summary=summary)


def test_each_sentence_that_makes_a_claim_is_marked_by_its_worst_finding() -> None:
    shown = checked.article(DOCUMENT, report(reading(1, OVERSTATED), reading(2)))
    assert 'class="ev-said ev-said-bad"' in shown
    assert "The drug helps.<span" in shown
    assert 'class="ev-said ev-said-good"' in shown
    assert '<p class="ev-art-heading"><span>Title</span></p>' in shown
    assert shown.count("<p ") == 4, "two sentences of one paragraph stand together"


def test_a_panel_says_claim_evidence_reason_wording_papers_and_positions() -> None:
    shown = checked.panels(report(reading(1, OVERSTATED)), {"success-drug": make_claim()})
    for said in (
        "The drug raises the chance of a live birth.",
        "Evidence: insufficient.",
        "Sounds certain; may sound uncertain.",
        "Read so because of: drug.",
        "EV001 Overstated",
        "The drug may help.",
        f"PMID {pmid(1)}",
        "A body 2024: no",
    ):
        assert said in shown


def test_a_stub_is_shown_as_it_is() -> None:
    shown = checked.panels(report(reading(1, STUB, claim=None)), {})
    assert "says: &lt;b&gt;" in shown
    assert "For claims.yaml:" in shown


def test_what_a_sentence_leaves_to_others_and_a_reviewer_let_stand_is_told() -> None:
    one = reading(1, denied=True, question=True, attributed="some say", suppressed=(OVERSTATED,))
    shown = checked.panels(report(one), {})
    assert "it denies it; it asks; given to others" in shown
    assert "Suppressed by a reviewer: EV001" in shown
    assert "Fits the evidence" in shown


def test_findings_of_the_file_and_papers_that_nobody_knows_come_first() -> None:
    late = Finding(rule=Rule.STALE, level=Level.WARNING, message="late", suggestion="review it")
    shown = checked.of_the_file(report(wrong=(FileFinding(line=1, column=1, finding=late),)))
    assert "Line 1: EV006 late. Review it." in shown
    assert "PMID 900000009" in shown


def status(*reasons: str) -> ArticleStatus:
    return ArticleStatus(
        article=Article(id="a", title="An <article>", owner="B", review_by=date(2027, 1, 1), file="a.md"),
        checked_at=datetime(2026, 3, 1, tzinfo=UTC),
        reviewed_at=None,
        reviewed_by="",
        needs_review=reasons,
        errors=2,
    )


def test_an_article_that_needs_a_look_says_why() -> None:
    shown = articles.statuses([status("gone: a sentence", *(f"new: {n}" for n in range(20)))])
    assert "An &lt;article&gt;" in shown
    assert "Needs a look" in shown
    assert "gone: a sentence" in shown
    assert "and 9 more" in shown
    assert "As it was reviewed" in articles.statuses([status()])
    assert articles.statuses([]) == ""
