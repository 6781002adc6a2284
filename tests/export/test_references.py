"""References that go out come back: RIS by rispy, BibTeX by bibtexparser, NBIB by Bio.Medline and by our own reader."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from Bio import Medline
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from evidence.citations.model import Author, Citation, Journal, Link, PartialDate, Term
from evidence.citations.retraction import retraction_of
from evidence.export.bibtex import bibtex
from evidence.export.csl import Style, csl_json, formatted
from evidence.export.lists import html, markdown
from evidence.export.nbib import nbib
from evidence.export.reference import Reference, title_of
from evidence.export.ris import ris
from evidence.export.table import references_csv
from evidence.pubmed.medline import read_medline
from evidence.pubmed.sample import SampleSource
from tests.conftest import ROOT
from tests.support.grading import pmid

RETRACTED = Term("Retracted Publication", "D016441")


def cited(**changes: Any) -> Reference:
    fields: dict[str, Any] = {
        "pmid": pmid(1),
        "title": "NK cells & the embryo: 50% of {all} cases.",
        "authors": (
            Author(last_name="Lotzová", fore_name="Eva", initials="E"),
            Author(last_name="van der Berg", fore_name="Jan K", initials="JK", suffix="Jr"),
            Author(collective="Guideline Group, the"),
        ),
        "journal": Journal(title="Journal of Tests", abbreviation="J Test", issn="1234-5678", volume="12", issue="3"),
        "published": PartialDate(2023, 5, 2),
        "pages": "1460-8",
        "doi": "10.1000/a_b.1",
        "pmcid": "PMC900000001",
        "languages": ("eng",),
    }
    return Reference(citation=Citation(**(fields | changes)), claims=("nk-attack",), counts=True)


# Text as records have it: white space folded, nothing that no database could hold.
WORDS = st.text(
    st.characters(exclude_categories=["C", "Z"]),
    min_size=1,
    max_size=12,
)
TEXT = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
NAMES = st.lists(st.text(st.characters(categories=["L"]), min_size=2, max_size=9), min_size=1, max_size=2).map(" ".join)
PEOPLE = st.builds(
    lambda last, first: Author(last_name=last, fore_name=first, initials=first[:1].upper()), NAMES, NAMES
)
DIGITS = st.integers(1, 999).map(str)
RECORDS = st.builds(
    lambda title, people, journal, year, month, volume, issue, page, doi: cited(
        title=title,
        authors=tuple(people),
        journal=Journal(title=journal, abbreviation="J", volume=volume, issue=issue),
        published=PartialDate(year, month),
        pages=page,
        doi=doi,
    ),
    TEXT,
    st.lists(PEOPLE, max_size=4),
    TEXT,
    st.integers(1900, 2030),
    st.integers(0, 12),
    DIGITS,
    DIGITS,
    DIGITS,
    st.just("10.1000/x(1)<2>_3"),
)


def read_ris(text: str) -> dict[str, Any]:
    (found,) = rispy.loads(text)
    return dict(found)


@given(RECORDS)
def test_ris_comes_back_without_loss(one: Reference) -> None:
    citation, found = one.citation, read_ris(ris([one]))
    assert found["title"] == title_of(citation)
    assert found.get("authors", []) == [f"{a.last_name}, {a.fore_name}" for a in citation.authors]
    assert found["secondary_title"] == citation.journal.title
    assert found["year"] == str(citation.published.year)
    assert (found["volume"], found["number"], found["start_page"]) == (
        citation.journal.volume,
        citation.journal.issue,
        citation.pages,
    )
    assert found["doi"] == citation.doi
    assert found["accession_number"] == str(citation.pmid)


def test_ris_has_everything_that_a_reference_needs() -> None:
    found = read_ris(ris([cited(publication_types=(RETRACTED,))]))
    assert found["authors"] == ["Lotzová, Eva", "van der Berg, Jan K, Jr", "Guideline Group, the"]
    assert (found["start_page"], found["end_page"], found["date"]) == ("1460", "1468", "2023/05/02/")
    assert found["notes"] == ["RETRACTED"]
    assert found["keywords"] == ["nk-attack"]
    assert found["urls"] == [f"https://pubmed.ncbi.nlm.nih.gov/{pmid(1)}/"]


def test_a_line_break_in_a_title_begins_no_field_of_ris() -> None:
    assert "title" in read_ris(ris([cited(title="One\nER  - \nTY  - BOOK")]))


def decoder() -> LatexNodes2Text:
    """The decoder that comes with bibtexparser does not know three characters of LaTeX's own."""
    known = get_default_latex_context_db()
    macros = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    known.add_context_category("braces", [MacroTextSpec(*one) for one in macros.items()], prepend=True)
    return LatexNodes2Text(latex_context=known)


