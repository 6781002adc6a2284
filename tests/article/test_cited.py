from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.cited import Cited, References
from tests.support.articles import document


def cited(text: str) -> Cited:
    """What the first sentence cites."""
    read = document(text)
    return References(read).of(read.sentences[0])


@pytest.mark.parametrize(
    ("text", "pmids", "dois"),
    [
        ("It may help (PMID: 900000001).", (900000001,), ()),
        ("It may help, PMID 900000001 and pmid:900000002.", (900000001, 900000002), ()),
        ("It [may help](https://pubmed.ncbi.nlm.nih.gov/900000001/).", (900000001,), ()),
        ("It may help (https://www.ncbi.nlm.nih.gov/pubmed/900000001).", (900000001,), ()),
        ("It may help (doi:10.1000/ABC.12).", (), ("10.1000/abc.12",)),
        ("It may help, see https://doi.org/10.1000/abc.12.", (), ("10.1000/abc.12",)),
        ("It may help.[^a]\n\n[^a]: A paper, PMID 900000003.", (900000003,), ()),
        ("It may help [2].\n## References\n1. Another, PMID 900000001.\n2. A paper, PMID 900000002.", (900000002,), ()),
        (
            "It may help [1, 3-4].\n## Sources\n[1] PMID 900000001\n[3] PMID 900000003\n[4] PMID 900000004",
            (900000001, 900000003, 900000004),
            (),
        ),
    ],
)
def test_papers_are_found_however_they_are_cited(text: str, pmids: tuple[int, ...], dois: tuple[str, ...]) -> None:
    found = cited(text)
    assert (found.pmids, found.dois) == (pmids, dois)
    assert found.anything


@pytest.mark.parametrize(
    "text", ["It may help (Smith et al., 2020).", "It [may help](https://example.org/paper).", "It may help [7]."]
)
def test_a_sign_of_a_source_is_seen_even_if_it_names_no_paper(text: str) -> None:
    assert cited(text) == Cited(anything=True)


@pytest.mark.parametrize(
    "text",
    ["It may help.", "In 2020 it helped.", "It may help (see below).", "Dial 112 [now].", "PMIDs are numbers."],
)
def test_a_sentence_without_a_source_cites_nothing(text: str) -> None:
    assert cited(text) == Cited()


def test_a_footnote_behind_the_full_stop_belongs_to_the_sentence() -> None:
    read = document("It may help.[^1]\n[^1]: PMID 900000001")
    first = read.sentences[0]
    without_mark = first.__class__(text="It may help.", start=0, end=12, line=1, column=1)
    assert References(read).of(without_mark).pmids == (900000001,)


def test_numbers_mean_nothing_without_a_list_of_references() -> None:
    assert cited("It may help [1].\nSteps\n1. Rest, PMID 900000001.").pmids == ()


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    read = document(text)
    references = References(read)
    for sentence in read.sentences:
        references.of(sentence)
