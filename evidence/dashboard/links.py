"""Addresses: of papers elsewhere, and of our own pages."""

from __future__ import annotations

from urllib.parse import urlencode

from evidence.export.markup import Html, tag


def claim_url(claim_id: str, **more: str) -> str:
    """Our page of a claim, relative to our other pages."""
    return "claim?" + urlencode({"claim": claim_id} | more)


def citation_url(pmid: int, of_claim: str | None = None) -> str:
    """Our page of a citation, relative to our other pages; ``of_claim``: the claim that the reader comes from."""
    return "citation?" + urlencode({"pmid": pmid} | ({"claim": of_claim} if of_claim else {}))


def review_url(claim_id: str) -> str:
    """Our page that grades the papers of a claim, relative to our other pages."""
    return "review?" + urlencode({"claim": claim_id})


def confirm_url(claim_id: str) -> str:
    """Our page that confirms what a claim rests on, relative to our other pages."""
    return "confirm?" + urlencode({"claim": claim_id})


def conflicts_url(claim_id: str, pmid: int) -> str:
    """Our page that shows one conflict, relative to our other pages."""
    return "conflicts?" + urlencode({"claim": claim_id, "pmid": pmid})


def inside(label: str, url: str, **attributes: str) -> Html:
    """A link to another of our pages."""
    return tag("a", label, href=url, target="_self", **attributes)
