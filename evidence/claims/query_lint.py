"""What is wrong with a PubMed query, as far as can be known without asking PubMed.

Our own rules find the errors; they follow the PubMed User Guide (https://pubmed.ncbi.nlm.nih.gov/help/). Where
they find none, ``query_opinion`` asks a second linter for its warnings. Whether a MeSH heading exists
cannot be decided here: the refresh reports what PubMed did not find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from rapidfuzz import fuzz, process

from evidence.claims import pubmed_fields
from evidence.claims.findings import Code, QueryFinding, quoted
from evidence.claims.query_tokens import QUOTES, Sort, Token, tokens

MAX_LENGTH = 8_000
MAX_TERMS = 200
MAX_DEPTH = 12
"""Far more than people can read; the second linter's time grows with the square of all three."""

_TYPOGRAPHIC = re.compile(f"[{QUOTES}‘’‚‛′‐‑‒–—−\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\ufeff]")


def lint(term: str) -> list[QueryFinding]:
    """All errors and warnings of a query, by position."""
    return errors(term) + warnings(term)


def errors(term: str) -> list[QueryFinding]:
    """What must be corrected before the query is sent to PubMed, by position."""
    pieces = tokens(term[:MAX_LENGTH])
    too_large = list(_size(term, pieces))
    if too_large:
        return too_large
    findings = [*_typography(term), *_delimiters(pieces)]
    if not any(finding.code is not Code.TYPOGRAPHIC_CHARACTER for finding in findings):
        findings += _structure(pieces)
        for piece in pieces:
            if piece.tag is not None:
                findings += [*_tag(piece, piece.tag), *_truncation(piece, piece.tag)]
        findings += _vocabularies(term, pieces)
    return _sorted(findings)


def warnings(term: str) -> list[QueryFinding]:
    """What a curator should look at in a query without errors, by position; nothing when it has errors."""
    from evidence.claims.query_opinion import opinions  # heavy, and whoever loads the file does not need it

    if errors(term):
        return []
    return _sorted([*_dates(tokens(term)), *opinions(term)])


def _sorted(findings: list[QueryFinding]) -> list[QueryFinding]:
    return sorted(set(findings), key=lambda finding: (finding.start, finding.code, finding.what))


def _size(term: str, pieces: list[Token]) -> Iterator[QueryFinding]:
    def too_large(what: str) -> QueryFinding:
        return QueryFinding(Code.QUERY_TOO_LARGE, 0, len(term), what, "split the query into several")

    if len(term) > MAX_LENGTH:
        yield too_large(f"the query is {len(term):,} characters long; {MAX_LENGTH:,} are the most")
        return
    terms = sum(piece.sort is Sort.TERM for piece in pieces)
    deepest = max(accumulate((piece.sort is Sort.OPEN) - (piece.sort is Sort.CLOSE) for piece in pieces), default=0)
    if deepest > MAX_DEPTH:
        yield too_large(f"parentheses are nested {deepest:,} deep; {MAX_DEPTH} is the most")
    if terms > MAX_TERMS:
        yield too_large(f"the query has {terms:,} terms; {MAX_TERMS} are the most")


def _typography(term: str) -> Iterator[QueryFinding]:
    found = list(_TYPOGRAPHIC.finditer(term))
    if found:
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        yield QueryFinding(
            Code.TYPOGRAPHIC_CHARACTER,
            first.start(),
            first.end(),
            f"typographic character U+{ord(first[0]):04X}{more}",
            "write straight quotes, a plain hyphen or a plain space",
        )


def _delimiters(pieces: list[Token]) -> Iterator[QueryFinding]:
    """Quotes and brackets without their counterpart; they leave unclear where terms begin and end."""
    for piece in pieces:
        if piece.sort is Sort.TERM and re.search(r'"[^"]*[\[\]]', piece.text):
            yield QueryFinding(
                Code.UNBALANCED_QUOTES,
                piece.start,
                piece.start + 1,
                f"a quote opens here and is not closed before the tag: {quoted(piece.text, 30)}",
                "close the quote before the bracket",
            )
            return  # everything behind it is read inside out
        if piece.sort is Sort.STRAY and piece.text == '"':
            yield QueryFinding(
                Code.UNBALANCED_QUOTES, piece.start, piece.end, "this quote has no counterpart", "add or remove a quote"
            )
        elif piece.sort is Sort.STRAY:
            yield QueryFinding(
                Code.UNBALANCED_BRACKETS,
                piece.start,
                piece.end,
                f"the bracket {piece.text} has no counterpart",
                "write tags like [tiab]",
            )


