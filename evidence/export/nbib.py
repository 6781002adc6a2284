"""MEDLINE format (.nbib), as PubMed itself exports it (NLM, MEDLINE/PubMed Data Element Descriptions)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from evidence.citations.model import Author, Citation, PartialDate
from evidence.export.reference import Reference

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WIDTH = 80


def nbib(references: Iterable[Reference]) -> str:
    """One record a reference, in the order given, separated by an empty line."""
    return "\n".join("".join(_line(tag, value) for tag, value in _fields(one.citation)) for one in references)


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    journal = citation.journal
    fields = [
        ("PMID", str(citation.pmid)),
        ("IS", journal.issn),
        ("VI", journal.volume),
        ("IP", journal.issue),
        ("DP", _date(citation.published)),
        ("TI", citation.title),
        ("PG", citation.pages),
        ("LID", f"{citation.doi} [doi]" if citation.doi else ""),
        *(field for author in citation.authors for field in _author(author)),
        *(("LA", language) for language in citation.languages),
        *(("PT", term.name) for term in citation.publication_types),
        ("TA", journal.abbreviation),
        ("JT", journal.title),
        ("JID", journal.nlm_id),
        *((_NOTICES[link.type], _notice(link.source, link.pmid)) for link in citation.links if link.type in _NOTICES),
        ("AID", f"{citation.doi} [doi]" if citation.doi else ""),
        ("PMC", citation.pmcid),
    ]
    yield from ((tag, value) for tag, value in fields if value)


_NOTICES = {
    "RetractionIn": "RIN",
    "ExpressionOfConcernIn": "ECI",
    "ErratumIn": "EIN",
    "CorrectedandRepublishedIn": "CRI",
    "RetractedandRepublishedIn": "RRI",
}


def _notice(source: str, pmid: int | None) -> str:
    return f"{source}{'' if source.endswith('.') else '.'} PMID: {pmid}" if pmid else source


def _author(author: Author) -> Iterator[tuple[str, str]]:
    if author.collective:
        yield "CN", author.collective
        return
    given = " ".join(filter(None, (author.fore_name or author.initials, author.suffix)))
    yield "FAU", ", ".join(filter(None, (author.last_name, given)))
    yield "AU", " ".join(filter(None, (author.last_name, author.initials, author.suffix)))


def _date(date: PartialDate) -> str:
    if date.as_printed:
        return date.as_printed
    if not date.year:
        return ""
    month = f" {_MONTHS[date.month - 1]}" if date.month else ""
    return f"{date.year}{month}{f' {date.day}' if date.month and date.day else ''}"


def _line(tag: str, value: str) -> str:
    """``TI  - ...``, continued on lines that begin with six spaces."""
    lines = wrap(" ".join(value.split()), _WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return f"{tag:<4}- " + "\n      ".join(lines) + "\n"
