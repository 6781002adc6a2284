from __future__ import annotations

from evidence.dashboard import links
from evidence.export import papers


def test_papers_are_linked_where_they_can_be_read() -> None:
    assert papers.pubmed_url(900000001) == "https://pubmed.ncbi.nlm.nih.gov/900000001/"
    assert papers.pmc_url("PMC900000001") == "https://pmc.ncbi.nlm.nih.gov/articles/PMC900000001/"
    assert papers.doi_url("10.1234/abc-1.2") == "https://doi.org/10.1234/abc-1.2"


def test_an_old_doi_is_quoted() -> None:
    assert papers.doi_url("10.1002/(sici)1097(1996)16:5<395::aid>3.0.co;2-0?#") == (
        "https://doi.org/10.1002/%28sici%291097%281996%2916%3A5%3C395%3A%3Aaid%3E3.0.co%3B2-0%3F%23"
    )


def test_our_own_addresses_are_relative_and_quoted() -> None:
    assert links.claim_url("a&b=c") == "claim?claim=a%26b%3Dc"
    assert links.claim_url("a", view="Queries") == "claim?claim=a&view=Queries"
    assert links.citation_url(900000001) == "citation?pmid=900000001"
    assert links.citation_url(900000001, "a") == "citation?pmid=900000001&claim=a"


def test_a_link_that_leaves_us_tells_nobody_where_the_reader_comes_from() -> None:
    shown = papers.to_paper(900000001, "10.1/x", "PMC1")
    assert shown.count('rel="noopener noreferrer"') == shown.count('target="_blank"') == 3


def test_only_places_that_a_paper_has_are_linked() -> None:
    assert papers.to_paper(900000001).count("<a ") == 1
