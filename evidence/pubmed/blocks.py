"""PubMed's XML files cut into blocks that are documents of their own.

A block holds whole records inside the file's own root element, some 128 KB of them. Blocks are what makes
reading fast and safe at once: libxml2 parses a small whole document faster than an endless stream, memory
does not grow with the file, several cores can work on one file, line numbers stay exact, and since the
DOCTYPE is read here and not passed on, no entity declared by the input ever reaches a parser.

The cut is made in the bytes, behind the end tag of a record. In the text of a well-formed file these bytes
can be nothing else (``<`` is written ``&lt;`` there); a comment or CDATA section that holds one makes the
block ill-formed, and so a ``RecordError``.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import Protocol

import msgspec
from isal import isal_zlib

from evidence.errors import RecordError

BLOCK_BYTES = 1 << 17
RECORD_BYTES = 16 << 20
"""The longest record accepted; real ones, even with thousands of authors, stay under 5 MB."""
PROLOG_BYTES = 1 << 16

FETCH_AGAIN = "fetch or download it again"
NOT_PUBMED = "save search results in PubMed as XML, or fetch them with retmode=xml"

_ISAL_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # isal types the class as an instance
DAMAGED_GZIP = (gzip.BadGzipFile, EOFError, zlib.error, _ISAL_ERROR)
_SETS = (b"PubmedArticleSet", b"PubmedBookArticleSet")
_RECORD_ENDS = (b"</PubmedArticle>", b"</PubmedBookArticle>")
_RECORD_END = re.compile(b"|".join(_RECORD_ENDS))
_SKIPPED = rb"(?:\s|<!--.*?-->|<\?.*?\?>)*+"
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?(?P<declaration><\?xml\s[^?]*\?>)?"
    + _SKIPPED
    + rb"(?:<!DOCTYPE(?P<doctype>[^\[\]<>]*)>)?"
    + _SKIPPED
    + rb"(?P<root><(?P<name>[A-Za-z_][^\s<>/]*+)[^<>]*+>)",
    re.DOTALL,
)
_OWN_DOCTYPE_RULES = re.compile(rb"<!DOCTYPE[^>]*\[")


class ByteStream(Protocol):
    """Anything that bytes can be read from: a file, a reply of a server, a stream that uncompresses."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Block(msgspec.Struct, frozen=True):
    """Some whole records, and what makes them a document.

    Attributes:
        head: XML declaration and start tag of the file's root element.
        body: the records as they stand in the file.
        end_tag: of the root element.
        is_last: whether the body itself holds the end tag, or ought to.
        line: line of the file on which the body begins.
    """

    head: bytes
    body: bytes
    end_tag: bytes
    line: int
    is_last: bool = False

    def document(self) -> bytes:
        """The block as XML."""
        return b"".join((self.head, self.body, b"" if self.is_last else self.end_tag))

    def file_line(self, document_line: int) -> int:
        """Line of the file for a line of the document, both from 1."""
        return max(self.line, self.line + document_line - 1 - self.head.count(b"\n"))

    def singly(self) -> Iterator[Block]:
        """The records of the block one by one, to find the one that is wrong."""
        line, start = self.line, 0
        for end in [found.end() for found in _RECORD_END.finditer(self.body)]:
            yield Block(self.head, self.body[start:end], self.end_tag, line)
            line, start = line + self.body.count(b"\n", start, end), end
        if self.is_last:
            yield Block(self.head, self.body[start:], self.end_tag, line, is_last=True)


def split(stream: ByteStream, *, name: str) -> Iterator[Block]:
    """The blocks of a set of records, in order; the last one holds what follows the last record.

    Raises:
        RecordError: the input is no set of PubMed records, or a record does not end.
    """
    buffer = bytearray(read(stream, PROLOG_BYTES, name=name))
    prolog = _prolog(bytes(buffer), name)
    head = (prolog["declaration"] or b"") + prolog["root"]
    line = 1 + buffer.count(b"\n", 0, prolog.end())
    del buffer[: prolog.end()]
    end_tag = b"</" + prolog["name"] + b">"
    searched = 0
    while chunk := read(stream, BLOCK_BYTES, name=name):
        buffer += chunk
        cut = max(_end(buffer, tag, searched) for tag in _RECORD_ENDS)
        if cut > 0:
            yield Block(head, bytes(buffer[:cut]), end_tag, line)
            line += buffer.count(b"\n", 0, cut)
            del buffer[:cut]
        elif len(buffer) > RECORD_BYTES:
            raise RecordError(f"{name}, line {line}: no end of a record within {RECORD_BYTES >> 20} MB", NOT_PUBMED)
        searched = max(0, len(buffer) - len(_RECORD_ENDS[1]))
    yield Block(head, bytes(buffer), end_tag, line, is_last=True)


def read(stream: ByteStream, size: int, *, name: str) -> bytes:
    """The next bytes of a stream that may uncompress.

    Raises:
        RecordError: the compressed data is damaged or cut short.
    """
    try:
        return stream.read(size)
    except DAMAGED_GZIP as error:
        raise RecordError(f"{name}: the compressed data is damaged or cut short ({error})", FETCH_AGAIN) from error


def _end(buffer: bytearray, tag: bytes, searched: int) -> int:
    start = buffer.rfind(tag, searched)
    return start + len(tag) if start >= 0 else 0


def _prolog(start: bytes, name: str) -> re.Match[bytes]:
    prolog = _PROLOG.match(start)
    if prolog is None:
        if _OWN_DOCTYPE_RULES.search(start):
            raise RecordError(f"{name}: its DOCTYPE declares rules of its own, which PubMed's never does", FETCH_AGAIN)
        raise RecordError(f"{name}: holds {_kind(start)}, not PubMed XML", NOT_PUBMED)
    if prolog["name"] not in _SETS:
        said = "; ".join(_text(error) for error in re.findall(rb"<ERROR>([^<]*)</ERROR>", start))
        if said or prolog["name"] == b"eFetchResult":
            raise RecordError(f"{name}: NCBI answered with an error: {said or 'no reason given'}", "try again later")
        root = "a web page (HTML)" if prolog["name"].lower() == b"html" else f"<{_text(prolog['name'])}>"
        raise RecordError(f"{name}: holds {root}, not a <PubmedArticleSet>", NOT_PUBMED)
    return prolog


def _text(raw: bytes) -> str:
    return " ".join(raw.decode("utf-8", "replace").split())[:300]


def _kind(start: bytes) -> str:
    """What input that starts like this is, in words."""
    if start.startswith(b"\x1f\x8b"):
        return "compressed data"
    if start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return "UTF-16 text"
    begin = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begin:
        return "nothing"
    if begin.startswith((b"{", b"[")):
        return "JSON"
    return "damaged XML" if begin.startswith(b"<") else "other data"