def _structure(pieces: list[Token]) -> Iterator[QueryFinding]:
    """Parentheses, operators between terms, and a tag on each term, in one walk."""
    opened: list[Token] = []
    operators: list[list[str]] = [[]]  # those of each level of parentheses that is open
    previous: Token | None = None
    for index, piece in enumerate(pieces):
        begins = previous is None or previous.sort in {Sort.OPEN, Sort.OPERATOR, Sort.RANGE}
        match piece.sort:
            case Sort.OPEN | Sort.TERM:
                if not begins:
                    yield _finding(
                        Code.MISSING_OPERATOR,
                        piece,
                        f"no operator before {quoted(piece.text, 30)}; PubMed would put AND there",
                        "write AND, OR or NOT",
                    )
                if piece.sort is Sort.OPEN:
                    opened.append(piece)
                    operators.append([])
                elif piece.tag is None and not _is_lower_bound(pieces, index):
                    yield _finding(
                        Code.UNTAGGED_TERM,
                        piece,
                        f"the term {quoted(piece.text, 30)} has no tag; PubMed would search it as it pleases",
                        "add a tag, for instance [tiab] or [mh]",
                    )
            case Sort.CLOSE:
                if previous is not None and previous.sort is Sort.OPEN:
                    yield _finding(Code.EMPTY_PARENTHESES, previous, "these parentheses are empty", "remove them")
                elif begins and previous is not None:
                    yield _without_term(previous)
                if opened:
                    opened.pop()
                    operators.pop()
                else:
                    yield _finding(
                        Code.UNBALANCED_PARENTHESES, piece, "this parenthesis closes nothing", "remove it or add a '('"
                    )
            case Sort.OPERATOR:
                if begins:
                    yield _without_term(piece)
                yield from _operator(piece, operators[-1])
            case Sort.RANGE:
                if begins:
                    yield _without_term(piece)
                elif not _is_range(pieces, index):
                    yield _finding(
                        Code.RANGE,
                        piece,
                        "a colon stands between two dates or two PMIDs only",
                        "put quotes around the term, or write 2020:2024[dp]",
                    )
            case Sort.TAG:
                yield _finding(
                    Code.TAG_WITHOUT_TERM,
                    piece,
                    f"the tag {quoted(piece.text, 30)} has no term before it; a tag does not apply to parentheses",
                    "tag each term",
                )
        previous = piece
    if previous is not None and previous.sort in {Sort.OPERATOR, Sort.RANGE}:
        yield _without_term(previous)
    for piece in opened:
        yield _finding(Code.UNBALANCED_PARENTHESES, piece, "this parenthesis is not closed", "add a ')' or remove it")


def _operator(piece: Token, earlier: list[str]) -> Iterator[QueryFinding]:
    """An operator's spelling, and whether it goes with the others between the same parentheses."""
    name = {"&": "AND", "|": "OR"}.get(piece.text[0], piece.text.upper())
    if piece.text != name:
        yield _finding(Code.OPERATOR_CASE, piece, f"the operator {quoted(piece.text)} is not {name}", f"write {name}")
    mixed = bool(earlier) and earlier[-1] != name and (earlier[-1], name) != ("AND", "NOT")
    if mixed and "mixed" not in earlier:
        yield _finding(
            Code.MIXED_OPERATORS,
            piece,
            f"{earlier[-1]} and {name} stand side by side; PubMed reads them from left to right",
            "put parentheses around what belongs together",
        )
        earlier.append("mixed")
    elif "mixed" not in earlier:
        earlier.append(name)


def _tag(piece: Token, tag: str) -> Iterator[QueryFinding]:
    start, end = piece.tag_start, piece.tag_start + 1
    if not pubmed_fields.is_known(tag):
        close = process.extractOne(tag, sorted(pubmed_fields.FIELDS), scorer=fuzz.ratio, score_cutoff=60)
        remedy = f"did you mean [{close[0]}]?" if close else "write one of PubMed's tags, for instance [tiab] or [mh]"
        yield QueryFinding(Code.UNKNOWN_FIELD, start, end, f"PubMed knows no field {quoted(f'[{tag}]', 30)}", remedy)
        return
    field, near, distance = tag.partition(":~")
    if not near:
        return
    if field not in pubmed_fields.PROXIMITY:
        what, remedy = f"[{field}] cannot be searched for words near each other", "use [ti], [tiab] or [ad]"
    elif not re.fullmatch(r"[0-9]{1,4}", distance):
        what, remedy = f"the distance {quoted(distance, 20)} is not a number", "write the most words between, like ~3"
    elif not piece.is_phrase or len(piece.words.split()) < 2:
        what, remedy = "words near each other are two or more in quotes", 'write "word word"[tiab:~3]'
    elif "*" in piece.text:
        what, remedy = (
            "PubMed ignores the distance where a word is truncated",
            "write the words out, one phrase for each",
        )
    else:
        return
    yield QueryFinding(Code.PROXIMITY, start, end, what, remedy)


