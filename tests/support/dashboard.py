"""A small database with everything that pages must cope with. Its records are synthetic: PMIDs from 900000000."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from evidence.citations.model import AbstractSection, Author, Citation, Grant, Journal, Link, PartialDate, Registration
from evidence.claims.model import Combine, Query
from evidence.store import catalogue, citations, events, hits, origin, queries, runs
from evidence.store.database import Database
from evidence.store.events import Event, EventKind
from evidence.store.runs import QueryResult, RunStatus, RunTotals
from tests.support.store import catalogue as a_catalogue
from tests.support.store import claim

AT: Final = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
MANY: Final = 120
"""How many plain papers the claim ``many`` has, so that they need several pages."""

HOSTILE_TITLES: Final = (
    "<script>window.harmed = true</script>Script",
    "<img src=x onerror='window.harmed = true'>Image",
    "![beacon](https://example.org/beacon.png) Markdown image",
    "[a link](https://example.org/) and https://example.org/bare",
    "$\\frac{1}{2}$ formula and :red[colour] and `code` and **bold**",
    "a -> b <- c -- d :material/home: :smile:",
    "</td></table><style>body{display:none}</style>broken out",
    "&lt;b&gt; entity &amp;amp; &#x3c;i&#x3e;",
    "ends \u202egnp.elpmaxe\u202c here",
)
"""What a record might hold to be taken for more than text."""
HOSTILE: Final = tuple(
    Citation(
        pmid=900000100 + number,
        title=title,
        abstract=tuple(AbstractSection(text=one, label=one) for one in HOSTILE_TITLES),
        authors=tuple(Author(collective=one, affiliations=(one,)) for one in HOSTILE_TITLES),
        journal=Journal(abbreviation=title),
        published=PartialDate(2024),
        grants=(Grant(agency=title),),
        conflict_of_interest=title,
        registrations=(Registration(databank=title, number=title),),
        links=(Link("ErratumIn", source=title, note=title),),
    )
    for number, title in enumerate(HOSTILE_TITLES)
)

GOOD: Final = Citation(
    pmid=900000001,
    title="A sound trial",
    abstract=(AbstractSection("It works.", "RESULTS"), AbstractSection("Use it.", "CONCLUSION")),
    authors=(Author(last_name="Doe", initials="J"), Author(collective="The Group")),
    journal=Journal(abbreviation="J Sound", volume="3", issue="2"),
    published=PartialDate(2025, 6),
    pages="10-12",
    doi="10.1002/(sici)1097-0223(199605)16:5<395::aid-pd892>3.0.co;2-0",
    pmcid="PMC900000001",
)
RETRACTED: Final = Citation(
    pmid=900000002,
    title="A paper that was withdrawn",
    published=PartialDate(2023),
    links=(Link("RetractionIn", "J Sound. 2024;1:1", 900000003),),
)
CONCERN: Final = Citation(
    pmid=900000004, title="A doubtful paper", links=(Link("ExpressionOfConcernIn", "J Sound. 2024;1:2"),)
)
GONE: Final = Citation(pmid=900000005, title="A paper found no longer", published=PartialDate(2020))
PLAIN: Final = tuple(
    Citation(pmid=900001000 + number, title=f"Plain paper {number}", published=PartialDate(2000))
    for number in range(MANY)
)

_CLAIMS = a_catalogue(
    claim("whole", statement="Both things help.", combine=Combine.ALL),
    claim(
        "first",
        Query(id="main", term='"first thing"[tiab] AND <b>x</b>[tiab]', note="why", sentinels=(GOOD.pmid, 900000009)),
        part_of="whole",
        statement="The first thing helps.",
    ),
    claim("second", Query(id="main", term="second[tiab]"), part_of="whole", statement="The second thing helps."),
    claim("many", Query(id="main", term="many[tiab]"), statement="Many papers are about this."),
    claim("hostile", Query(id="main", term="hostile[tiab]"), statement="**Not bold** <i>not italic</i> $x$"),
)


def fill(database: Database, *, source: str = "pubmed") -> None:
    """Stores claims, citations, one refresh that partly failed, and its events."""
    found = {1: (GOOD, RETRACTED, CONCERN, GONE), 3: PLAIN, 4: HOSTILE}
    with database.write() as tx:
        origin.claim(tx, source)
        catalogue.sync(tx, _CLAIMS, AT)
        run = runs.start(tx, source=source, options={}, now=AT)
        asked = {query.key: query for query in queries.tracked(tx)}
        for key, records in found.items():
            citations.put(tx, records, now=AT)
            pmids = {record.pmid for record in records}
            hits.apply(tx, key, hits.compare(tx, key, pmids), AT)
            hits.apply(tx, key, hits.compare(tx, key, pmids - {GONE.pmid}), AT)
            queries.record_success(
                tx,
                key,
                started_at=AT,
                due_on=datetime(2100, 1, 1, tzinfo=UTC).date(),
                count=len(pmids),
                translation="as said",
            )
            query = asked[key]
            result = QueryResult(
                query=key,
                claim_id=query.claim_id,
                query_id="main",
                term=query.term,
                at=AT,
                count=len(pmids),
                warnings=("odd <b>",),
            )
            runs.record_query(tx, run, result)
        queries.record_failure(tx, 2, error="no answer <b>at all</b>")
        failed = QueryResult(
            query=2, claim_id="second", query_id="main", term="x", at=AT, error="no answer <b>at all</b>"
        )
        runs.record_query(tx, run, failed)
        happened = [
            Event(kind=EventKind.HIT_NEW, claim_id="first", query=1, pmid=GOOD.pmid),
            Event(kind=EventKind.RETRACTED, pmid=RETRACTED.pmid),
            Event(kind=EventKind.SENTINEL_MISSED, claim_id="first", query=1, detail={"sentinel": 900000009}),
            Event(kind=EventKind.QUERY_FAILED, claim_id="second", query=2, detail={"error": "no answer <b>at all</b>"}),
            *(Event(kind=EventKind.CORRECTED, pmid=record.pmid) for record in HOSTILE),
        ]
        events.append(tx, happened, at=AT, run=run)
        totals = RunTotals(added=133, retracted=1, failed=1, requests=8, seconds=2.5)
        runs.finish(tx, run, status=RunStatus.PARTIAL, totals=totals, now=AT)
