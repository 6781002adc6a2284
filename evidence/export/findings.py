"""Reports of a check as text, JSON, CSV and GitHub's workflow commands. SARIF has a module of its own."""

from __future__ import annotations

import csv as csv_module
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

from evidence.article.model import Finding, Level, Rule
from evidence.article.report import ClaimReading, Located, Report, SentenceReading
from evidence.export.table import harmless

SHOWN_BY_GITHUB = 10
"""GitHub shows ten errors and ten warnings of a step and drops the rest without a word."""


def text(reports: Sequence[Report]) -> str:
    """A line ``file:line:column: level RULE message`` for each finding, what to do indented below, then the counts."""
    lines = []
    for report in reports:
        for one in report.located():
            finding = one.finding
            claim = f" [{one.claim}]" if one.claim else ""
            lines.append(
                f"{report.file}:{one.line}:{one.column}: {finding.level} {finding.rule} {_line(finding.message)}{claim}"
            )
            lines += [f"    {line}" for line in _below(one)]
    return "\n".join([*lines, *(_counts(report) for report in reports)]) + "\n"


def _below(one: Located) -> list[str]:
    """The sentence, what could stand there instead, and what to cite."""
    finding = one.finding
    lines = [f"> {_line(one.text)}"] if one.text else []
    if "\n" in finding.suggestion:
        lines += ["add to claims.yaml:", *(f"  {line}" for line in finding.suggestion.split("\n"))]
    elif finding.suggestion:
        lines.append(f"{'write: ' if one.claim else ''}{_line(finding.suggestion)}")
    if finding.rule is not Rule.UNCITED:
        lines += [f"guideline: {_line(said)}" for said in one.guidelines]
    if finding.citations:
        lines.append(f"cite: {', '.join(f'PMID {pmid}' for pmid in finding.citations)}")
    return lines


def _counts(report: Report) -> str:
    found = report.summary
    said = [
        f"{report.file}: {found.sentences} sentences, {found.tracked} with tracked claims ({found.claims} claims)",
        f"{_number(found.errors, 'error')}, {_number(found.warnings, 'warning')}, {_number(found.notes, 'note')}",
    ]
    if found.suppressed:
        said.append(f"{found.suppressed} suppressed")
    if found.unchecked:
        said.append(f"not in the database, so not checked for retraction: {', '.join(found.unchecked)}")
    return "; ".join(said)


def as_json(reports: Sequence[Report]) -> str:
    """A list with one object a file; its shape is documented in docs/checking.md."""
    return json.dumps([_report(report) for report in reports], ensure_ascii=False, indent=2) + "\n"


def _report(report: Report) -> dict[str, Any]:
    from msgspec import to_builtins

    return {
        "file": report.file,
        "article": report.article or None,
        "findings": [{"line": one.line, "column": one.column, **_finding(one.finding)} for one in report.findings],
        "sentences": [_sentence(sentence) for sentence in report.sentences],
        "summary": to_builtins(report.summary),
    }


def _sentence(sentence: SentenceReading) -> dict[str, Any]:
    return {
        "line": sentence.line,
        "column": sentence.column,
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "cited": list(sentence.cited),
        "claims": [_claim(reading) for reading in sentence.claims],
    }


def _claim(reading: ClaimReading) -> dict[str, Any]:
    return {
        "claim": reading.claim,
        "score": round(reading.score, 3),
        "words": [word.text for word in reading.words],
        "asserted": int(reading.asserted),
        "allowed": None if reading.allowed is None else int(reading.allowed),
        "relation": str(reading.relation),
        "standing": reading.standing,
        "denied": reading.denied,
        "question": reading.question,
        "attributed": reading.attributed,
        "guidelines": list(reading.guidelines),
        "findings": [_finding(finding) for finding in reading.findings],
        "suppressed": [_finding(finding) for finding in reading.suppressed],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": str(finding.rule),
        "level": str(finding.level),
        "message": finding.message,
        "suggestion": finding.suggestion,
        "citations": list(finding.citations),
    }


def csv(reports: Sequence[Report]) -> str:
    """A row a finding, for spreadsheets; what they would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    writer = csv_module.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for report in reports:
        for one in report.located():
            finding = one.finding
            cells = (report.file, one.text, one.claim, finding.rule, finding.level, finding.message, finding.suggestion)
            file, text, *others = (harmless(str(cell)) for cell in cells)
            pmids = " ".join(map(str, finding.citations))
            writer.writerow([file, one.line, one.column, text, *others, pmids])
    return out.getvalue()


_COLUMNS = "file line column sentence claim rule level message suggestion citations".split()


_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def github(reports: Sequence[Report]) -> str:
    """Workflow commands, the worst first, and what GitHub does not show in the summary line at the end."""
    found = [(report.file, one) for report in reports for one in report.located()]
    found.sort(key=lambda pair: -pair[1].finding.level.rank)
    lines = []
    for level, command in _COMMANDS.items():
        of_level = [pair for pair in found if pair[1].finding.level is level]
        lines += [_command(command, file, one) for file, one in of_level[:SHOWN_BY_GITHUB]]
        if len(of_level) > SHOWN_BY_GITHUB:
            lines.append(f"{len(of_level) - SHOWN_BY_GITHUB} more of level {level}: run evidence check to see them")
    return "\n".join([*lines, *(_counts(report) for report in reports)]) + "\n"


def _command(command: str, file: str, one: Located) -> str:
    where = {"file": file, "line": str(one.line), "col": str(one.column), "title": str(one.finding.rule)}
    properties = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in where.items())
    claim = f" [{one.claim}]" if one.claim else ""
    message = "\n".join([f"{one.finding.message}{claim}", *_below(one)])
    return f"::{command} {properties}::{_escaped(message)}"


def _escaped(value: str, more: Iterable[str] = "") -> str:
    """As GitHub's runner reads it back (actions/toolkit, command.ts)."""
    for character in ("%", "\r", "\n", *more):
        value = value.replace(character, f"%{ord(character):02X}")
    return value


def _number(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _line(value: str) -> str:
    """On one line, without characters that would steer a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in value).split())
