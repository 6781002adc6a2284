"""Made-up records are what NLM's own document type allows, and say what they were told to say."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from Bio import Entrez

from tests.support.eutils import Record, split_records, synthetic_book, synthetic_record
from tests.support.eutils.replies import article_set

PMID = 900_000_001


def read_with_biopython(record: bytes) -> dict[str, list[dict[str, object]]]:
    """Validates against the DTD that biopython ships."""
    read: Callable[..., dict[str, list[dict[str, object]]]] = Entrez.read
    return read(BytesIO(article_set([record]).body), validate=True)


@pytest.mark.parametrize(
    "record",
    [
        synthetic_record(PMID),
        synthetic_record(PMID, abstract=None, doi="10.1000/<x>;2-A", title="A & B <c>"),
        synthetic_record(PMID, retracted_in=PMID + 1, mesh=[("D006801", "Humans")], version=2),
    ],
)
def test_article_is_valid(record: bytes) -> None:
    articles = read_with_biopython(record)["PubmedArticle"]
    assert len(articles) == 1


def test_book_is_valid() -> None:
    assert len(read_with_biopython(synthetic_book(PMID, title="A & B"))["PubmedBookArticle"]) == 1


def test_synthetic_pmid_cannot_be_a_real_one() -> None:
    with pytest.raises(ValueError, match="900000000"):
        synthetic_record(32743745)


def test_dates_are_those_given() -> None:
    dates = Record(PMID, lambda: synthetic_record(PMID, created=(2024, 5, 6), revised=(2025, 7, 8))).dates
    assert {name: day.isoformat() for name, day in dates.items()} == {
        "crdt": "2024-05-06",
        "edat": "2024-05-06",
        "mdat": "2025-07-08",
        "pdat": "2024-01-01",
    }


def test_file_is_split_into_the_newest_version_of_each() -> None:
    new, old = synthetic_record(PMID, version=2), synthetic_record(PMID)
    other = synthetic_book(PMID + 1)
    assert dict(split_records(article_set([new, old, other]).body)) == {PMID: new, PMID + 1: other}
