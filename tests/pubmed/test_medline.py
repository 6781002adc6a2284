from __future__ import annotations

import io
from pathlib import Path

import pytest
from Bio import Medline
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citations.model import (
    AbstractSection,
    Author,
    Citation,
    Grant,
    Keyword,
    Link,
    MeshHeading,
    OtherAbstract,
    PartialDate,
    Qualifier,
    Registration,
    Substance,
    Term,
)
from evidence.citations.retraction import RetractionStatus, retraction_of
from evidence.errors import RecordError
from evidence.pubmed.medline import read_medline

RECORD = """
PMID- 900000001
STAT- MEDLINE
DCOM- 20210401
LR  - 20210607
IS  - 0000-0001 (Electronic)
IS  - 0000-0002 (Linking)
VI  - 36
IP  - 1
DP  - 2021 Jul-Aug
TI  - A title that is longer than one line and is cut at a hyphen: risk-
      sharing.
PG  - 27-37
LID - E7 [pii]
LID - 10.9999/Location [doi]
AB  - BACKGROUND: First line -
      second line.
CI  - (c) 2021 Nobody, whose notice
      is long.
FAU - Testová, Anna B Jr
AU  - Testová AB Jr
AUID- ORCID: https://orcid.org/0000-0000-0000-000X
AD  - Clinic One, Some Street,
      Oslo.
AD  - Clinic Two.
CN  - The Synthetic Group for a Very Long
      Name
FAU - Only, B
AU  - Only B
FIR - Investigator, C
IR  - Investigator C
LA  - eng
LA  - nor
SI  - ClinicalTrials.gov/NCT90000001
GR  - R01 HD900001/HD/NICHD NIH HHS/United States
PT  - Journal Article
PT  - Retracted Publication
DEP - 20210601
PL  - Norway
TT  - En tittel.
TA  - J Synth
JT  - Journal of synthesis
JID - 9000001
RN  - 0 (A thing (with brackets))
RN  - EC 1.1.1.1 (An enzyme)
MH  - Killer Cells, Natural/drug effects/*immunology
MH  - Longer Than A
      Line/*metabolism
MH  - *Pregnancy
OAB - Publisher: Kort sagt.
OABL- nor
PMC - PMC900001
OTO - NOTNLM
OT  - *NK cells
OT  - a keyword cut
      in two
COIS- None
      declared.
EDAT- 2021/06/02 06:00
MHDA- 2021/06/03 06:00
CRDT- 2021/06/01 17:15
PHST- 2021/05/01 00:00 [received]
PHST- 2021/06/09 00:00 [retracted]
AID - 10.9999/List [doi]
AID - S1 [pii]
RIN - J Synth. 2022;1:1. doi: 10.9999/notice.
      PMID: 900000002
PST - ppublish
SO  - J Synth. 2021.
"""


def read(text: str) -> list[Citation]:
    return list(read_medline(io.StringIO(text), name="test.nbib"))


def test_every_field_is_read() -> None:
    assert read(RECORD) == [
        Citation(
            pmid=900000001,
            title="A title that is longer than one line and is cut at a hyphen: risk-sharing.",
            vernacular_title="En tittel.",
            abstract=(AbstractSection("BACKGROUND: First line - second line."),),
            abstract_copyright="(c) 2021 Nobody, whose notice is long.",
            other_abstracts=(OtherAbstract("Publisher", "nor", (AbstractSection("Kort sagt."),)),),
            authors=(
                Author(
                    "Testová",
                    "Anna B",
                    "AB",
                    "Jr",
                    "",
                    "0000-0000-0000-000X",
                    ("Clinic One, Some Street, Oslo.", "Clinic Two."),
                ),
                Author(collective="The Synthetic Group for a Very Long Name"),
                Author("Only", "B", "B"),
            ),
            journal=read(RECORD)[0].journal,
            published=PartialDate(2021, 7, 0, "2021 Jul-Aug"),
            published_online=PartialDate(2021, 6, 1),
            pages="27-37",
            doi="10.9999/list",
            pmcid="PMC900001",
            pii="S1",
            publication_types=(Term("Journal Article"), Term("Retracted Publication")),
            mesh=(
                MeshHeading(
                    "Killer Cells, Natural", qualifiers=(Qualifier("drug effects"), Qualifier("immunology", major=True))
                ),
                MeshHeading("Longer Than A Line", qualifiers=(Qualifier("metabolism", major=True),)),
                MeshHeading("Pregnancy", major=True),
            ),
            keywords=(Keyword("NK cells", True, "NOTNLM"), Keyword("a keyword cut in two", False, "NOTNLM")),
            languages=("eng", "nor"),
            grants=(Grant("R01 HD900001", "HD", "NICHD NIH HHS", "United States"),),
            registrations=(Registration("ClinicalTrials.gov", "NCT90000001"),),
            substances=(Substance("A thing (with brackets)", "", "0"), Substance("An enzyme", "", "EC 1.1.1.1")),
            links=(Link("RetractionIn", "J Synth. 2022;1:1. doi: 10.9999/notice.", 900000002),),
            conflict_of_interest="None declared.",
            indexing_status="MEDLINE",
            publication_status="ppublish",
            created=PartialDate(2021, 6, 1),
            entered=PartialDate(2021, 6, 2),
            revised=PartialDate(2021, 6, 7),
            completed=PartialDate(2021, 4, 1),
            indexed=PartialDate(2021, 6, 3),
            retracted=PartialDate(2021, 6, 9),
        )
    ]


