"""How sure a text may sound about a claim, and which words say just that (GRADE guidelines 26)."""

from __future__ import annotations

from enum import Enum, auto

import msgspec

from evidence.article.model import Sureness
from evidence.claims.model import Claim, Combine, Kind, Says
from evidence.grading.model import main_outcome
from evidence.strength.grammar import capital, is_plural, noun_phrase, with_article
from evidence.strength.model import GRADE_SCALE, Body, Certainty, Contradiction, Strength, Verdict
from evidence.strength.phrase import HEDGES, Phrase, Words, claimed_way, words_for


class Side(Enum):
    """On which side of a claim its evidence stands."""

    FOR = auto()
    AGAINST = auto()
    OPEN = auto()


class Allowed(msgspec.Struct, frozen=True, kw_only=True):
    """What a text may say of a claim.

    Attributes:
        side: what the evidence is for.
        sureness: how sure a text may sound when it takes that side; on an open question nobody may sound sure.
        causal: whether a causal verb is allowed.
        wording: a sentence that says just what the evidence allows.
        because: the evidence in a few words, for messages.
    """

    side: Side
    sureness: Sureness
    causal: bool
    wording: str
    because: str


_OUTSIDE_GRADE = {
    Certainty.PEOPLE: Sureness.PROBABLE,
    Certainty.HUMAN_CELLS: Sureness.POSSIBLE,
    Certainty.ANIMALS: Sureness.POSSIBLE,
    Certainty.PROPOSED: Sureness.UNCERTAIN,
    Certainty.ESTABLISHED: Sureness.FLAT,
    Certainty.NOT_ESTABLISHED: Sureness.UNCERTAIN,
}
"""Our decision: a mechanism is never a flat fact, and what was seen in a dish or a mouse is at most possible in us."""

_SIDES = {Verdict.SUPPORTED: Side.FOR, Verdict.CONTRADICTED: Side.AGAINST}


def allowed(claim: Claim, strength: Strength) -> Allowed:
    """What a text may say of a claim whose evidence is that strong; what nobody confirmed counts one level lower."""
    side = _SIDES.get(strength.direction, Side.OPEN)
    sureness = Sureness.UNCERTAIN
    if side is not Side.OPEN and strength.certainty is not None:
        sureness = Sureness(max(_sureness_of(strength.certainty) - strength.provisional, 0))
    return Allowed(
        side=side,
        sureness=sureness,
        causal=_words(claim, strength, sureness) is Words.CAUSAL,
        wording=wording(claim, strength, sureness),
        because=because(strength),
    )


SAYS = {
    Says.FLAT: Sureness.FLAT,
    Says.CAN: Sureness.PROBABLE,
    Says.MAY: Sureness.POSSIBLE,
    Says.SOMETIMES: Sureness.POSSIBLE,
}
"""How sure an article sounds when claims.yaml says so of it."""


def fits(claim: Claim, strength: Strength) -> bool:
    """Whether the article's own wording of a claim is no surer than its evidence allows."""
    can = allowed(claim, strength)
    return can.side is Side.FOR and SAYS[claim.says] <= can.sureness


def because(strength: Strength) -> str:
    """The evidence in a few words: ``supported, low certainty, not yet confirmed``."""
    said = [f"contradicted ({strength.contradiction})" if strength.contradiction else str(strength.direction)]
    if strength.certainty is not None:
        said.append(f"{strength.certainty} certainty" if strength.certainty in GRADE_SCALE else strength.certainty)
    if strength.provisional and strength.direction is not Verdict.NO_EVIDENCE:
        said.append("not yet confirmed")
    return ", ".join(said)


def wording(claim: Claim, strength: Strength, sureness: Sureness) -> str:
    """A sentence about the claim that sounds no surer than ``sureness``, with full stop."""
    of_own_scale = claim.kind in {Kind.MECHANISM, Kind.BACKGROUND}
    said = _by_statement(claim, strength, sureness) if of_own_scale else _by_outcome(claim, strength, sureness)
    return f"{capital(said)}."


def _sureness_of(certainty: Certainty) -> Sureness:
    return Sureness(certainty.rank) if certainty in GRADE_SCALE else _OUTSIDE_GRADE[certainty]


def _by_outcome(claim: Claim, strength: Strength, sureness: Sureness) -> str:
    body = _headline_body(strength)
    name = body.outcome if body else main_outcome(claim)
    outcome = next((one for one in claim.outcomes if one.name == name), None)
    exposure = _supported_exposures(claim, strength)
    phrase = Phrase(
        _words(claim, strength, sureness),
        noun_phrase(exposure),
        with_article(name),
        is_plural(exposure),
        claimed_way(claim, body, outcome),
    )
    if strength.direction in {Verdict.INSUFFICIENT, Verdict.NO_EVIDENCE}:
        return f"{_OPEN[strength.direction]} whether {phrase.claimed('')}"
    if strength.direction is Verdict.MIXED:
        return f"studies disagree about whether {phrase.claimed('')}"
    if sureness is Sureness.UNCERTAIN:
        return f"the evidence is very uncertain about {phrase.name()}"
    hedge = HEDGES[GRADE_SCALE[sureness]]
    if strength.contradiction is Contradiction.LITTLE:
        return phrase.little(hedge)
    if strength.contradiction is Contradiction.OPPOSITE:
        return phrase.opposite(hedge)
    slightly = " slightly" if body is not None and body.small and phrase.words is Words.CAUSAL else ""
    return phrase.claimed(hedge) + slightly


def _supported_exposures(claim: Claim, strength: Strength) -> str:
    """Of a compound claim that lists examples only those that hold: a writer must name them."""
    if claim.combine is not Combine.ANY or strength.direction is not Verdict.SUPPORTED:
        return claim.exposure
    return " and ".join(part.exposure for part in strength.parts if part.direction is Verdict.SUPPORTED)


_OPEN = {Verdict.INSUFFICIENT: "it is uncertain", Verdict.NO_EVIDENCE: "it is not known"}


def _by_statement(claim: Claim, strength: Strength, sureness: Sureness) -> str:
    """For kinds whose claim is a statement of fact: the statement, with where it was seen."""
    fact = noun_phrase(claim.statement).rstrip(",")
    match strength.direction:
        case Verdict.NO_EVIDENCE | Verdict.INSUFFICIENT:
            if claim.kind is Kind.BACKGROUND:
                return f"it has not been confirmed from an authoritative review that {fact}"
            return f"{_OPEN[strength.direction]} whether {fact}"
        case Verdict.MIXED:
            return f"studies disagree about whether {fact}"
        case Verdict.CONTRADICTED:
            return f"studies speak against the idea that {fact}"
        case _ if strength.certainty in {Certainty.HUMAN_CELLS, Certainty.ANIMALS}:
            where = "in animals" if strength.certainty is Certainty.ANIMALS else "of human cells or tissue"
            return f"studies {where} suggest that {fact}, but whether this happens in people is unknown"
        case _ if sureness is Sureness.FLAT:
            return fact
        case _:
            verb = "indicate" if sureness is Sureness.PROBABLE else "suggest"
            return f"{'reviews' if claim.kind is Kind.BACKGROUND else 'studies in people'} {verb} that {fact}"


def _words(claim: Claim, strength: Strength, sureness: Sureness) -> Words:
    if claim.kind in {Kind.MECHANISM, Kind.BACKGROUND}:
        return Words.CAUSAL
    body = _headline_body(strength)
    return words_for(claim.kind, strength.direction, GRADE_SCALE[sureness], body.design if body else None)


def _headline_body(strength: Strength) -> Body | None:
    return next((body for body in strength.bodies if body.key in strength.headline), None)
