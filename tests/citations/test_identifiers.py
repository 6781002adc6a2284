from __future__ import annotations

import pytest

from evidence.citations.identifiers import doi_of, orcid_of, pmcid_of


@pytest.mark.parametrize(
    "text",
    [
        "10.1001/JAMA.2023.5302",
        "doi:10.1001/jama.2023.5302",
        "DOI: 10.1001/jama.2023.5302",
        "https://doi.org/10.1001/jama.2023.5302",
        "http://dx.doi.org/10.1001/jama.2023.5302 ",
        "doi.org/10.1001/jama.2023.5302",
    ],
)
def test_a_doi_has_one_form(text: str) -> None:
    assert doi_of(text) == "10.1001/jama.2023.5302"


def test_signs_of_old_dois_are_kept() -> None:
    assert doi_of("10.1002/(SICI)1(19)16:5<395::AID>3.0.CO;2-0") == "10.1002/(sici)1(19)16:5<395::aid>3.0.co;2-0"


@pytest.mark.parametrize("text", ["", "S0001-9092", "10.1001", "doi:", "10.1001/a b", "https://example.org/10.1001/x"])
def test_what_is_no_doi_is_none(text: str) -> None:
    assert doi_of(text) == ""


@pytest.mark.parametrize("text", ["PMC7933073", "PMC7933073.2", "pmc7933073", "pmc-id: PMC7933073;manuscript-id: X1;"])
def test_a_pmcid_has_one_form(text: str) -> None:
    assert pmcid_of(text) == "PMC7933073"


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-009X",
        "http://orcid.org/0000-0002-1825-009x",
        "000000021825009X",
        "0000 0002 1825 009X",
        "ORCID: 0000-0002-1825-009X",
    ],
)
def test_an_orcid_has_one_form(text: str) -> None:
    assert orcid_of(text) == "0000-0002-1825-009X"


def test_what_is_no_orcid_is_none() -> None:
    assert orcid_of("0000-0002") == ""
    assert pmcid_of("none") == ""
