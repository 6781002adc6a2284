"""References as CSV (RFC 4180), for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from evidence.export.markup import visible
from evidence.export.reference import Reference, title_of

COLUMNS = "pmid doi pmcid title authors journal year volume issue pages status counts claims".split()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip()[:1] in {"=", "+", "-", "@"} or cell[:1] in {"\t", "\r"} else cell


def references_csv(references: Iterable[Reference]) -> str:
    """A row a reference, in the order given."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in references:
        citation, journal = one.citation, one.citation.journal
        cells = (
            str(citation.pmid),
            citation.doi,
            citation.pmcid,
            title_of(citation),
            "; ".join(author.name() for author in citation.authors),
            journal.abbreviation or journal.title,
            str(citation.published.year or ""),
            journal.volume,
            journal.issue,
            citation.pages,
            str(one.status),
            "yes" if one.counts else "no",
            " ".join(one.claims),
        )
        writer.writerow([harmless(visible(cell)) for cell in cells])
    return out.getvalue()
