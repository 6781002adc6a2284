"""The one tree of errors. Each says what went wrong, and what to do about it.

Adapters wrap the errors of the libraries they use into these and chain the cause, so that whoever
calls them needs to know this file only. ``exit_code`` is what a command ends with when the error
reaches it; the codes are those of ``evidence --help``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar


class EvidenceError(Exception):
    """Root of the tree; raise one of the errors below.

    Args:
        what: what is wrong, with the position (file, line, record, setting) where there is one.
        remedy: what the reader can do about it, as an instruction; empty when nothing helps.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} - {self.remedy}" if self.remedy else self.what


class SettingsError(EvidenceError):
    """A setting is missing or wrong."""


class ClaimsFileError(EvidenceError):
    """claims.yaml cannot be read, or has findings that keep it from being used."""


class UnknownClaimError(EvidenceError):
    """A claim id that no claim has."""


class UnknownArticleError(EvidenceError):
    """An article id that no tracked article has."""


class RefusedError(EvidenceError):
    """What a person wants to record makes no sense, or is not theirs to say; nothing was stored.

    Args:
        what: what was refused.
        problems: the fields at fault, each with the reason.
    """

    def __init__(self, what: str, problems: Sequence[tuple[str, str]]) -> None:
        listed = "; ".join(f"{field}: {reason}" for field, reason in problems)
        super().__init__(f"{what} is refused: {listed}", "correct what is named and save again")
        self.problems = tuple(problems)


class CitationRevisedError(EvidenceError):
    """The citation changed after the person had looked at it; nothing was stored.

    Args:
        pmid: the citation.
        change: what has changed, in words.
        revision: the number of the revision to look at now.
    """

    def __init__(self, pmid: int, change: str, revision: int) -> None:
        super().__init__(f"PMID {pmid} {change}", "look at the record as it is now, then save again")
        self.pmid, self.change, self.revision = pmid, change, revision


class GradesFileError(EvidenceError):
    """A file of grades cannot be used; nothing of it was stored.

    Args:
        name: of the file.
        findings: everything that is wrong, each as ``file:line:column: what - what to do``.
    """

    def __init__(self, name: str, findings: Sequence[str]) -> None:
        super().__init__("\n".join([f"{name} cannot be used, nothing was stored:", *findings]))
        self.findings = tuple(findings)


class DocumentError(EvidenceError):
    """A text that is to be checked cannot be read."""


class PublishError(EvidenceError):
    """Pages for readers cannot be written."""


class RecordError(EvidenceError):
    """A file or an answer that should hold PubMed records cannot be understood."""


class StoreError(EvidenceError):
    """The database cannot do what was asked: locked, wrong schema, wrong origin, unreachable."""


class SourceError(EvidenceError):
    """The source of citations could not answer; other queries may still succeed."""

    exit_code = 1


class SourceUnreachableError(SourceError):
    """The source cannot be reached at all: no other query will succeed either."""

    exit_code = 3


class RefreshRunningError(EvidenceError):
    """Another refresh works on the same database."""

    exit_code = 4
