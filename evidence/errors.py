"""The one tree of errors. Each says what went wrong, and what to do about it.

Adapters wrap the errors of the libraries they use into these and chain the cause, so that whoever
calls them needs to know this file only. ``exit_code`` is what a command ends with when the error
reaches it; the codes are those of ``evidence --help``.
"""

from __future__ import annotations

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
