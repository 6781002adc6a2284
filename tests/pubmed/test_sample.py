from __future__ import annotations

import json
import re
import runpy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import Bio.Entrez
import pytest
from lxml import etree

from evidence.citations.model import Citation, MeshHeading
from evidence.claims.loader import load
from evidence.errors import RecordError
from evidence.pubmed.sample import PAGE_SIZE, SampleSource
from evidence.pubmed.source import CitationSource, Page, Search
from tests.conftest import ROOT
from tests.support.eutils.records import synthetic_record

SAMPLE = ROOT / "data" / "sample"
CLAIMS = ROOT / "claims.yaml"
FIRST = 900_000_001
HEADING = "pmid,claim,query,why\n"


@pytest.fixture(scope="module")
def committed() -> dict[int, Citation]:
    return {citation.pmid: citation for citation in fetched(SampleSource.open(SAMPLE), pmids_in_xml())}


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> dict[int, dict[str, Any]]:
    records = json.loads((shared_data / "citations.json").read_bytes())
    return {int(record["pmid"]): record for record in records}


def pmids_in_xml() -> list[int]:
    tree = etree.parse(SAMPLE / "citations.xml")
    return [int(pmid.text or "") for pmid in tree.iterfind("PubmedArticle/MedlineCitation/PMID")]


def hits() -> list[tuple[int, str, str]]:
    lines = (SAMPLE / "hits.csv").read_text(encoding="utf-8").splitlines()[1:]
    return [(int(pmid), claim, query) for pmid, claim, query, _ in (line.split(",", 3) for line in lines)]


def fetched(source: CitationSource, pmids: Sequence[int]) -> list[Citation]:
    return [citation for page in source.fetch(pmids) for citation in page.citations]


def folder_with(path: Path, pmids: Sequence[int], rows: str, heading: str = HEADING) -> Path:
    records = b"".join(synthetic_record(pmid) for pmid in pmids)
    (path / "citations.xml").write_bytes(b"<PubmedArticleSet>" + records + b"</PubmedArticleSet>")
    (path / "hits.csv").write_text(heading + rows, encoding="utf-8")
    return path


def asked(claim: str, query: str = "main") -> Search:
    return Search(claim_id=claim, query_id=query, term="any")


# What a sample answers


def test_search_gives_the_pmids_of_the_query_ascending(tmp_path: Path) -> None:
    rows = f"{FIRST + 1},c,main,x\n{FIRST},c,main,x\n{FIRST},c,other,x\n{FIRST + 1},d,main,x\n"
    source = SampleSource.open(folder_with(tmp_path, [FIRST, FIRST + 1], rows))
    result = source.search(asked("c"))
    assert (result.pmids, result.translation, result.warnings) == ((FIRST, FIRST + 1), "", ())
    assert source.search(asked("c", "other")).pmids == (FIRST,)


def test_a_query_without_rows_finds_nothing(tmp_path: Path) -> None:
    source = SampleSource.open(folder_with(tmp_path, [FIRST], f"{FIRST},c,main,x\n"))
    assert source.search(asked("c", "unheard-of")).pmids == ()
    assert source.search(asked("unheard-of")).pmids == ()


def test_fetch_gives_each_pmid_once_as_citation_or_as_missing(tmp_path: Path) -> None:
    source = SampleSource.open(folder_with(tmp_path, [FIRST, FIRST + 1], ""))
    (page,) = source.fetch([FIRST + 1, FIRST + 7, FIRST, FIRST + 1, FIRST + 7])
    assert [citation.pmid for citation in page.citations] == [FIRST + 1, FIRST]
    assert page.missing == (FIRST + 7,)


def test_fetch_cuts_into_pages(tmp_path: Path) -> None:
    pmids = range(FIRST, FIRST + PAGE_SIZE + 1)
    pages: list[Page] = list(SampleSource.open(folder_with(tmp_path, pmids, "")).fetch(pmids))
    assert [len(page.citations) for page in pages] == [PAGE_SIZE, 1]
    assert list(SampleSource.open(tmp_path).fetch([])) == []


def test_the_sample_is_a_source_that_sends_nothing(tmp_path: Path) -> None:
    source: CitationSource = SampleSource.open(folder_with(tmp_path, [FIRST], f"{FIRST},c,main,x\n"))
    source.search(asked("c"))
    list(source.fetch([FIRST]))
    assert (source.name, source.requests, source.concurrency) == ("sample", 0, 1)


