"""A citation as reference lists need it, with what has become of the paper."""

from __future__ import annotations

import msgspec

from evidence.citations.model import Citation
from evidence.citations.retraction import RetractionStatus, retraction_of

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
    """First and last page; MEDLINE leaves digits out (``1460-8`` is 1460-1468). The last is empty for a single page."""
    first, dash, last = citation.pages.partition("-")
    first, last = first.strip(), last.strip()
    if not dash or "," in citation.pages or ";" in citation.pages:
        return citation.pages.strip(), ""
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last
