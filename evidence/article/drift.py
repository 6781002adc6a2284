"""What has happened to an article since a person last looked at it: to its words, its evidence, the papers it cites."""

from __future__ import annotations

import msgspec

from evidence.article.model import Rule
from evidence.article.report import Report


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that makes tracked claims; ``claims``: id -> how the claim's evidence stood, in words."""

    text: str
    claims: dict[str, str]
    cited: tuple[int, ...] = ()


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What a check saw of an article.

    Attributes:
        sentences: those that make tracked claims, in order.
        retracted: cited PMIDs that were retracted or in doubt.
        errors, warnings, notes: findings by level.
    """

    sentences: tuple[Seen, ...]
    retracted: tuple[int, ...] = ()
    errors: int = 0
    warnings: int = 0
    notes: int = 0


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A claim of the article whose evidence stands otherwise than before."""

    claim: str
    before: str
    now: str


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between two snapshots of an article.

    Attributes:
        written, gone: texts of sentences that make tracked claims and are new, or not there any more.
        moved: claims of sentences that stayed.
        retracted: cited papers that have been retracted since, or have come in with a new sentence.
    """

    written: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    retracted: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything does."""
        return bool(self.written or self.gone or self.moved or self.retracted)

    def in_words(self) -> tuple[str, ...]:
        """Each difference on a line, the gravest first."""
        return (
            *(f"cited paper PMID {pmid} was retracted or is in doubt" for pmid in self.retracted),
            *(f"the evidence of {one.claim} moved from '{one.before}' to '{one.now}'" for one in self.moved),
            *(f"new: {text}" for text in self.written),
            *(f"gone: {text}" for text in self.gone),
        )


def snapshot(report: Report) -> Snapshot:
    """What is remembered of a check."""
    sentences = tuple(
        Seen(
            text=sentence.text,
            claims={reading.claim: reading.standing for reading in sentence.claims if reading.claim},
            cited=sentence.cited,
        )
        for sentence in report.sentences
        if any(reading.claim for reading in sentence.claims)
    )
    doubted = {
        pmid
        for sentence in report.sentences
        for reading in sentence.claims
        for finding in (*reading.findings, *reading.suppressed)
        if finding.rule is Rule.RETRACTED
        for pmid in finding.retracted
    }
    return Snapshot(
        sentences=sentences,
        retracted=tuple(sorted(doubted)),
        errors=report.summary.errors,
        warnings=report.summary.warnings,
        notes=report.summary.notes,
    )


def drift(before: Snapshot, now: Snapshot) -> Drift:
    """What has changed. Sentences are the same when a reader sees the same words, wherever they stand."""
    were, are = {seen.text: seen for seen in before.sentences}, {seen.text: seen for seen in now.sentences}
    moved: dict[str, Moved] = {}
    for text, seen in are.items():
        for claim, standing in seen.claims.items():
            former = were[text].claims.get(claim) if text in were else None
            if former is not None and former != standing:
                moved[claim] = Moved(claim=claim, before=former, now=standing)
    return Drift(
        written=tuple(
            text for text, seen in are.items() if text not in were or set(seen.claims) != set(were[text].claims)
        ),
        gone=tuple(text for text in were if text not in are),
        moved=tuple(moved.values()),
        retracted=tuple(pmid for pmid in now.retracted if pmid not in before.retracted),
    )
