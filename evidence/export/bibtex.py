"""BibTeX (Patashnik 1988), in UTF-8, every special character of LaTeX escaped and braces always balanced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from evidence.citations.model import Author
from evidence.export.reference import Reference, pages_of, title_of

_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
}
_TO_ESCAPE = re.compile("|".join(map(re.escape, _SPECIAL)))
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def bibtex(references: Iterable[Reference]) -> str:
    """One entry a reference, in the order given."""
    return "\n".join(map(_entry, references))


def _entry(one: Reference) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(one))
    return f"@{'book' if one.citation.book else 'article'}{{{one.key},\n{fields}}}\n"


def _fields(one: Reference) -> Iterator[tuple[str, str]]:
    citation, journal = one.citation, one.citation.journal
    pages = "--".join(filter(None, pages_of(citation)))
    # The second pair of braces keeps capitals as they are.
    texts = [
        ("title", f"{{{_text(title_of(citation))}}}"),
        ("author", " and ".join(map(_name, citation.authors))),
        ("journal", _text(journal.title or journal.abbreviation)),
        ("year", str(citation.published.year or "")),
        ("volume", _text(journal.volume)),
        ("number", _text(journal.issue)),
        ("pages", _text(pages)),
        ("publisher", _text(journal.publisher)),
        ("issn", _text(journal.issn)),
        ("doi", _verbatim(citation.doi)),
        ("pmid", str(citation.pmid)),
        ("pmcid", _text(citation.pmcid)),
        ("language", _text(", ".join(citation.languages))),
        ("note", _text(one.warning)),
    ]
    for name, value in texts:
        if value.strip("{}"):
            yield name, f"{{{value}}}"
        if name == "year" and citation.published.month:
            yield "month", _MONTHS[citation.published.month - 1]


def _name(author: Author) -> str:
    """``{Family}, {Suffix}, {Given}``; what is in braces is never taken apart."""
    if author.collective:
        return f"{{{_text(author.collective)}}}"
    given = author.fore_name or author.initials
    parts = (author.last_name, author.suffix, given) if author.suffix else (author.last_name, given)
    return ", ".join(f"{{{_text(part)}}}" for part in parts if part)


def _verbatim(value: str) -> str:
    """For a field that is printed and linked as it is, unless that would end the field or its line."""
    return _text(value) if set(value) & set("{}\\%") else " ".join(value.split())


def _text(value: str) -> str:
    return _TO_ESCAPE.sub(lambda found: _SPECIAL[found[0]], " ".join(value.split()))
