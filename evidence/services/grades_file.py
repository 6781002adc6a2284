"""Grades from a file and into one: all of a file or nothing of it, and never a grade twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from evidence.errors import GradesFileError
from evidence.grading import grades_file, grades_writer
from evidence.grading.consensus import current
from evidence.grading.grades_file import Finding, GradeInFile
from evidence.grading.model import Grade
from evidence.services.clock import Clock
from evidence.services.recording import conclude
from evidence.store import catalogue, citations, grades, tasks
from evidence.store.database import Database, Transaction

Name = tuple[str, int, str]


class GradesImport(msgspec.Struct, frozen=True):
    """What an import came to: grades that were added, and grades that the database had already."""

    added: int
    known: int


def import_grades(database: Database, data: bytes, name: str, clock: Clock) -> GradesImport:
    """Stores the grades of a file, and the strengths that follow, in one transaction.

    A grade that the database has (same claim, paper, reviewer, time and content) is left as it is, so that importing a
    file again changes nothing. A later one by the same reviewer is a correction.

    Args:
        database: where everything is kept.
        data: the file's bytes.
        name: the file's, for what is wrong with it.
        clock: tells the time.

    Raises:
        GradesFileError: something is wrong; every bad row is named, and nothing was stored.
    """
    now = clock.now()
    with database.write() as tx:
        claims = {claim.id: claim for claim in catalogue.claims(tx)}
        contents = grades_file.read(data, claims)
        compound = {claim.id for claim in claims.values() if claim.combine is not None}
        stored = _stored(tx, {one.grade.claim for one in contents.grades})
        revision = citations.revision_numbers(tx, {one.grade.pmid for one in contents.grades})
        findings = [*contents.findings, *_wrong_here(contents.grades, stored, set(revision), compound, now)]
        if findings:
            raise GradesFileError(name, [finding.at(name) for finding in sorted(findings)])
        added = _new(contents.grades, stored)
        grades.append(tx, [(grade, revision[grade.pmid]) for grade in added], now=now)
        papers: dict[str, set[int]] = {}
        for grade in added:
            papers.setdefault(grade.claim, set()).add(grade.pmid)
        for claim_id, pmids in papers.items():
            tasks.update(tx, claims[claim_id], pmids)
        conclude(tx, papers.keys(), now)
    return GradesImport(added=len(added), known=len(contents.grades) - len(added))


def export_grades(database: Database) -> str:
    """Every grade that holds, of every tracked claim, as a file that ``import_grades`` takes."""
    with database.read() as tx:
        held = [grade for claim in catalogue.claims(tx) for grade in current(grades.of_claim(tx, claim.id))]
    return grades_writer.write(held)


def _name(grade: Grade) -> Name:
    return grade.claim, grade.pmid, grade.reviewer


def _stored(tx: Transaction, claim_ids: Iterable[str]) -> dict[Name, list[Grade]]:
    found: dict[Name, list[Grade]] = {}
    for claim_id in sorted(claim_ids):
        for grade in grades.of_claim(tx, claim_id):
            found.setdefault(_name(grade), []).append(grade)
    return found


def _wrong_here(
    read: Sequence[GradeInFile],
    stored: dict[Name, list[Grade]],
    known_pmids: set[int],
    compound: set[str],
    now: datetime,
) -> Iterator[Finding]:
    """What only the database can say is wrong with grades that make sense in themselves."""
    for one in read:
        grade, line = one.grade, one.line
        if grade.claim in compound:
            what = f"claim: {grade.claim} rests on its parts"
            yield Finding(line, 1, what, "grade the paper for the parts that it is about")
        if grade.pmid not in known_pmids:
            what = f"pmid: the database does not have {grade.pmid}"
            yield Finding(line, 2, what, "correct it, or fetch the record first: evidence refresh, or evidence import")
        if grade.at > now:
            yield Finding(line, 4, f"graded_at: {grade.at:%Y-%m-%d %H:%M} UTC has not come yet", "correct it")
        versions = stored.get(_name(grade), [])
        same_time = next((version for version in versions if version.at == grade.at and not version.withdrawn), None)
        if same_time is not None and same_time.assessment != grade.assessment:
            what = "graded_at: the database has another grade by this reviewer of that very time"
            yield Finding(line, 4, what, "give a correction its own, later time")
        elif same_time is None and versions and versions[-1].at >= grade.at:
            what = f"graded_at: the database has a later word of this reviewer, of {versions[-1].at.isoformat()}"
            yield Finding(line, 4, what, "leave the row out, or give a correction a later time")


def _new(read: Sequence[GradeInFile], stored: dict[Name, list[Grade]]) -> list[Grade]:
    """Grades that the database lacks, each with the version that it will be."""
    added = []
    for one in sorted(read, key=lambda one: one.grade.at):
        versions = stored.setdefault(_name(one.grade), [])
        if any(version.at == one.grade.at and not version.withdrawn for version in versions):
            continue
        numbered = msgspec.structs.replace(one.grade, version=len(versions) + 1)
        versions.append(numbered)
        added.append(numbered)
    return added
