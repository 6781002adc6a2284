"""A second opinion on a PubMed query: the linter of CoLRev's search-query.

Only its advice is used, for queries in which our own rules find no error: it refuses tags that PubMed
knows ([uid], [pmid], [majr:noexp]) and lets untagged terms pass, so that it cannot be the judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from search_query.exception import SearchQueryException
from search_query.pubmed.parser import PubmedParser

from evidence.claims import pubmed_fields
from evidence.claims.findings import Code, QueryFinding
from evidence.claims.query_tokens import Token, tokens

_REDUNDANT_TERM = "QUALITY_0005"
_CHARACTER_REPLACEMENT = "PUBMED_0002"

_IGNORED = {
    "FIELD_0001": "tag not supported: false for [uid], [pmid], [majr:noexp] and EInfo's names; our own rule knows them",
    "QUALITY_0001": "structure more complex than necessary: a matter of taste",
    "QUALITY_0002": "date in a subquery: our own rule warns of every date",
    "QUALITY_0004": "unnecessary parentheses: turns A NOT (B NOT C) into A NOT B NOT C, which finds something else",
    "QUALITY_0006": "wildcard possible: words that begin alike need not mean the same",
    "STRUCT_0001": "precedence: false for A AND B NOT C, which means one thing only; our own rule covers the others",
    "STRUCT_0004": "proximity: our own rule covers it",
    "PUBMED_0003": "short wildcard: counts the characters of the phrase rather than those of the truncated word",
}
"""Its messages that are false, unhelpful or said better by our own rules, by code, with the reason."""


def opinions(term: str) -> Iterator[QueryFinding]:
    """Its warnings about a query without errors, as far as they hold."""
    parser = PubmedParser(term, silent=True)
    try:
        parser.parse()
    except SearchQueryException:
        pass  # its fatal errors are among the messages
    except (AssertionError, AttributeError, LookupError, ValueError) as error:  # it gives up on what it did not expect
        yield _unreadable(0, len(term), type(error).__name__)
    pieces = tokens(term)
    for message in parser.linter.messages:
        if message["code"] not in _IGNORED:
            yield from _opinion(term, pieces, message)


def _opinion(term: str, pieces: list[Token], message: dict[str, Any]) -> Iterator[QueryFinding]:
    places = [place for place in message["position"] or [] if 0 <= place[0] < len(term)]
    start, end = places[-1] if places else (0, len(term))
    piece = next((piece for piece in pieces if piece.start <= start < piece.end), None)
    in_heading = piece is not None and pubmed_fields.field_of(piece.tag or "") in pubmed_fields.HEADINGS
    if message["code"] == _REDUNDANT_TERM:
        written = {term[first:last].strip('"').lower() for first, last in places}
        if in_heading and len(written) > 1:
            return  # headings are matched whole: Pregnancy[mh] does not find Pregnancy Outcome[mh]
        shown = " and ".join(term[first:last] for first, last in places)
        yield QueryFinding(
            Code.REPEATED_TERM,
            start,
            end,
            f"one of these terms adds nothing to the other: {shown}",
            "remove it",
        )
    elif message["code"] == _CHARACTER_REPLACEMENT:
        if in_heading or term[start:end] in {"'", "*"}:
            return  # a heading is spelt as NLM spells it; apostrophes are common in names of diseases
        yield QueryFinding(
            Code.SECOND_OPINION,
            start,
            end,
            f"PubMed reads the character {term[start:end]} as a space",
            "leave it out, or write the word that authors use for it",
        )
    elif message["is_fatal"]:
        yield _unreadable(start, end, message["label"])
    else:
        details = re.sub(r"\x1b\[\d+m", "", message["details"] or message["message"])
        yield QueryFinding(
            Code.SECOND_OPINION, start, end, f"{message['label']}: {' '.join(details.split())}", "consider it"
        )


def _unreadable(start: int, end: int, reason: str) -> QueryFinding:
    return QueryFinding(
        Code.SECOND_OPINION,
        start,
        end,
        f"the second linter cannot read the query ({reason})",
        "look at it again; quotes around each term often help",
    )
