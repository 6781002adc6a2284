"""What a check found: per sentence, per claim, and for the file as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from evidence.article.model import Finding, Level, Relation, Sureness, Word


class ClaimReading(msgspec.Struct, frozen=True, kw_only=True):
    """One claim that a sentence makes.

    Attributes:
        claim: its id; ``None`` for a health claim that nobody tracks.
        score: 0..1; ``words``: why the sentence was read so.
        asserted: how sure the sentence sounds; ``relation``: how it ties exposure and outcome together.
        allowed: how sure it may sound; ``None`` without a claim.
        standing: the claim's evidence in a few words.
        denied, question, attributed: what else was seen of the clause.
        guidelines: what guidelines say of the claim, where something is wrong.
        findings: what is wrong, the worst first.
        suppressed: findings that a reviewed comment lets stand.
    """

    claim: str | None
    score: float
    words: tuple[Word, ...]
    asserted: Sureness
    allowed: Sureness | None
    relation: Relation
    standing: str = ""
    denied: bool = False
    question: bool = False
    attributed: str = ""
    guidelines: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()


class SentenceReading(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that makes claims; positions as in ``Sentence``. ``cited``: PMIDs that stand with it."""

    line: int
    column: int
    start: int
    end: int
    text: str
    claims: tuple[ClaimReading, ...]
    cited: tuple[int, ...] = ()


class FileFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that belongs to no claim: a suppression at fault, or an article past its review date."""

    line: int
    column: int
    finding: Finding


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Counts for the reader who has ten seconds.

    Attributes:
        sentences: read; ``tracked``: of these, those that make a tracked claim.
        claims: tracked claims that were met, each once.
        errors, warnings, notes: findings by level; ``suppressed``: those that a comment lets stand.
        unchecked: cited papers that the database does not have, so that nobody knows whether they were retracted.
    """

    sentences: int
    tracked: int
    claims: int
    errors: int
    warnings: int
    notes: int
    suppressed: int
    unchecked: tuple[str, ...] = ()


class Located(msgspec.Struct, frozen=True, kw_only=True):
    """A finding with its place. ``claim`` and ``text`` are empty for findings about the file."""

    line: int
    column: int
    start: int = 0
    end: int = 0
    text: str = ""
    claim: str = ""
    guidelines: tuple[str, ...] = ()
    finding: Finding


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one check of one file found.

    Attributes:
        file: its name; ``article``: id of the tracked article that it is, empty for any other.
        findings: those that belong to no sentence.
        sentences: those that make claims, in order.
    """

    file: str
    article: str = ""
    findings: tuple[FileFinding, ...] = ()
    sentences: tuple[SentenceReading, ...]
    summary: Summary

    def located(self) -> Iterator[Located]:
        """Every finding in the order of the text, the worst of a place first."""
        places = [Located(line=one.line, column=one.column, finding=one.finding) for one in self.findings]
        places += [
            Located(
                line=sentence.line,
                column=sentence.column,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                claim=reading.claim or "",
                guidelines=reading.guidelines,
                finding=finding,
            )
            for sentence in self.sentences
            for reading in sentence.claims
            for finding in reading.findings
        ]
        return iter(sorted(places, key=lambda one: (one.line, one.column, -one.finding.level.rank)))

    def reaches(self, level: Level) -> bool:
        """Whether any finding is at least that bad."""
        return any(one.finding.level.rank >= level.rank for one in self.located())


def summarise(
    sentences: int,
    readings: tuple[SentenceReading, ...],
    findings: tuple[FileFinding, ...],
    unchecked: tuple[str, ...],
) -> Summary:
    """The counts of a report."""
    all_of = [reading for sentence in readings for reading in sentence.claims]
    levels = Counter(finding.level for reading in all_of for finding in reading.findings)
    levels.update(one.finding.level for one in findings)
    return Summary(
        sentences=sentences,
        tracked=sum(any(reading.claim for reading in sentence.claims) for sentence in readings),
        claims=len({reading.claim for reading in all_of if reading.claim}),
        errors=levels[Level.ERROR],
        warnings=levels[Level.WARNING],
        notes=levels[Level.NOTE],
        suppressed=sum(len(reading.suppressed) for reading in all_of),
        unchecked=unchecked,
    )
