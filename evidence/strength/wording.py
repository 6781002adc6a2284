"""Strength in one plain sentence, in GRADE's words for it (GRADE guidelines 26, J Clin Epidemiol 2020;119:126).

Never "may not": readers take it for both "perhaps not" and "must not". No evidence of an effect is not said as evidence
of no effect.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from evidence.claims.model import Claim, Kind
from evidence.grading.model import Direction, main_outcome
from evidence.strength.grammar import capital, is_plural, noun_phrase, with_article
from evidence.strength.headline import Headline
from evidence.strength.mechanism import most_important
from evidence.strength.model import Body, Certainty, Contradiction, Part, Stratum, Verdict
from evidence.strength.phrase import HEDGES, Phrase, Words, claimed_way, words_for


class Uncounted(msgspec.Struct, frozen=True, kw_only=True):
    """Linked papers of which nothing is counted: whoever hears that no study counts must hear of them.

    Attributes:
        reviews: systematic reviews; ``anchor_refused``: one was chosen as anchor, but it cannot carry the claim.
        undecided: papers that reviewers have not graded or not agreed on.
        in_doubt: papers under an expression of concern.
        guidelines: with their own positions.
    """

    reviews: int = 0
    anchor_refused: bool = False
    undecided: int = 0
    in_doubt: int = 0
    guidelines: int = 0


NOTHING_ELSE = Uncounted()


def sentence(
    claim: Claim,
    headline: Headline,
    bodies: Sequence[Body],
    parts: Sequence[Part],
    *,
    provisional: bool,
    uncounted: Uncounted = NOTHING_ELSE,
) -> str:
    """The strength of a claim as a reader should hear it."""
    unconfirmed = " (not yet confirmed)" if provisional and headline.direction is not Verdict.NO_EVIDENCE else ""
    if parts:
        return f"Supported{unconfirmed} for {_of_parts(parts)}."
    if claim.kind is Kind.BACKGROUND:
        text = f"{_background(headline, uncounted)}: {claim.statement.rstrip('.')}"
    elif headline.direction is Verdict.NO_EVIDENCE:
        text = _nothing(claim, uncounted)
    elif claim.kind is Kind.MECHANISM:
        text = f"{_mechanism(claim, headline, bodies)}: {claim.statement.rstrip('.')}"
    else:
        text = _graded(claim, headline, bodies)
    return f"{text}{unconfirmed}."


def _nothing(claim: Claim, uncounted: Uncounted) -> str:
    """That no study counts, and which papers are linked nevertheless."""
    linked = _linked(claim.kind, uncounted)
    found = "No study is counted yet" if linked else "No eligible studies were found"
    if claim.kind is Kind.MECHANISM:
        aside = f" ({'; '.join(linked)})" if linked else ""
        return f"{found} on this{aside}: {claim.statement.rstrip('.')}"
    main = next((one for one in claim.outcomes if one.name == main_outcome(claim)), None)
    asked = Phrase(
        words_for(claim.kind, Verdict.NO_EVIDENCE, None, None),
        noun_phrase(claim.exposure),
        with_article(main_outcome(claim)),
        is_plural(claim.exposure),
        claimed_way(claim, None, main),
    )
    return "; ".join([f"{found} on whether {asked.claimed('')}", *linked])


def _linked(kind: Kind, uncounted: Uncounted) -> list[str]:
    """What is linked and not counted, each with the reason."""
    said = []
    if uncounted.reviews:
        one = uncounted.reviews == 1
        if kind is Kind.MECHANISM:
            why = "and reviews do not count for a mechanism"
        elif uncounted.anchor_refused:
            why = "but the chosen anchor cannot carry the claim"
        else:
            why = f"but {'it is not' if one else 'none is'} chosen as an anchor"
        said.append(f"{uncounted.reviews} {'review is' if one else 'reviews are'} linked, {why}")
    if uncounted.undecided:
        said.append(f"{_papers(uncounted.undecided, 'is', 'are')} not agreed on yet")
    if uncounted.in_doubt:
        said.append(f"{_papers(uncounted.in_doubt, 'carries', 'carry')} an expression of concern")
    if uncounted.guidelines:
        one = uncounted.guidelines == 1
        said.append(f"{uncounted.guidelines} {'guideline takes' if one else 'guidelines take'} a position")
    return said


def _papers(count: int, singular: str, plural: str) -> str:
    return f"1 paper {singular}" if count == 1 else f"{count} papers {plural}"


def _graded(claim: Claim, headline: Headline, bodies: Sequence[Body]) -> str:
    body = next(one for one in bodies if one.key in headline.bodies)
    outcome = next((one for one in claim.outcomes if one.name == body.outcome), None)
    relation = Phrase(
        words_for(claim.kind, headline.direction, headline.certainty, body.design),
        noun_phrase(claim.exposure),
        with_article(body.outcome),
        is_plural(claim.exposure),
        claimed_way(claim, body, outcome),
    )
    if headline.direction is Verdict.MIXED:
        return f"Studies disagree about whether {relation.claimed('')}"
    if headline.direction is Verdict.INSUFFICIENT:
        return f"It is uncertain whether {relation.claimed('')}"
    if headline.certainty is Certainty.VERY_LOW:
        return f"The evidence is very uncertain about {relation.name()}"
    hedge = HEDGES[headline.certainty or Certainty.LOW]
    if headline.contradiction is Contradiction.LITTLE:
        return capital(relation.little(hedge))
    slightly = " slightly" if headline.small and relation.words is Words.CAUSAL else ""
    said = relation.opposite(hedge) if headline.contradiction else relation.claimed(hedge)
    return capital(said) + slightly


_STUDIES = {
    Stratum.PEOPLE: ("study in people", "studies in people"),
    Stratum.HUMAN_CELLS: ("laboratory study of human cells or tissue", "laboratory studies of human cells or tissue"),
    Stratum.ANIMALS: ("animal study", "animal studies"),
}
_PAPERS = _STUDIES | {Stratum.PROPOSED: ("opinion or narrative review", "opinions or narrative reviews")}


def _mechanism(claim: Claim, headline: Headline, bodies: Sequence[Body]) -> str:
    """What was looked at, and what it says: nothing that was seen in a dish is said of people."""
    read = [body for body in bodies if body.key in headline.bodies]
    if headline.direction is Verdict.INSUFFICIENT:
        return _unsettled(most_important(claim, bodies))
    levels = [stratum for stratum in _STUDIES if any(body.design is stratum for body in read)]
    where = capital(" and ".join(_STUDIES[stratum][1] for stratum in levels))
    counts = f" ({_counts(read)})" if len(levels) > 1 else ""
    if headline.direction is Verdict.MIXED:
        return f"{where} disagree about this{counts}"
    if headline.direction is Verdict.CONTRADICTED:
        return f"{where}{' together' if counts else ''} speak against this{counts}"
    if levels == [Stratum.PEOPLE]:
        return f"{where} support this"
    unknown = (
        "too few of them were in people" if Stratum.PEOPLE in levels else "whether it happens in people is unknown"
    )
    return f"{where}{' together' if counts else ''} support this{counts}, but {unknown}"


def _unsettled(bodies: Sequence[Body]) -> str:
    """A mechanism that no studies settle. It was proposed only when somebody proposes it."""
    if any(body.design in _STUDIES for body in bodies):
        return f"Studies do not settle this ({_counts(bodies)})"
    said = [line.direction for body in bodies for line in body.studies]
    for_, against = Direction.FOR in said, Direction.AGAINST in said
    papers, s = ("A paper", "s") if len(said) == 1 else ("Papers", "")
    if for_ and against:
        return "Papers argue for and against this, and no study is counted yet"
    if for_:
        return "This is proposed, but no study is counted yet"
    if against:
        return f"{papers} argue{s} against this, and no study is counted yet"
    return f"{papers} discuss{'es' if s else ''} this without taking a side, and no study is counted yet"


def _counts(bodies: Sequence[Body]) -> str:
    """How many studies of which kind point which way: ``for: 1 animal study; unclear: 2 studies in people``."""
    found: dict[Direction, dict[Stratum, set[str]]] = {}
    for body in bodies:
        for line in body.studies:
            found.setdefault(line.direction, {}).setdefault(body.design, set()).add(line.study)
    return "; ".join(
        f"{direction.replace('_', ' ')}: "
        + ", ".join(
            f"{len(found[direction][stratum])} {names[len(found[direction][stratum]) > 1]}"
            for stratum, names in _PAPERS.items()
            if stratum in found[direction]
        )
        for direction in Direction
        if direction in found
    )


def _background(headline: Headline, uncounted: Uncounted) -> str:
    said = {
        Verdict.SUPPORTED: "Established by authoritative reviews",
        Verdict.CONTRADICTED: "Authoritative reviews contradict this",
        Verdict.MIXED: "Authoritative reviews disagree about this",
    }.get(headline.direction)
    if said:
        return said
    linked = _linked(Kind.BACKGROUND, uncounted)
    return "Not settled by an authoritative review so far" + (f" ({'; '.join(linked)})" if linked else "")


def _of_parts(parts: Sequence[Part]) -> str:
    """For which parts a compound claim holds and for which it does not, so that a writer names the part."""
    holds = [_part(part) for part in parts if part.direction is Verdict.SUPPORTED]
    fails = [_part(part) for part in parts if part.direction is not Verdict.SUPPORTED]
    if not holds:
        return f"none of its parts: {'; '.join(fails)}"
    return "; ".join(holds) + (f"; not for {'; '.join(fails)}" if fails else "")


def _part(part: Part) -> str:
    name = noun_phrase(part.exposure).rstrip(",")
    if part.direction is Verdict.SUPPORTED:
        return f"{name} ({part.certainty})"
    if part.direction is Verdict.NO_EVIDENCE:
        return f"{name} (no study counted yet)"
    return f"{name} ({part.direction}{f', {part.certainty}' if part.certainty else ''})"
