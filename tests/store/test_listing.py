from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from evidence.citations.model import Citation, Journal, Link, PartialDate
from evidence.citations.retraction import NoticeKind, RetractionStatus
from evidence.claims.model import Query
from evidence.store import catalogue, citations, hits, listing
from evidence.store.database import Database
from evidence.store.listing import Mark
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim

PAPER = Citation(
    pmid=900000001,
    title="A trial of 100% pure Something",
    journal=Journal(abbreviation="J Things"),
    published=PartialDate(2021),
    doi="10.1000/x_1",
    pmcid="PMC900001",
)
RETRACTED = Citation(
    pmid=900000002, title="Another paper", published=PartialDate(2023), links=(Link("RetractionIn", "J Things"),)
)
NOTICE = Citation(
    pmid=900000003, title="Notice", published=PartialDate(2024), links=(Link("RetractionOf", "J Things", 900000002),)
)
QUERY = Query(id="q", term="a[tiab]")


def found(database: Database, key: int, pmids: set[int], now: datetime) -> None:
    with database.write() as tx:
        hits.apply(tx, key, hits.compare(tx, key, pmids), now)


@pytest.fixture
def listed(database: Database, now: datetime) -> Database:
    parts = claim("one", QUERY, part_of="whole"), claim("two", QUERY, part_of="whole")
    with database.write() as tx:
        catalogue.sync(tx, a_catalogue(claim("whole"), *parts), now)
        citations.put(tx, [PAPER, RETRACTED, NOTICE], now=now)
    later = now + timedelta(days=1)
    found(database, 1, {PAPER.pmid, RETRACTED.pmid}, now)
    found(database, 2, {PAPER.pmid, NOTICE.pmid}, later)
    found(database, 1, {PAPER.pmid}, later)
    return database


def pmids(page: listing.CitationPage) -> list[int]:
    return [one.pmid for one in page.citations]


def test_a_compound_claim_lists_the_citations_of_its_parts_once_each(listed: Database, now: datetime) -> None:
    with listed.read() as tx:
        whole = listing.of_claim(tx, "whole")
        assert pmids(listing.of_claim(tx, "two")) == [NOTICE.pmid, PAPER.pmid]
        assert listing.of_claim(tx, "unknown") == listing.CitationPage(citations=(), total=0, marked={})
    notice, retracted, paper = whole.citations
    later = now + timedelta(days=1)
    assert paper == listing.ListedCitation(
        pmid=PAPER.pmid,
        title=PAPER.title,
        doi=PAPER.doi,
        pmcid=PAPER.pmcid,
        journal="J Things",
        year=2021,
        status=RetractionStatus.NONE,
        notice=None,
        design=paper.design,
        queries=(("one", "q"), ("two", "q")),
        first_seen_at=now,
        left_at=None,
    )
    assert (notice.notice, notice.marks()) == (NoticeKind.RETRACTION, (Mark.NOTICE,))
    assert (retracted.left_at, retracted.marks()) == (later, (Mark.RETRACTED, Mark.LEFT))


def test_a_list_is_narrowed_by_words_and_marks_and_says_how_many_there_are(listed: Database) -> None:
    with listed.read() as tx:

        def shown(words: str = "", *marks: Mark) -> tuple[list[int], int]:
            page = listing.of_claim(tx, "whole", words=words, marks=marks)
            return pmids(page), page.total

        assert shown("") == ([NOTICE.pmid, RETRACTED.pmid, PAPER.pmid], 3)
        assert shown("something TRIAL") == ([PAPER.pmid], 1)
        assert shown("100%") == ([PAPER.pmid], 1)
        assert shown("x_1") == ([PAPER.pmid], 1)
        assert shown("x%1") == ([], 0)
        assert shown(str(NOTICE.pmid)) == ([NOTICE.pmid], 1)
        assert shown("j things") == ([PAPER.pmid], 1)
        assert shown("", Mark.RETRACTED) == ([RETRACTED.pmid], 1)
        assert shown("", Mark.LEFT, Mark.NOTICE) == ([NOTICE.pmid, RETRACTED.pmid], 2)
        assert shown("trial", Mark.RETRACTED) == ([], 0)
        marked = {Mark.RETRACTED: 1, Mark.NOTICE: 1, Mark.LEFT: 1}
        assert listing.of_claim(tx, "whole", marks=[Mark.LEFT]).marked == marked
        assert listing.of_claim(tx, "whole", words="trial").marked == {}


def test_a_list_is_narrowed_to_given_papers_however_many(listed: Database) -> None:
    many = range(900100000, 900100000 + 70_000)  # more than a database takes as parameters
    with listed.read() as tx:
        page = listing.of_claim(tx, "whole", only=[PAPER.pmid, *many])
        assert (pmids(page), page.total) == ([PAPER.pmid], 1)
        assert listing.of_claim(tx, "whole", only=[]).total == 0


def test_pages_follow_each_other_without_gap_or_repeat(listed: Database) -> None:
    with listed.read() as tx:
        pages = [listing.of_claim(tx, "whole", offset=offset, limit=1) for offset in range(4)]
    assert [pmids(page) for page in pages] == [[NOTICE.pmid], [RETRACTED.pmid], [PAPER.pmid], []]
    assert {page.total for page in pages} == {3}


@pytest.mark.parametrize("status", [status for status in RetractionStatus if status is not RetractionStatus.NONE])
def test_every_status_of_a_paper_has_a_mark(status: RetractionStatus) -> None:
    assert Mark(status)
