"""Which review a claim rests on instead of primary studies: a person chooses it, and can choose again."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.claims.model import Claim
from evidence.grading.rules import Problem
from evidence.services.clock import Clock
from evidence.services.recording import claim_to_judge, conclude, person, refuse_if
from evidence.store import judgements, material
from evidence.store.database import Database, Transaction
from evidence.strength.eligibility import place_papers
from evidence.strength.material import Anchor
from evidence.strength.reviews import why_no_anchor


def anchor(database: Database, claim_id: str, pmid: int | None, by: str, reason: str, clock: Clock) -> Anchor:
    """Stores on which review a claim rests, and the strength that follows.

    Args:
        database: where everything is kept.
        claim_id: the claim.
        pmid: a review that reviewers agreed on; ``None``: the claim rests on its primary studies again.
        by: who chooses.
        reason: why.
        clock: tells the time.

    Raises:
        UnknownClaimError: no tracked claim has that id.
        RefusedError: the review cannot carry the claim, or there is no name or reason.
    """
    chosen = Anchor(pmid=pmid, by=person(by), at=clock.now(), reason=reason.strip())
    with database.write() as tx:
        claim = claim_to_judge(tx, claim_id)
        refuse_if(f"the anchor of {claim_id}", _wrong_with(tx, claim, chosen))
        judgements.anchor_claim(tx, claim_id, chosen)
        conclude(tx, [claim_id], chosen.at)
    return chosen


def _wrong_with(tx: Transaction, claim: Claim, chosen: Anchor) -> Iterator[Problem]:
    if not chosen.by:
        yield Problem("by", "the person has no name")
    if not chosen.reason:
        yield Problem("reason", "say why this review")
    if chosen.pmid is not None:
        placed = place_papers(claim, material.of_claim(tx, claim, pmids=[chosen.pmid]))
        review = next((one for one in placed if one.paper.pmid == chosen.pmid), None)
        if reason := why_no_anchor(claim, review):
            yield Problem("pmid", reason)
