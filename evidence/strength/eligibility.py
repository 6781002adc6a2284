"""Which papers count towards a claim's strength, and what becomes of the others.

Nothing disappears: every paper gets a place, and the rationale counts them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from evidence.citations.design import Design
from evidence.citations.model import Citation
from evidence.citations.retraction import RetractionStatus, retraction_of
from evidence.claims.model import Claim
from evidence.grading.consensus import Consensus, State, consensus, current
from evidence.grading.model import Adjudication, Assessment, Grade, Relevance, RiskOfBias
from evidence.strength.material import Material, Paper
from evidence.strength.scales import CONTEXT_DESIGNS, REVIEW_DESIGNS, stratum_of

OUT = frozenset({RetractionStatus.RETRACTED, RetractionStatus.RETRACTED_AND_REPUBLISHED})
"""Not to be relied on at all; the republished paper is a record of its own."""

IN_DOUBT = frozenset({RetractionStatus.EXPRESSION_OF_CONCERN, RetractionStatus.PARTIALLY_RETRACTED})
"""Left out of the main analysis, and put back in a sensitivity analysis."""


class Place(StrEnum):
    """What becomes of a paper."""

    COUNTED = "counted"
    IN_DOUBT = "expression of concern"
    REVIEW = "review"
    GUIDELINE = "guideline"
    CONTEXT = "context"
    OTHER_EVIDENCE = "other evidence"
    SUPERSEDED = "replaced by its article"
    NOT_RELEVANT = "not relevant"
    RETRACTED = "retracted"
    WAITING = "waiting"
    CONFLICT = "conflict"


class Placed(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A paper, where its reviewers stand, and its place.

    ``assessment`` is the agreed one after the rules below; ``None`` when it plays no part.
    """

    paper: Paper
    consensus: Consensus
    place: Place
    assessment: Assessment | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody still has to vote on the paper, or to decide between votes."""
        undecided = self.consensus.state in {State.WAITING, State.CONFLICT} or self.consensus.reopened
        return undecided and self.place is not Place.RETRACTED


def paper_of(citation: Citation) -> Paper:
    """What strength needs to know of a citation; ``reopened_at`` is the caller's, who knows when a correction came."""
    types = {term.name for term in citation.publication_types}
    preprint = "Preprint" in types
    article = next((link.pmid for link in citation.links if preprint and link.type == "UpdateIn" and link.pmid), None)
    return Paper(
        pmid=citation.pmid,
        published=citation.published,
        retraction=retraction_of(citation).status,
        preprint=preprint,
        replaced_by=article,
        conference_abstract="Meeting Abstract" in types,
    )


def place_papers(claim: Claim, material: Material) -> tuple[Placed, ...]:
    """Every paper of the material, by PMID, with its place."""
    votes: dict[int, list[Grade]] = {}
    for grade in current(grade for grade in material.grades if grade.claim == claim.id):
        votes.setdefault(grade.pmid, []).append(grade)
    decided: dict[int, Adjudication] = {}
    for decision in sorted(material.adjudications, key=lambda one: (one.at, one.adjudicator)):
        if decision.claim == claim.id:
            decided[decision.pmid] = decision
    papers = {paper.pmid: paper for paper in material.papers}
    for pmid in (*votes, *decided):
        papers.setdefault(pmid, Paper(pmid=pmid))
    standing = {
        pmid: consensus(claim, pmid, votes.get(pmid, ()), decided.get(pmid), papers[pmid].reopened_at)
        for pmid in sorted(papers)
    }
    return tuple(_placed(claim, papers[pmid], standing) for pmid in standing)


def _placed(claim: Claim, paper: Paper, standing: Mapping[int, Consensus]) -> Placed:
    agreed = standing[paper.pmid]
    place = _place(claim, paper, standing)
    assessment = agreed.assessment if place in PLAYING else None
    if assessment is not None and (paper.preprint or paper.conference_abstract):
        assessment = _at_least_some_risk(assessment)
    return Placed(paper=paper, consensus=agreed, place=place, assessment=assessment)


PLAYING = frozenset({Place.COUNTED, Place.IN_DOUBT, Place.REVIEW, Place.GUIDELINE})


def _place(claim: Claim, paper: Paper, standing: Mapping[int, Consensus]) -> Place:
    """The first rule that applies."""
    agreed = standing[paper.pmid]
    assessment = agreed.assessment
    if paper.retraction in OUT:
        return Place.RETRACTED
    if assessment is None:
        return Place.CONFLICT if agreed.state is State.CONFLICT else Place.WAITING
    if assessment.relevance is Relevance.NONE:
        return Place.NOT_RELEVANT
    article = standing.get(paper.replaced_by) if paper.preprint and paper.replaced_by else None
    if article is not None and article.assessment is not None:
        return Place.SUPERSEDED
    if assessment.design is None:
        return Place.CONTEXT
    if stratum_of(claim.kind, assessment.design) is None:
        return _WITHOUT_STRATUM.get(assessment.design, Place.OTHER_EVIDENCE)
    return Place.IN_DOUBT if paper.retraction in IN_DOUBT else Place.COUNTED


_WITHOUT_STRATUM = {
    Design.GUIDELINE: Place.GUIDELINE,
    **dict.fromkeys(REVIEW_DESIGNS, Place.REVIEW),
    **dict.fromkeys(CONTEXT_DESIGNS, Place.CONTEXT),
}


def _at_least_some_risk(assessment: Assessment) -> Assessment:
    """A paper that nobody could review in full is never at low risk of bias."""
    if assessment.risk_of_bias is not RiskOfBias.LOW:
        return assessment
    return msgspec.structs.replace(assessment, risk_of_bias=RiskOfBias.SOME)