# What can be wrong with one


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f"{FIRST},c,main,x\nPMC1,c,main,x\n", r"hits\.csv:3: 'PMC1' is no PMID - give"),
        (f"-{FIRST},c,main,x\n", r"hits\.csv:2: '-900000001' is no PMID"),
        (f"{FIRST},c,main,x\n{FIRST + 1},c,main,x\n", r"hits\.csv:3: citations\.xml holds no .*900000002 - correct"),
        (f'{FIRST},c,main,"a\nb"\n{FIRST},c,main,y\n', r"hits\.csv:4: says the same as line 3: .* for c/main - remove"),
        (f"{FIRST},c,main\n", r"hits\.csv:2: has 3 fields - give the 4 fields"),
        (f"{FIRST},c,main,x\n\n", r"hits\.csv:3: has 0 fields"),
        (f"{FIRST},,main,x\n", r"hits\.csv:2: names no claim or no query - give"),
        (f"{FIRST},c,,x\n", r"hits\.csv:2: names no claim or no query - give"),
        (f'{FIRST},c,main,"x"y\n', r"hits\.csv:2: is not CSV .* - correct"),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_a_remedy(tmp_path: Path, rows: str, expected: str) -> None:
    with pytest.raises(RecordError, match=expected):
        SampleSource.open(folder_with(tmp_path, [FIRST], rows))


@pytest.mark.parametrize("heading", ["", "pmid,claim,why\n", f"{FIRST},c,main,x\n"])
def test_hits_begin_with_their_heading(tmp_path: Path, heading: str) -> None:
    with pytest.raises(RecordError, match=r"hits\.csv:1: the heading is missing - begin with"):
        SampleSource.open(folder_with(tmp_path, [FIRST], "", heading))


@pytest.mark.parametrize("name", ["citations.xml", "hits.csv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (folder_with(tmp_path, [FIRST], "") / name).unlink()
    with pytest.raises(RecordError, match=rf"{name}: cannot be read \(No such file.* - give the folder") as caught:
        SampleSource.open(tmp_path)
    assert isinstance(caught.value.__cause__, FileNotFoundError)


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"nowhere/citations\.xml: cannot be read"):
        SampleSource.open(tmp_path / "nowhere")


def test_hits_in_another_encoding_are_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, [FIRST], "")
    (folder / "hits.csv").write_bytes((HEADING + f"{FIRST},c,main,Lotzová\n").encode("latin-1"))
    with pytest.raises(RecordError, match=r"hits\.csv: is not UTF-8 text .* - save it"):
        SampleSource.open(folder)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, [FIRST], "")
    (folder / "citations.xml").write_bytes((folder / "citations.xml").read_bytes()[:-40])
    with pytest.raises(RecordError, match=r"citations\.xml"):
        SampleSource.open(folder)


def test_a_record_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=rf"citations\.xml: holds PMID {FIRST} twice - remove"):
        SampleSource.open(folder_with(tmp_path, [FIRST, FIRST], ""))


def test_a_list_of_deleted_records_is_refused(tmp_path: Path) -> None:
    deleted = f'<DeleteCitation><PMID Version="1">{FIRST}</PMID></DeleteCitation>'.encode()
    folder = folder_with(tmp_path, [FIRST], "")
    whole = b"<PubmedArticleSet>" + synthetic_record(FIRST) + deleted + b"</PubmedArticleSet>"
    (folder / "citations.xml").write_bytes(whole)
    with pytest.raises(RecordError, match=r"citations\.xml: lists deleted records - "):
        SampleSource.open(folder)


# The sample that is committed


def test_the_xml_says_at_once_that_it_is_constructed() -> None:
    first, second = (SAMPLE / "citations.xml").read_text(encoding="utf-8").splitlines()[:2]
    assert first.startswith("<?xml")
    assert second.startswith("<!--")
    assert "NOT a recorded answer of PubMed" in second


