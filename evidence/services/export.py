"""The references of claims, for lists and reference managers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from evidence.claims.model import Claim
from evidence.errors import UnknownClaimError
from evidence.export.reference import RETRACTED, Reference
from evidence.services import strength
from evidence.store import catalogue, citations
from evidence.store.database import Transaction
from evidence.strength.model import Strength


def references(tx: Transaction, claim_ids: Collection[str] | None = None) -> tuple[Reference, ...]:
    """Every paper that is linked to these claims, each once.

    Papers that a strength was read from come first, retracted ones last, in between the newest first. Nothing is left
    out: what reviewers found irrelevant is there, and does not count.

    Args:
        tx: an open transaction.
        claim_ids: of which claims; ``None``: of all. A compound claim has the papers of its parts.

    Raises:
        UnknownClaimError: no tracked claim has one of these ids.
    """
    claims = {claim.id: claim for claim in catalogue.claims(tx)}
    if claim_ids is not None and (unknown := [name for name in claim_ids if name not in claims]):
        raise UnknownClaimError(f"no claim has the id {unknown[0]!r}", "see: evidence claims")
    standing = [one for one in strength.current(tx) if claim_ids is None or one.claim in claim_ids]
    return of_strengths(tx, standing, claims)


def of_strengths(tx: Transaction, standing: Sequence[Strength], claims: dict[str, Claim]) -> tuple[Reference, ...]:
    """The papers that strengths are linked to, in the order that ``references`` gives them."""
    belongs: dict[int, list[str]] = {}
    counted: set[int] = set()
    for one in standing:
        # The papers of a compound claim are those of its parts: they are named there, where the parts are listed, too.
        listed = [part.claim for part in one.parts if part.claim in {other.claim for other in standing}]
        for pmid in one.linked.papers:
            names = belongs.setdefault(pmid, [])
            if not listed and claims.get(one.claim) is not None:
                names.append(one.claim)
        counted |= {pmid for body in one.bodies for line in body.studies for pmid in line.pmids}
    records = citations.records(tx, belongs)
    found = [
        Reference(citation=records[pmid], claims=tuple(names), counts=pmid in counted)
        for pmid, names in belongs.items()
        if pmid in records
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Reference) -> tuple[bool, bool, int, int]:
    return one.status in RETRACTED, not one.counts, -one.citation.published.year, one.citation.pmid
