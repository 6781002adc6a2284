"""A citation as reference lists need it, with what has become of the paper."""

from __future__ import annotations

import re

import msgspec

from evidence.citations.model import Citation
from evidence.citations.retraction import RetractionStatus, retraction_of

_PAGE = re.compile(r"([A-Za-z]*)(\d+)")
RETRACTED = frozenset({RetractionStatus.RETRACTED, RetractionStatus.RETRACTED_AND_REPUBLISHED})


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """A citation of a claim.

    Attributes:
        citation: the record.
        claims: ids of the claims that it belongs to, in file order.
        counts: whether a strength was read from it.
    """

    citation: Citation
    claims: tuple[str, ...] = ()
    counts: bool = False

    @property
    def key(self) -> str:
        """Its name in a list of references: ``pmid900000001``."""
        return f"pmid{self.citation.pmid}"

    @property
    def status(self) -> RetractionStatus:
        """What has become of the paper."""
        return retraction_of(self.citation).status

    @property
    def warning(self) -> str:
        """What every reader must be told: ``RETRACTED``, ``EXPRESSION OF CONCERN``; empty when nothing is known."""
        status = self.status
        return "" if status is RetractionStatus.NONE else status.replace("-", " ").upper()


def title_of(citation: Citation) -> str:
    """The title without the full stop at its end, as reference formats want it."""
    title = citation.title.strip()
    return title[:-1] if title.endswith(".") and not title.endswith("..") else title


def pages_of(citation: Citation) -> tuple[str, str]:
    """First and last page; the last is empty for a single page.

    MEDLINE leaves out what both have in common: ``1460-8`` is 1460-1468, ``S93-9`` is S93-S99.
    """
    first, dash, last = citation.pages.partition("-")
    first, last = first.strip(), last.strip()
    if not dash or "," in citation.pages or ";" in citation.pages:
        return citation.pages.strip(), ""
    begins, ends = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if begins and ends and ends[1] in {"", begins[1]} and len(ends[2]) <= len(begins[2]):
        last = begins[1] + begins[2][: len(begins[2]) - len(ends[2])] + ends[2]
    return first, last


def short_pages_of(citation: Citation) -> str:
    """Pages as ICMJE and NLM print them, without what both have in common: ``1460-8``, ``S93-9``."""
    first, last = pages_of(citation)
    begins, ends = _PAGE.fullmatch(first), _PAGE.fullmatch(last)
    if begins and ends and begins[1] == ends[1] and len(begins[2]) == len(ends[2]) and first != last:
        same = next(at for at, (one, other) in enumerate(zip(begins[2], ends[2], strict=True)) if one != other)
        last = ends[2][same:]
    return "-".join(filter(None, (first, last)))
