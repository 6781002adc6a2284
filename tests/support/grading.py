"""Builders of claims, grades and material with sensible defaults; every PMID is synthetic."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from evidence.citations.design import Design
from evidence.claims.model import Better, Claim, Importance, Kind, Outcome, Says
from evidence.grading.model import (
    Adjudication,
    Assessment,
    Details,
    Direction,
    Grade,
    Measure,
    Read,
    Relevance,
    Result,
    RiskOfBias,
)
from evidence.strength.material import Material, Paper

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
LIVE_BIRTH = Outcome(name="live birth", importance=Importance.CRITICAL, better=Better.MORE, measure="risk ratio")
MISCARRIAGE = Outcome(name="miscarriage", importance=Importance.IMPORTANT, better=Better.LESS, measure="risk ratio")
NK_COUNT = Outcome(name="NK cell count", importance=Importance.SURROGATE, better=Better.LESS, measure="mean difference")


def at(day: int) -> datetime:
    """A time, some days after everything began."""
    return START + timedelta(days=day)


def pmid(number: int) -> int:
    """A PMID that no paper has."""
    return 900_000_000 + number


def make_claim(**changes: Any) -> Claim:
    """A therapy claim about live birth."""
    fields: dict[str, Any] = {
        "id": "success-drug",
        "statement": "The drug raises the chance of a live birth.",
        "kind": Kind.THERAPY,
        "says": Says.MAY,
        "places": (),
        "population": "Women who try to conceive",
        "exposure": "The drug",
        "comparator": "Placebo",
        "outcomes": (LIVE_BIRTH, MISCARRIAGE, NK_COUNT),
    }
    return Claim(**(fields | changes))


def make_result(
    estimate: float | None = None, low: float | None = None, high: float | None = None, **changes: Any
) -> Result:
    """A risk ratio for live birth, its direction read from the estimate."""
    direction = Direction.UNCLEAR if estimate is None else Direction.FOR if estimate > 1 else Direction.AGAINST
    fields: dict[str, Any] = {
        "outcome": "live birth",
        "direction": direction,
        "measure": None if estimate is None else Measure.RISK_RATIO,
        "estimate": estimate,
        "ci_low": low,
        "ci_high": high,
    }
    return Result(**(fields | changes))


def say(
    direction: Direction = Direction.FOR,
    *results: Result,
    relevance: Relevance = Relevance.DIRECT,
    design: Design = Design.RANDOMISED_TRIAL,
    risk: RiskOfBias = RiskOfBias.SOME,
    **details: Any,
) -> Assessment:
    """An assessment; with results or further details it is of the full text."""
    if relevance is Relevance.NONE:
        return Assessment(relevance=relevance)
    full = Details(**({"read": Read.FULL_TEXT, "results": results} | details)) if results or details else None
    return Assessment(relevance=relevance, direction=direction, design=design, risk_of_bias=risk, details=full)


def found(
    estimate: float, low: float, high: float, *, n: int = 200, events: int | None = None, **said: Any
) -> Assessment:
    """An assessment of a trial with a risk ratio for live birth."""
    result = make_result(estimate, low, high, n=n, events=events)
    return say(result.direction, result, **said)


def vote(number: int, reviewer: str, assessment: Assessment, *, day: int = 0, **changes: Any) -> Grade:
    """A grade of the synthetic paper of that number."""
    fields: dict[str, Any] = {"claim": "success-drug", "pmid": pmid(number), "reviewer": reviewer, "at": at(day)}
    return Grade(**(fields | {"assessment": assessment} | changes))


def decide(number: int, assessment: Assessment, *, day: int = 10, **changes: Any) -> Adjudication:
    """An adjudication of the synthetic paper of that number."""
    fields: dict[str, Any] = {"claim": "success-drug", "pmid": pmid(number), "adjudicator": "Zoe", "at": at(day)}
    return Adjudication(**(fields | {"reason": "read it twice", "assessment": assessment} | changes))


def agreed(
    assessments: Iterable[Assessment], *, claim: str = "success-drug", first: int = 1, **changes: Any
) -> Material:
    """Material in which Ann and Ben say the same of each paper; papers are numbered from ``first``."""
    numbered = list(enumerate(assessments, start=first))
    fields: dict[str, Any] = {
        "papers": tuple(Paper(pmid=pmid(number)) for number, _ in numbered),
        "grades": tuple(vote(number, who, said, claim=claim) for number, said in numbered for who in ("Ann", "Ben")),
    }
    return Material(**(fields | changes))
