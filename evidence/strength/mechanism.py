"""Kinds that GRADE does not rate: mechanisms, by where they were shown, and background, by who confirms it.

A mechanism never becomes a clinical benefit: its best level says that something happens in people, not that
treating it helps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evidence.claims.model import Claim
from evidence.grading.model import Direction
from evidence.strength.bodies import body_key, importance_of, lines
from evidence.strength.confirming import fingerprint, rule
from evidence.strength.headline import NOTHING, Headline
from evidence.strength.material import Material
from evidence.strength.model import Body, Certainty, Contradiction, EffectDirection, Stratum, Verdict
from evidence.strength.studies import Contribution
from evidence.strength.verdict import effect_direction, verdict_by_direction

LEVELS = {
    Stratum.PEOPLE: Certainty.PEOPLE,
    Stratum.HUMAN_CELLS: Certainty.HUMAN_CELLS,
    Stratum.ANIMALS: Certainty.ANIMALS,
    Stratum.PROPOSED: Certainty.PROPOSED,
}
"""From the strongest to the weakest."""

Reading = tuple[Verdict, Contradiction | None]


def mechanism_bodies(claim: Claim, material: Material, studies: Sequence[Contribution]) -> tuple[Body, ...]:
    """One body for each outcome and level, the strongest level first."""
    outcomes = sorted({s.result.outcome for s in studies}, key=lambda name: (importance_of(claim, name), name))
    return tuple(
        _body(claim, material, outcome, stratum, chosen, verdict_by_direction, level)
        for outcome in outcomes
        for stratum, level in LEVELS.items()
        if (chosen := [s for s in studies if s.result.outcome == outcome and s.stratum is stratum and not s.in_doubt])
    )


def mechanism_headline(bodies: Sequence[Body]) -> Headline:
    """The strongest level at which studies say something, weaker levels helping out those above them.

    Studies are added level by level from people down; the first level at which they give a verdict names the
    certainty. Proposals are not studies: alone they leave the claim insufficient. An insufficient claim stands
    where at least one study is for it, and is proposed only when none is: that people were studied does not show
    it in people.
    """
    if not bodies:
        return NOTHING
    used: list[Body] = []
    verdict: Reading = (Verdict.INSUFFICIENT, None)
    for body in bodies:
        if body.outcome != bodies[0].outcome or body.design is Stratum.PROPOSED:
            continue
        used.append(body)
        verdict = verdict_by_direction(_sum([b.effect_direction for b in used if b.effect_direction]))
        if verdict[0] is not Verdict.INSUFFICIENT:
            break
    leading = used or [bodies[0]]
    certainty = leading[-1].certainty if verdict[0] is not Verdict.INSUFFICIENT else _shown_by_some(leading)
    confirmed = all(body.confirmed_by for body in leading)
    return Headline(
        direction=verdict[0],
        contradiction=verdict[1],
        certainty=certainty,
        bodies=tuple(body.key for body in leading),
        confirmed_by=", ".join(sorted({body.confirmed_by for body in leading})) if confirmed else "",
        confirmed_at=max((b.confirmed_at for b in leading if b.confirmed_at), default=None) if confirmed else None,
        reason=f"Read from: {'; '.join(body.key for body in leading)}.",
    )


def _shown_by_some(bodies: Sequence[Body]) -> Certainty:
    levels = (body.certainty for body in bodies if body.effect_direction and body.effect_direction.for_)
    return next(levels, Certainty.PROPOSED)


def _sum(counts: Sequence[EffectDirection]) -> EffectDirection:
    return effect_direction(
        [
            direction
            for count in counts
            for direction, n in (
                (Direction.FOR, count.for_),
                (Direction.AGAINST, count.against),
                (Direction.NO_DIFFERENCE, count.no_difference),
                (Direction.UNCLEAR, count.unclear),
            )
            for _ in range(n)
        ]
    )


def background_bodies(claim: Claim, material: Material, reviews: Sequence[Contribution]) -> tuple[Body, ...]:
    """One body of the authoritative reviews that at least two people read the same way."""
    chosen = [one for one in reviews if not one.in_doubt and one.indirectness == 0]
    outcomes = sorted({one.result.outcome for one in chosen}, key=lambda name: (importance_of(claim, name), name))
    found = []
    for outcome in outcomes:
        of_outcome = [one for one in chosen if one.result.outcome == outcome]
        verdict, _ = verdict_by_reviews(effect_direction([one.result.direction for one in of_outcome]))
        level = Certainty.ESTABLISHED if verdict is Verdict.SUPPORTED else Certainty.NOT_ESTABLISHED
        found.append(_body(claim, material, outcome, Stratum.REVIEWS, of_outcome, verdict_by_reviews, level))
    return tuple(found)


def verdict_by_reviews(count: EffectDirection) -> Reading:
    """One authoritative review is enough for a textbook fact, and one that contradicts it is enough for a doubt."""
    if count.for_ and count.against:
        return Verdict.MIXED, None
    if count.for_:
        return Verdict.SUPPORTED, None
    return (Verdict.CONTRADICTED, Contradiction.OPPOSITE) if count.against else (Verdict.INSUFFICIENT, None)


def _body(
    claim: Claim,
    material: Material,
    outcome: str,
    stratum: Stratum,
    studies: Sequence[Contribution],
    reading: Callable[[EffectDirection], Reading],
    level: Certainty,
) -> Body:
    count = effect_direction([study.result.direction for study in studies])
    verdict, contradiction = reading(count)
    seen = fingerprint(claim, studies, {})
    key = body_key(outcome, "", "", stratum)
    ruling = rule(key, seen, {}, material.confirmations)
    return Body(
        key=key,
        fingerprint=seen,
        outcome=outcome,
        design=stratum,
        k=len(studies),
        n=sum(study.result.n or 0 for study in studies),
        events=0,
        start=None,
        domains={},
        certainty=level,
        verdict=verdict,
        contradiction=contradiction,
        effect_direction=count,
        studies=lines(studies, [1 / len(studies)] * len(studies)),
        notes=("it has changed since it was confirmed",) if ruling.lapsed else (),
        confirmed_by=ruling.by,
        confirmed_at=ruling.at,
    )