def _truncation(piece: Token, tag: str) -> Iterator[QueryFinding]:
    """``*`` stands at the end of the last word, behind four characters (User Guide, Truncating search terms)."""
    if "*" not in piece.text or ":~" in tag:
        return
    place = piece.start + piece.text.index("*")
    if pubmed_fields.field_of(tag) in pubmed_fields.HEADINGS:
        code, what = Code.TRUNCATED_HEADING, f"the heading {quoted(piece.text, 30)} is truncated"
        remedy = "write the heading whole; PubMed adds the narrower ones itself"
    elif not re.fullmatch(r"[^*]*\*", piece.words.strip()):
        code, what = Code.MISPLACED_TRUNCATION, f"the * in {quoted(piece.text, 30)} is not at the end of the term"
        remedy = "truncate the last word only"
    elif len(re.split(r"\s", piece.words.strip())[-1]) <= 4:
        code, what = Code.SHORT_TRUNCATION, f"fewer than four characters before * in {quoted(piece.text, 30)}"
        remedy = "write the endings out as terms of their own"
    else:
        return
    yield QueryFinding(code, place, place + 1, what, remedy)


def _vocabularies(term: str, pieces: list[Token]) -> Iterator[QueryFinding]:
    """Whether MeSH and words of the text are both searched; what NOT takes away does not count."""
    tags = [piece.tag for piece in _wanted(pieces) if piece.tag is not None]
    if not all(pubmed_fields.is_known(tag) for tag in tags):
        return  # the misspelt tag may be the one that seems to be missing
    fields = {pubmed_fields.field_of(tag) for tag in tags}
    if not fields & pubmed_fields.MESH:
        yield QueryFinding(
            Code.NO_MESH,
            0,
            len(term),
            "the query has no MeSH heading",
            'add the headings of its subject, like "Killer Cells, Natural"[mh]',
        )
    if not fields & pubmed_fields.TEXT_WORDS:
        yield QueryFinding(
            Code.NO_TEXT_WORD,
            0,
            len(term),
            "the query has no text words; it misses papers that are not indexed yet",
            "add the words that authors use, with [tiab]",
        )


def _wanted(pieces: list[Token]) -> Iterator[Token]:
    """The terms (and tags without one) that neither stand behind NOT nor in parentheses that do."""
    levels = [False]  # whether each open level of parentheses is taken away
    negated = False
    for piece in pieces:
        if piece.sort is Sort.OPERATOR:
            negated = piece.text.upper() == "NOT"
        elif piece.sort is Sort.OPEN:
            levels.append(levels[-1] or negated)
            negated = False
        elif piece.sort is Sort.CLOSE and len(levels) > 1:
            levels.pop()
        elif piece.sort in {Sort.TERM, Sort.TAG} and not (levels[-1] or negated):
            yield piece


def _dates(pieces: list[Token]) -> Iterator[QueryFinding]:
    for piece in pieces:
        if piece.tag is not None and pubmed_fields.field_of(piece.tag) in pubmed_fields.DATES:
            yield _finding(
                Code.FROZEN_DATE,
                piece,
                f"the date {quoted(piece.text, 30)} is frozen into the query",
                "remove it: the refresh finds what is new by itself",
            )


def _is_lower_bound(pieces: list[Token], index: int) -> bool:
    """Whether a colon follows the term, so that the upper bound carries the tag."""
    return index + 1 < len(pieces) and pieces[index + 1].sort is Sort.RANGE


def _is_range(pieces: list[Token], index: int) -> bool:
    """Whether the piece is the colon of a range that PubMed understands: ``1:9[uid]``."""
    match pieces[index : index + 2]:
        case [Token(sort=Sort.RANGE), Token(tag=str(tag))]:
            return pubmed_fields.field_of(tag) in pubmed_fields.RANGES
    return False


def _without_term(piece: Token) -> QueryFinding:
    return _finding(
        Code.OPERATOR_WITHOUT_TERM,
        piece,
        f"the operator {quoted(piece.text)} lacks a term on one side",
        "remove it or add the term; AND NOT is written NOT",
    )


def _finding(code: Code, piece: Token, what: str, remedy: str) -> QueryFinding:
    return QueryFinding(code, piece.start, piece.end, what, remedy)
