"""PubMed's XML, read record by record in memory that does not grow with the file.

Made for input that cannot be trusted: nothing is loaded from outside, entities are refused, and every
way in which the input can be wrong ends in a ``RecordError`` that says where.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import msgspec
from isal import isal_zlib
from lxml import etree

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.parts import Element, pmid_of
from evidence.pubmed.record import read_article, read_book_article

CHUNK_BYTES = 1 << 17
RECORD_BYTES = 32 << 20
"""The longest record accepted; real ones, even with thousands of authors, stay under 5 MB."""

_SETS = ("PubmedArticleSet", "PubmedBookArticleSet")
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "DeleteCitation")
_ISAL_ERROR: type[Exception] = isal_zlib.error  # type: ignore[assignment]  # isal types the class as an instance
_FETCH_AGAIN = "fetch or download it again"
_NOT_PUBMED = "save search results in PubMed as XML, or fetch them with retmode=xml"


class DeletedCitations(msgspec.Struct, frozen=True):
    """PMIDs that NLM has withdrawn, as its update files list them."""

    pmids: tuple[int, ...]


def read_citations(stream: BinaryIO, *, name: str) -> Iterator[Citation | DeletedCitations]:
    """The records of a ``PubmedArticleSet``, in its order.

    Args:
        stream: XML in bytes, uncompressed (or a stream that uncompresses, such as ``gzip.open`` gives).
        name: what to call the input in errors: a file's name, or what was asked for.

    Yields:
        One value for each record; the deletions of an update file come at its end.

    Raises:
        RecordError: the input is no PubMed XML, is cut short or damaged, declares entities, or holds a
            record without a PMID. The message gives the place and the last record that was read.
    """
    reading = _Reading(name)
    parser = etree.XMLPullParser(
        events=("end",),
        tag=_RECORDS,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    since_record = 0
    while chunk := reading.next_bytes(stream):
        try:
            parser.feed(chunk)
        except etree.XMLSyntaxError as error:
            raise reading.damaged(parser, error) from error
        since_record += len(chunk)
        for _, element in parser.read_events():
            since_record = 0
            yield reading.record(cast(Element, element))
        if since_record > RECORD_BYTES:
            raise reading.wrong(f"no end of a record within {RECORD_BYTES >> 20} MB", _NOT_PUBMED)
    try:
        root = parser.close()
    except etree.XMLSyntaxError as error:
        raise reading.damaged(parser, error) from error
    reading.check_set(root)


class _Reading:
    """Where a reading is, what it has seen, and how its errors are worded."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.head = b""
        self.count = 0
        self.last_pmid = 0
        self.last_element: Element | None = None

    def next_bytes(self, stream: BinaryIO) -> bytes:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except (gzip.BadGzipFile, EOFError, zlib.error, _ISAL_ERROR) as error:
            raise self.wrong(f"the compressed data is damaged or cut short ({error})", _FETCH_AGAIN) from error
        self.head = self.head or chunk[:512]
        return chunk

    def record(self, element: Element) -> Citation | DeletedCitations:
        """The value of a record's element, which is emptied; earlier ones are taken out of the tree."""
        self._check_place(element)
        self.count += 1
        if next(element.iter(etree.Entity), None) is not None:
            raise self.wrong("the record refers to an entity, which PubMed's XML never does", _FETCH_AGAIN, element)
        value: Citation | DeletedCitations
        try:
            if element.tag == "PubmedArticle":
                value = read_article(element)
            elif element.tag == "PubmedBookArticle":
                value = read_book_article(element)
            else:
                value = DeletedCitations(tuple([pmid_of(child) for child in element]))
        except RecordError as error:
            raise self.wrong(error.what, _FETCH_AGAIN, element) from error
        if isinstance(value, Citation):
            self.last_pmid = value.pmid
        element.clear(keep_tail=True)  # type: ignore[call-arg]  # lxml-stubs 0.5 lacks it
        self.last_element = element
        return value

    def _check_place(self, element: Element) -> None:
        # The element itself stays until the next one comes: libxml2 may still be adding to the text behind it.
        parent = element.getparent()
        if self.last_element is not None:
            if parent is None or element.getprevious() is not self.last_element:
                raise self.wrong("the element does not stand directly in the set of records", _FETCH_AGAIN, element)
            parent.remove(self.last_element)
            return
        root = element if parent is None else parent
        self.check_set(root)
        if element.getprevious() is not None or root.getparent() is not None:
            raise self.wrong("the element does not stand directly in the set of records", _FETCH_AGAIN, element)
        doctype = root.getroottree().docinfo.internalDTD
        if doctype is not None and doctype.entities():  # type: ignore[attr-defined]  # lxml-stubs 0.5 lacks it
            raise self.wrong("its DOCTYPE declares entities, which PubMed's XML never does", _FETCH_AGAIN)

    def check_set(self, root: Element) -> None:
        """Raises RecordError unless this is the root of a set of records."""
        if root.tag in _SETS:
            return
        said = "; ".join(" ".join((child.text or "").split()) for child in root.iter("ERROR"))
        if root.tag == "eFetchResult" or said:
            raise self.wrong(f"NCBI answered with an error: {said[:300] or 'no reason given'}", "try again later")
        raise self.wrong(f"holds <{str(root.tag)[:60]}>, not a <PubmedArticleSet>", _NOT_PUBMED)

    def damaged(self, parser: etree.XMLPullParser, error: etree.XMLSyntaxError) -> RecordError:
        """The error for input that is no well-formed XML."""
        kind = _kind(self.head)
        if kind:
            return self.wrong(f"holds {kind}, not XML", _NOT_PUBMED)
        fatal = next(iter(parser.feed_error_log.filter_from_fatals()), None)
        line, column = (fatal.line, fatal.column) if fatal else error.position
        reason = (fatal.message if fatal else error.msg or "unknown error").partition(", try XML_PARSE_HUGE")[0].strip()
        return self.wrong(f"the XML is damaged or cut short at line {line}, column {column} ({reason})", _FETCH_AGAIN)

    def wrong(self, what: str, remedy: str, element: Element | None = None) -> RecordError:
        """An error with the name of the input and the place in it."""
        if element is not None:
            place = f"record {self.count}" + (f", line {element.sourceline}" if element.sourceline else "")
        elif self.count:
            place = f"after record {self.count}" + (f" (PMID {self.last_pmid})" if self.last_pmid else "")
        else:
            return RecordError(f"{self.name}: {what}", remedy)
        return RecordError(f"{self.name}, {place}: {what}", remedy)


def _kind(head: bytes) -> str:
    """What input that starts like this is, if it is something well known other than XML; else empty."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        return "nothing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page (HTML)"
    if start.startswith((b"{", b"[")):
        return "JSON"
    if head.startswith(b"\x1f\x8b"):
        return "compressed data"
    return "" if start.startswith(b"<") or b"\x00" in head else "text"
