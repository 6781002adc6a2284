from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.citations.model import Citation
from evidence.errors import StoreError
from evidence.services.import_records import import_files
from evidence.store import citations, events, origin
from evidence.store.database import Database
from evidence.store.events import EventKind
from tests.support.eutils.records import synthetic_record
from tests.support.fakes import FakeClock

FIRST = 900_000_001
NBIB = """
PMID- 900000001
OWN - NLM
STAT- Publisher
TI  - A shorter account.
FAU - Example, Ada
AU  - Example A
LA  - eng
PT  - Journal Article
JT  - Journal of synthetic records
DP  - 2020

PMID- 900000077
OWN - NLM
STAT- Publisher
TI  - Only in the text file.
LA  - eng
PT  - Journal Article
JT  - Journal of synthetic records
DP  - 2020
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(f"sqlite:///{tmp_path / 'evidence.db'}")
    yield database
    database.close()


def xml(*records: bytes, deleted: tuple[int, ...] = ()) -> bytes:
    gone = "".join(f'<PMID Version="1">{pmid}</PMID>' for pmid in deleted)
    tail = f"<DeleteCitation>{gone}</DeleteCitation>" if deleted else ""
    return b"<?xml version='1.0'?>\n<PubmedArticleSet>" + b"\n".join(records) + tail.encode() + b"</PubmedArticleSet>"


def stored(database: Database, pmid: int) -> Citation | None:
    with database.read() as tx:
        found = citations.get(tx, pmid)
    return found.citation if found else None


def test_xml_plain_or_gzipped_is_stored_and_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    plain, packed = tmp_path / "a.xml", tmp_path / "b.xml.gz"
    plain.write_bytes(xml(synthetic_record(FIRST)))
    packed.write_bytes(gzip.compress(xml(synthetic_record(FIRST + 1), synthetic_record(FIRST + 2))))
    report = import_files(database, [plain, packed], FakeClock())
    assert (report.read, report.added, report.failed) == (3, 3, ())
    again = import_files(database, [packed, plain], FakeClock())
    assert (again.added, again.changed, again.unchanged) == (0, 0, 3)


def test_a_newer_record_replaces_an_older_one_and_not_the_other_way_round(database: Database, tmp_path: Path) -> None:
    old, new = tmp_path / "old.xml", tmp_path / "new.xml"
    old.write_bytes(xml(synthetic_record(FIRST, title="Old", revised=(2020, 1, 1))))
    new.write_bytes(xml(synthetic_record(FIRST, title="New", revised=(2024, 1, 1), retracted_in=FIRST + 5)))
    for path in (old, new, old):
        import_files(database, [path], FakeClock())
    found = stored(database, FIRST)
    assert found is not None
    assert found.title == "New"
    with database.read() as tx:
        assert [e.event.pmid for e in events.since(tx) if e.event.kind is EventKind.RETRACTED] == [FIRST]


def test_medline_text_adds_what_is_unknown_and_leaves_fuller_records_alone(database: Database, tmp_path: Path) -> None:
    full, text = tmp_path / "a.xml", tmp_path / "export.nbib"
    full.write_bytes(xml(synthetic_record(FIRST, title="The whole account")))
    text.write_text(NBIB, encoding="utf-8")
    report = import_files(database, [full, text], FakeClock())
    assert (report.added, report.kept) == (2, 1)
    known, new = stored(database, FIRST), stored(database, 900_000_077)
    assert known is not None
    assert new is not None
    assert (known.title, new.title) == ("The whole account", "Only in the text file.")


def test_withdrawn_records_are_marked_and_kept(database: Database, tmp_path: Path) -> None:
    first, update = tmp_path / "a.xml", tmp_path / "b.xml"
    first.write_bytes(xml(synthetic_record(FIRST)))
    update.write_bytes(xml(synthetic_record(FIRST + 1), deleted=(FIRST, FIRST + 9)))
    report = import_files(database, [first, update], FakeClock())
    assert report.deleted == 1
    assert stored(database, FIRST) is not None
    with database.read() as tx:
        assert [e.event.pmid for e in events.since(tx) if e.event.kind is EventKind.CITATION_MISSING] == [FIRST]


def test_a_damaged_file_keeps_what_came_before_the_damage_and_lets_the_others_in(
    database: Database, tmp_path: Path
) -> None:
    damaged, missing, good = tmp_path / "cut.xml", tmp_path / "none.xml", tmp_path / "good.xml"
    damaged.write_bytes(xml(synthetic_record(FIRST), synthetic_record(FIRST + 1))[:-300])
    good.write_bytes(xml(synthetic_record(FIRST + 2)))
    report = import_files(database, [damaged, missing, good], FakeClock())
    assert [path.name for path, _ in report.failed] == ["cut.xml", "none.xml"]
    assert stored(database, FIRST) is not None
    assert stored(database, FIRST + 1) is None
    assert stored(database, FIRST + 2) is not None


def test_a_database_made_from_the_sample_takes_no_files(database: Database, tmp_path: Path) -> None:
    with database.write() as tx:
        origin.claim(tx, "sample")
    path = tmp_path / "a.xml"
    path.write_bytes(xml(synthetic_record(FIRST)))
    with pytest.raises(StoreError, match="sample"):
        import_files(database, [path], FakeClock())
    assert stored(database, FIRST) is None
