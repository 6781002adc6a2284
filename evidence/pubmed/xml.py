"""PubMed's XML as citations, in memory that does not grow with the input.

Made for input that cannot be trusted: nothing is loaded from outside, entities are refused, sizes are
bounded, and every way in which the input can be wrong ends in a ``RecordError`` that says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias, cast

import msgspec
from lxml import etree

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.blocks import FETCH_AGAIN, Block, ByteStream, split
from evidence.pubmed.parts import Element, pmid_of
from evidence.pubmed.record import read_article, read_book_article


class DeletedCitations(msgspec.Struct, frozen=True):
    """PMIDs that NLM has withdrawn, as its update files list them."""

    pmids: tuple[int, ...]


Record: TypeAlias = Citation | DeletedCitations


def read_citations(stream: ByteStream, *, name: str) -> Iterator[Record]:
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
    count, last = 0, None
    for block in split(stream, name=name):
        records, fault = read_block(block)
        for last in records:
            count += 1
            yield last
        if fault is not None:
            raise fault.error(name, count, last)


class Fault(msgspec.Struct, frozen=True):
    """What is wrong in a block, for whoever knows the file around it."""

    what: str
    line: int
    column: int = 0

    def error(self, name: str, count: int, last: Record | None) -> RecordError:
        """The error to raise, when so many records of the input have been read."""
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        after = f" after PMID {last.pmid}" if isinstance(last, Citation) else ""
        return RecordError(f"{name}, {place}, record {count + 1}{after}: {self.what}", FETCH_AGAIN)


def read_block(block: Block) -> tuple[list[Record], Fault | None]:
    """The records of a block up to the first fault, and that fault."""
    try:
        root = etree.fromstring(block.document(), _parser())
    except etree.XMLSyntaxError as error:
        return _read_damaged(block, error)
    records: list[Record] = []
    for element in root:
        try:
            records.append(_record(element))
        except RecordError as error:
            return records, Fault(error.what, block.file_line(cast(int, element.sourceline)))
    return records, None


def _read_damaged(block: Block, error: etree.XMLSyntaxError) -> tuple[list[Record], Fault | None]:
    records: list[Record] = []
    singles = list(block.singly())
    for single in singles if len(singles) > 1 else ():
        some, fault = read_block(single)
        records += some
        if fault is not None:
            return records, fault
    line, column = error.position
    return records, Fault(_reason(error), block.file_line(line), column if line > 1 + block.head.count(b"\n") else 0)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _record(element: Element) -> Record:
    if element.tag == "PubmedArticle":
        return read_article(element)
    if element.tag == "PubmedBookArticle":
        return read_book_article(element)
    if element.tag == "DeleteCitation":
        return DeletedCitations(tuple([pmid_of(child) for child in element]))
    raise RecordError(f"<{str(element.tag)[:60]}> is no kind of record")


def _reason(error: etree.XMLSyntaxError) -> str:
    # libxml2 ends its messages with the lines of the block, and with advice for programmers.
    words = re.sub(
        r",? line \d+(, column \d+)?|, try XML_PARSE_HUGE.*", "", error.msg or "unknown error", flags=re.DOTALL
    )
    return f"the XML is damaged or cut short ({words.strip()})"
