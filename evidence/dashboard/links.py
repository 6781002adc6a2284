"""Addresses: of papers elsewhere, and of our own pages."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from evidence.dashboard.markup import Html, join, tag


def pubmed_url(pmid: int) -> str:
    """Where PubMed shows a record."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def doi_url(doi: str) -> str:
    """Where a DOI leads; old ones hold ``<>;()`` and more, which an address must not."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def pmc_url(pmcid: str) -> str:
    """Where PubMed Central has the full text."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"


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


def outside(label: str, url: str) -> Html:
    """A link that leaves us: in a tab of its own, and without telling where the reader comes from."""
    return tag("a", label, href=url, target="_blank", rel="noopener noreferrer", class_="ev-out")


def to_paper(pmid: int, doi: str = "", pmcid: str = "") -> Html:
    """Every place where the paper can be read."""
    links = [outside(f"PubMed {pmid}", pubmed_url(pmid))]
    if doi:
        links.append(outside("DOI", doi_url(doi)))
    if pmcid:
        links.append(outside(pmcid, pmc_url(pmcid)))
    return join(links, " ")
