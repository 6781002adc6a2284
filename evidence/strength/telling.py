"""What a body of evidence says and how its certainty came about, in a few words each."""

from __future__ import annotations

from typing import Final

from evidence.strength.model import Body, Domain, Judged

START: Final = ("very low", "low", "moderate", "high")
"""Where certainty starts, in words: by ``Body.start``."""


def studies(body: Body) -> str:
    """How many of what: ``3 randomised trials, 640 participants``."""
    participants = f"{body.n:,} participant{'s' if body.n != 1 else ''}" if body.n else "participants not recorded"
    review = f", in the review PMID {body.review}" if body.review else ""
    return f"{body.k:,} in {body.design}, {participants}{review}"


def effect(body: Body) -> str:
    """The pooled effect with its interval, else how many studies point where."""
    if body.pooled is not None:
        pooled = body.pooled
        return f"{pooled.measure} {pooled.estimate:.2f} (95% CI {pooled.ci.low:.2f} to {pooled.ci.high:.2f})"
    if body.effect_direction is not None:
        found = body.effect_direction
        counted = ((found.for_, "for"), (found.against, "against"), (found.no_difference, "no difference"))
        return ", ".join(f"{number} {said}" for number, said in (*counted, (found.unclear, "unclear")) if number)
    return ""


def steps(body: Body) -> list[str]:
    """From where certainty starts to where it ends, and who has looked at it."""
    start = [f"starts at {START[body.start]}"] if body.start is not None else []
    moved = [_step(domain, judged) for domain, judged in body.domains.items() if judged.final or judged.proposed]
    on = f" on {body.confirmed_at:%Y-%m-%d}" if body.confirmed_at else ""
    confirmed = f"confirmed by {body.confirmed_by}{on}" if body.confirmed_by else ""
    return [*start, *moved, *body.notes, *filter(None, (confirmed,))]


def _step(domain: Domain, judged: Judged) -> str:
    proposed = f" (proposed {levels(judged.proposed)})" if judged.final != judged.proposed else ""
    return f"{levels(judged.final)} {domain}{proposed}: {judged.reason}"


def levels(number: int) -> str:
    """Levels of certainty, signed: ``−1``, ``0``, ``+2``."""
    return f"−{-number}" if number < 0 else f"+{number}" if number else "0"
