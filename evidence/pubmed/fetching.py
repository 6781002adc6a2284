"""The records of given PMIDs, checked against what was asked for.

Ids are sent with each request. A history session would save sending them, and can be lost on the server at
any moment; without one, no answer depends on an earlier one.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial

from evidence.citations.model import Citation
from evidence.errors import RecordError, SourceError, SourceUnreachableError
from evidence.pubmed.replies import Fault, check_records, parse_search
from evidence.pubmed.source import Page
from evidence.pubmed.transport import Transport
from evidence.pubmed.xml import read_citations

BATCH = 200
"""PMIDs in one request, as NCBI recommends for one POST."""


def fetch_pages(transport: Transport, pmids: Sequence[int], *, concurrency: int) -> Iterator[Page]:
    """The records of these PMIDs, a page for each 200, in the order in which the answers come.

    A page that fails does not take the others with it: its error is raised when all others have come.

    Args:
        transport: asks E-utilities.
        pmids: what is wanted; repeats are ignored.
        concurrency: requests under way at once.

    Raises:
        SourceUnreachableError: at once.
        SourceError: after all pages that could be fetched.
    """
    wanted = list(dict.fromkeys(pmids))
    batches = iter([wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)])
    failed: SourceError | None = None
    pool = ThreadPoolExecutor(concurrency, thread_name_prefix="efetch")
    running: set[Future[Page]] = set()
    try:
        while True:
            # No more than are under way: a slow reader of the pages must not fill the memory with them.
            while len(running) < concurrency and (batch := next(batches, None)):
                running.add(pool.submit(fetch_page, transport, batch))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                try:
                    page = future.result()
                except SourceUnreachableError:
                    raise
                except SourceError as error:
                    failed = failed or error
                else:
                    yield page
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if failed:
        raise failed


def fetch_page(transport: Transport, pmids: Sequence[int]) -> Page:
    """The records of at most 200 PMIDs.

    A PMID without a record is asked for again; one that is still without is looked up in the index, as an
    answer can be short without saying so. It counts as missing only if the index does not have it either.

    Raises:
        SourceError: when the records cannot be had, or a PMID of the index has none.
    """
    found = _records(transport, pmids)
    missing = [pmid for pmid in pmids if pmid not in found]
    if missing:
        found |= _records(transport, missing)
        missing = [pmid for pmid in missing if pmid not in found]
    if missing and (indexed := _indexed(transport, missing)):
        found |= _records(transport, indexed, whole=True)
        missing = [pmid for pmid in missing if pmid not in found]
    return Page(citations=tuple(found.values()), missing=tuple(missing))


def _records(transport: Transport, pmids: Sequence[int], *, whole: bool = False) -> dict[int, Citation]:
    """The records that PubMed has of these PMIDs; of each of them when ``whole``."""
    about = _named(pmids)
    fields = {"db": "pubmed", "id": ",".join(map(str, pmids)), "retmode": "xml"}
    understand = partial(parse_records, wanted=frozenset(pmids), about=about, whole=whole)
    return transport.ask("efetch", fields, understand, about=about)


def parse_records(body: bytes, *, wanted: frozenset[int], about: str, whole: bool = False) -> dict[int, Citation]:
    """The records of an EFetch answer by PMID, the latest version of each.

    Args:
        body: the answer, in ``retmode=xml``.
        wanted: the PMIDs that were asked for.
        about: what was asked for, as errors name it.
        whole: whether each of them is known to have a record.

    Raises:
        Fault: when the answer is no set of records, holds one that nobody asked for, or lacks one.
    """
    check_records(body)
    found: dict[int, Citation] = {}
    try:
        for record in read_citations(io.BytesIO(body), name=about):
            if not isinstance(record, Citation):
                raise Fault("a list of deleted citations among the records", again=True)
            if record.pmid not in wanted:
                raise Fault(f"a record that nobody asked for, PMID {record.pmid}", again=True)
            known = found.get(record.pmid)
            if known is None or record.version > known.version:
                found[record.pmid] = record
    except RecordError as error:
        raise Fault(error.what, again=True) from error
    if whole and len(found) < len(wanted):
        lacking = min(wanted - found.keys())
        raise Fault(f"PMID {lacking} is in PubMed's index and has no record", again=True)
    return found


def _indexed(transport: Transport, pmids: Sequence[int]) -> list[int]:
    """Those of the PMIDs that PubMed's index knows."""
    fields = {
        "db": "pubmed",
        "term": " OR ".join(f"{pmid}[uid]" for pmid in pmids),
        "retmode": "xml",
        "retmax": str(len(pmids)),
    }
    reply = transport.ask(
        "esearch", fields, partial(parse_search, most=len(pmids)), about=f"whether it has {_named(pmids)}"
    )
    return sorted(set(pmids).intersection(reply.pmids))


def _named(pmids: Sequence[int]) -> str:
    """What errors call these PMIDs."""
    return f"PMID {pmids[0]}" if len(pmids) == 1 else f"{len(pmids)} PMIDs, {pmids[0]} to {pmids[-1]}"
