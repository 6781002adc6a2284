"""Which papers report one study: a person says so, and can take it back."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import msgspec

from evidence.errors import RefusedError
from evidence.grading.rules import Problem
from evidence.services.clock import Clock
from evidence.services.recording import conclude, person, refuse_if
from evidence.store import citations, judgements, material
from evidence.store.database import Database, Transaction
from evidence.strength.material import StudyGroup


def group(database: Database, pmids: Collection[int], by: str, reason: str, clock: Clock) -> StudyGroup:
    """Stores that papers report one study, for every claim alike, and the strengths that follow.

    Args:
        database: where everything is kept.
        pmids: at least two papers; groups that share a paper are one study.
        by: who says so.
        reason: why, for instance the registration number they share.
        clock: tells the time.

    Raises:
        RefusedError: fewer than two papers, one that is not stored, or no name or reason.
    """
    with database.write() as tx:
        made = StudyGroup(
            id=str(len({one.id for one in judgements.groups(tx)}) + 1),
            pmids=tuple(sorted(set(pmids))),
            by=person(by),
            at=clock.now(),
            reason=reason.strip(),
        )
        refuse_if("the study", _wrong_with(tx, made))
        _store(tx, made)
    return made


def ungroup(database: Database, group_id: str, by: str, reason: str, clock: Clock) -> StudyGroup:
    """Takes back that papers report one study; the group stays on record.

    Raises:
        RefusedError: there is no such group, or it was taken back already, or there is no name or reason.
    """
    with database.write() as tx:
        standing = {one.id: one for one in judgements.groups(tx)}.get(group_id)
        if standing is None or standing.undone:
            raise RefusedError("the end of the study", [("group", f"no study has the number {group_id}")])
        dissolved = msgspec.structs.replace(standing, by=person(by), at=clock.now(), reason=reason.strip(), undone=True)
        refuse_if("the end of the study", _wrong_with(tx, dissolved))
        _store(tx, dissolved)
    return dissolved


def groups(database: Database) -> tuple[StudyGroup, ...]:
    """The groups that hold."""
    with database.read() as tx:
        newest = {one.id: one for one in judgements.groups(tx)}
    return tuple(one for one in newest.values() if not one.undone)


def _store(tx: Transaction, one: StudyGroup) -> None:
    judgements.group(tx, one)
    conclude(tx, material.concerned(tx, one.pmids).keys(), one.at)


def _wrong_with(tx: Transaction, one: StudyGroup) -> Iterator[Problem]:
    if len(one.pmids) < 2:
        yield Problem("pmids", "a study with one report needs no group")
    for pmid in sorted(set(one.pmids) - citations.known_pmids(tx, one.pmids)):
        yield Problem("pmids", f"the database does not have PMID {pmid}")
    if not one.by:
        yield Problem("by", "the person has no name")
    if not one.reason:
        yield Problem("reason", "say how you know")
