"""What strength is made from: everything that people and PubMed have said about the papers of a claim."""

from __future__ import annotations

from datetime import datetime

import msgspec

from evidence.citations.model import PartialDate
from evidence.citations.retraction import RetractionStatus
from evidence.grading.model import Adjudication, Grade
from evidence.strength.model import Domain


class Paper(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What strength needs to know of a citation that reviewers do not say.

    Attributes:
        pmid: the citation; ``published``: when, as far as it is known.
        retraction: what has become of it.
        preprint: not peer reviewed; ``replaced_by``: PMID of the article it became.
        conference_abstract: nothing but an abstract was ever published.
        reopened_at: when it was last corrected: grades given before have to be looked at again.
    """

    pmid: int
    published: PartialDate = PartialDate(0)
    retraction: RetractionStatus = RetractionStatus.NONE
    preprint: bool = False
    replaced_by: int | None = None
    conference_abstract: bool = False
    reopened_at: datetime | None = None


class StudyGroup(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person's word that several papers report one study; ``undone`` takes an earlier one with the same id back."""

    id: str
    pmids: tuple[int, ...]
    by: str
    at: datetime
    reason: str = ""
    undone: bool = False


class Anchor(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person's choice of a review to rest the claim on instead of primary studies; ``pmid`` ``None`` ends it."""

    pmid: int | None
    by: str
    at: datetime
    reason: str


class Decision(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person's final word on one domain; a reason is needed where it differs from the proposal."""

    domain: Domain
    final: int
    reason: str = ""


class Confirmation(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A person has looked at a body of evidence.

    Attributes:
        body: its ``key``.
        fingerprint: its ``fingerprint`` when the person looked: a confirmation ends when the body changes.
        by, at: who and when.
        decisions: domains not named are confirmed as proposed.
    """

    body: str
    fingerprint: str
    by: str
    at: datetime
    decisions: tuple[Decision, ...] = ()


class Material(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Everything said about one claim's papers, in any order.

    Attributes:
        papers: every citation linked to the claim, graded or not.
        grades, adjudications: all versions; the rules pick the ones that hold.
        groups, anchors, confirmations: likewise.
        unpublished_trials: registered trials without a publication, as counted by a person.
    """

    papers: tuple[Paper, ...] = ()
    grades: tuple[Grade, ...] = ()
    adjudications: tuple[Adjudication, ...] = ()
    groups: tuple[StudyGroup, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    unpublished_trials: int = 0

    def as_of(self, when: datetime) -> Material:
        """What people had said by then. The papers' own state at that time is the caller's to give."""
        return msgspec.structs.replace(
            self,
            grades=tuple(grade for grade in self.grades if grade.at <= when),
            adjudications=tuple(one for one in self.adjudications if one.at <= when),
            groups=tuple(one for one in self.groups if one.at <= when),
            anchors=tuple(one for one in self.anchors if one.at <= when),
            confirmations=tuple(one for one in self.confirmations if one.at <= when),
        )
