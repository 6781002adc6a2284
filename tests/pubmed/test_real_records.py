"""Real records, read by us and by Bio.Entrez, must say the same; each difference is named here.

Bio.Entrez is slow and builds everything in memory, so the tests compare all of two subsets and a sample of
NLM's two big files; ``python -m tests.pubmed.oracle`` compares all 50,788 records.
"""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.real_data import nlm_files
from evidence.citations.model import Citation
from evidence.citations.retraction import NoticeKind, RetractionStatus, notice_of, retraction_of
from evidence.pubmed.files import read_file
from evidence.pubmed.xml import DeletedCitations
from tests.pubmed.oracle import differences

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def big_files() -> tuple[Path, ...]:
    try:
        return nlm_files()
    except SystemExit as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def edge_cases(shared_data: Path) -> dict[int, Citation]:
    records = read_file(shared_data / "pubmed" / "edge_cases.xml.gz")
    return {record.pmid: record for record in records if isinstance(record, Citation)}


@pytest.mark.parametrize("name", ["edge_cases.xml.gz", "topic_subset.xml.gz"])
def test_a_subset_says_what_bio_entrez_says(shared_data: Path, name: str) -> None:
    found = list(differences(shared_data / "pubmed" / name))
    assert not [difference for difference in found if not difference.explanation]


def test_every_record_of_the_big_files_is_read(big_files: tuple[Path, ...]) -> None:
    for path, articles, deletions in zip(big_files, (30_000, 20_788), (0, 1), strict=True):
        counts: Counter[type] = Counter(type(record) for record in read_file(path))
        assert counts[Citation] == articles
        assert counts[DeletedCitations] == deletions


def test_a_sample_of_the_big_files_says_what_bio_entrez_says(big_files: tuple[Path, ...]) -> None:
    for path in big_files:
        found = list(differences(path, every=25))
        assert not [difference for difference in found if not difference.explanation]


def test_no_title_is_cut_at_its_markup(edge_cases: dict[int, Citation], shared_data: Path) -> None:
    with gzip.open(shared_data / "pubmed" / "edge_cases.xml.gz", "rt", encoding="utf-8") as stream:
        assert "<ArticleTitle><" in stream.read()
    assert [citation.pmid for citation in edge_cases.values() if not citation.title] == [32472320, 33977567, 34059504]


def test_known_retractions_are_seen_and_their_notices_are_not_taken_for_them(edge_cases: dict[int, Citation]) -> None:
    retracted = {27602157, 31031480, 32743968, 15320745}
    assert {
        pmid for pmid, citation in edge_cases.items() if retraction_of(citation).status is RetractionStatus.RETRACTED
    } == retracted
    assert retraction_of(edge_cases[32090497]).status is RetractionStatus.EXPRESSION_OF_CONCERN
    for pmid in (34082697, 34086808, 34086810):
        notice = notice_of(edge_cases[pmid])
        assert notice is not None
        assert notice.kind is NoticeKind.RETRACTION


def test_deletions_of_an_update_file_are_read(big_files: tuple[Path, ...]) -> None:
    deleted = [record for record in read_file(big_files[1]) if isinstance(record, DeletedCitations)]
    assert [len(deletion.pmids) for deletion in deleted] == [20]


def test_ids_of_references_are_not_the_papers(big_files: tuple[Path, ...]) -> None:
    # These three have no PMCID, but papers that they cite do.
    citing = {30452057, 30480699, 30534744}
    found = {
        record.pmid: record.pmcid
        for record in read_file(big_files[1])
        if isinstance(record, Citation) and record.pmid in citing
    }
    assert found == dict.fromkeys(citing, "")
