"""A review is a container of studies, never one more study."""

from datetime import date
from typing import Any

import msgspec
import pytest

from evidence.citations.design import Design
from evidence.citations.model import PartialDate
from evidence.citations.retraction import RetractionStatus
from evidence.grading.model import Assessment, Confidence, Relevance, ReviewFacts, RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.material import Anchor, Material, Paper
from evidence.strength.model import Strength, Verdict
from evidence.strength.reviews import corrected_covered_area
from tests.support.grading import agreed, at, found, make_claim, make_result, pmid, say

PRIMARY = found(1.4, 1.0, 1.95, n=120)


def review(confidence: Confidence = Confidence.MODERATE, **changes: Any) -> Assessment:
    facts = ReviewFacts(
        confidence=confidence,
        searched=date(2020, 6, 15),
        design=Design.RANDOMISED_TRIAL,
        studies_risk_of_bias=RiskOfBias.SOME,
        includes=(pmid(1), pmid(2)),
    )
    result = make_result(1.5, 1.2, 1.9, n=600, events=320, k=2, i2=0.0)
    said = say(result.direction, result, design=Design.SYSTEMATIC_REVIEW, risk=confidence.risk_of_bias, review=facts)
    return msgspec.structs.replace(said, **changes)


def strength_of(reviewed: Assessment, *, anchored: bool, **changes: Any) -> Strength:
    """Two included trials, the review as paper 3, and a trial published after its search as paper 4."""
    published = {4: PartialDate(2021, 2)}
    papers = tuple(Paper(pmid=pmid(n), published=published.get(n, PartialDate(2015))) for n in range(1, 5))
    choice = (Anchor(pmid=pmid(3), by="Cem", at=at(1), reason="newest"),) if anchored else ()
    made: Material = agreed([PRIMARY, PRIMARY, reviewed, PRIMARY], papers=papers, anchors=choice)
    return compute(make_claim(), msgspec.structs.replace(made, **changes))


def test_without_an_anchor_primary_studies_count_and_the_review_does_not() -> None:
    strength = strength_of(review(), anchored=False)
    assert (strength.bodies[0].k, strength.bodies[0].review) == (3, None)


def test_an_anchor_replaces_the_studies_it_includes_and_shows_newer_ones_beside_it() -> None:
    strength = strength_of(review(), anchored=True)
    (body,) = strength.bodies
    assert (body.review, body.k, body.n) == (pmid(3), 2, 600)
    assert [line.study for line in body.studies] == [f"review {pmid(3)}"]
    beside = [line for line in strength.rationale if line.startswith("Beside it")]
    assert beside == [f"Beside it, newer than its search: study {pmid(4)}, live birth: for."]


@pytest.mark.parametrize(
    ("reviewed", "why"),
    [
        (review(Confidence.CRITICALLY_LOW), "critically low"),
        (review(relevance=Relevance.PARTIAL), "directly"),
        (review(details=None), "not recorded"),
        (PRIMARY, "its place is: counted"),
    ],
)
def test_a_review_that_cannot_carry_a_claim_says_why(reviewed: Assessment, why: str) -> None:
    strength = strength_of(reviewed, anchored=True)
    assert all(body.review is None for body in strength.bodies)
    assert any(
        line.startswith("The chosen review cannot carry the claim") and why in line for line in strength.rationale
    )


def test_an_anchor_can_be_taken_back() -> None:
    ended = Anchor(pmid=None, by="Dot", at=at(2), reason="outdated")
    chosen = Anchor(pmid=pmid(3), by="Cem", at=at(1), reason="newest")
    assert strength_of(review(), anchored=False, anchors=(ended, chosen)).bodies[0].review is None


def test_a_review_with_a_retracted_study_is_flagged() -> None:
    papers = (Paper(pmid=pmid(1), retraction=RetractionStatus.RETRACTED), *(Paper(pmid=pmid(n)) for n in (2, 3, 4)))
    strength = strength_of(review(), anchored=True, papers=papers)
    assert strength.banners == (f"Review {pmid(3)} includes retracted paper {pmid(1)}: it needs to be analysed again.",)
    assert "a review includes a retracted study" in strength.rationale[-1]


def test_overlapping_reviews_are_said_to_overlap() -> None:
    strength = compute(make_claim(), agreed([review(), review()]))
    assert strength.direction is Verdict.NO_EVIDENCE
    assert "Overlap of the systematic reviews: corrected covered area 100.0%, very high." in strength.rationale


def test_overlap_of_reviews_is_the_corrected_covered_area() -> None:
    # Worked example: N = 8 listings of r = 3 studies in c = 5 reviews.
    includes = {1: (1, 2, 3), 2: (1, 2), 3: (1,), 4: (2,), 5: (3,)}
    assert corrected_covered_area(includes) == pytest.approx(0.41667, abs=5e-6)
    assert corrected_covered_area({1: (1, 2), 2: ()}) is None
