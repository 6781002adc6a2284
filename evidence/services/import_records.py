"""Reads files of PubMed records into the store: for a reviewer's own downloads, and for NLM's bulk files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed.files import is_medline, read_file
from evidence.pubmed.xml import DeletedCitations, Record
from evidence.services.clock import Clock
from evidence.services.reassess import reassess
from evidence.services.refresh_rules import citation_events
from evidence.store import citations, events, origin
from evidence.store.database import Database
from evidence.store.events import Event, EventKind

_AT_ONCE = 2000
"""Records in one transaction: an import that is broken off has stored whole batches, and can be repeated."""
_LARGE = 5_000_000
"""Bytes from which starting several processes pays off."""


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What an import came to.

    Attributes:
        read: records in the files.
        added, changed, unchanged: new to the database, revised, and already known like that (or newer).
        kept: known records that a MEDLINE file also holds; it says less than what is known, so that stays.
        deleted: known records that NLM's file says it has withdrawn; they are marked, their data stays.
        failed: files that could not be read to the end, and why. What came before the fault is stored.
    """

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    deleted: int = 0
    failed: tuple[tuple[Path, RecordError], ...] = ()


def import_files(
    database: Database,
    paths: Sequence[Path],
    clock: Clock,
    *,
    workers: int = 1,
    progress: Callable[[Path, int], None] = lambda _path, _read: None,
) -> ImportReport:
    """Stores what files of PubMed records say.

    A file that cannot be read does not keep the others back. Importing a file again changes nothing.

    Args:
        database: not one made from the sample.
        paths: PubMed XML (plain or gzipped) or MEDLINE text.
        clock: tells when it was.
        workers: processes that parse a large file.
        progress: told, after each batch, the file and how many of its records are stored.

    Raises:
        StoreError: the database was made from the sample, or cannot be written.
    """
    report, failed = ImportReport(), []
    with database.write() as tx:
        origin.claim(tx, "pubmed")
    for path in paths:
        done = 0
        try:
            medline = is_medline(path)
            records = read_file(path, workers=workers if path.stat().st_size > _LARGE else 1)
            for batch in _batches(records):
                report = _store(database, batch, clock, report, only_unknown=medline)
                done += len(batch)
                progress(path, done)
        except RecordError as error:
            failed.append((path, error))
    return msgspec.structs.replace(report, failed=tuple(failed))


def _store(
    database: Database, batch: Sequence[Record], clock: Clock, before: ImportReport, *, only_unknown: bool
) -> ImportReport:
    records = [record for record in batch if isinstance(record, Citation)]
    withdrawn = [pmid for record in batch if isinstance(record, DeletedCitations) for pmid in record.pmids]
    now = clock.now()
    with database.write() as tx:
        known = citations.known_pmids(tx, [record.pmid for record in records]) if only_unknown else set()
        put = citations.put(tx, [record for record in records if record.pmid not in known], now=now)
        gone = citations.mark_missing(tx, withdrawn, now)
        news = [Event(kind=EventKind.CITATION_MISSING, pmid=pmid) for pmid in gone]
        events.append(tx, [*citation_events(put), *news, *reassess(tx, put, now)], at=now)
    return ImportReport(
        read=before.read + len(records),
        added=before.added + len(put.added),
        changed=before.changed + len(put.changed),
        unchanged=before.unchanged + put.unchanged,
        kept=before.kept + len(known),
        deleted=before.deleted + len(gone),
    )


def _batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Lists of records; what came before a fault is handed out before the fault is raised."""
    stream = iter(records)
    while True:
        batch: list[Record] = []
        try:
            batch.extend(islice(stream, _AT_ONCE))
        except RecordError:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch
