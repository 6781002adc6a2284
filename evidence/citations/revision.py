"""What a fetched record changes in what is known: the decision, without the doing.

The rule that keeps a store right whatever order pages arrive in, and however often: PubMed counts a
record's versions and dates its revisions, so a record that is older by (version, revised) than what is
known never replaces it. With equal version and date the later word of the source counts, since PubMed also
corrects a record twice on one day.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

import msgspec

from evidence.citations.model import Citation, PartialDate
from evidence.citations.retraction import RetractionStatus, retraction_of

_ENCODER = msgspec.json.Encoder()


class KnownCitation(msgspec.Struct, frozen=True):
    """What must be remembered of a citation to decide about its next revision.

    Attributes:
        pmid: whose it is.
        version: of the record, from 1.
        revised: when NLM last changed it; ``None`` when it does not say.
        content_hash: of everything it says; see ``content_hash``.
        status: whether it had been retracted, and so on.
    """

    pmid: int
    version: int
    revised: PartialDate | None
    content_hash: bytes
    status: RetractionStatus


class Change(StrEnum):
    """How a fetched record stands to what was known."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"


class Decision(msgspec.Struct, frozen=True):
    """What to do about a fetched record.

    Attributes:
        change: ``added`` and ``changed`` are to be stored, the others not.
        before: what was known; ``None`` for an added citation.
        after: what is known afterwards; the same as ``before`` unless something is to be stored.
    """

    change: Change
    before: KnownCitation | None
    after: KnownCitation

    def status_change(self) -> tuple[RetractionStatus, RetractionStatus] | None:
        """Retraction status before and after, when it differs; an added citation was ``none`` before."""
        before = self.before.status if self.before else RetractionStatus.NONE
        return None if before is self.after.status else (before, self.after.status)


def content_hash(citation: Citation) -> bytes:
    """16 bytes that differ when anything that the record says differs."""
    return hashlib.blake2b(_ENCODER.encode(citation), digest_size=16).digest()


def known_of(citation: Citation) -> KnownCitation:
    """What is to be remembered of a citation."""
    return KnownCitation(
        citation.pmid, citation.version, citation.revised, content_hash(citation), retraction_of(citation).status
    )


def decide(known: KnownCitation | None, fetched: Citation) -> Decision:
    """Whether a fetched record is new, says something new, says the same, or is an older word.

    Args:
        known: what is stored of the same PMID; ``None`` when nothing is.
        fetched: the record as the source gave it now.
    """
    now = known_of(fetched)
    if known is None:
        return Decision(Change.ADDED, None, now)
    if known.pmid != now.pmid:
        raise ValueError(f"PMID {now.pmid} cannot revise PMID {known.pmid}")
    if _age(now) < _age(known):
        return Decision(Change.OLDER, known, known)
    if now == known:
        return Decision(Change.UNCHANGED, known, known)
    return Decision(Change.CHANGED, known, now)


def _age(known: KnownCitation) -> tuple[int, int, int, int]:
    revised = known.revised or PartialDate(0)
    return known.version, revised.year, revised.month, revised.day