def test_the_journal_is_whole() -> None:
    journal = read(RECORD)[0].journal
    assert (journal.title, journal.abbreviation, journal.issn) == ("Journal of synthesis", "J Synth", "0000-0001")
    assert (journal.nlm_id, journal.country, journal.volume, journal.issue) == ("9000001", "Norway", "36", "1")


def test_a_retraction_is_seen_without_codes() -> None:
    assert retraction_of(read("PMID- 900000001\nPT  - Retracted Publication\n")[0]).status is RetractionStatus.RETRACTED


def test_locations_stand_in_for_missing_ids() -> None:
    citation = read("PMID- 900000001\nLID - E7 [pii]\nLID - 10.9999/Location [doi]\n")[0]
    assert (citation.doi, citation.pii) == ("10.9999/location", "E7")


def test_records_follow_each_other_with_and_without_blank_lines() -> None:
    pmids = [citation.pmid for citation in read("PMID- 900000001\n\n\nPMID- 900000002\nTI  - T\nPMID- 900000003\r\n")]
    assert pmids == [900000001, 900000002, 900000003]


def test_old_records_without_full_names_keep_their_authors() -> None:
    authors = read("PMID- 900000001\nAU  - de Test AB\nAU  - Solo C Jr\n")[0].authors
    assert [author.name() for author in authors] == ["de Test AB", "Solo C Jr"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "holds nothing"),
        ("\n\n", "holds nothing"),
        ("TY  - JOUR\nTI  - A RIS file\nER  - \n", "record 1: the record has no PMID"),
        ("PMID- 12a\n", "PMID '12a' is not a number"),
        ("PMID- 900000001\n\nTI  - Another\n", "line 3, record 2: the record has no PMID"),
        ("PMID- 900000001\nSome other text\n", "line 2: 'Some other text' is no line of MEDLINE text"),
        ("<PubmedArticleSet>", "is no line of MEDLINE text"),
        ("      continued from nothing\n", "is no line of MEDLINE text"),
        ("PMID- 900000001\nTI  - " + "a" * (1 << 20), "longer than a million characters"),
    ],
)
def test_other_text_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(text)
    assert said in str(caught.value)
    assert caught.value.remedy


def test_text_that_is_not_utf8_is_refused() -> None:
    stream = io.TextIOWrapper(io.BytesIO(b"PMID- 900000001\nTI  - M\xfcller\n"), encoding="utf-8")
    with pytest.raises(RecordError, match="is not UTF-8 text"):
        list(read_medline(stream, name="test.nbib"))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(RECORD) - 1), st.characters()), max_size=8), st.integers(0, len(RECORD)))
def test_changed_text_raises_nothing_but_our_error(changes: list[tuple[int, str]], end: int) -> None:
    text = list(RECORD)
    for place, character in changes:
        text[place] = character
    try:
        citations = read("".join(text)[:end])
    except RecordError:
        return
    assert citations


def test_a_real_export_agrees_with_bio_medline(shared_data: Path) -> None:
    text = (shared_data / "pubmed" / "medline_export.txt").read_text(encoding="utf-8")
    # Two of its 290 entries were typed by hand and have no PMID.
    chunks = [chunk for chunk in text.split("\n\n") if chunk.strip().startswith("PMID-")]
    citations = read("\n\n".join(chunks))
    oracle = list(Medline.parse(io.StringIO("\n\n".join(chunks) + "\n")))  # type: ignore[no-untyped-call]
    assert len(citations) == len(oracle) == 288
    for citation, record in zip(citations, oracle, strict=True):
        assert str(citation.pmid) == record["PMID"]
        assert squeezed(citation.title) == squeezed(record["TI"])
        assert squeezed(citation.abstract_text()) == squeezed(record.get("AB", ""))
        assert [author.last_name for author in citation.authors] == [
            name.split(",")[0] for name in record.get("FAU", [])
        ]
        assert [heading_text(heading) for heading in citation.mesh] == record.get("MH", [])
        assert [term.name for term in citation.publication_types] == record["PT"]
        assert citation.doi == next(
            (i[: -len(" [doi]")].lower() for i in record.get("AID", []) if i.endswith("[doi]")), ""
        )
        assert citation.created is not None
        assert citation.created.iso().replace("-", "/") == record["CRDT"][0][:10]


def squeezed(text: str) -> str:
    """Without spaces: Bio.Medline puts one into every word that was cut at its hyphen."""
    return "".join(text.split())


def heading_text(heading: MeshHeading) -> str:
    parts = [(heading.name, heading.major), *((part.name, part.major) for part in heading.qualifiers)]
    return "/".join([f"*{name}" if major else name for name, major in parts])


def test_an_entry_without_a_pmid_keeps_none_of_the_others_back() -> None:
    text = "PMID- 900000001\nTI  - One\n\nTI  - Typed by hand\n\nPMID- 900000002\nTI  - Two\n"
    read: list[int] = []
    with pytest.raises(RecordError, match="line 4, record 2: the record has no PMID; the others were read"):
        read.extend(citation.pmid for citation in read_medline(io.StringIO(text), name="mine.nbib"))
    assert read == [900000001, 900000002]
