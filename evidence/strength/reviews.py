"""Systematic reviews: containers of studies, never one more study beside them.

A claim rests either on its primary studies or on one named review. Then the review's pooled result is the body,
studies newer than its search are listed beside it, and none of its own studies is counted again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from evidence.citations.model import PartialDate
from evidence.claims.model import Claim
from evidence.grading.model import Assessment, Confidence, Relevance, RiskOfBias
from evidence.strength.eligibility import Place, Placed
from evidence.strength.material import Anchor, Material
from evidence.strength.scales import stratum_of
from evidence.strength.studies import RISKS, Contribution


class Anchoring(msgspec.Struct, frozen=True, kw_only=True):
    """The review that a claim rests on, with what it contributes and what stands beside it."""

    anchor: Anchor
    review: Placed
    contributions: tuple[Contribution, ...]
    beside: tuple[Contribution, ...]


def chosen_anchor(material: Material) -> Anchor | None:
    """The newest choice of a person; ``None`` when nobody chose a review or the choice was taken back."""
    newest = max(material.anchors, key=lambda one: (one.at, one.by), default=None)
    return newest if newest is not None and newest.pmid is not None else None


def why_no_anchor(claim: Claim, review: Placed | None) -> str:
    """Why a claim cannot rest on a review; empty when it can."""
    assessment = review.assessment if review is not None and review.place is Place.REVIEW else None
    if review is None or assessment is None:
        return "it is no review that reviewers agreed on" if review is None else f"its place is: {review.place}"
    facts = assessment.details.review if assessment.details else None
    if facts is None:
        return "its search, its studies and its AMSTAR 2 rating are not recorded"
    if facts.confidence is Confidence.CRITICALLY_LOW:
        return "AMSTAR 2 gives it critically low confidence"
    if assessment.relevance is not Relevance.DIRECT:
        return "it does not answer the claim directly"
    if stratum_of(claim.kind, facts.design) is None:
        return f"its studies ({facts.design}) are no evidence for this kind of claim"
    return "" if assessment.details and assessment.details.results else "its pooled result is not recorded"


def anchor_on(
    claim: Claim, anchor: Anchor, placed: Sequence[Placed], studies: Sequence[Contribution]
) -> Anchoring | str:
    """Rest the claim on the chosen review, or say why that cannot be."""
    review = next((one for one in placed if one.paper.pmid == anchor.pmid), None)
    reason = why_no_anchor(claim, review)
    assessment = review.assessment if review else None
    facts = assessment.details.review if assessment and assessment.details else None
    if reason or review is None or assessment is None or facts is None:
        return reason
    published = {one.paper.pmid: one.paper.published for one in placed}
    included = set(facts.includes)
    beside = tuple(
        study
        for study in studies
        if included.isdisjoint(study.pmids) and any(_after(published[pmid], facts.searched) for pmid in study.pmids)
    )
    return Anchoring(
        anchor=anchor, review=review, contributions=_pooled_results(claim, review, assessment), beside=beside
    )


def _after(published: PartialDate, searched: date) -> bool:
    """Whether a paper can be newer than the search; unknown parts of its date count as late."""
    if not published.year:
        return True
    return (published.year, published.month or 12, published.day or 31) > (searched.year, searched.month, searched.day)


def _pooled_results(claim: Claim, review: Placed, assessment: Assessment) -> tuple[Contribution, ...]:
    facts = assessment.details.review if assessment.details else None
    stratum = stratum_of(claim.kind, facts.design) if facts else None
    if facts is None or stratum is None:
        return ()
    # A review is no better than its studies, nor better than its own conduct.
    risk = max(facts.studies_risk_of_bias, assessment.risk_of_bias or RiskOfBias.HIGH, key=RISKS.index)
    return tuple(
        Contribution(
            study=f"review {review.paper.pmid}",
            pmids=(review.paper.pmid,),
            stratum=stratum,
            result=result,
            risk_of_bias=risk,
            indirectness=result.directness.worst(),
            sponsored=False,
            conference_abstract=False,
            in_doubt=False,
            extracted_by_one=review.consensus.extracted_by_one,
        )
        for result in sorted(assessment.results(claim), key=lambda one: one.key())
    )


def to_reanalyse(placed: Iterable[Placed]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Reviews that include a retracted study, with those studies."""
    papers = tuple(placed)
    retracted = {one.paper.pmid for one in papers if one.place is Place.RETRACTED}
    found = ((one.paper.pmid, tuple(sorted(retracted.intersection(_includes(one))))) for one in papers)
    return tuple((review, inside) for review, inside in found if inside)


def corrected_covered_area(includes: Mapping[int, Sequence[int]]) -> float | None:
    """How much reviews overlap: (N - r) / (r (c - 1)), 0..1 (Pieper 2014, J Clin Epidemiol 67:368).

    Args:
        includes: review -> studies it includes.

    Returns:
        ``None`` for fewer than two reviews that list their studies.
    """
    listed = [set(studies) for studies in includes.values() if studies]
    if len(listed) < 2:
        return None
    distinct = len(set().union(*listed))
    return (sum(map(len, listed)) - distinct) / (distinct * (len(listed) - 1))


def overlap(placed: Iterable[Placed]) -> float | None:
    """Corrected covered area of the reviews of a claim, 0..1."""
    return corrected_covered_area({one.paper.pmid: _includes(one) for one in placed if one.place is Place.REVIEW})


def overlap_word(area: float) -> str:
    """How much overlap that is (Pieper 2014)."""
    return next(word for limit, word in OVERLAP if area < limit)


OVERLAP = ((0.05, "slight"), (0.10, "moderate"), (0.15, "high"), (float("inf"), "very high"))


def _includes(one: Placed) -> tuple[int, ...]:
    details = one.assessment.details if one.assessment else None
    return details.review.includes if details and details.review else ()
