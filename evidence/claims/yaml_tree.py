"""YAML with positions: every value of claims.yaml knows where in the file it stands.

ruamel.yaml reads the syntax; this module makes the tree from its events itself, because that bounds
hostile files (depth, size, no aliases that multiply), reports every duplicate key instead of
stopping at the first, and keeps the place of each value. Plain scalars mean what the core schema of
YAML 1.2 says: ``yes`` and ``no`` are text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from evidence.claims.findings import Code, Finding, quoted

MAX_BYTES = 5_000_000
MAX_NODES = 300_000
"""Five times what 1,000 claims need; it also bounds how long a hostile file keeps the reader busy."""
MAX_DEPTH = 20

_LINE_BREAK = re.compile(r"[\r\n\x85\u2028\u2029]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")
_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}

Scalar = str | int | float | bool | None


@dataclass(slots=True, eq=False)
class Node:
    """A value of the file.

    Attributes:
        start, end: where it stands, in characters from the beginning of the text.
        value: the scalar (text without white space around it), the items, or the entries by key.
        style: how a scalar is written: plain (empty), ``'``, ``"``, ``|`` or ``>``.
        keys: where the key of each entry stands.
        refused: whether a finding says already that this value cannot be used.
    """

    start: int
    end: int
    value: Scalar | list[Node] | dict[str, Node]
    style: str = ""
    keys: dict[str, int] = field(default_factory=dict)
    refused: bool = False

    def text(self, key: str) -> str | None:
        """The text of an entry; ``None`` when there is no such entry or it is not text."""
        entry = self.entry(key)
        return entry.value if entry is not None and isinstance(entry.value, str) else None

    def entry(self, key: str) -> Node | None:
        """The value of an entry of a mapping; ``None`` when there is none."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self, key: str) -> list[Node]:
        """The items of a list entry; empty when there is no such list."""
        entry = self.entry(key)
        return entry.value if entry is not None and isinstance(entry.value, list) else []

    def plain(self) -> object:
        """The value as dictionaries, lists and scalars; what cannot be used is ``None``."""
        if self.refused:
            return None
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


