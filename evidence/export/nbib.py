"""MEDLINE format (.nbib), as PubMed itself exports it (NLM, MEDLINE/PubMed Data Element Descriptions)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from evidence.citations.model import Author, Link, PartialDate
from evidence.export.reference import Reference

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_WIDTH = 80


def nbib(references: Iterable[Reference]) -> str:
    """One record a reference, in the order given, separated by an empty line."""
    return "\n".join("".join(_line(tag, value) for tag, value in _fields(one)) for one in references)


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    citation, journal = one.citation, one.citation.journal
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
        *((_NOTICES[link.type], _notice(link)) for link in citation.links if link.type in _NOTICES),
        ("AID", f"{citation.doi} [doi]" if citation.doi else ""),
        ("PMC", citation.pmcid),
        ("PHST", _retracted(citation.retracted)),
        # Not every status has a field of its own: a word for those who read.
        ("GN", one.warning),
    ]
    yield from ((tag, value) for tag, value in fields if value)


_NOTICES = {
    "RetractionIn": "RIN",
    "PartialRetractionIn": "PRIN",
    "ExpressionOfConcernIn": "ECI",
    "ErratumIn": "EIN",
    "CorrectedandRepublishedIn": "CRI",
    "RetractedandRepublishedIn": "RRI",
}


def _notice(link: Link) -> str:
    """``J Test. 2024;1(1):1. PMID: 900000001``, with what PubMed notes of it."""
    source = ". ".join(part.rstrip(".") for part in (link.source, link.note) if part)
    return f"{source}. PMID: {link.pmid}" if link.pmid else source


def _retracted(date: PartialDate | None) -> str:
    return f"{date.year:04d}/{date.month:02d}/{date.day:02d} 00:00 [retracted]" if date and date.day else ""


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
    """``TI  - ...``, continued on lines that begin with six spaces.

    None ends in a hyphen: readers would take that for a word that was cut there.
    """
    whole = re.sub(r"(?<=\S)- ", "-\0", " ".join(value.split()))
    lines = wrap(whole, _WIDTH - 6, break_long_words=False, break_on_hyphens=False)
    return f"{tag:<4}- " + "\n      ".join(lines).replace("\0", " ") + "\n"
