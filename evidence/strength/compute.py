"""The one way from what people said about a claim's papers to the strength of its evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from evidence.claims.model import Catalogue, Claim, Kind
from evidence.strength.bodies import grade_bodies, grade_body
from evidence.strength.eligibility import Place, Placed, place_papers
from evidence.strength.headline import Headline, combine_parts, read_headline
from evidence.strength.material import Material
from evidence.strength.mechanism import (
    background_bodies,
    background_headline,
    mechanism_bodies,
    mechanism_headline,
)
from evidence.strength.model import BETWEEN_PEOPLE, METHOD_VERSION, Body, Guideline, Linked, Part, Strength, Verdict
from evidence.strength.rationale import (
    banners,
    count_records,
    describe_agreement,
    describe_body,
    describe_offers,
    describe_reviews,
    why_provisional,
)
from evidence.strength.reviews import Anchoring, anchor_on, chosen_anchor
from evidence.strength.studies import Contribution, contributions
from evidence.strength.wording import Uncounted, sentence


def compute(claim: Claim, material: Material, parts: Sequence[tuple[Claim, Strength]] = ()) -> Strength:
    """The strength of a claim.

    Args:
        claim: as it is defined now.
        material: everything said about its papers, in any order (``Material.as_of`` for a past date).
        parts: of a compound claim, in file order, with their strengths. A claim with parts rests on them alone: papers
            graded for the claim as a whole are counted as records and said to be without effect.

    Returns:
        The same value, byte for byte, for the same material in any order.
    """
    placed = place_papers(claim, material)
    studies = contributions(claim, placed, material.groups)
    of_parts = tuple(_part(part, strength) for part, strength in parts)
    anchor = chosen_anchor(material) if not of_parts else None
    anchoring = anchor_on(claim, anchor, placed, studies) if anchor else ""
    bodies = () if of_parts else _bodies(claim, material, studies, anchoring)
    headline = combine_parts(claim, of_parts) if of_parts else _headline(claim, bodies)
    reasons = why_provisional(placed, headline, of_parts)
    notices = banners(placed, bodies)
    provisional = bool(reasons)
    linked = _linked(placed, [strength.linked for _, strength in parts])
    confirmed = filter(None, (headline.confirmed_by, *(strength.confirmed_by for _, strength in parts)))
    people = {name for together in confirmed for name in together.split(BETWEEN_PEOPLE)}
    times = [headline.confirmed_at, *(strength.confirmed_at for _, strength in parts)]
    return Strength(
        claim=claim.id,
        kind=claim.kind,
        direction=headline.direction,
        contradiction=headline.contradiction,
        certainty=headline.certainty,
        provisional=provisional,
        studies=_studies(studies, parts),
        citations=len(linked.papers),
        waiting=len(linked.waiting),
        retracted=len(linked.retracted),
        linked=linked,
        parts=of_parts,
        bodies=bodies,
        headline=headline.bodies,
        guidelines=_guidelines(placed),
        banners=notices,
        rationale=(
            count_records(placed, studies),
            *_ignored(of_parts, studies),
            *describe_reviews(placed, anchoring),
            *(line for body in bodies for line in describe_body(body)),
            *describe_offers(bodies),
            *notices,
            headline.reason,
            describe_agreement(claim, material),
            f"Provisional: {'; '.join(reasons)}." if provisional else "Confirmed as it stands.",
        ),
        sentence=sentence(
            claim,
            headline,
            bodies,
            of_parts,
            provisional=provisional,
            uncounted=_uncounted(placed, anchor_refused=anchor is not None and isinstance(anchoring, str)),
        ),
        confirmed_by="" if provisional else BETWEEN_PEOPLE.join(sorted(people)),
        confirmed_at=None if provisional else max((time for time in times if time), default=None),
        method=METHOD_VERSION,
        claim_hash=claim.definition_hash(),
    )


def compute_all(catalogue: Catalogue, materials: Mapping[str, Material]) -> dict[str, Strength]:
    """The strength of every claim of a catalogue, in file order; claims without material have no evidence."""
    found: dict[str, Strength] = {}

    def strength_of(claim: Claim) -> Strength:
        if claim.id not in found:
            parts = [(part, strength_of(part)) for part in catalogue.parts_of(claim.id)]
            found[claim.id] = compute(claim, materials.get(claim.id, Material()), parts)
        return found[claim.id]

    return {claim.id: strength_of(claim) for claim in catalogue.claims}


def _bodies(
    claim: Claim, material: Material, studies: Sequence[Contribution], anchoring: Anchoring | str
) -> tuple[Body, ...]:
    if claim.kind is Kind.MECHANISM:
        return mechanism_bodies(claim, material, studies)
    if claim.kind is Kind.BACKGROUND:
        return background_bodies(claim, material, studies)
    if isinstance(anchoring, str):
        return grade_bodies(claim, material, studies)
    return tuple(
        grade_body(claim, material, [pooled], review=anchoring.review.paper.pmid) for pooled in anchoring.contributions
    )


def _headline(claim: Claim, bodies: Sequence[Body]) -> Headline:
    if claim.kind is Kind.MECHANISM:
        return mechanism_headline(claim, bodies)
    return background_headline(claim, bodies) if claim.kind is Kind.BACKGROUND else read_headline(bodies)


def _uncounted(placed: Sequence[Placed], *, anchor_refused: bool) -> Uncounted:
    places = Counter(one.place for one in placed)
    return Uncounted(
        reviews=places[Place.REVIEW],
        anchor_refused=anchor_refused,
        undecided=places[Place.WAITING] + places[Place.CONFLICT],
        in_doubt=places[Place.IN_DOUBT],
        guidelines=places[Place.GUIDELINE],
    )


def _linked(placed: Sequence[Placed], of_parts: Sequence[Linked]) -> Linked:
    own = Linked(
        papers=tuple(one.paper.pmid for one in placed),
        waiting=tuple(one.paper.pmid for one in placed if one.waiting),
        retracted=tuple(one.paper.pmid for one in placed if one.place is Place.RETRACTED),
    )
    every = (own, *of_parts)
    return Linked(
        papers=_each_once(linked.papers for linked in every),
        waiting=_each_once(linked.waiting for linked in every),
        retracted=_each_once(linked.retracted for linked in every),
    )


def _each_once(pmids: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(sorted(set(chain.from_iterable(pmids))))


def _part(claim: Claim, strength: Strength) -> Part:
    return Part(
        claim=claim.id,
        exposure=claim.exposure,
        direction=strength.direction,
        contradiction=strength.contradiction,
        certainty=strength.certainty,
        provisional=strength.provisional and strength.direction is not Verdict.NO_EVIDENCE,
    )


def _studies(studies: Sequence[Contribution], parts: Sequence[tuple[Claim, Strength]]) -> int:
    """Studies that count; one that counts for two parts of a compound claim is one study."""
    if not parts:
        return len({study.study for study in studies if not study.in_doubt})
    named = {line.study for _, strength in parts for body in strength.bodies for line in body.studies}
    return len(named) or max(strength.studies for _, strength in parts)


def _ignored(parts: Sequence[Part], studies: Sequence[Contribution]) -> list[str]:
    pmids = {pmid for study in studies for pmid in study.pmids}
    if not parts or not pmids:
        return []
    return [f"{len(pmids)} papers were graded for the claim as a whole; it rests on its parts, so grade them there."]


def _guidelines(placed: Sequence[Placed]) -> tuple[Guideline, ...]:
    found = [
        Guideline(
            pmid=one.paper.pmid,
            body=position.body,
            year=position.year,
            position=position.position,
            recommendation=position.recommendation,
        )
        for one in placed
        if one.place is Place.GUIDELINE and one.assessment and one.assessment.details
        if (position := one.assessment.details.guideline)
    ]
    return tuple(sorted(found, key=lambda one: (-one.year, one.body, one.pmid)))
