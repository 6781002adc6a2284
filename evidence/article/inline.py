"""Markdown within a line: which of its characters readers see."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

# In the order in which they are tried at a place; what none matches is a character that readers see.
_MARKUP = re.compile(
    r"""
      (?P<escaped>\\(?P<literal>[!-/:-@\[-`{-~]))
    | (?P<comment><!--.{0,5000}?-->)
    | (?P<code>(?P<ticks>`{1,8})(?P<inside>.{1,2000}?)(?P=ticks)(?!`))
    | (?P<footnote>\[\^[^\]\s]+\])
    | (?P<image>!\[[^\]]{0,1000}\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\])?)
    | (?P<target>\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:"[^"]*"|'[^']*'|\([^)]*\)))?\s*\)|\[[^\]]*\]))
    | (?P<address><(?P<url>(?:https?://|mailto:)[^<>\s]+)>)
    | (?P<tag></?[A-Za-z][^<>]{0,1000}>)
    | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    | (?P<emphasis>\*+|~~|(?<![A-Za-z0-9])_+|_+(?![A-Za-z0-9]))
    """,
    re.VERBOSE | re.DOTALL,
)
_LINK_TEXT = re.compile(r"\[(?=(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*\](?:\(|\[))")


def visible(source: str, at: list[int]) -> Iterator[tuple[str, int]]:
    """The characters of inline Markdown that readers see, each with its place.

    Args:
        source: the Markdown of one block, its lines joined by line feeds.
        at: for each character of ``source`` where it stands in the original.
    """
    opened = {found.start() for found in _LINK_TEXT.finditer(source)}
    place = 0
    while place < len(source):
        if place in opened:
            place += 1
            continue
        found = _MARKUP.match(source, place)
        if found is None:
            yield source[place], at[place]
            place += 1
            continue
        yield from _seen(found, at)
        place = found.end()


def _seen(found: re.Match[str], at: list[int]) -> Iterator[tuple[str, int]]:
    """What is seen of a piece of markup."""
    match found.lastgroup:
        case "escaped":
            yield found["literal"], at[found.start("literal")]
        case "code":
            yield from zip(found["inside"], at[found.start("inside") : found.end("inside")], strict=True)
        case "address":
            yield from zip(found["url"], at[found.start("url") : found.end("url")], strict=True)
        case "entity":
            for character in html.unescape(found[0]):
                yield character, at[found.start()]
        case "emphasis" if _is_no_emphasis(found):
            yield from zip(found[0], at[found.start() : found.end()], strict=True)
        case "tag" if found[0].lower().startswith("<br"):
            yield " ", at[found.start()]
        case _:
            pass


def _is_no_emphasis(found: re.Match[str]) -> bool:
    """A star or underscore between blanks is a character: ``2 * 3``."""
    source = found.string
    before = source[found.start() - 1] if found.start() else " "
    after = source[found.end()] if found.end() < len(source) else " "
    return before.isspace() and after.isspace()
