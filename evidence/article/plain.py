"""Plain text: paragraphs between blank lines, and items that begin with a dash, a dot or a number."""

from __future__ import annotations

import re

from evidence.article.blocks import Sentences, Visible
from evidence.article.model import Block, Document

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_ITEM = re.compile(r"\s*(?:[-*•–‣◦]|\(?\d{1,3}[.)])\s+")


def read_plain(text: str, name: str) -> Document:
    """A document without markup."""
    sentences = Sentences(text)
    block: list[tuple[str, int]] = []
    is_item, lead_in = False, ""

    def close() -> None:
        nonlocal lead_in
        visible = Visible.of(block)
        if visible.text:
            sentences.add(Block.LIST_ITEM if is_item else Block.PARAGRAPH, visible, lead_in=lead_in if is_item else "")
            if not is_item:
                lead_in = sentences.found[-1].text
        block.clear()

    for line in _LINE.finditer(text):
        item = _ITEM.match(line[0])
        if item or not line[0].strip():
            close()
            is_item = bool(item)
        skipped = item.end() if item else 0
        block.extend((character, line.start() + i) for i, character in enumerate(line[0]) if i >= skipped)
    close()
    return Document(name=name, text=text, sentences=tuple(sentences.found))
