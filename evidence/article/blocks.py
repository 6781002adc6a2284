"""From blocks of a document (a paragraph, an item, a cell) to sentences with their place in the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from evidence.article.model import Block, Sentence
from evidence.article.sentences import split

_LINE_END = re.compile(r"\r\n|\r|\n")


class Visible(msgspec.Struct, frozen=True):
    """What readers see of a stretch of the original, and for each character of it where it stands there.

    White space is one space, none at the ends.
    """

    text: str
    at: tuple[int, ...]

    @classmethod
    def of(cls, characters: Sequence[tuple[str, int]]) -> Visible:
        """Folds the white space of characters with their places."""
        text: list[str] = []
        at: list[int] = []
        for character, place in characters:
            blank = character.isspace()
            if blank and (not text or text[-1] == " "):
                continue
            text.append(" " if blank else character)
            at.append(place)
        if text and text[-1] == " ":
            text.pop()
            at.pop()
        return cls("".join(text), tuple(at))


class Sentences:
    """Collects the sentences of a document in order.

    Args:
        original: the decoded document, which offsets count in.
    """

    def __init__(self, original: str) -> None:
        self.found: list[Sentence] = []
        self.heading = ""
        self._original = original
        self._lines = [0, *(end.end() for end in _LINE_END.finditer(original))]

    def add(self, block: Block, visible: Visible, *, lead_in: str = "") -> None:
        """The sentences of one block."""
        before = ""
        for start, end in split(visible.text):
            text = visible.text[start:end]
            first, last = self._with_markup(visible.at[start], visible.at[end - 1] + 1)
            line, column = self.position(first)
            self.found.append(
                Sentence(
                    text=text,
                    start=first,
                    end=last,
                    line=line,
                    column=column,
                    block=block,
                    lead_in=lead_in,
                    heading="" if block is Block.HEADING else self.heading,
                    before=before,
                )
            )
            before = text
        if block is Block.HEADING and visible.text:
            self.heading = visible.text

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character, both from 1."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def _with_markup(self, start: int, end: int) -> tuple[int, int]:
        """Emphasis and brackets that touch the sentence belong to it."""
        floor = self.found[-1].end if self.found else 0
        while start > floor and self._original[start - 1] in "*_`~[":
            start -= 1
        while end < len(self._original) and self._original[end] in "*_`~":
            end += 1
        return start, end
