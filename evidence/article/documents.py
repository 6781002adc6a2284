"""Reads a text, whatever its format, into sentences with their places."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from evidence.article.model import Document
from evidence.errors import DocumentError

MAX_BYTES = 20_000_000
"""More than any article has; a Word file counts unpacked."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)


def read(data: bytes, name: str) -> Document:
    """The text of a file.

    Args:
        data: its bytes.
        name: its name; the ending tells the format: .md, .markdown, .html, .htm, .docx; any other is plain text.

    Raises:
        DocumentError: it is too large, not text, or broken; with the place where that can be told.
    """
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise DocumentError(f"{name} is larger than {limit} MB", "check it in parts")
    ending = PurePath(name).suffix.lower()
    if ending == ".docx":
        from evidence.article.docx import read_docx

        return read_docx(data, name)
    if ending in {".html", ".htm"}:
        from evidence.article.html import read_html

        return read_html(_decoded(data, name, _declared(data)), name)
    if ending in {".md", ".markdown"}:
        from evidence.article.markdown import read_markdown

        return read_markdown(_decoded(data, name), name)
    from evidence.article.plain import read_plain

    return read_plain(_decoded(data, name), name)


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML file names in its first 1,024 bytes, as browsers look for it."""
    found = _DECLARED.search(data[:1024])
    return found[1].decode("ascii") if found else None


def _decoded(data: bytes, name: str, declared: str | None = None) -> str:
    encoding = declared or "utf-8"
    for bom, of_bom in _BOMS:
        if data.startswith(bom):
            data, encoding = data[len(bom) :], of_bom
            break
    try:
        text = data.decode(encoding)
    except LookupError as problem:
        raise DocumentError(
            f"{name} names the encoding {encoding!r}, which nobody knows", "save it as UTF-8"
        ) from problem
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        raise DocumentError(
            f"{name}:{line}: byte {problem.start + 1} is no {encoding.upper()}", "save the file as UTF-8"
        ) from problem
    if (at := text.find("\0")) >= 0:
        raise DocumentError(
            f"{name}:{text.count(chr(10), 0, at) + 1}: a NUL character, as in files that are no text",
            "give it the ending of its format, such as .docx",
        )
    return text
