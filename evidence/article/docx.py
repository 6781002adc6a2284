"""Word files (.docx): their paragraphs, straight from the XML (ECMA-376), without what was struck out or commented."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from evidence.article.blocks import Sentences, Visible
from evidence.article.documents import MAX_BYTES
from evidence.article.model import Block, Document
from evidence.errors import DocumentError

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_HEADING = re.compile(r"(?i)heading|title|überschrift|titre")


def read_docx(data: bytes, name: str) -> Document:
    """A Word document. ``text`` of the result is one paragraph or cell a line, which offsets and lines count in.

    Raises:
        DocumentError: it is no Word file, it is broken, or it unpacks to too much.
    """
    body = _parsed(_unpacked(data, name), name)
    paragraphs = list(_paragraphs(body))
    text = "\n".join(paragraph for _, paragraph, _ in paragraphs)
    sentences, start, last = Sentences(text), 0, ""
    lead_in = ""
    for block, paragraph, heads in paragraphs:
        shown = Visible.of([(character, start + i) for i, character in enumerate(paragraph)])
        start += len(paragraph) + 1
        if not shown.text:
            continue
        lead_in = (lead_in or last) if block is Block.LIST_ITEM else ""
        sentences.add(block, shown, lead_in=heads or lead_in)
        last = "" if block is Block.HEADING else sentences.found[-1].text
    return Document(name=name, text=text, sentences=tuple(sentences.found))


def _unpacked(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            info = packed.getinfo(_BODY)
            if info.file_size > MAX_BYTES:
                raise _too_large(name)
            with packed.open(info) as file:
                body = file.read(MAX_BYTES + 1)  # what the file says of its size may be a lie
    except KeyError as problem:
        raise DocumentError(f"{name} is a zip file, but no Word document", "save it as .docx") from problem
    except (
        zipfile.BadZipFile,
        EOFError,
        RuntimeError,  # raised by zipfile for a password, or a compression that it does not know
        OSError,
        ValueError,
        zlib.error,
    ) as problem:
        raise DocumentError(
            f"{name} is no Word file, or a broken one: {problem}", "save it as .docx again"
        ) from problem
    if len(body) > MAX_BYTES:
        raise _too_large(name)
    return body


def _too_large(name: str) -> DocumentError:
    return DocumentError(f"{name} unpacks to more than {MAX_BYTES // 1_000_000} MB of text", "check it in parts")


def _parsed(body: bytes, name: str) -> ET.Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise DocumentError(f"{name} declares entities, which Word never does", "save it as .docx again")
    try:
        return ET.fromstring(body)  # noqa: S314 - without a document type there are no entities to expand
    except ET.ParseError as problem:
        raise DocumentError(f"{name} is a broken Word file: {problem}", "save it as .docx again") from problem


def _paragraphs(body: ET.Element) -> Iterator[tuple[Block, str, str]]:
    """Each paragraph with its kind, and of a cell the heads of its row and its column."""
    for element in body:
        if element.tag == f"{_W}tbl":
            yield from _cells(element)
        elif element.tag == f"{_W}p":
            yield _kind(element), _text(element), ""
        else:
            yield from _paragraphs(element)


def _cells(table: ET.Element) -> Iterator[tuple[Block, str, str]]:
    heads: list[str] = []
    for number, row in enumerate(table.iter(f"{_W}tr")):
        cells = [" ".join(filter(None, map(_text, cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc")]
        if number == 0:
            heads = cells
        for column, cell in enumerate(cells):
            if number:
                head = heads[column] if column < len(heads) else ""
                yield Block.TABLE_CELL, cell, ": ".join(filter(None, [cells[0] if column else "", head]))


def _kind(paragraph: ET.Element) -> Block:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    named = style.get(f"{_W}val", "") if style is not None else ""
    if _HEADING.search(named):
        return Block.HEADING
    if paragraph.find(f"{_W}pPr/{_W}numPr") is not None or "list" in named.lower():
        return Block.LIST_ITEM
    if "quote" in named.lower():
        return Block.QUOTE
    return Block.CAPTION if "caption" in named.lower() else Block.PARAGRAPH


def _text(paragraph: ET.Element) -> str:
    pieces = []
    for element in paragraph.iter():
        if element.tag == f"{_W}t":
            pieces.append(element.text or "")
        elif element.tag in {f"{_W}tab", f"{_W}br", f"{_W}cr"}:
            pieces.append(" ")
        elif element.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
    return "".join(pieces).replace("\n", " ")
