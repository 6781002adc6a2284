"""Kinds that GRADE does not rate: mechanisms, by where they were shown, and background, by who confirms it.

A mechanism never becomes a clinical benefit: its best level says that something happens in people, not that
treating it helps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set

from evidence.claims.model import Claim
from evidence.grading.model import Direction, main_outcome
from evidence.strength.bodies import body_key, importance_of, lines
from evidence.strength.confirming import fingerprint, rule
from evidence.strength.headline import NOTHING, Headline, read_headline, who_confirmed
from evidence.strength.material import Material
from evidence.strength.model import Body, Certainty, Contradiction, EffectDirection, Stratum, StudyLine, Verdict
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


def mechanism_headline(claim: Claim, bodies: Sequence[Body]) -> Headline:
    """The strongest level at which studies say something, weaker levels helping out those above them.

    Outcomes of equal importance are traces of one mechanism, so all of the most important ones that were studied count
    together, each study once. Studies are added level by level from people down; the first level at which they give a
    verdict names the certainty, and a weaker level never overrules those above it. Proposals are not studies: alone
    they leave the claim insufficient. An insufficient claim has the strongest level at which something is for it, and
    none when nothing is: that people were studied does not show it in people.
    """
    if not bodies:
        return NOTHING
    top = most_important(claim, bodies)
    used: list[Body] = []
    verdict: Reading = (Verdict.INSUFFICIENT, None)
    for stratum in LEVELS:
        of_level = [body for body in top if body.design is stratum]
        if not of_level or stratum is Stratum.PROPOSED:
            continue
        above = _each_study_once(line for body in used for line in body.studies)
        used += of_level
        verdict = verdict_by_direction(_each_study_once(line for body in used for line in body.studies))
        if _overrules(verdict[0], above):
            verdict = (Verdict.MIXED, None)
        if verdict[0] is not Verdict.INSUFFICIENT:
            break
    leading = used or top
    confirmed_by, confirmed_at = who_confirmed(leading)
    return Headline(
        direction=verdict[0],
        contradiction=verdict[1],
        certainty=_level_for(top) if verdict[0] is Verdict.INSUFFICIENT else leading[-1].certainty,
        bodies=tuple(body.key for body in leading),
        confirmed_by=confirmed_by,
        confirmed_at=confirmed_at,
        reason=f"Read from: {'; '.join(body.key for body in leading)}.",
    )


def _overrules(verdict: Verdict, above: EffectDirection) -> bool:
    """Whether studies of stronger levels lean the other way: what mice do cannot outvote the one study in women."""
    if verdict is Verdict.SUPPORTED:
        return above.against > above.for_
    return verdict is Verdict.CONTRADICTED and above.for_ > above.against


def most_important(claim: Claim, bodies: Sequence[Body]) -> list[Body]:
    """The bodies on the most important outcomes that have any, the strongest level first."""
    importance = {body.outcome: importance_of(claim, body.outcome)[0] for body in bodies}
    top = [body for body in bodies if importance[body.outcome] == min(importance.values())]
    return sorted(top, key=lambda body: list(LEVELS).index(body.design))


def _level_for(bodies: Sequence[Body]) -> Certainty | None:
    """The strongest level at which at least one study, or else one proposal, is for the claim."""
    levels = (body.certainty for body in bodies if body.effect_direction and body.effect_direction.for_)
    return next(levels, None)


def _each_study_once(lines: Iterable[StudyLine]) -> EffectDirection:
    """Studies by direction; one that says several things of a mechanism has a direction when they do not clash."""
    said: dict[str, set[Direction]] = {}
    for line in lines:
        said.setdefault(line.study, set()).add(line.direction)
    return effect_direction([_together(directions) for directions in said.values()])


def _together(directions: Set[Direction]) -> Direction:
    if {Direction.FOR, Direction.AGAINST} <= directions:
        return Direction.UNCLEAR
    order = (Direction.FOR, Direction.AGAINST, Direction.NO_DIFFERENCE, Direction.UNCLEAR)
    return next(each for each in order if each in directions)


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


def background_headline(claim: Claim, bodies: Sequence[Body]) -> Headline:
    """Established by what reviews say of the claim's main outcome; what they say of others establishes nothing."""
    main = main_outcome(claim)
    of_main = [body for body in bodies if body.outcome == main]
    if of_main or not bodies:
        return read_headline(of_main)
    confirmed_by, confirmed_at = who_confirmed(bodies)
    return Headline(
        direction=Verdict.INSUFFICIENT,
        certainty=Certainty.NOT_ESTABLISHED,
        bodies=tuple(body.key for body in bodies),
        confirmed_by=confirmed_by,
        confirmed_at=confirmed_at,
        reason=f"No authoritative review speaks to the main outcome: {main}.",
    )


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
    said = lines(studies, [1 / len(studies)] * len(studies))
    count = _each_study_once(said)
    verdict, contradiction = reading(count)
    seen = fingerprint(claim, studies, {})
    key = body_key(outcome, "", "", stratum)
    ruling = rule(key, seen, {}, material.confirmations)
    return Body(
        key=key,
        fingerprint=seen,
        outcome=outcome,
        design=stratum,
        k=len({study.study for study in studies}),
        n=sum(study.result.n or 0 for study in studies),
        events=0,
        start=None,
        domains={},
        certainty=level,
        verdict=verdict,
        contradiction=contradiction,
        effect_direction=count,
        studies=said,
        notes=("it has changed since it was confirmed",) if ruling.lapsed else (),
        confirmed_by=ruling.by,
        confirmed_at=ruling.at,
    )
