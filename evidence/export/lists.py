"""Reference lists in the style of a journal, as Markdown and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evidence.export import papers
from evidence.export.csl import Style, formatted
from evidence.export.markup import Html, join, tag, visible
from evidence.export.reference import Reference

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$]|&(?=#?\w+;))")
# An item without authors begins with its title: "# ", "- " or "12. " would make a heading or a list of it.
_BLOCK = re.compile(r"^(\d{0,9})([#+.)-])")


def markdown(references: Sequence[Reference], style: Style) -> str:
    """A numbered list, with a link to PubMed; what Markdown would read as markup is escaped."""
    lines = [
        f"{number}. {_escaped(text)} [PubMed {one.citation.pmid}]({papers.pubmed_url(one.citation.pmid)})\n"
        for number, (one, text) in enumerate(zip(references, formatted(references, style), strict=True), 1)
    ]
    return "".join(lines)


def _escaped(text: str) -> str:
    return _BLOCK.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\1", visible(text)))


def html(references: Sequence[Reference], style: Style) -> Html:
    """An ordered list; items have their keys as ids, and link to every place where the paper can be read."""
    items = (
        tag(
            "li",
            tag("strong", f"{one.warning}: ") if one.warning else "",
            text.removeprefix(f"{one.warning}: ") if one.warning else text,
            " ",
            papers.to_paper(one.citation.pmid, one.citation.doi, one.citation.pmcid),
            id=one.key,
        )
        for one, text in zip(references, formatted(references, style), strict=True)
    )
    return tag("ol", join(items), class_="ev-references")
