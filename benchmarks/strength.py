"""Can strength be computed again whenever a grade is saved? ``python -m benchmarks.strength``.

One claim with 1,000 graded citations (aim: under 50 ms), then 50 to 500 claims of 200 citations and two reviewers
(aim: under 10 s for 500, and linear), five times each. The grades are random but seeded: half of the papers irrelevant,
a third of the others with numbers, one vote in ten differing.
"""

from __future__ import annotations

import platform
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median

import msgspec

from evidence.citations.design import Design
from evidence.claims.model import Better, Claim, Importance, Kind, Outcome, Says
from evidence.grading.model import (
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
from evidence.strength.compute import compute
from evidence.strength.material import Material, Paper

ROUNDS = 5
WHEN = datetime(2024, 1, 1, tzinfo=UTC)
OUTCOME = Outcome(name="live birth", importance=Importance.CRITICAL, better=Better.MORE, measure="risk ratio")


def claim(number: int) -> Claim:
    """A therapy claim."""
    return Claim(
        id=f"claim-{number}",
        statement="The drug raises the chance of a live birth.",
        kind=Kind.THERAPY,
        says=Says.MAY,
        places=(),
        population="Women",
        exposure="The drug",
        outcomes=(OUTCOME,),
    )


def assessment(chance: random.Random) -> Assessment:
    """What a reviewer may say."""
    if chance.random() < 0.5:
        return Assessment(relevance=Relevance.NONE)
    estimate = round(chance.uniform(0.5, 2.5), 2)
    direction = Direction.FOR if estimate > 1 else Direction.AGAINST
    result = Result(
        outcome=OUTCOME.name,
        direction=direction,
        n=chance.randrange(20, 2000),
        measure=Measure.RISK_RATIO,
        estimate=estimate,
        ci_low=round(estimate * 0.6, 2),
        ci_high=round(estimate / 0.6, 2),
    )
    return Assessment(
        relevance=chance.choice([Relevance.DIRECT, Relevance.PARTIAL]),
        direction=direction,
        design=chance.choice([Design.RANDOMISED_TRIAL, Design.RANDOMISED_TRIAL, Design.CASE_CONTROL, Design.ANIMAL]),
        risk_of_bias=chance.choice([RiskOfBias.SOME, RiskOfBias.HIGH]),
        details=Details(read=Read.FULL_TEXT, results=(result,)) if chance.random() < 0.33 else None,
    )


def material(claim_id: str, citations: int, chance: random.Random) -> Material:
    """Every citation graded by two reviewers."""
    grades = []
    for number in range(citations):
        said = assessment(chance)
        votes = (said, said if chance.random() < 0.9 else assessment(chance))
        grades += [
            Grade(claim=claim_id, pmid=900_000_000 + number, reviewer=reviewer, at=WHEN, assessment=vote)
            for reviewer, vote in zip(("Ann", "Ben"), votes, strict=True)
        ]
    papers = tuple(Paper(pmid=900_000_000 + number) for number in range(citations))
    made = Material(papers=papers, grades=tuple(grades))
    # As read from a store: two equal votes are not one object.
    return msgspec.json.decode(msgspec.json.encode(made), type=Material)


def seconds(work: Callable[[], object]) -> float:
    """Median of five runs, after one that warms up."""
    work()
    runs = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return median(runs)


def main() -> None:
    """Prints the table."""
    chance = random.Random(1)
    print(f"Python {platform.python_version()}, {platform.machine()}; medians of {ROUNDS}")
    one, graded = claim(0), material("claim-0", 1000, chance)
    print(f"{'1 claim x 1,000 citations':34}{seconds(lambda: compute(one, graded)) * 1000:10.1f} ms")
    claims = [(claim(number), material(f"claim-{number}", 200, chance)) for number in range(500)]
    for count in (50, 100, 250, 500):
        chosen = claims[:count]
        took = seconds(lambda chosen=chosen: [compute(*each) for each in chosen])  # type: ignore[misc]
        print(f"{f'{count} claims x 200 citations':34}{took:10.2f} s {took / count * 1000:8.2f} ms a claim")


if __name__ == "__main__":
    main()