def test_the_xml_is_valid_against_the_dtd_of_nlm() -> None:
    dtd = etree.DTD(str(Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"))
    assert dtd.validate(etree.parse(SAMPLE / "citations.xml")), dtd.error_log


def test_every_hit_can_be_searched_and_fetched(committed: dict[int, Citation]) -> None:
    source = SampleSource.open(SAMPLE)
    for pmid, claim, query in hits():
        assert pmid in source.search(asked(claim, query)).pmids
        assert pmid in committed


def test_notices_are_found_by_the_queries_of_their_papers(committed: dict[int, Citation]) -> None:
    claims_of = {pmid: {claim for hit, claim, _ in hits() if hit == pmid} for pmid in committed}
    notices = [
        (citation.pmid, link.pmid)
        for citation in committed.values()
        for link in citation.links
        if link.type in ("RetractionOf", "ErratumFor") and link.pmid is not None
    ]
    assert len(notices) == 5
    for notice, paper in notices:
        assert claims_of[notice] == claims_of[paper], notice


def test_links_are_told_at_both_ends(committed: dict[int, Citation]) -> None:
    ends = {("In", "Of"): ("Retraction", "Update"), ("In", "For"): ("Erratum",)}
    other_end = {f"{stem}{a}": f"{stem}{b}" for (a, b), stems in ends.items() for stem in stems}
    other_end |= {b: a for a, b in other_end.items()}
    links = {(c.pmid, link.type, link.pmid) for c in committed.values() for link in c.links}
    assert links
    assert links == {(other, other_end[type_], pmid) for pmid, type_, other in links}


def test_the_readme_agrees_with_the_files(committed: dict[int, Citation]) -> None:
    text = (SAMPLE / "README.md").read_text(encoding="utf-8")
    found = {pmid for pmid, _, _ in hits()}
    assert f"{len(committed)} papers" in text
    assert f"{len(hits())} hits: {len(found)} papers at {len({claim for _, claim, _ in hits()})} of the 45" in text
    unassigned = text.partition("### Held, but assigned to no claim")[2].partition("\n## ")[0]
    listed = [int(pmid) for pmid in re.findall(r"\b\d{6,8}\b", unassigned)]
    assert sorted(listed) == sorted(committed.keys() - found)


def test_hits_name_claims_without_parts_and_their_queries() -> None:
    catalogue = load(CLAIMS.read_bytes(), CLAIMS.name)
    known = {(claim.id, query.id) for claim, query in catalogue.queries() if not catalogue.parts_of(claim.id)}
    assert {(claim, query) for _, claim, query in hits()} <= known


def test_every_sentinel_is_a_hit_of_its_query() -> None:
    catalogue = load(CLAIMS.read_bytes(), CLAIMS.name)
    sentinels = {(pmid, claim.id, query.id) for claim, query in catalogue.queries() for pmid in query.sentinels}
    assert sentinels
    assert sentinels <= set(hits())


# The committed sample against the verified facts


def test_the_committed_xml_is_what_the_facts_give(shared_data: Path) -> None:
    build = runpy.run_path(str(SAMPLE / "build.py"))["build"]
    records = json.loads((shared_data / "citations.json").read_bytes())
    assert build(records) == (SAMPLE / "citations.xml").read_bytes()


def test_every_pmid_is_a_verified_one(facts: dict[int, dict[str, Any]]) -> None:
    assert pmids_in_xml() == sorted(facts)
    assert {pmid for pmid, _, _ in hits()} <= facts.keys()


def test_the_parser_reads_the_facts_back(facts: dict[int, dict[str, Any]], committed: dict[int, Citation]) -> None:
    for pmid, fact in facts.items():
        citation = committed[pmid]
        journal = citation.journal
        assert citation.title == fact["title"]
        assert citation.doi == fact.get("doi", "").lower()
        assert citation.pmcid == fact.get("pmcid", "")
        assert [author.name() for author in citation.authors] == fact["authors"]
        assert citation.authors_complete is fact.get("authors_complete", True)
        assert citation.published.iso() == str(fact["year"])
        assert citation.pages == fact.get("pages", "")
        assert journal.abbreviation == fact["journal"]
        assert (journal.volume, journal.issue) == (fact.get("volume", ""), fact.get("issue", ""))
        assert [as_printed(heading) for heading in citation.mesh] == fact.get("mesh", [])


def as_printed(heading: MeshHeading) -> str:
    parts = [(heading.name, heading.major), *((part.name, part.major) for part in heading.qualifiers)]
    return "/".join(name + "*" * major for name, major in parts)


def test_nothing_is_claimed_that_the_facts_do_not_hold(
    facts: dict[int, dict[str, Any]], committed: dict[int, Citation]
) -> None:
    corrections = {fact["correction_notice_pmid"] for fact in facts.values() if "correction_notice_pmid" in fact}
    for pmid, fact in facts.items():
        types = {term.name for term in committed[pmid].publication_types}
        follows = set()
        if fact["retracted"] is True:
            follows.add("Retracted Publication")
        if "is_notice_for" in fact:
            follows.add("Retraction of Publication")
        if str(pmid) in corrections:
            follows.add("Published Erratum")
        assert types == {*fact["publication_types"], *follows}, pmid
        assert not committed[pmid].abstract
        assert not committed[pmid].languages


def test_links_are_those_of_the_facts(facts: dict[int, dict[str, Any]], committed: dict[int, Citation]) -> None:
    expected: set[tuple[int, str, int]] = set()
    for pmid, fact in facts.items():
        if "is_notice_for" in fact:
            expected |= {(pmid, "RetractionOf", int(fact["is_notice_for"]))}
        if "correction_notice_pmid" in fact:
            expected |= {(pmid, "ErratumIn", int(fact["correction_notice_pmid"]))}
        if "superseded_by" in fact:
            expected |= {(pmid, "UpdateIn", int(fact["superseded_by"]))}
        expected |= {(pmid, link["type"], int(link["pmid"])) for link in fact.get("comments_corrections", ())}
    links = {(c.pmid, link.type, link.pmid) for c in committed.values() for link in c.links}
    assert expected <= links
    assert {frozenset((a, b)) for a, _, b in links} == {frozenset((a, b)) for a, _, b in expected}


def test_codes_of_publication_types_are_those_of_real_records(shared_data: Path) -> None:
    real: dict[str, str | None] = {}
    for path in ("pubmed/topic_subset.xml.gz", "pubmed/edge_cases.xml.gz"):
        for element in etree.parse(shared_data / path).iter("PublicationType"):
            real[element.text or ""] = element.get("UI")
    codes: dict[str, str] = runpy.run_path(str(SAMPLE / "build.py"))["TYPE_CODES"]
    assert {name: real[name] for name in codes} == codes
