"""Identifiers as the outside world writes them, made into one form each.

An identifier that does not look like one comes back empty: a wrong link is worse than none.
"""

from __future__ import annotations

import re

_DOI_PREFIX = re.compile(r"(?:https?://)?(?:dx\.)?(?:doi\.org/|doi\s*:)\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d+(?:\.\d+)*/\S+", re.ASCII)
_PMCID = re.compile(r"PMC\d+", re.IGNORECASE | re.ASCII)
_ORCID = re.compile(r"\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{3}[\dX]", re.IGNORECASE | re.ASCII)


def doi_of(text: str) -> str:
    """The bare DOI in lower case (DOIs ignore case), without ``doi:`` or the address of a resolver.

    Old DOIs contain ``<>;()``: ``10.1002/(SICI)1097-0223(199605)16:5<395::AID-PD892>3.0.CO;2-0`` is one.
    """
    bare = _DOI_PREFIX.sub("", text.strip(), count=1) if ":" in text or text[:3] != "10." else text.strip()
    return bare.lower() if _DOI.fullmatch(bare) else ""


def pmcid_of(text: str) -> str:
    """``PMC7933073`` out of ``PMC7933073``, ``PMC7933073.2`` (a version) or ``pmc-id: PMC7933073;``."""
    found = _PMCID.search(text)
    return found.group().upper() if found else ""


def orcid_of(text: str) -> str:
    """``0000-0002-1825-0097`` out of the bare number or the address, with or without hyphens."""
    found = _ORCID.search(text)
    if found is None:
        return ""
    digits = found.group().replace("-", "").replace(" ", "").upper()
    return "-".join((digits[:4], digits[4:8], digits[8:12], digits[12:]))