class Document:
    """A text, the tree of its values, and what was found while reading it.

    Args:
        text: the file as bytes.
        name: what findings call it.

    Attributes:
        text: decoded.
        root: the outermost value.
        is_readable: whether it is YAML at all; when it is not, the only finding says so and ``root`` is empty.
        findings: in the order in which they were found.
    """

    def __init__(self, text: bytes, name: str) -> None:
        self.name = name
        self.findings: list[Finding] = []
        self.text = text[:MAX_BYTES].decode("utf-8-sig", "replace")
        self._lines = [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", self.text))]
        try:
            _check_bytes(text)
            self.root = self._read()
            self.is_readable = True
        except _UnreadableError as error:
            self.findings.clear()  # what was found so far may come from the same fault
            self.report(error.index, error.code, error.what, error.remedy)
            self.root = Node(0, 0, None)
            self.is_readable = False

    def report(self, index: int, code: Code, what: str, remedy: str) -> None:
        """Adds a finding at a place in the text, given in characters from its beginning."""
        line = bisect_right(self._lines, index)
        column = index - self._lines[line - 1] + 1
        self.findings.append(Finding(self.name, line, column, code, what, remedy))

    def index_of(self, node: Node, offset: int) -> int:
        """Where in the text a character of a value stands that is itself text.

        Folding, indentation and line breaks change white space only; so the n-th other character of
        the value is the n-th other character of its source.
        """
        before = len(re.findall(r"\S", str(node.value)[:offset]))
        places = list(_visible_characters(self.text, node))
        if before < len(places):
            return places[before]
        return places[-1] + 1 if places else node.start

    def _read(self) -> Node:
        parser = YAML(typ="safe", pure=True)
        events: Iterator[Event] = parser.parse(self.text)
        try:
            return _Builder(self, events).document()
        except ReaderError as error:
            raise _UnreadableError(
                error.position, Code.NOT_YAML, f"the character U+{error.character:04X} is not allowed", "remove it"
            ) from error
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            problem = " ".join(str(error.problem or error.context).split())
            raise _UnreadableError(
                mark.index if mark else 0,
                Code.NOT_YAML,
                f"this is not YAML: {problem}",
                "correct indentation, quotes, colons and brackets here or just before",
            ) from error


class _UnreadableError(Exception):
    """Reading cannot go on."""

    def __init__(self, index: int, code: Code, what: str, remedy: str) -> None:
        super().__init__(what)
        self.index, self.code, self.what, self.remedy = index, code, what, remedy


class _Builder:
    """Makes the tree from the parser's events."""

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self._document = document
        self._events = events
        self._nodes = 0

    def document(self) -> Node:
        root = Node(0, 0, None)
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _UnreadableError(
                        event.start_mark.index, Code.NOT_YAML, "a second document begins here", "keep one document"
                    )
            elif isinstance(event, NodeEvent):
                root = self._node(event, 0)
        return root

    def _node(self, event: Event, depth: int) -> Node:
        start = event.start_mark.index
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _UnreadableError(
                start, Code.TOO_LARGE, f"the file holds more than {MAX_NODES:,} values", "split it into several files"
            )
        if depth > MAX_DEPTH:
            raise _UnreadableError(
                start, Code.NOT_YAML, f"values are nested more than {MAX_DEPTH} levels deep", "remove the nesting"
            )
        node = self._value(event, depth)
        if isinstance(event, NodeEvent) and event.anchor is not None:  # an alias carries the name of its anchor
            node.refused = True
            what = f"anchors and aliases (here {quoted(event.anchor)}) are not allowed"
            self._document.report(start, Code.ALIAS, what, "write the value out")
        elif isinstance(event, ScalarEvent | CollectionStartEvent) and event.ctag is not None:
            node.refused = True
            what = f"YAML tags (here {quoted(str(event.ctag))}) are not allowed"
            self._document.report(start, Code.TAG, what, "remove the tag")
        return node

    def _value(self, event: Event, depth: int) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        if isinstance(event, ScalarEvent):
            style = event.style or ""
            value = event.value.strip() if style else _scalar(event.value)
            return Node(start, end, value, style)
        if isinstance(event, SequenceStartEvent):
            items = []
            for item in self._events:
                if isinstance(item, SequenceEndEvent):
                    break
                items.append(self._node(item, depth + 1))
                if _is_left_out(item):  # the parser places it at whatever follows
                    items[-1].start = max(start, self._document.text.rfind("-", 0, items[-1].start))
            return Node(start, end, items)
        if isinstance(event, MappingStartEvent):
            return self._mapping(start, end, depth)
        return Node(start, end, None)

    def _mapping(self, start: int, end: int, depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, int] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._node(event, depth + 1)
            value_event = next(self._events)
            value = self._node(value_event, depth + 1)
            if _is_left_out(value_event):
                value.start = key.end
            if not isinstance(event, ScalarEvent):
                self._document.report(key.start, Code.KEY_NOT_TEXT, "a key must be a word", "write a key of one word")
            elif event.value in entries:
                self._document.report(
                    key.start,
                    Code.DUPLICATE_KEY,
                    f"the key {quoted(event.value)} stands here a second time",
                    "keep one of them",
                )
            else:
                entries[event.value] = value
                keys[event.value] = key.start
        return Node(start, end, entries, keys=keys)


def _check_bytes(text: bytes) -> None:
    if len(text) > MAX_BYTES:
        raise _UnreadableError(
            0,
            Code.TOO_LARGE,
            f"the file is {len(text):,} bytes long; {MAX_BYTES:,} are the most that is read",
            "split it into several files, or check that it is the right one",
        )
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise _UnreadableError(
            len(text[: error.start].decode("utf-8-sig")),
            Code.NOT_UTF8,
            f"the byte 0x{text[error.start]:02X} is not UTF-8",
            "save the file in the encoding UTF-8",
        ) from error


def _is_left_out(event: Event) -> bool:
    return isinstance(event, ScalarEvent) and event.start_mark.index == event.end_mark.index


def _scalar(text: str) -> Scalar:
    """What a plain scalar means in the core schema of YAML 1.2 (10.3.2), without its rarer notations."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text.strip()


def _visible_characters(text: str, node: Node) -> Iterator[int]:
    """The places of the characters of a scalar in the file, white space left out."""
    start, end = node.start, node.end
    pattern = r"\S"
    if node.style in {"|", ">"}:
        first_line = _LINE_BREAK.search(text, start, end)
        start = first_line.end() if first_line else end  # the text begins below the indicator
    elif node.style == "'":
        start, end, pattern = start + 1, end - 1, r"''|\S"
    elif node.style == '"':
        start, end = start + 1, end - 1
        pattern = r"\\(?:x.{2}|u.{4}|U.{8}|.|\n)|\S"
    for match in re.compile(pattern).finditer(text, start, end):
        if not (match[0].startswith("\\") and node.style == '"' and _escapes_space(match[0])):
            yield match.start()


def _escapes_space(escape: str) -> bool:
    """Whether an escape of a double-quoted scalar stands for white space (YAML 1.2, 5.7), or for nothing."""
    if escape[1] in "xuU":
        return bytes.fromhex(escape[2:].zfill(8)).decode("utf-32-be", "replace").isspace()
    return escape[1] in "\n\rtnvfr NLP_\t"
