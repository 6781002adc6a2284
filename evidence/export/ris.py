"""RIS, which reference managers read (Research Information Systems; EndNote, Zotero, Mendeley, Covidence)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evidence.citations.model import Author
from evidence.export.reference import Reference, pages_of, title_of


def ris(references: Iterable[Reference]) -> str:
    """One record a reference, in the order given; lines end as the format wants it, in CR LF."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for one in references for tag, value in _fields(one))


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    citation, journal = one.citation, one.citation.journal
    first, last = pages_of(citation)
    yield "TY", "BOOK" if citation.book else "JOUR"
    fields = [
        ("TI", title_of(citation)),
        *(("AU", _name(author)) for author in citation.authors),
        ("T2", journal.title),
        ("J2", journal.abbreviation),
        ("PY", str(citation.published.year or "")),
        ("DA", _date(one)),
        ("VL", journal.volume),
        ("IS", journal.issue),
        ("SP", first),
        ("EP", last),
        ("SN", journal.issn),
        ("PB", journal.publisher),
        ("DO", citation.doi),
        ("AN", str(citation.pmid)),
        ("C2", citation.pmcid),
        *(("LA", language) for language in citation.languages),
        *(("KW", claim) for claim in one.claims),
        ("N1", one.warning),
        ("UR", f"https://pubmed.ncbi.nlm.nih.gov/{citation.pmid}/"),
    ]
    yield from ((tag, value) for tag, value in fields if value)
    yield "ER", ""


def _name(author: Author) -> str:
    """``Family, Given, Suffix``; a group as it is."""
    if author.collective:
        return author.collective
    return ", ".join(filter(None, (author.last_name, author.fore_name or author.initials, author.suffix)))


def _date(one: Reference) -> str:
    """``2021/06/07/``: parts that are unknown stay empty."""
    date = one.citation.published
    if not date.month:
        return ""
    return f"{date.year:04d}/{date.month:02d}/{f'{date.day:02d}' if date.day else ''}/"


def _line(value: str) -> str:
    """A value on one line: a line break would begin another field."""
    return " ".join(value.split())
