"""HTML, main text only: without navigation, forms, scripts, and what else surrounds an article."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from evidence.article.blocks import Sentences, Visible
from evidence.article.model import Block, Comment, Document

_LEFT_OUT = frozenset(
    "script style nav header footer aside form template noscript svg math iframe object select button textarea pre code"
    " audio video canvas dialog menu".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_BLOCKS = _HEADINGS | frozenset(
    "p li td th figcaption caption blockquote div section article main ul ol table tr dt dd figure dl tbody thead body"
    " address details summary".split()
)
_MAIN = re.compile(r"<(main|article)\b", re.IGNORECASE)


def read_html(text: str, name: str) -> Document:
    """An HTML document, however broken: of ``<main>``, else of ``<article>``, else of the whole page."""
    tags = {found[1].lower() for found in _MAIN.finditer(text)}
    reader = _Reader(text, "main" if "main" in tags else "article" if "article" in tags else "")
    reader.feed(text)
    reader.close()
    reader.end_block()
    return Document(
        name=name,
        text=text,
        sentences=tuple(reader.sentences.found),
        comments=tuple(reader.comments),
        meta={"title": " ".join(reader.title.split())} if reader.title.strip() else {},
    )


class _Reader(HTMLParser):
    """Follows the tags; what is open decides what kind of block a text belongs to."""

    def __init__(self, text: str, root: str) -> None:
        super().__init__(convert_charrefs=False)
        self.sentences = Sentences(text)
        self.comments: list[Comment] = []
        self.title = ""
        self._text = text
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self._root, self._in_root = root, 0 if root else 1
        self._open: list[str] = []
        self._left_out = 0
        self._block: list[tuple[str, int]] = []
        self._last = ""
        self._lead_ins: list[str] = []
        self._heads: list[str] = []
        self._row: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens, and with it perhaps a block."""
        del attrs
        if tag in _BLOCKS:
            self.end_block()
        if tag == "br":
            self._block.append((" ", self._place()))
        if tag in _VOID:
            return
        if tag in {"ul", "ol"}:
            inside = self._lead_ins[-1] if "li" in self._open and self._lead_ins else ""
            self._lead_ins.append(f"{inside} {self._last}".strip())
        elif tag == "table":
            self._heads = []
        elif tag == "tr":
            self._row = []
        self._open.append(tag)
        self._left_out += tag in _LEFT_OUT
        self._in_root += tag == self._root

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, and with it everything that was left open inside."""
        if tag not in self._open:
            return
        if tag in _BLOCKS:
            self.end_block()
        while self._open:
            closed = self._open.pop()
            self._left_out -= closed in _LEFT_OUT
            self._in_root -= closed == self._root
            if closed in {"ul", "ol"} and self._lead_ins:
                self._lead_ins.pop()
                self._last = ""
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text as it stands."""
        if self._open[-1:] == ["title"]:
            self.title += data
        elif self._is_shown():
            place = self._place()
            self._block.extend((character, place + i) for i, character in enumerate(data))

    def handle_entityref(self, name: str) -> None:
        """A character by its name."""
        self._reference(f"&{name};")

    def handle_charref(self, name: str) -> None:
        """A character by its number."""
        self._reference(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        """A comment, wherever it stands."""
        start = self._place()
        line, column = self.sentences.position(start)
        end = min(start + len(data) + len("<!---->"), len(self._text))
        self.comments.append(Comment(text=data.strip(), start=start, end=end, line=line, column=column))

    def _reference(self, written: str) -> None:
        if self._open[-1:] == ["title"]:
            self.title += html.unescape(written)
        elif self._is_shown():
            place = self._place()
            self._block.extend((character, place) for character in html.unescape(written))

    def _is_shown(self) -> bool:
        return self._in_root > 0 and not self._left_out and "head" not in self._open

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def end_block(self) -> None:
        """What has been collected is a block: the innermost open tag that makes one says which."""
        shown = Visible.of(self._block)
        self._block.clear()
        if not shown.text:
            return
        tag = next((tag for tag in reversed(self._open) if tag in _BLOCKS), "")
        if tag in _HEADINGS:
            self.sentences.add(Block.HEADING, shown)
            self._last = ""
        elif tag == "th":
            self._heads.append(shown.text)
        elif tag == "td":
            head = self._heads[len(self._row)] if len(self._row) < len(self._heads) else ""
            self.sentences.add(Block.TABLE_CELL, shown, lead_in=": ".join(filter(None, [*self._row[:1], head])))
            self._row.append(shown.text)
        else:
            self._add(tag, shown)

    def _add(self, tag: str, shown: Visible) -> None:
        if tag in {"figcaption", "caption"}:
            self.sentences.add(Block.CAPTION, shown)
        elif "li" in self._open:
            self.sentences.add(Block.LIST_ITEM, shown, lead_in=self._lead_ins[-1] if self._lead_ins else "")
            self._last = self.sentences.found[-1].text
        else:
            self.sentences.add(Block.QUOTE if "blockquote" in self._open else Block.PARAGRAPH, shown)
            self._last = self.sentences.found[-1].text
