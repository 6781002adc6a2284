"""From a sentence and the evidence to a finding: every rule, and what is no finding."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.check import Checker, Library
from evidence.article.documents import read
from evidence.article.model import Level, Rule, Sureness
from evidence.article.report import Report
from evidence.citations.retraction import RetractionStatus
from evidence.claims.loader import load
from evidence.claims.model import Article, Claim, Concept, Kind
from evidence.grading.model import Direction, RiskOfBias
from evidence.strength.model import Body, Certainty, Domain, Guideline, Judged, Stratum, Strength, StudyLine, Verdict
from tests.support.articles import make_strength
from tests.support.grading import make_claim, pmid

TODAY = date(2026, 6, 1)
DRUG = Concept(id="drug", words=("drug",))
BIRTH = Concept(id="birth", words=("live birth", "baby"))
CLAIM = make_claim(
    statement="The drug raises the chance of a live birth.",
    about=((DRUG,), (BIRTH,)),
    aliases=("the drug raises live births",),
)


def body(**changes: Any) -> Body:
    fields: dict[str, Any] = {
        "key": "live birth",
        "fingerprint": "f",
        "outcome": "live birth",
        "design": Stratum.OBSERVATIONAL,
        "k": 1,
        "n": 10,
        "events": 0,
        "start": 1,
        "domains": {},
        "certainty": Certainty.LOW,
        "verdict": Verdict.SUPPORTED,
        "studies": (
            StudyLine(study="b", pmids=(pmid(2),), direction=Direction.FOR, risk_of_bias=RiskOfBias.HIGH, weight=0.9),
            StudyLine(study="a", pmids=(pmid(1),), direction=Direction.FOR, risk_of_bias=RiskOfBias.LOW, weight=0.1),
        ),
    }
    return Body(**(fields | changes))


def checked(
    text: str,
    strength: Strength | None = None,
    claim: Claim = CLAIM,
    name: str = "a.md",
    library: Library | None = None,
    article: Article | None = None,
    disabled: frozenset[Rule] = frozenset(),
) -> Report:
    checker = Checker([claim], {claim.id: strength or make_strength(claim)}, today=TODAY, disabled=disabled)
    return checker.check(read(text.encode(), name), library or Library(statuses={}, pmids={}), article)


def rules(*arguments: Any, **options: Any) -> dict[Rule, Level]:
    return {one.finding.rule: one.finding.level for one in checked(*arguments, **options).located()}


LOW = make_strength(CLAIM)
MODERATE = make_strength(CLAIM, certainty=Certainty.MODERATE)
INSUFFICIENT = make_strength(CLAIM, Verdict.INSUFFICIENT, Certainty.VERY_LOW)
NOTHING = make_strength(CLAIM, Verdict.NO_EVIDENCE, None)
AGAINST = make_strength(CLAIM, Verdict.CONTRADICTED, Certainty.MODERATE)


@pytest.mark.parametrize(
    ("text", "strength", "found"),
    [
        ("The drug may raise the chance of a live birth.", LOW, {}),
        ("The drug probably raises the chance of a live birth.", LOW, {Rule.OVERSTATED: Level.WARNING}),
        ("The drug raises the chance of a live birth.", LOW, {Rule.OVERSTATED: Level.ERROR}),
        ("The drug may raise the chance of a live birth.", MODERATE, {}),
        ("It is uncertain whether the drug raises live births.", MODERATE, {}),
        ("The drug may raise the chance of a live birth.", INSUFFICIENT, {Rule.OVERSTATED: Level.WARNING}),
        ("The drug does not raise live births.", INSUFFICIENT, {Rule.OVERSTATED: Level.ERROR}),
        ("It is not known whether the drug raises live births.", NOTHING, {}),
        ("The drug may raise the chance of a live birth.", NOTHING, {Rule.NO_EVIDENCE: Level.WARNING}),
        ("The drug raises the chance of a live birth.", NOTHING, {Rule.NO_EVIDENCE: Level.ERROR}),
        ("The drug may raise the chance of a live birth.", AGAINST, {Rule.CONTRADICTED: Level.ERROR}),
        ("The drug probably does not raise live births.", AGAINST, {}),
        ("The drug does not raise live births.", AGAINST, {Rule.OVERSTATED: Level.WARNING}),
        ("The drug does not raise live births.", LOW, {Rule.WRONG_DIRECTION: Level.ERROR}),
        ("The drug may lower the chance of a live birth.", LOW, {Rule.WRONG_DIRECTION: Level.WARNING}),
        ("Does the drug raise the chance of a live birth?", LOW, {}),
    ],
)
def test_how_sure_a_sentence_sounds_is_held_against_the_evidence(
    text: str, strength: Strength, found: dict[Rule, Level]
) -> None:
    assert rules(text, strength) == found


def test_what_nobody_confirmed_counts_one_level_lower() -> None:
    unconfirmed = make_strength(CLAIM, provisional=True)
    assert rules("The drug may raise the chance of a live birth.", unconfirmed) == {Rule.OVERSTATED: Level.WARNING}


def test_a_denial_that_is_too_sure_says_so() -> None:
    (found,) = checked("The drug does not raise live births.", INSUFFICIENT).located()
    assert found.finding.message.startswith("sounds certain ('raise') that it is not so, but")


def test_words_of_others_are_a_warning_at_most() -> None:
    text = "The drug raises the chance of a live birth"
    assert rules(f"Some clinics say that {text.lower()}.", LOW) == {Rule.OVERSTATED: Level.WARNING}
    assert rules(f"> {text}.", LOW) == {Rule.OVERSTATED: Level.WARNING}
    assert rules(f"“{text},” she said.", LOW) == {Rule.OVERSTATED: Level.WARNING}


def test_causal_words_need_evidence_of_more_than_an_association() -> None:
    claim = make_claim(
        kind=Kind.ASSOCIATION, statement="The drug goes with live births.", about=((DRUG,), (BIRTH,)), aliases=()
    )
    low = make_strength(claim)
    assert rules("The drug may cause live births.", low, claim) == {Rule.CAUSAL: Level.WARNING}
    assert rules("The drug may be associated with live births.", low, claim) == {}


def test_what_was_seen_in_mice_is_not_said_of_people() -> None:
    claim = make_claim(kind=Kind.MECHANISM, about=((DRUG,), (BIRTH,)), aliases=())
    mice = make_strength(claim, certainty=Certainty.ANIMALS)
    assert rules("The drug may raise live births.", mice, claim) == {Rule.SHIFTED: Level.WARNING}
    assert rules("In mice the drug may raise live births.", mice, claim) == {}


def test_indirect_studies_are_a_note() -> None:
    judged = {Domain.INDIRECTNESS: Judged(-1, -1, "60% of the weight is indirect")}
    strength = make_strength(CLAIM, bodies=(body(domains=judged),), headline=("live birth",))
    found = checked("The drug may raise live births (PMID 900000009).", strength)
    assert [(one.finding.rule, one.finding.level) for one in found.located()] == [(Rule.SHIFTED, Level.NOTE)]


def test_a_sentence_without_a_source_is_offered_the_best_papers() -> None:
    strength = make_strength(CLAIM, bodies=(body(),), headline=("live birth",))
    (found,) = checked("The drug may raise live births.", strength).located()
    assert (found.finding.rule, found.finding.level) == (Rule.UNCITED, Level.NOTE)
    assert found.finding.citations == (pmid(1), pmid(2)), "the less biased study first, whatever its weight"
    assert rules("The drug may raise live births ([a study](https://example.org)).", strength) == {}


def test_a_finding_offers_wording_papers_and_positions() -> None:
    eshre = Guideline(pmid=pmid(7), body="ESHRE", year=2023, position="not recommended")
    strength = make_strength(CLAIM, bodies=(body(),), headline=("live birth",), guidelines=(eshre,))
    report = checked("The drug raises live births.", strength)
    (found,) = report.located()
    assert found.finding.suggestion == "The drug may increase live birth."
    assert found.finding.citations == (pmid(1), pmid(2))
    assert found.guidelines == ("ESHRE 2023: not recommended",)
    assert "sounds certain ('raises'), but the evidence lets it sound possible at most" in found.finding.message


def test_a_cited_paper_that_was_retracted_is_named_wherever_it_stands() -> None:
    library = Library(
        statuses={
            pmid(1): RetractionStatus.RETRACTED,
            pmid(2): RetractionStatus.EXPRESSION_OF_CONCERN,
            pmid(3): RetractionStatus.NONE,
        },
        pmids={"10.1000/two": pmid(2)},
    )
    text = f"Roses are red (PMID {pmid(1)}, doi:10.1000/TWO, PMID {pmid(3)}, PMID {pmid(4)}, doi:10.1000/other)."
    report = checked(text, library=library)
    found = [(one.finding.level, one.finding.retracted) for one in report.located()]
    assert found == [(Level.ERROR, (pmid(1),)), (Level.WARNING, (pmid(2),))]
    assert set(report.summary.unchecked) == {f"PMID {pmid(4)}", "doi:10.1000/other"}


def test_evidence_in_doubt_is_a_warning() -> None:
    doubted = make_strength(CLAIM, banners=("Review 1 includes retracted paper 2: it needs to be analysed again.",))
    assert rules("The drug may raise live births.", doubted) == {Rule.RETRACTED: Level.WARNING}


def test_an_article_past_its_review_date_says_so_once() -> None:
    text = "---\nreview_by: 2026-05-31\nowner: A. Editor\n---\nNothing here. Nor here."
    (found,) = checked(text).located()
    assert (found.finding.rule, found.finding.message) == (
        Rule.STALE,
        "the article was to be reviewed by 2026-05-31 (A. Editor)",
    )
    (unread,) = checked(text.replace("2026-05-31", "soon")).located()
    assert unread.finding.message == "the front matter's review_by 'soon' is no date"
    tracked = Article(id="a", title="A", owner="B", review_by=date(2027, 1, 1))
    assert rules(text, article=tracked) == {}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Green tea reduces the risk of miscarriage.", Level.WARNING),
        ("Acupuncture might improve fertility.", Level.NOTE),
        ("Green tea is a drink.", None),
        ("It is unclear whether green tea reduces the risk of miscarriage.", None),
        ("Does green tea reduce the risk of miscarriage?", None),
        ("Talk to your doctor about green tea and miscarriage.", None),
    ],
)
def test_a_health_claim_that_nobody_tracks_is_found(text: str, level: Level | None) -> None:
    assert rules(text) == ({Rule.UNTRACKED: level} if level else {})


def test_the_stub_for_an_untracked_claim_fits_into_claims_yaml() -> None:
    (found,) = checked('# "Tea"\n\nGreen tea "reduces" the risk of \\ miscarriage.').located()
    head = "articles:\n  - {id: FILL-IN, title: A, owner: B, review_by: 2027-01-01}\nclaims:\n"
    text = (
        (head + found.finding.suggestion).replace("FILL-IN", "fill-in").replace("[tiab] AND", "[tiab] AND Tea[mh] AND")
    )
    (claim,) = load(text.encode(), "claims.yaml").claims
    assert claim.statement == 'Green tea "reduces" the risk of \\ miscarriage.'


def test_a_list_item_sounds_as_sure_as_the_words_that_introduce_it() -> None:
    (one,) = checked("The drug may raise:\n\n- live births\n").sentences
    assert (one.claims[0].asserted, one.claims[0].findings) == (Sureness.POSSIBLE, ())
    (other,) = checked("The drug raises:\n\n- live births\n").sentences
    assert [finding.rule for finding in other.claims[0].findings] == [Rule.OVERSTATED]


def test_a_rule_can_be_switched_off_and_then_needs_no_suppression() -> None:
    assert rules("The drug raises live births.", LOW, disabled=frozenset({Rule.OVERSTATED})) == {}


def test_a_suppressed_finding_is_kept_but_counts_no_more() -> None:
    comment = "<!-- evidence-ignore EV001: a quote; reviewer: A; until: 2026-06-01 -->"
    report = checked(f"{comment}\nThe drug raises live births.", LOW)
    assert list(report.located()) == []
    assert report.summary.suppressed == 1


@given(st.text(max_size=300), st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_no_text_is_too_odd(text: str, name: str) -> None:
    clean = text.replace("\0", "").encode("utf-8", "replace").decode()
    for one in checked(clean, name=name).located():
        assert one.line >= 1
