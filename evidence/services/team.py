"""How the team of reviewers is doing: who has graded how much, how fast, and how well they agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from evidence.grading.agreement import FIELDS, Agreement, PairAgreement, agreement_on, pairwise, votes_on
from evidence.grading.consensus import current
from evidence.grading.model import Grade
from evidence.services.review import pace_of
from evidence.store import catalogue, grades, tasks
from evidence.store.database import Transaction


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What one reviewer has done.

    Attributes:
        name: as grades have it.
        graded: papers with a grade of theirs that holds, each once for each claim.
        left: papers that wait for them.
        last_at: when they graded last; seconds_per_grade: their own median of late, ``None`` when there are too few.
    """

    name: str
    graded: int
    left: int
    last_at: datetime | None
    seconds_per_grade: float | None


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, and how well they agree.

    Attributes:
        members: by name.
        waiting: papers that somebody still has to vote on or to decide, each once for each claim.
        agreement: of all reviewers, by field of the quick tier.
        pairs: of every two reviewers, by field.
    """

    members: tuple[Member, ...]
    waiting: int
    agreement: dict[str, Agreement]
    pairs: dict[str, tuple[PairAgreement, ...]]


def team(tx: Transaction) -> Team:
    """The team as it is now. Agreement is counted from votes alone, never from what an adjudicator decided."""
    votes = [one for claim in catalogue.claims(tx) for one in grades.of_claim(tx, claim.id)]
    holding = current(votes)
    members = tuple(_member(tx, name, holding) for name in grades.spellings(tx))
    return Team(
        members=members,
        waiting=sum(len(tasks.of_state(tx, state)) for state in tasks.TaskState),
        agreement={field: agreement_on(field, holding) for field in FIELDS},
        pairs={field: pairwise(votes_on(field, holding), FIELDS[field][0]) for field in FIELDS},
    )


def _member(tx: Transaction, name: str, holding: Sequence[Grade]) -> Member:
    newest = grades.newest_of(tx, name, limit=50)
    return Member(
        name=name,
        graded=sum(one.reviewer == name for one in holding),
        left=sum(tasks.left_for(tx, name).values()),
        last_at=newest[0].grade.at if newest else None,
        seconds_per_grade=pace_of(newest),
    )
