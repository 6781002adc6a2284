"""Takes a PubMed query apart, keeping the place of every piece.

Follows the PubMed User Guide (https://pubmed.ncbi.nlm.nih.gov/help/#how-do-i-search-pubmed): words up to a tag
are one term, a quoted phrase is one term, a tag belongs to the term before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

import msgspec

from evidence.claims.pubmed_fields import normalised

QUOTES = "“”„‟«»″"
"""Typographic double quotes; PubMed knows the straight one only."""

_PIECES = re.compile(
    r"""(?P<open>\() | (?P<close>\)) | (?P<phrase>"[^"]*") | (?P<tag>\[[^\[\]]*\]) | (?P<range>:)
      | (?P<sign>[&|]+) | (?P<word>[^\s()\[\]":&|]+) | (?P<stray>["\[\]])""",
    re.VERBOSE,
)
_OPERATORS = frozenset({"AND", "OR", "NOT"})


class Sort(Enum):
    """What a piece of a query is."""

    OPEN = auto()
    CLOSE = auto()
    OPERATOR = auto()
    RANGE = auto()
    TERM = auto()
    TAG = auto()
    """A tag without a term before it; that of a term is in the term."""
    STRAY = auto()
    """A quote or bracket without its counterpart."""


class Token(msgspec.Struct, frozen=True):
    """A piece of a query.

    Attributes:
        sort: what it is.
        start, end: where it stands, in characters; the tag of a term left out.
        text: as written; of a phrase with its quotes.
        tag: of a term, normalised, or the tag itself; ``None`` when there is none.
        tag_start: where the tag stands.
    """

    sort: Sort
    start: int
    end: int
    text: str
    tag: str | None = None
    tag_start: int = 0

    @property
    def is_phrase(self) -> bool:
        """Whether it stands in quotes."""
        return self.text.startswith('"')

    @property
    def words(self) -> str:
        """The text of a term without quotes."""
        return self.text.strip('"')


def tokens(term: str) -> list[Token]:
    """The pieces of a query in order; typographic quotes count as straight ones."""
    straight = re.sub(f"[{QUOTES}]", '"', term)
    found: list[Token] = []
    for token in _pieces(straight):
        last = found[-1] if found else None
        if last is None or last.sort is not Sort.TERM or last.tag is not None:
            found.append(token)
        elif token.sort is Sort.TAG:
            found[-1] = msgspec.structs.replace(last, tag=token.tag, tag_start=token.start)
        elif token.sort is Sort.TERM and not token.is_phrase and not last.is_phrase:
            found[-1] = msgspec.structs.replace(last, end=token.end, text=straight[last.start : token.end])
        else:
            found.append(token)
    return found


def _pieces(term: str) -> Iterator[Token]:
    for match in _PIECES.finditer(term):
        text = match[0]
        match match.lastgroup:
            case "open":
                sort = Sort.OPEN
            case "close":
                sort = Sort.CLOSE
            case "range":
                sort = Sort.RANGE
            case "tag":
                sort = Sort.TAG
            case "stray":
                sort = Sort.STRAY
            case "sign":
                sort = Sort.OPERATOR
            case "word" if text.upper() in _OPERATORS:
                sort = Sort.OPERATOR
            case _:
                sort = Sort.TERM
        tag = normalised(text) if sort is Sort.TAG else None
        yield Token(sort, match.start(), match.end(), text, tag, match.start())