def read_bibtex(text: str) -> dict[str, str]:
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware(decoder=decoder())])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return {field.key: str(field.value) for field in entry.fields}


@given(RECORDS)
def test_bibtex_comes_back_without_loss(one: Reference) -> None:
    citation, found = one.citation, read_bibtex(bibtex([one]))
    assert found["title"] == title_of(citation)
    assert found["journal"] == citation.journal.title
    assert found["year"] == str(citation.published.year)
    assert (found["volume"], found["number"], found["pages"]) == (
        citation.journal.volume,
        citation.journal.issue,
        citation.pages,
    )
    assert (found["doi"], found["pmid"]) == (citation.doi, str(citation.pmid))
    names = [name.split(", ") for name in found.get("author", "").split(" and ") if name]
    assert names == [[a.last_name, a.fore_name] for a in citation.authors]


def test_bibtex_escapes_what_latex_would_read() -> None:
    written = bibtex([cited(title=r"50% of $x_1$ & {y} \ ~ ^ #1")])
    assert r"50\% of \$x\_1\$ \& {\textbraceleft}y{\textbraceright} {\textbackslash}" in written
    assert "{Guideline Group, the}" in written
    assert "{van der Berg}, {Jr}, {Jan K}" in written
    assert "  month = may,\n" in written


def read_nbib(text: str) -> dict[str, Any]:
    (found,) = Medline.parse(io.StringIO(text))  # type: ignore[no-untyped-call]
    return dict(found)


@given(RECORDS)
def test_nbib_comes_back_without_loss(one: Reference) -> None:
    citation, found = one.citation, read_nbib(nbib([one]))
    assert found["PMID"] == str(citation.pmid)
    assert found["TI"] == citation.title
    assert found["JT"] == citation.journal.title
    assert (found["VI"], found["IP"], found["PG"]) == (citation.journal.volume, citation.journal.issue, citation.pages)
    assert found.get("FAU", []) == [f"{a.last_name}, {a.fore_name}" for a in citation.authors]
    assert found["AID"] == [f"{citation.doi} [doi]"]
    assert found["DP"].split()[0] == str(citation.published.year)


@given(st.integers(1, 70).map(lambda length: f"{'w' * length} pre- and post-natal and - of its own"))
def test_our_own_reader_puts_no_word_together_that_nbib_has_cut(title: str) -> None:
    (back,) = read_medline(io.StringIO(nbib([cited(title=title)])), name="x.nbib")
    assert isinstance(back, Citation)
    assert back.title == title
    assert read_nbib(nbib([cited(title=title)]))["TI"] == title


def test_nbib_names_retractions_and_groups() -> None:
    notice = Link("RetractionIn", "J Test. 2024 Jan;1(1):1", pmid(9))
    found = read_nbib(nbib([cited(publication_types=(RETRACTED,), links=(notice,))]))
    assert found["RIN"] == [f"J Test. 2024 Jan;1(1):1. PMID: {pmid(9)}"]
    assert found["PT"] == ["Retracted Publication"]
    assert found["CN"] == ["Guideline Group, the"]
    assert found["DP"] == "2023 May 2"


NOTICES = (
    "RetractionIn",
    "RetractedandRepublishedIn",
    "PartialRetractionIn",
    "ExpressionOfConcernIn",
    "CorrectedandRepublishedIn",
    "ErratumIn",
)


@pytest.mark.parametrize(
    "changes",
    [
        {"publication_types": (RETRACTED,)},
        {"title": "RETRACTED ARTICLE: A trial."},
        {"retracted": PartialDate(2024, 3, 1)},
        *({"links": (Link(kind, "J Test. 2024;1:1", pmid(9)),)} for kind in NOTICES),
        {"links": (Link("ErratumIn", "J Test. 2024;1:1", pmid(9), "Partial retraction"),)},
    ],
)
def test_whatever_has_become_of_a_paper_comes_back_from_nbib(changes: dict[str, Any]) -> None:
    one = cited(**changes)
    text = nbib([one])
    (back,) = read_medline(io.StringIO(text), name="x.nbib")
    assert isinstance(back, Citation)
    assert retraction_of(back).status is one.status
    assert read_nbib(text)["GN"] == [one.warning]


@pytest.mark.parametrize("doi", ["10.1000/a_b&c#1", "10.1002/(SICI)1097-0142<1::AID-CNCR1>3.0.CO;2-#"])
def test_a_doi_in_bibtex_is_the_doi(doi: str) -> None:
    assert f"  doi = {{{doi}}},\n" in bibtex([cited(doi=doi)])


