"""What can be wrong with claims.yaml: codes that stay the same, and findings with their position.

Every code is explained, with an example and a remedy, in ``docs/claims-file.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec

from evidence.errors import ClaimsFileError


class Code(StrEnum):
    """Every kind of finding; the numbers are never given to another kind."""

    # The file cannot be read, so that nothing more can be said about it.
    TOO_LARGE = "CL001"
    NOT_UTF8 = "CL002"
    NOT_YAML = "CL003"

    # YAML that the file does without.
    DUPLICATE_KEY = "CL101"
    ALIAS = "CL102"
    TAG = "CL103"
    KEY_NOT_TEXT = "CL104"

    # One value.
    UNKNOWN_KEY = "CL201"
    MISSING_KEY = "CL202"
    WRONG_TYPE = "CL203"
    EMPTY = "CL204"
    UNKNOWN_VALUE = "CL205"
    OUT_OF_RANGE = "CL206"
    BAD_ID = "CL207"
    NOT_A_PMID = "CL208"
    NOT_A_DATE = "CL209"

    # Values that belong together.
    DUPLICATE_ID = "CL301"
    REPEATED = "CL302"
    UNKNOWN_ARTICLE = "CL303"
    UNKNOWN_PARENT = "CL304"
    PART_CYCLE = "CL305"
    COMBINE_MISSING = "CL306"
    COMBINE_WITHOUT_PARTS = "CL307"
    NO_QUERY = "CL308"
    EXPOSURE = "CL309"
    DIFFERENCE_WITHOUT_UNIT = "CL310"
    NO_PLACE = "CL311"
    UNKNOWN_CONCEPT = "CL312"

    # PubMed queries.
    QUERY_TOO_LARGE = "CL401"
    UNBALANCED_QUOTES = "CL402"
    UNBALANCED_PARENTHESES = "CL403"
    EMPTY_PARENTHESES = "CL404"
    UNBALANCED_BRACKETS = "CL405"
    TYPOGRAPHIC_CHARACTER = "CL406"
    UNTAGGED_TERM = "CL410"
    UNKNOWN_FIELD = "CL411"
    TAG_WITHOUT_TERM = "CL412"
    OPERATOR_CASE = "CL420"
    OPERATOR_WITHOUT_TERM = "CL421"
    MISSING_OPERATOR = "CL422"
    MIXED_OPERATORS = "CL423"
    RANGE = "CL424"
    SHORT_TRUNCATION = "CL430"
    MISPLACED_TRUNCATION = "CL431"
    TRUNCATED_HEADING = "CL432"
    PROXIMITY = "CL433"
    NO_MESH = "CL440"
    NO_TEXT_WORD = "CL441"
    FROZEN_DATE = "CL450"
    REPEATED_TERM = "CL451"
    SECOND_OPINION = "CL452"

    @property
    def is_unreadable(self) -> bool:
        """Whether nothing else of the file could be judged."""
        return self in {Code.TOO_LARGE, Code.NOT_UTF8, Code.NOT_YAML}

    @property
    def is_warning(self) -> bool:
        """Whether the file can be used although a curator should look at it."""
        return self in {Code.FROZEN_DATE, Code.REPEATED_TERM, Code.SECOND_OPINION}


class Finding(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong; findings sort by position.

    Attributes:
        file: as the reader knows it.
        line, column: of the offending value, 1-based, in characters; of the key when that is unknown,
            of the item when a key is missing.
        code: which kind of thing.
        what: what is wrong, on one line.
        remedy: what to do, as an instruction.
    """

    file: str
    line: int
    column: int
    code: Code
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.what} - {self.remedy}"


class QueryFinding(msgspec.Struct, frozen=True):
    """One thing that is wrong with a query, from ``start`` to ``end`` (characters of the query)."""

    code: Code
    start: int
    end: int
    what: str
    remedy: str


class ClaimsFileFindingsError(ClaimsFileError):
    """claims.yaml has errors; ``findings`` holds all of them, by position."""

    def __init__(self, name: str, findings: Sequence[Finding]) -> None:
        count = "one error" if len(findings) == 1 else f"{len(findings)} errors"
        lines = "\n".join(str(finding) for finding in findings)
        super().__init__(f"{name} has {count}:\n{lines}")
        self.findings = tuple(findings)


def quoted(text: str, limit: int = 60) -> str:
    """``text`` in quotes on one line, cut where it is long, for use inside a message."""
    line = " ".join("".join(c if c.isprintable() or c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in text).split())
    return f"'{line if len(line) <= limit else line[: limit - 1] + '…'}'"
