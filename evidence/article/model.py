"""An article as it is read: a document of sentences, the claims they make, and how sure they sound.

Values only. Offsets count characters of the decoded original (``Document.text``), lines and columns start at 1.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import msgspec


class Block(StrEnum):
    """What part of a document a sentence stands in."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    TABLE_CELL = "table cell"
    CAPTION = "caption"
    QUOTE = "quote"


class Sentence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence, list item without a full stop, or row of a table.

    Attributes:
        text: what a reader sees: without markup, white space folded.
        start, end: where it stands in the original, markup included; ``end`` is exclusive.
        line, column: of ``start``.
        block: what it stands in.
        lead_in: for a list item or a cell the words that introduce it: the sentence before the list, or the head of
            the row and of the column; empty elsewhere.
        heading: the nearest heading above it, which often names the subject.
        before: the sentence before it in the same block, of which a pronoun may speak; empty at the beginning.
    """

    text: str
    start: int
    end: int
    line: int
    column: int
    block: Block = Block.PARAGRAPH
    lead_in: str = ""
    heading: str = ""
    before: str = ""


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A comment that readers of the article do not see; suppressions are written in them. ``text`` is its inside."""

    text: str
    start: int
    end: int
    line: int
    column: int


class Document(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A text that was read.

    Attributes:
        name: what messages call it, usually its path.
        text: the decoded original; of a .docx its paragraphs, one a line.
        sentences: in order; code is left out.
        comments: in order.
        meta: front matter, or the ``<title>`` as ``title``.
    """

    name: str
    text: str
    sentences: tuple[Sentence, ...]
    comments: tuple[Comment, ...] = ()
    meta: dict[str, str] = {}


class Word(msgspec.Struct, frozen=True):
    """Words that made a sentence match.

    Attributes:
        text: as written.
        concept: what they were read as.
        start, end: characters of ``Sentence.text``; both -1 for words of its lead-in, heading or the sentence before.
    """

    text: str
    concept: str
    start: int
    end: int


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence makes a claim.

    Attributes:
        claim: its id.
        score: 0..1; how near the sentence is to the claim.
        words: why: the words of the sentence that stand for the claim's concepts, in the order of the text.
    """

    claim: str
    score: float
    words: tuple[Word, ...]


class Sureness(IntEnum):
    """How sure a sentence sounds: the lowest of the hedges in the claim's clause."""

    UNCERTAIN = 0
    POSSIBLE = 1
    PROBABLE = 2
    FLAT = 3


class Relation(StrEnum):
    """How a sentence ties exposure and outcome together (Yu, Li and Wang, EMNLP 2019)."""

    NONE = "none"
    ASSOCIATION = "associational"
    CONDITIONAL = "conditional causal"
    CAUSAL = "causal"


class Assertion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a clause asserts.

    Attributes:
        sureness: how sure it sounds.
        relation: how it ties exposure and outcome together.
        denied: it says that something is not so.
        question: it asks.
        attributed: to whom it gives the claim ("some clinics say"), as written; empty when to nobody.
        quoted: the claim stands in quotation marks.
        clause: the clause that was judged, as offsets into the sentence's text.
        words: the hedges and verbs that decided, as written, in order.
    """

    sureness: Sureness
    relation: Relation
    denied: bool = False
    question: bool = False
    attributed: str = ""
    quoted: bool = False
    clause: tuple[int, int]
    words: tuple[str, ...] = ()


class Rule(StrEnum):
    """What can be wrong with a sentence. Each is explained, with an example and a remedy, in ``docs/rules.md``."""

    OVERSTATED = "EV001"
    CAUSAL = "EV002"
    CONTRADICTED = "EV003"
    NO_EVIDENCE = "EV004"
    RETRACTED = "EV005"
    STALE = "EV006"
    UNTRACKED = "EV007"
    WRONG_DIRECTION = "EV008"
    SHIFTED = "EV009"
    UNCITED = "EV010"
    SUPPRESSION_MALFORMED = "EV090"
    SUPPRESSION_UNUSED = "EV091"
    SUPPRESSION_EXPIRED = "EV092"
    SUPPRESSION_INCOMPLETE = "EV093"


class Level(StrEnum):
    """How bad a finding is, the mildest first."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for the mildest."""
        return tuple(Level).index(self)


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that is wrong with a sentence.

    Attributes:
        rule, level: what, and how bad.
        message: what is wrong, on one line, with the evidence that it is measured by.
        suggestion: what could be written instead, or a ready stub; empty when nothing can be proposed.
        citations: PMIDs to cite, the best evidence first.
        retracted: PMIDs that the sentence cites and must not rest on.
    """

    rule: Rule
    level: Level
    message: str
    suggestion: str = ""
    citations: tuple[int, ...] = ()
    retracted: tuple[int, ...] = ()
