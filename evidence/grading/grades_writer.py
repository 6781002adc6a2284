"""Grades as a table of text (CSV), for ``evidence.grading.grades_file`` to read: the same grades come back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

import msgspec

from evidence.grading.grades_file import COLUMNS, join
from evidence.grading.model import Details, Grade, Result


def write(grades: Iterable[Grade]) -> str:
    """The file of these grades, by claim, paper, reviewer and time; withdrawn ones have no place in it."""
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for grade in sorted(grades, key=lambda one: (one.claim, one.pmid, one.reviewer, one.at)):
        table.writerows(_rows_of(grade))
    return out.getvalue()


def _rows_of(grade: Grade) -> Iterator[dict[str, Any]]:
    said = grade.assessment
    row: dict[str, Any] = {
        "claim": grade.claim,
        "pmid": grade.pmid,
        "reviewer": grade.reviewer,
        "graded_at": grade.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "relevance": said.relevance,
        "direction": said.direction,
        "design": said.design,
        "risk_of_bias": said.risk_of_bias,
    }
    if said.details is None:
        yield row
        return
    row |= _details_cells(said.details)
    results = said.details.results
    # The first row says the direction of the grade: a result of another direction comes after it.
    if not results or results[0].direction is not said.direction:
        yield row
    for result in results:
        yield row | {"direction": result.direction} | _result_cells(result)


def _details_cells(details: Details) -> dict[str, Any]:
    cells: dict[str, Any] = {
        "read": details.read,
        "sponsored": _word(details.sponsored),
        "funding": details.funding,
        "conflicts": details.conflicts,
        "integrity": join(details.integrity),
        "comment": details.comment,
    }
    if review := details.review:
        cells |= {
            "review_confidence": review.confidence,
            "review_searched": review.searched.isoformat(),
            "review_design": review.design,
            "review_studies_risk": review.studies_risk_of_bias,
            "review_includes": " ".join(map(str, review.includes)),
        }
    if guideline := details.guideline:
        cells |= {
            "guideline_body": guideline.body,
            "guideline_year": guideline.year,
            "guideline_position": guideline.position,
            "guideline_recommendation": guideline.recommendation,
        }
    return cells


def _result_cells(result: Result) -> dict[str, Any]:
    gaps = {f"{name}_gap": level or None for name, level in msgspec.structs.asdict(result.directness).items()}
    return gaps | {
        "outcome": result.outcome,
        "n": result.n,
        "events": result.events,
        "measure": result.measure,
        "estimate": result.estimate,
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "adjusted": _word(result.adjusted),
        "population": result.population,
        "comparator": result.comparator,
        "k": result.k,
        "i2": result.i2,
        "tool": result.tool,
        "domains": join(f"{domain.name}={domain.risk}" for domain in result.domains),
    }


def _word(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"
