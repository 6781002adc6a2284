"""Markdown (CommonMark with tables), with front matter. The structure is markdown-it's, the places are ours."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evidence.article.blocks import Sentences, Visible
from evidence.article.inline import visible
from evidence.article.model import Block, Comment, Document

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_META = re.compile(r"^([A-Za-z_][\w-]*)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def read_markdown(text: str, name: str) -> Document:
    """A Markdown document. Code is left out; a table's cell is read with the heads of its row and its column."""
    from markdown_it import MarkdownIt

    front = _FRONT_MATTER.match(text)
    start = front.end() if front else 0
    meta = {key: value.strip("\"'") for key, value in _META.findall(front[1])} if front else {}
    # markdown-it counts lines by line feeds, and drops carriage returns: the places stay ours.
    lines = [(line.start(), line[0].rstrip("\r\n")) for line in _LINE.finditer(text, start)]
    tokens = MarkdownIt("commonmark").enable("table").parse("\n".join(line for _, line in lines).replace("\0", " "))
    reader = _Reader(text, lines)
    for token in tokens:
        reader.read(token)
    return Document(
        name=name,
        text=text,
        sentences=tuple(reader.sentences.found),
        comments=tuple(reader.comments(start)),
        meta=meta,
    )


class _Reader:
    """Goes through the tokens of a document and remembers what it is inside of."""

    def __init__(self, text: str, lines: list[tuple[int, str]]) -> None:
        self.sentences = Sentences(text)
        self._text = text
        self._lines = lines
        self._inside: list[str] = []
        self._lead_ins = [""]
        self._last = ""
        self._heads: list[str] = []
        self._row: list[str] = []
        self._footnote = False
        self._code: list[tuple[int, int]] = []
        self._line, self._column = -1, 0

    def read(self, token: Token) -> None:
        """Takes the next token in."""
        kind = token.type
        if kind in {"bullet_list_open", "ordered_list_open"}:
            inside = self._lead_ins[-1] if "list_item" in self._inside else ""
            self._lead_ins.append(f"{inside} {self._last}".strip())
        elif kind in {"bullet_list_close", "ordered_list_close"}:
            self._lead_ins.pop()
            self._last = ""
        elif kind in {"table_open", "thead_open"}:
            self._heads = []
        elif kind == "tr_open":
            self._row = []
        elif kind in {"fence", "code_block"} and token.map:
            self._code.append((token.map[0], token.map[1]))
        elif kind == "inline":
            self._read_inline(token)
        if token.nesting == 1:
            self._inside.append(kind.removesuffix("_open"))
        elif token.nesting == -1:
            self._inside.pop()

    def _read_inline(self, token: Token) -> None:
        source, at = self._placed(token)
        shown = Visible.of(list(visible(source, at)))
        if not shown.text or (source.startswith("[^") and "]:" in source[:40]):
            return  # a footnote is no part of the running text
        place = self._inside[-1]
        if place == "heading":
            self.sentences.add(Block.HEADING, shown)
            self._last = ""
        elif place == "th":
            self._heads.append(shown.text)
        elif place == "td":
            self._read_cell(shown)
        elif "list_item" in self._inside:
            self.sentences.add(Block.LIST_ITEM, shown, lead_in=self._lead_ins[-1])
            self._last = self.sentences.found[-1].text
        else:
            self.sentences.add(Block.QUOTE if "blockquote" in self._inside else Block.PARAGRAPH, shown)
            self._last = self.sentences.found[-1].text

    def _read_cell(self, shown: Visible) -> None:
        column = len(self._row)
        head = self._heads[column] if column < len(self._heads) else ""
        self.sentences.add(Block.TABLE_CELL, shown, lead_in=": ".join(filter(None, [*self._row[:1], head])))
        self._row.append(shown.text)

    def _placed(self, token: Token) -> tuple[str, list[int]]:
        """The Markdown of a token, and where each of its characters stands: each line is looked for in its line."""
        source: list[str] = []
        at: list[int] = []
        for number, line in enumerate(token.content.split("\n"), token.map[0] if token.map else 0):
            start, original = self._lines[min(number, len(self._lines) - 1)]
            # Cells of one row are looked for one behind the other.
            known = self._column if number == self._line else 0
            found = original.find(line.strip(), known)
            if found < 0:
                found = 0
            self._line, self._column = number, found + len(line.strip())
            if source:
                source.append("\n")
                at.append(at[-1])
            source.extend(line.strip())
            at.extend(min(start + found + i, len(self._text) - 1) for i in range(len(line.strip())))
        return "".join(source), at

    def comments(self, start: int) -> list[Comment]:
        """The comments outside of code."""
        found = []
        before = self.sentences.position(start)[0]
        while (start := self._text.find("<!--", start)) >= 0 and (end := self._text.find("-->", start)) >= 0:
            line, column = self.sentences.position(start)
            if not any(first <= line - before < last for first, last in self._code):
                inside = self._text[start + len("<!--") : end].strip()
                found.append(Comment(text=inside, start=start, end=end + len("-->"), line=line, column=column))
            start = end
        return found
