"""Every paper has a place, and only sound ones count."""

from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.citations.model import Citation, Link, Term
from evidence.citations.retraction import RetractionStatus
from evidence.claims.model import Kind
from evidence.grading.model import Direction, Read, Relevance, RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.eligibility import Place, paper_of, place_papers
from evidence.strength.material import Material, Paper
from evidence.strength.model import Domain, Verdict
from tests.support.grading import agreed, found, make_claim, pmid, say, vote

LOW = RiskOfBias.LOW


def place(said: Any, kind: Kind = Kind.THERAPY, **paper: Any) -> Place:
    material = agreed([said], papers=(Paper(pmid=pmid(1), **paper),))
    (placed,) = place_papers(make_claim(kind=kind), material)
    return placed.place


@pytest.mark.parametrize("status", list(RetractionStatus))
def test_what_a_retraction_status_means(status: RetractionStatus) -> None:
    expected = {
        RetractionStatus.RETRACTED: Place.RETRACTED,
        RetractionStatus.RETRACTED_AND_REPUBLISHED: Place.RETRACTED,
        RetractionStatus.PARTIALLY_RETRACTED: Place.IN_DOUBT,
        RetractionStatus.EXPRESSION_OF_CONCERN: Place.IN_DOUBT,
    }
    assert place(say(), retraction=status) is expected.get(status, Place.COUNTED)


@pytest.mark.parametrize(
    ("design", "kind", "expected"),
    [
        (Design.RANDOMISED_TRIAL, Kind.THERAPY, Place.COUNTED),
        (Design.SYSTEMATIC_REVIEW, Kind.THERAPY, Place.REVIEW),
        (Design.GUIDELINE, Kind.THERAPY, Place.GUIDELINE),
        (Design.NARRATIVE_REVIEW, Kind.THERAPY, Place.CONTEXT),
        (Design.ANIMAL, Kind.THERAPY, Place.OTHER_EVIDENCE),
        (Design.ANIMAL, Kind.MECHANISM, Place.COUNTED),
        (Design.NARRATIVE_REVIEW, Kind.BACKGROUND, Place.COUNTED),
        (Design.RANDOMISED_TRIAL, Kind.BACKGROUND, Place.OTHER_EVIDENCE),
    ],
)
def test_where_a_design_belongs(design: Design, kind: Kind, expected: Place) -> None:
    assert place(say(design=design), kind) is expected


def test_reviewers_who_are_not_done_keep_a_paper_waiting() -> None:
    votes = (vote(1, "Ann", say()), vote(2, "Ann", say()), vote(2, "Ben", say(Direction.AGAINST)))
    placed = place_papers(make_claim(), Material(papers=(Paper(pmid=pmid(3)),), grades=votes))
    assert [one.place for one in placed] == [Place.WAITING, Place.CONFLICT, Place.WAITING]
    assert place(say(relevance=Relevance.NONE)) is Place.NOT_RELEVANT


def test_a_preprint_counts_until_its_article_is_graded_and_is_never_at_low_risk() -> None:
    preprint = Paper(pmid=pmid(1), preprint=True, replaced_by=pmid(2))
    alone = agreed([found(1.5, 1.2, 1.9, risk=LOW)], papers=(preprint,))
    (placed,) = place_papers(make_claim(), alone)
    assert placed.place is Place.COUNTED
    assert placed.assessment is not None
    assert placed.assessment.risk_of_bias is RiskOfBias.SOME
    both = agreed([say(), say()], papers=(preprint, Paper(pmid=pmid(2))))
    assert [one.place for one in place_papers(make_claim(), both)] == [Place.SUPERSEDED, Place.COUNTED]


def test_a_conference_abstract_is_never_at_low_risk() -> None:
    material = agreed([say(risk=LOW, read=Read.FULL_TEXT)], papers=(Paper(pmid=pmid(1), conference_abstract=True),))
    (placed,) = place_papers(make_claim(), material)
    assert placed.assessment is not None
    assert placed.assessment.risk_of_bias is RiskOfBias.SOME


def test_studies_under_concern_are_left_out_and_change_the_risk_when_they_change_the_direction() -> None:
    sound = [found(1.5, 1.3, 1.75, n=900, events=400, risk=LOW)] * 3
    doubted = [found(0.4, 0.3, 0.53, n=900, events=400, risk=LOW)]
    material = agreed(sound + doubted)
    worried = msgspec.structs.replace(material.papers[3], retraction=RetractionStatus.EXPRESSION_OF_CONCERN)
    with_concern = msgspec.structs.replace(material, papers=(*material.papers[:3], worried))
    strength = compute(make_claim(), with_concern)
    (body,) = strength.bodies
    assert (body.k, body.verdict) == (3, Verdict.SUPPORTED)
    assert [one.name for one in body.sensitivities] == ["with expressions of concern"]
    assert body.domains[Domain.RISK_OF_BIAS].proposed == -1
    assert strength.banners == ("Studies with an expression of concern would change the result.",)


def test_concern_about_every_study_leaves_no_evidence_and_says_so() -> None:
    paper = Paper(pmid=pmid(1), retraction=RetractionStatus.EXPRESSION_OF_CONCERN)
    strength = compute(make_claim(), agreed([say()], papers=(paper,)))
    assert strength.direction is Verdict.NO_EVIDENCE
    assert strength.banners == ("The only studies carry an expression of concern.",)


def test_a_paper_is_read_from_its_citation() -> None:
    preprint = Citation(
        pmid=pmid(1),
        publication_types=(Term("Preprint"),),
        links=(Link("UpdateIn", "A journal", pmid(2)), Link("RetractionIn", "A journal", pmid(3))),
    )
    assert paper_of(preprint) == Paper(
        pmid=pmid(1), preprint=True, replaced_by=pmid(2), retraction=RetractionStatus.RETRACTED
    )
    article = Citation(pmid=pmid(2), publication_types=(Term("Meeting Abstract"),), links=(Link("UpdateIn", "", 1),))
    assert paper_of(article) == Paper(pmid=pmid(2), conference_abstract=True)
