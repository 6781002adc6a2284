"""Where papers can be read: addresses, and links that leave us."""

from __future__ import annotations

from urllib.parse import quote

from evidence.export.markup import Html, join, tag


def pubmed_url(pmid: int) -> str:
    """Where PubMed shows a record."""
    return f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"


def doi_url(doi: str) -> str:
    """Where a DOI leads; old ones hold ``<>;()`` and more, which an address must not."""
    return f"https://doi.org/{quote(doi, safe='/')}"


def pmc_url(pmcid: str) -> str:
    """Where PubMed Central has the full text."""
    return f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(pmcid, safe='')}/"


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
