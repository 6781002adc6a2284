from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.files import read_file, read_files
from tests.support.pubmed_xml import article, article_set

MEDLINE = "PMID- 900000001\nTI  - A title.\n"


@pytest.mark.parametrize("name", ["records.xml", "records.nbib", "records", "records.xml.gz"])
def test_the_form_is_told_by_the_content_not_the_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    xml = article_set(article(900000001))
    for content in (
        xml,
        gzip.compress(xml),
        MEDLINE.encode(),
        gzip.compress(MEDLINE.encode()),
        b"\xef\xbb\xbf\n" + MEDLINE.encode(),
    ):
        path.write_bytes(content)
        assert [record.title for record in read_file(path) if isinstance(record, Citation)] == ["A title."]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_records_come_with_their_file(tmp_path: Path, workers: int) -> None:
    first, second, third = tmp_path / "first.xml", tmp_path / "second.nbib", tmp_path / "third.xml"
    first.write_bytes(article_set(article(900000002), article(900000003)))
    second.write_text(MEDLINE)
    third.write_bytes(article_set(article(900000004)))
    read = read_files([first, second, third], workers=workers)
    assert [(path.name, getattr(record, "pmid", None)) for path, record in read] == [
        ("first.xml", 900000002),
        ("first.xml", 900000003),
        ("second.nbib", 900000001),
        ("third.xml", 900000004),
    ]


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_workers_change_neither_records_nor_their_order(tmp_path: Path, workers: int) -> None:
    path = tmp_path / "many.xml.gz"
    abstract = f"<Abstract><AbstractText>{'word ' * 400}</AbstractText></Abstract>"
    deletion = "<DeleteCitation><PMID Version='1'>900009999</PMID></DeleteCitation>"
    records = [article(900000001 + number, abstract=abstract) for number in range(300)]
    path.write_bytes(gzip.compress(article_set(*records, deletion)))
    found = list(read_file(path, workers=workers))
    assert [getattr(record, "pmid", 0) for record in found] == [*range(900000001, 900000301), 0]
    assert found == list(read_file(path))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_has_the_same_place_with_several_workers(tmp_path: Path, workers: int) -> None:
    path = tmp_path / "many.xml"
    abstract = f"<Abstract><AbstractText>{'word ' * 400}</AbstractText></Abstract>"
    records = [article(900000001 + number, abstract=abstract) for number in range(200)]
    content = article_set(*records, article("none"), *records)
    path.write_bytes(content)
    line = content[: content.index(b">none<")].count(b"\n") - 1  # the record begins two lines above
    records_read = read_file(path, workers=workers)
    for _ in range(200):
        next(records_read)
    with pytest.raises(RecordError) as caught:
        next(records_read)
    assert f"many.xml, line {line}, record 201 after PMID 900000200: PMID 'none'" in str(caught.value)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "holds nothing"),
        (b"hello\n", "is no line of MEDLINE text"),
        (b"{}", "holds JSON"),
        (gzip.compress(article_set(article()))[:-20], "damaged or cut short"),
        (b"\x1f\x8bnot gzip at all", "damaged or cut short"),
        (article_set(article())[:-5], "damaged or cut short"),
    ],
)
def test_what_cannot_be_understood_is_an_error_with_the_files_name(
    tmp_path: Path, workers: int, content: bytes, said: str
) -> None:
    path = tmp_path / "broken.xml.gz"
    path.write_bytes(content)
    with pytest.raises(RecordError, match=r"broken\.xml\.gz") as caught:
        list(read_file(path, workers=workers))
    assert said in str(caught.value)


def test_a_missing_file_and_a_folder_are_our_errors(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.xml", tmp_path):
        with pytest.raises(RecordError, match="cannot be read"):
            list(read_file(path))


def test_reading_may_be_given_up_half_way(tmp_path: Path) -> None:
    path = tmp_path / "many.xml"
    path.write_bytes(article_set(*[article(900000001 + number) for number in range(500)]))
    records = read_file(path, workers=2)
    assert getattr(next(records), "pmid", 0) == 900000001
    records.close()  # type: ignore[attr-defined]