def test_a_doi_cannot_end_its_field_in_bibtex() -> None:
    found = read_bibtex(bibtex([cited(doi="10.1000/a}, note = {x")]))
    assert "note" not in found
    assert found["doi"] == "10.1000/a}, note = {x"


def test_every_record_of_ris_ends_as_the_format_wants() -> None:
    assert ris([cited()]).endswith("\r\nER  - \r\n")


def test_the_papers_of_the_sample_come_back_from_every_format() -> None:
    """Names, groups, pages and letters as real records have them."""
    with (ROOT / "data" / "sample" / "hits.csv").open(encoding="utf-8") as file:
        numbers = sorted({int(row["pmid"]) for row in csv.DictReader(file)})
    (page,) = SampleSource.open(ROOT / "data" / "sample").fetch(numbers)
    made = [Reference(citation=one) for one in page.citations]
    assert len(made) > 100
    named = [[a.collective or f"{a.last_name}, {a.initials}" for a in one.citation.authors] for one in made]
    from_ris = rispy.loads(ris(made))
    assert [found.get("authors", []) for found in from_ris] == named
    assert [found["title"] for found in from_ris] == [title_of(one.citation) for one in made]
    library = parse_string(bibtex(made), append_middleware=[LatexDecodingMiddleware()])
    assert [str(entry.fields_dict["doi"].value) if "doi" in entry.fields_dict else "" for entry in library.entries] == [
        one.citation.doi for one in made
    ]
    back = list(read_medline(io.StringIO(nbib(made)), name="x.nbib"))
    for one, found in zip(made, back, strict=True):
        assert isinstance(found, Citation)
        assert [a.name() for a in found.authors] == [a.name() for a in one.citation.authors]
        for field in ("pmid", "title", "published", "pages", "doi", "pmcid", "languages"):
            assert getattr(found, field) == getattr(one.citation, field), field
        assert retraction_of(found).status is one.status


def test_the_real_records_come_back_from_every_format(shared_data: Path) -> None:
    """Bibliographic facts of the verified records, with all that real names and titles hold."""
    facts = json.loads((shared_data / "citations.json").read_text(encoding="utf-8"))
    records = facts["citations"] if isinstance(facts, dict) else facts
    made = [
        cited(pmid=int(one["pmid"]), title=one["title"], doi=(one.get("doi") or "").lower(), authors=(), pages="1")
        for one in records
        if one.get("pmid")
    ]
    assert len(made) > 100
    titles = [title_of(one.citation) for one in made]
    assert [found["title"] for found in rispy.loads(ris(made))] == [" ".join(title.split()) for title in titles]
    library = parse_string(bibtex(made), append_middleware=[LatexDecodingMiddleware()])
    assert [str(entry.fields_dict["title"].value) for entry in library.entries] == titles
    back = Medline.parse(io.StringIO(nbib(made)))  # type: ignore[no-untyped-call]
    assert [found["PMID"] for found in back] == [str(one.citation.pmid) for one in made]


def test_csl_json_has_dates_names_and_identifiers() -> None:
    (found,) = json.loads(csl_json([cited()]))
    assert found["issued"] == {"date-parts": [[2023, 5, 2]]}
    assert found["author"][1] == {"family": "van der Berg", "given": "Jan K", "suffix": "Jr"}
    assert found["author"][2] == {"literal": "Guideline Group, the"}
    assert (found["page"], found["DOI"], found["PMID"]) == ("1460-1468", "10.1000/a_b.1", str(pmid(1)))


@pytest.mark.parametrize("style", Style)
def test_a_retracted_paper_says_so_in_every_style_and_format(style: Style) -> None:
    one = cited(publication_types=(RETRACTED,))
    assert formatted([one], style)[0].startswith("RETRACTED: ")
    assert "RETRACTED" in ris([one])
    assert "note = {RETRACTED}" in bibtex([one])
    assert "Retracted Publication" in nbib([one])
    assert "RETRACTED" in csl_json([one])
    assert ",retracted," in references_csv([one])
    assert "RETRACTED" in markdown([one], style)
    assert "<strong>RETRACTED: </strong>" in html([one], style)


def test_sparse_records_are_printed_all_the_same() -> None:
    for style in Style:
        assert formatted([cited(authors=(), pages="", doi="", journal=Journal(), published=PartialDate(0))], style)


HOSTILE = "<script>alert(1)</script> **bold** [x](http://x) =1+1"


def test_what_stands_in_a_title_is_text_in_every_list() -> None:
    one = cited(title=HOSTILE)
    assert "<script>" not in html([one], Style.APA)
    assert r"\*\*bold\*\* \[x\](http://x)" in markdown([one], Style.APA)
    (row,) = csv.DictReader(io.StringIO(references_csv([cited(title="=1+1")])))
    assert row["title"] == "'=1+1"
