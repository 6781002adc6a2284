"""Computes the strengths of claims again, stores those that changed, and says what that means for readers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

import msgspec

from evidence.claims.model import Catalogue, Claim
from evidence.store import catalogue, material, strengths
from evidence.store.database import Transaction
from evidence.store.events import Event, EventKind
from evidence.strength.compute import compute
from evidence.strength.eligibility import Place, place_papers
from evidence.strength.model import METHOD_VERSION, Strength


class StrengthChange(msgspec.Struct, frozen=True, kw_only=True):
    """A claim's strength before (``None``: there was none) and after; something in it differs."""

    claim: str
    before: Strength | None
    after: Strength


def recompute(tx: Transaction, claim_ids: Collection[str], now: datetime) -> tuple[StrengthChange, ...]:
    """Computes the strengths of claims, and of those they are part of, and stores what changed.

    Args:
        tx: the write transaction in which the reason for it is stored.
        claim_ids: whose material or definition may differ; ids of no tracked claim are left out.
        now: since when the new strengths hold.
    """
    kin = catalogue.with_kin(tx, claim_ids)
    changes = []
    for one in _compute(tx, kin, set(claim_ids)).values():
        before, stored = strengths.record(tx, one, now=now)
        if stored:
            changes.append(StrengthChange(claim=one.claim, before=before, after=one))
    return tuple(changes)


def current(tx: Transaction) -> tuple[Strength, ...]:
    """The strength of every tracked claim, in the order of the file.

    What is stored is taken where it was made with this method and the claim's present definition; else the strength is
    computed here, and stored by the next refresh.
    """
    tracked = Catalogue(articles=(), claims=catalogue.claims(tx))
    found = _compute(tx, tracked, ())
    return tuple(found[claim.id] for claim in tracked.claims)


def of_claim(tx: Transaction, claim_id: str) -> Strength:
    """The strength of one tracked claim, as ``current`` has it."""
    return _compute(tx, catalogue.with_kin(tx, [claim_id]), ())[claim_id]


def places(tx: Transaction, claims: Iterable[Claim]) -> dict[int, frozenset[Place]]:
    """What becomes of each paper of these claims, by PMID: a place for each claim that has it, equal ones once."""
    found: dict[int, frozenset[Place]] = {}
    for claim in claims:
        for one in place_papers(claim, material.of_claim(tx, claim)):
            found[one.paper.pmid] = found.get(one.paper.pmid, frozenset()) | {one.place}
    return found


def as_of(tx: Transaction, when: datetime) -> tuple[Strength, ...]:
    """The strengths that stood at some moment, of the claims of then, in the order of the file of then."""
    stood = strengths.latest(tx, at=when)
    return tuple(stood[claim.id] for claim in catalogue.as_of(tx, when).claims if claim.id in stood)


def recomputed_as_of(tx: Transaction, when: datetime) -> tuple[Strength, ...]:
    """The same, but computed anew from what was known then, by the method of today: proves what ``as_of`` says."""
    then = catalogue.as_of(tx, when)
    found: dict[str, Strength] = {}

    def of(claim: Claim) -> Strength:
        if claim.id not in found:
            parts = [(part, of(part)) for part in then.parts_of(claim.id)]
            found[claim.id] = compute(claim, material.of_claim(tx, claim, at=when), parts)
        return found[claim.id]

    return tuple(of(claim) for claim in then.claims)


def change_events(changes: Iterable[StrengthChange], because: Mapping[str, Collection[int]]) -> list[Event]:
    """What changed strengths mean for whoever relies on them.

    A change of direction, certainty or standing (provisional or confirmed) is news. Any other, for instance of a figure
    in the rationale, only where a graded paper was corrected or retracted.

    Args:
        changes: what ``recompute`` stored.
        because: claim -> PMIDs of its graded papers of which something else holds now.
    """
    events = []
    for change in changes:
        pmids = sorted(because.get(change.claim, ()))
        before, after = (_headline(change.before) if change.before else None), _headline(change.after)
        if before is None or (before == after and not pmids):
            continue
        detail: dict[str, object] = {"before": before, "after": after}
        if pmids:
            detail["because"] = pmids
        events.append(Event(kind=EventKind.STRENGTH_CHANGED, claim_id=change.claim, detail=detail))
    return events


def _headline(one: Strength) -> dict[str, object]:
    return {
        "direction": one.contradiction or one.direction,
        "certainty": one.certainty,
        "provisional": one.provisional,
    }


def _compute(tx: Transaction, kin: Catalogue, afresh: Collection[str]) -> dict[str, Strength]:
    """The strength of each claim; the stored one unless it is to be made afresh, is outdated, or a part's changed."""
    stored = strengths.latest(tx, [claim.id for claim in kin.claims])
    found: dict[str, Strength] = {}

    def of(claim: Claim) -> Strength:
        if claim.id not in found:
            parts = [(part, of(part)) for part in kin.parts_of(claim.id)]
            known = stored.get(claim.id)
            holds = (
                known is not None
                and claim.id not in afresh
                and (known.method, known.claim_hash) == (METHOD_VERSION, claim.definition_hash())
                and all(strength is stored.get(part.id) for part, strength in parts)
            )
            found[claim.id] = known if known and holds else compute(claim, material.of_claim(tx, claim), parts)
        return found[claim.id]

    return {claim.id: of(claim) for claim in kin.claims}
