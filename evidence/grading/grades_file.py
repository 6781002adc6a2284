"""Grades as a table of text (CSV): one row for a grade, or for each of its results. docs/grades-file.md is for people.

Reading finds everything that is wrong at once, each with its line and column; ``grades_writer`` beside it writes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

import msgspec

from evidence.citations.design import Design
from evidence.claims.model import Claim
from evidence.grading.model import (
    Assessment,
    Confidence,
    Details,
    Direction,
    Directness,
    DomainRisk,
    Grade,
    GuidelinePosition,
    Measure,
    Read,
    Relevance,
    Result,
    ReviewFacts,
    RiskOfBias,
    Tool,
)
from evidence.grading.rules import check_grade

NAMES = ("claim", "pmid", "reviewer", "graded_at")
"""What makes a row belong to a grade."""
OF_RESULT = (
    "outcome",
    "n",
    "events",
    "measure",
    "estimate",
    "ci_low",
    "ci_high",
    "adjusted",
    "population_gap",
    "intervention_gap",
    "comparator_gap",
    "outcome_gap",
)
OF_REVIEW = ("review_confidence", "review_searched", "review_design", "review_studies_risk", "review_includes")
OF_GUIDELINE = ("guideline_body", "guideline_year", "guideline_position", "guideline_recommendation")
OF_DETAILS = ("read", *OF_REVIEW, *OF_GUIDELINE, "sponsored", "funding", "conflicts", "integrity", "comment")
RARE = ("population", "comparator", "k", "i2", "tool", "domains")
"""Of a result as well; at the end of the table because few results need them."""
COLUMNS = (
    *NAMES,
    "relevance",
    "direction",
    "design",
    "risk_of_bias",
    "read",
    *OF_RESULT,
    *OF_REVIEW,
    *OF_GUIDELINE,
    "sponsored",
    "funding",
    "conflicts",
    "integrity",
    "comment",
    *RARE,
)
NEEDED = (*NAMES, "relevance", "direction", "design", "risk_of_bias")

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


def join(parts: Iterable[str]) -> str:
    """Several texts in one cell."""
    return "|".join(part.replace("\\", "\\\\").replace("|", "\\|") for part in parts)


def split(text: str) -> tuple[str, ...]:
    """The texts that ``join`` put into one cell."""
    parts = re.findall(r"((?:[^\\|]|\\.)+)", text, re.DOTALL)
    return tuple(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in parts)


class Finding(msgspec.Struct, frozen=True, order=True):
    """Something wrong: line and column count from 1; a column is a field of the row, as in a spreadsheet."""

    line: int
    column: int
    what: str
    remedy: str

    def at(self, name: str) -> str:
        """As it is shown for a file of that name."""
        return f"{name}:{self.line}:{self.column}: {self.what} - {self.remedy}"


class GradeInFile(msgspec.Struct, frozen=True):
    """A grade and the line where it begins. Its version is 1: which one it will be, the store knows."""

    grade: Grade
    line: int


class Contents(msgspec.Struct, frozen=True):
    """What a file holds. Its grades are only of use when there are no findings."""

    grades: tuple[GradeInFile, ...]
    findings: tuple[Finding, ...]


def read(data: bytes, claims: Mapping[str, Claim]) -> Contents:
    """Reads a file of grades and finds everything that is wrong with it.

    Args:
        data: the file: UTF-8, with commas, the first line naming the columns.
        claims: by id, those that may be graded.
    """
    return _Reader(claims).read(data)


class _Row(msgspec.Struct):
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells.get(column, "")

    def has(self, columns: Iterable[str]) -> bool:
        return any(self.text(column).strip() for column in columns)


class _Reader:
    def __init__(self, claims: Mapping[str, Claim]) -> None:
        self._claims = claims
        self._findings: set[Finding] = set()
        self._columns: list[str] = []

    def read(self, data: bytes) -> Contents:
        groups: dict[tuple[str, ...], list[_Row]] = {}
        for row in self._rows(data):
            groups.setdefault(tuple(row.text(name).strip() for name in NAMES), []).append(row)
        grades = tuple(found for rows in groups.values() if (found := self._grade(rows)))
        return Contents(grades, tuple(sorted(self._findings)))

    def _rows(self, data: bytes) -> Iterator[_Row]:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as problem:
            line = data.count(b"\n", 0, problem.start) + 1
            self._find(line, "", "is not UTF-8", "save the table as CSV in UTF-8")
            return
        table = csv.reader(io.StringIO(text, newline=""), strict=True)
        before = 0
        try:
            for cells in table:
                line, before = before + 1, table.line_num
                if not self._columns:
                    if not self._header(line, cells):
                        return
                elif any(cell.strip() for cell in cells):
                    yield from self._row(line, cells)
        except csv.Error as problem:
            self._find(before + 1, "", f"is no row of a CSV table ({problem})", "close every quotation mark")
        if not self._columns:
            self._find(1, "", "the file is empty", f"begin it with a line that names the columns: {', '.join(NEEDED)}")

    def _header(self, line: int, cells: Sequence[str]) -> bool:
        self._columns = [cell.strip() for cell in cells]
        for index, column in enumerate(self._columns, start=1):
            if column not in COLUMNS:
                remedy = f"the columns are: {', '.join(COLUMNS)}"
                if ";" in column:
                    remedy = "separate the columns with commas, not with semicolons"
                self._findings.add(Finding(line, index, f"there is no column {column!r}", remedy))
            elif self._columns.index(column) + 1 < index:
                self._findings.add(Finding(line, index, f"the column {column} is there twice", "remove one of them"))
        for column in NEEDED:
            if column not in self._columns:
                self._findings.add(Finding(line, 1, f"the column {column} is missing", "add it"))
        return not self._findings

    def _row(self, line: int, cells: Sequence[str]) -> Iterator[_Row]:
        if len(cells) == len(self._columns):
            yield _Row(line, dict(zip(self._columns, cells, strict=True)))
            return
        what = f"the row has {len(cells)} fields, the first line names {len(self._columns)}"
        self._findings.add(
            Finding(line, min(len(cells), len(self._columns)) + 1, what, "put text with commas in quotation marks")
        )

    def _grade(self, rows: Sequence[_Row]) -> GradeInFile | None:
        before = len(self._findings)
        first = rows[0]
        claim = self._claim(first)
        pmid = self._whole(first, "pmid", needed=True)
        at = self._cell(first, "graded_at", _moment, "write a date or time such as 2026-03-01T14:30:00Z", needed=True)
        reviewer = " ".join(first.text("reviewer").split())
        assessment = self._assessment(rows)
        if len(self._findings) > before or claim is None or pmid is None or at is None or assessment is None:
            return None
        grade = Grade(claim=claim.id, pmid=pmid, reviewer=reviewer, at=at, assessment=assessment)
        results = [row for row in rows if row.has((*OF_RESULT, *RARE))]
        for problem in check_grade(grade, claim):
            index, column = _place(problem.field)
            row = results[index] if index is not None else first
            self._find(row.line, column, f"{column}: {problem.reason}", "correct it")
        return GradeInFile(grade, first.line)

    def _claim(self, row: _Row) -> Claim | None:
        name = row.text("claim").strip()
        if name not in self._claims:
            self._find(row.line, "claim", f"claim: no claim has the id {name!r}", "see: evidence claims")
            return None
        return self._claims[name]

    def _assessment(self, rows: Sequence[_Row]) -> Assessment | None:
        first = rows[0]
        for row in rows[1:]:
            for column in ("relevance", "design", "risk_of_bias", *OF_DETAILS):
                if row.text(column) not in {"", first.text(column)}:
                    what = f"{column}: differs from line {first.line}, which is of the same grade"
                    self._find(row.line, column, what, "repeat what that line says, or leave it empty")
        relevance = self._enum(first, "relevance", Relevance, needed=True)
        direction = self._enum(first, "direction", Direction)
        results = tuple(
            result
            for row in rows
            if row.has((*OF_RESULT, *RARE)) and (result := self._result(row, direction)) is not None
        )
        design = self._enum(first, "design", Design)
        risk = self._enum(first, "risk_of_bias", RiskOfBias)
        details = self._details(first, results) if results or first.has(OF_DETAILS) else None
        if relevance is None:
            return None
        return Assessment(relevance=relevance, direction=direction, design=design, risk_of_bias=risk, details=details)

    def _details(self, row: _Row, results: tuple[Result, ...]) -> Details:
        return Details(
            read=self._enum(row, "read", Read) or Read.ABSTRACT,
            results=results,
            funding=row.text("funding"),
            sponsored=self._yes_or_no(row, "sponsored"),
            conflicts=row.text("conflicts"),
            integrity=split(row.text("integrity")),
            comment=row.text("comment"),
            review=self._review(row) if row.has(OF_REVIEW) else None,
            guideline=self._guideline(row) if row.has(OF_GUIDELINE) else None,
        )

    def _result(self, row: _Row, of_grade: Direction | None) -> Result | None:
        direction = self._enum(row, "direction", Direction) or of_grade
        if not row.text("outcome").strip():
            self._find(row.line, "outcome", "outcome: is missing", "say which outcome of the claim the figures are of")
        if direction is None:
            self._find(row.line, "direction", "direction: is missing", "say where the estimate lies, or unclear")
            return None
        return Result(
            outcome=row.text("outcome").strip(),
            direction=direction,
            population=row.text("population"),
            comparator=row.text("comparator"),
            n=self._whole(row, "n"),
            events=self._whole(row, "events"),
            measure=self._enum(row, "measure", Measure),
            estimate=self._decimal(row, "estimate"),
            ci_low=self._decimal(row, "ci_low"),
            ci_high=self._decimal(row, "ci_high"),
            adjusted=self._yes_or_no(row, "adjusted"),
            directness=Directness(
                population=self._whole(row, "population_gap") or 0,
                intervention=self._whole(row, "intervention_gap") or 0,
                comparator=self._whole(row, "comparator_gap") or 0,
                outcome=self._whole(row, "outcome_gap") or 0,
            ),
            tool=self._enum(row, "tool", Tool),
            domains=self._domains(row),
            k=self._whole(row, "k"),
            i2=self._decimal(row, "i2"),
        )

    def _review(self, row: _Row) -> ReviewFacts | None:
        confidence = self._enum(row, "review_confidence", Confidence, needed=True)
        searched = self._cell(
            row, "review_searched", date.fromisoformat, "write a date such as 2025-12-31", needed=True
        )
        design = self._enum(row, "review_design", Design, needed=True)
        risk = self._enum(row, "review_studies_risk", RiskOfBias, needed=True)
        includes = self._cell(row, "review_includes", _pmids, "write PMIDs with spaces between them") or ()
        if confidence is None or searched is None or design is None or risk is None:
            return None
        return ReviewFacts(
            confidence=confidence, searched=searched, design=design, studies_risk_of_bias=risk, includes=includes
        )

    def _guideline(self, row: _Row) -> GuidelinePosition | None:
        year = self._whole(row, "guideline_year", needed=True)
        return GuidelinePosition(
            body=row.text("guideline_body"),
            year=year or 0,
            position=row.text("guideline_position"),
            recommendation=row.text("guideline_recommendation"),
        )

    def _domains(self, row: _Row) -> tuple[DomainRisk, ...]:
        def parse(_: str) -> tuple[DomainRisk, ...]:
            pairs = (part.rpartition("=") for part in split(row.text("domains")))
            return tuple(DomainRisk(name, RiskOfBias(risk)) for name, _, risk in pairs)

        return self._cell(row, "domains", parse, "write them as name=risk|name=risk") or ()

    # --- One cell ------------------------------------------------------------------------------------------

    def _cell(
        self, row: _Row, column: str, parse: Callable[[str], T], remedy: str, *, needed: bool = False
    ) -> T | None:
        text = row.text(column).strip()
        if not text:
            if needed:
                self._find(row.line, column, f"{column}: is missing", remedy)
            return None
        try:
            return parse(text)
        except ValueError:
            self._find(row.line, column, f"{column}: {text!r} is not understood", remedy)
            return None

    def _enum(self, row: _Row, column: str, of: type[E], *, needed: bool = False) -> E | None:
        return self._cell(row, column, of, f"write one of: {', '.join(of)}", needed=needed)

    def _whole(self, row: _Row, column: str, *, needed: bool = False) -> int | None:
        return self._cell(row, column, _whole, "write a whole number, in digits only", needed=needed)

    def _decimal(self, row: _Row, column: str) -> float | None:
        return self._cell(row, column, _decimal, "write a number with a point, such as 1.25")

    def _yes_or_no(self, row: _Row, column: str) -> bool | None:
        return self._cell(row, column, lambda text: ("no", "yes").index(text) == 1, "write yes, no, or nothing")

    def _find(self, line: int, column: str, what: str, remedy: str) -> None:
        place = self._columns.index(column) + 1 if column in self._columns else 1
        self._findings.add(Finding(line, place, what, remedy))


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,15}", text):
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> float:
    # Python also reads 1_000, nan and digits of other scripts.
    if not re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", text):
        raise ValueError(text)
    return float(text)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pmids(text: str) -> tuple[int, ...]:
    return tuple(sorted({_whole(pmid) for pmid in re.split(r"[\s;,]+", text) if pmid}))


def _place(field: str) -> tuple[int | None, str]:
    """The result (by its place, ``None``: of the grade itself) and the column that a field of the model stands in."""
    result = re.match(r"details\.results\[(\d+)\]\.", field)
    index = int(result[1]) if result else None
    name = field[result.end() :] if result else field
    known = {
        "at": "graded_at",
        "details.results": "outcome",
        "details.review": "review_confidence",
        "details.review.design": "review_design",
        "details.guideline": "guideline_body",
    }
    if name.startswith("directness."):
        return index, f"{name.removeprefix('directness.')}_gap"
    return index, known.get(name, name)
