"""Every field of a record, and each error that other parsers make with them."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import Bio.Entrez
import pytest
from lxml import etree

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
from evidence.pubmed.xml import read_citations
from tests.support.pubmed_xml import PMID, article, article_set, book_article

Reads: TypeAlias = Callable[[str], Citation]

MATH = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


@pytest.fixture(scope="module")
def dtd() -> etree.DTD:
    return etree.DTD(file=str(Path(Bio.Entrez.__file__).parent / "DTDs" / "pubmed_250101.dtd"))


@pytest.fixture
def one(dtd: etree.DTD) -> Reads:
    """Reads the one record given, after NLM's own DTD has accepted it."""

    def read(record: str) -> Citation:
        data = article_set(record)
        root = etree.fromstring(data, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=True))
        assert dtd.validate(root), dtd.error_log
        (citation,) = read_citations(io.BytesIO(data), name="test.xml")
        assert isinstance(citation, Citation)
        return citation

    return read


def abstract(*texts: str, after: str = "") -> str:
    return f"<Abstract>{''.join(texts)}{after}</Abstract>"


def test_markup_in_a_title_is_dropped_and_its_text_joined(one: Reads) -> None:
    title = "<i>In vivo</i> effect of CD56<sup>bright</sup>CD16<sup>-</sup> cells <b>and</b> vitamin D<sub>3</sub>."
    assert one(article(title=title)).title == "In vivo effect of CD56brightCD16- cells and vitamin D3."


def test_a_title_that_is_all_markup_is_not_empty(one: Reads) -> None:
    assert one(article(title="<b>All of it <i>inside</i></b>")).title == "All of it inside"


def test_space_between_inline_elements_is_kept(one: Reads) -> None:
    assert one(article(title="<i>Toxoplasma</i> <i>gondii</i>")).title == "Toxoplasma gondii"


def test_formulas_read_as_one_would_say_them(one: Reads) -> None:
    formula = (
        f"<mml:math {MATH}><mml:mrow>\n "
        "<mml:msubsup><mml:mi>T</mml:mi> <mml:mn>2</mml:mn> <mml:mo>*</mml:mo></mml:msubsup>"
        "\n <mml:mo>=</mml:mo> <mml:mfrac><mml:mn>1</mml:mn> <mml:mn>2</mml:mn></mml:mfrac> <mml:mspace/> "
        "<mml:mtext>ms</mml:mtext></mml:mrow></mml:math>"
    )
    display = f"<DispFormula><mml:math {MATH}><mml:mi>x</mml:mi></mml:math></DispFormula>"
    text = f"Time was {formula}, and then {display}followed."
    citation = one(article(abstract=abstract(f"<AbstractText>{text}</AbstractText>")))
    assert citation.abstract_text() == "Time was T2*=1/2 ms, and then x followed."


def test_indentation_inside_a_text_does_not_leak(one: Reads) -> None:
    assert one(article(title="\n\t\tA title\n      over <i>two</i>\n   lines.\n  ")).title == "A title over two lines."


def test_typographic_spaces_stay(one: Reads) -> None:
    assert one(article(title="p\u2009<i>=</i>\u00a00.05")).title == "p\u2009=\u00a00.05"


def test_comments_and_instructions_inside_a_text_are_not_text(one: Reads) -> None:
    assert one(article(title="A <!-- not this -->title<?nor this?>.")).title == "A title."


def test_every_section_of_an_abstract_is_kept_with_its_label(one: Reads) -> None:
    sections = (
        '<AbstractText Label="AIM" NlmCategory="OBJECTIVE">Why.</AbstractText>',
        "<AbstractText>Unlabelled.</AbstractText>",
        '<AbstractText Label="NOTES" NlmCategory="UNASSIGNED"></AbstractText>',
        '<AbstractText Label="END" NlmCategory="CONCLUSIONS">So <i>p</i>&lt;0.05.</AbstractText>',
    )
    citation = one(article(abstract=abstract(*sections, after="<CopyrightInformation>© Nobody</CopyrightInformation>")))
    assert citation.abstract == (
        AbstractSection("Why.", "AIM", "OBJECTIVE"),
        AbstractSection("Unlabelled."),
        AbstractSection("So p<0.05.", "END", "CONCLUSIONS"),
    )
    assert citation.abstract_copyright == "© Nobody"
    assert citation.abstract_text() == "AIM: Why.\nUnlabelled.\nEND: So p<0.05."


def test_other_abstracts_are_not_mixed_into_the_abstract(one: Reads) -> None:
    other = (
        '<OtherAbstract Type="Publisher" Language="ger"><AbstractText>Warum.</AbstractText></OtherAbstract>'
        '<OtherAbstract Type="plain-language-summary"><AbstractText>Simply.</AbstractText></OtherAbstract>'
    )
    citation = one(article(abstract=abstract("<AbstractText>Why.</AbstractText>"), after_info=other))
    assert citation.abstract_text() == "Why."
    assert citation.other_abstracts == (
        OtherAbstract("Publisher", "ger", (AbstractSection("Warum."),)),
        OtherAbstract("plain-language-summary", "eng", (AbstractSection("Simply."),)),
    )


def test_authors_keep_order_groups_suffixes_orcids_and_affiliations(one: Reads) -> None:
    authors = """<AuthorList CompleteYN="N">
      <Author ValidYN="Y"><LastName>Testová</LastName><ForeName>Anna B</ForeName><Initials>AB</Initials>
        <Suffix>Jr</Suffix>
        <Identifier Source="ORCID">https://orcid.org/0000-0000-0000-000X</Identifier>
        <AffiliationInfo><Affiliation>Clinic <i>One</i>.</Affiliation>
          <Identifier Source="GRID">grid.1</Identifier></AffiliationInfo>
        <AffiliationInfo><Affiliation>Clinic Two.</Affiliation></AffiliationInfo></Author>
      <Author ValidYN="N"><LastName>Mistake</LastName></Author>
      <Author><LastName>Only</LastName></Author>
      <Author><CollectiveName>The <i>Synthetic</i> Group
      </CollectiveName></Author></AuthorList>"""
    citation = one(article(authors=authors))
    assert citation.authors == (
        Author("Testová", "Anna B", "AB", "Jr", "", "0000-0000-0000-000X", ("Clinic One.", "Clinic Two.")),
        Author("Only"),
        Author(collective="The Synthetic Group"),
    )
    assert [author.name() for author in citation.authors] == ["Testová AB Jr", "Only", "The Synthetic Group"]
    assert not citation.authors_complete


def test_investigators_and_persons_written_about_are_not_authors(one: Reads) -> None:
    others = (
        "<PersonalNameSubjectList><PersonalNameSubject><LastName>Subject</LastName></PersonalNameSubject></PersonalNameSubjectList>"
        "<InvestigatorList><Investigator><LastName>Investigator</LastName></Investigator></InvestigatorList>"
    )
    citation = one(
        article(authors="<AuthorList><Author><LastName>Author</LastName></Author></AuthorList>", after_info=others)
    )
    assert [author.last_name for author in citation.authors] == ["Author"]


def test_a_record_without_authors_has_none(one: Reads) -> None:
    citation = one(article())
    assert citation.authors == ()
    assert citation.authors_complete


REFERENCES = """<ReferenceList><Title>Notes</Title>
  <Reference><Citation>First.</Citation><ArticleIdList><ArticleId IdType="doi">10.9999/reference</ArticleId>
    <ArticleId IdType="pubmed">900000099</ArticleId>
    <ArticleId IdType="pmc">PMC99</ArticleId></ArticleIdList></Reference>
  <ReferenceList><Reference><Citation>Nested.</Citation><ArticleIdList>
    <ArticleId IdType="pii">nested</ArticleId></ArticleIdList></Reference></ReferenceList></ReferenceList>"""


def test_ids_of_references_are_never_the_papers_own(one: Reads) -> None:
    citation = one(article(references=REFERENCES))
    assert (citation.pmid, citation.doi, citation.pmcid, citation.pii) == (PMID, "", "", "")


def test_own_ids_are_found_beside_those_of_references(one: Reads) -> None:
    ids = (
        '<ArticleId IdType="pubmed">900000001</ArticleId><ArticleId IdType="pii">S1</ArticleId>'
        '<ArticleId IdType="pii">2</ArticleId>'
        '<ArticleId IdType="doi">https://doi.org/10.1002/(SICI)1097(199605)16:5&lt;395::AID-PD892&gt;3.0.CO;2-0</ArticleId>'
        '<ArticleId IdType="pmc">PMC900001.2</ArticleId>'
    )
    citation = one(article(ids=ids, references=REFERENCES))
    assert citation.doi == "10.1002/(sici)1097(199605)16:5<395::aid-pd892>3.0.co;2-0"
    assert (citation.pmcid, citation.pii) == ("PMC900001", "S1")


def test_a_valid_electronic_location_stands_in_for_a_missing_id_wherever_it_stands(one: Reads) -> None:
    pages = (
        '<ELocationID EIdType="doi" ValidYN="N">10.9999/wrong</ELocationID>'
        '<ELocationID EIdType="doi">doi: 10.9999/Right</ELocationID>'
        '<ELocationID EIdType="pii" ValidYN="Y">E7</ELocationID>'
    )
    citation = one(article(pages=pages))
    assert (citation.doi, citation.pii, citation.pages) == ("10.9999/right", "E7", "")


def test_the_id_list_wins_over_the_electronic_location(one: Reads) -> None:
    citation = one(
        article(
            pages='<ELocationID EIdType="doi">10.9999/location</ELocationID>',
            ids='<ArticleId IdType="doi">10.9999/list</ArticleId>',
        )
    )
    assert citation.doi == "10.9999/list"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("<Year>2021</Year><Month>Jun</Month><Day>07</Day>", PartialDate(2021, 6, 7)),
        ("<Year>2021</Year><Month>06</Month>", PartialDate(2021, 6)),
        ("<Year>2021</Year>", PartialDate(2021)),
        ("<Year>1979</Year><Season>Autumn</Season>", PartialDate(1979, 9, 0, "1979 Autumn")),
        ("<MedlineDate>1975 Jul-Aug</MedlineDate>", PartialDate(1975, 7, 0, "1975 Jul-Aug")),
        ("<MedlineDate>1976-1977</MedlineDate>", PartialDate(1976, 0, 0, "1976-1977")),
    ],
)
def test_the_date_of_the_issue_is_as_exact_as_printed(one: Reads, printed: str, date: PartialDate) -> None:
    journal = f'<JournalIssue CitedMedium="Print"><PubDate>{printed}</PubDate></JournalIssue>'
    assert one(article(journal=journal)).published == date


def test_dates_of_the_record_are_told_apart(one: Reads) -> None:
    def date(tag: str, year: int, attribute: str = "") -> str:
        return f"<{tag}{attribute}><Year>{year}</Year><Month>1</Month><Day>2</Day></{tag}>"

    history = "".join(
        f'<PubMedPubDate PubStatus="{status}"><Year>{year}</Year><Month>1</Month><Day>2</Day>'
        "<Hour>9</Hour></PubMedPubDate>"
        for status, year in (
            ("received", 2001),
            ("entrez", 2002),
            ("pubmed", 2003),
            ("medline", 2004),
            ("retracted", 2005),
        )
    )
    citation = one(
        article(
            dates=date("DateCompleted", 2006) + date("DateRevised", 2007),
            after_types=date("ArticleDate", 2008, ' DateType="Electronic"'),
            history=f"<History>{history}</History>",
        )
    )
    found = {
        name: getattr(citation, name).year
        for name in ("created", "entered", "indexed", "retracted", "completed", "revised", "published_online")
    }
    assert found == {
        "created": 2002,
        "entered": 2003,
        "indexed": 2004,
        "retracted": 2005,
        "completed": 2006,
        "revised": 2007,
        "published_online": 2008,
    }


def test_the_journal_is_whole(one: Reads) -> None:
    journal = (
        '<ISSN IssnType="Electronic">0000-0001</ISSN><JournalIssue CitedMedium="Internet">'
        "<Volume>7</Volume><Issue>3 Pt 2</Issue>"
        "<PubDate><Year>2021</Year></PubDate></JournalIssue><Title>Journal of synthesis</Title>"
        "<ISOAbbreviation>J. Synth.</ISOAbbreviation>"
    )
    info = (
        "<Country>Norway</Country><MedlineTA>J Synth</MedlineTA><NlmUniqueID>9000001</NlmUniqueID>"
        "<ISSNLinking>0000-0002</ISSNLinking>"
    )
    found = one(article(journal=journal, info=info)).journal
    assert (found.title, found.abbreviation, found.issn) == ("Journal of synthesis", "J Synth", "0000-0001")
    assert (found.nlm_id, found.country, found.volume, found.issue) == ("9000001", "Norway", "7", "3 Pt 2")


def test_first_and_last_page_make_a_range(one: Reads) -> None:
    assert one(article(pages="<Pagination><StartPage>e7</StartPage></Pagination>")).pages == "e7"
    both = "<Pagination><StartPage>7</StartPage><EndPage>19</EndPage></Pagination>"
    assert one(article(pages=both)).pages == "7-19"


def test_types_keep_their_codes_and_may_lack_one(one: Reads) -> None:
    types = (
        '<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType>'
        '<PublicationType UI="">New Type</PublicationType>'
    )
    assert one(article(types=types)).publication_types == (
        Term("Randomized Controlled Trial", "D016449"),
        Term("New Type"),
    )


def test_headings_keep_subheadings_and_main_topics(one: Reads) -> None:
    mesh = """<SupplMeshList><SupplMeshName Type="Disease" UI="C000657245">COVID-19</SupplMeshName></SupplMeshList>
      <MeshHeadingList>
      <MeshHeading><DescriptorName UI="D006801" MajorTopicYN="N">Humans</DescriptorName></MeshHeading>
      <MeshHeading><DescriptorName UI="D007694" MajorTopicYN="N">Killer Cells, Natural</DescriptorName>
        <QualifierName UI="Q000276" MajorTopicYN="Y" AutoHM="Y">immunology</QualifierName>
        <QualifierName UI="Q000187">drug effects</QualifierName></MeshHeading></MeshHeadingList>"""
    citation = one(article(after_info=mesh))
    assert citation.mesh == (
        MeshHeading("Humans", "D006801"),
        MeshHeading(
            "Killer Cells, Natural",
            "D007694",
            False,
            (Qualifier("immunology", "Q000276", True), Qualifier("drug effects", "Q000187")),
        ),
    )
    assert [heading.is_major() for heading in citation.mesh] == [False, True]
    assert citation.supplementary_mesh == (Term("COVID-19", "C000657245"),)


def test_links_keep_kind_source_number_and_note(one: Reads) -> None:
    links = """<CommentsCorrectionsList>
      <CommentsCorrections RefType="RetractionIn"><RefSource>J Synth. 2022;1:1</RefSource>
        <PMID Version="1">900000002</PMID><Note>in part</Note></CommentsCorrections>
      <CommentsCorrections RefType="CommentIn"><RefSource>J Synth. 2022;1:2</RefSource></CommentsCorrections>
    </CommentsCorrectionsList>"""
    citation = one(article(after_info=links))
    assert citation.pmid == PMID
    assert citation.links == (
        Link("RetractionIn", "J Synth. 2022;1:1", 900000002, "in part"),
        Link("CommentIn", "J Synth. 2022;1:2"),
    )


def test_grants_databanks_substances_keywords_languages_and_conflicts(one: Reads) -> None:
    citation = one(
        article(
            status="PubMed-not-MEDLINE",
            languages="<Language>nor</Language><Language>eng</Language>",
            databanks="<DataBankList><DataBank><DataBankName>ISRCTN</DataBankName><AccessionNumberList>"
            "<AccessionNumber>ISRCTN1</AccessionNumber><AccessionNumber>ISRCTN2</AccessionNumber></AccessionNumberList></DataBank>"
            "<DataBank><DataBankName>Dryad</DataBankName></DataBank></DataBankList>",
            grants="<GrantList><Grant><GrantID>R1</GrantID><Acronym>HD</Acronym><Agency>A Fund</Agency>"
            "<Country>Norway</Country></Grant>"
            "<Grant><Agency>Another</Agency></Grant></GrantList>",
            after_types="<VernacularTitle>En <i>tittel</i>.</VernacularTitle>",
            after_info="<ChemicalList><Chemical><RegistryNumber>0</RegistryNumber>"
            '<NameOfSubstance UI="D000001">A thing</NameOfSubstance></Chemical></ChemicalList>'
            '<KeywordList Owner="NOTNLM"><Keyword MajorTopicYN="Y">NK <i>cells</i>\n </Keyword>'
            "<Keyword>  </Keyword></KeywordList>"
            '<KeywordList Owner="NASA"><Keyword>space</Keyword></KeywordList>'
            "<CoiStatement>None <b>declared</b>.</CoiStatement>",
        )
    )
    assert citation.languages == ("nor", "eng")
    assert citation.registrations == (
        Registration("ISRCTN", "ISRCTN1"),
        Registration("ISRCTN", "ISRCTN2"),
        Registration("Dryad"),
    )
    assert citation.grants == (Grant("R1", "HD", "A Fund", "Norway"), Grant(agency="Another"))
    assert citation.vernacular_title == "En tittel."
    assert citation.substances == (Substance("A thing", "D000001", "0"),)
    assert citation.keywords == (Keyword("NK cells", True, "NOTNLM"), Keyword("space", False, "NASA"))
    assert citation.conflict_of_interest == "None declared."
    assert (citation.indexing_status, citation.publication_status) == ("PubMed-not-MEDLINE", "ppublish")


def test_the_version_is_kept(one: Reads) -> None:
    assert one(article(version="4")).version == 4


def test_a_chapter_keeps_its_own_title_and_authors(one: Reads) -> None:
    citation = one(
        book_article(
            book='<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>'
            "<Volume>2</Volume>",
            title='<ArticleTitle book="b">A <b>chapter</b></ArticleTitle>',
            authors='<AuthorList Type="authors"><Author><LastName>Writer</LastName></Author></AuthorList>',
            after_authors="<Abstract><AbstractText>Said.</AbstractText></Abstract>",
        )
    )
    assert citation.book
    assert (citation.title, citation.journal.title, citation.journal.volume) == ("A chapter", "A Book", "2")
    assert (citation.journal.publisher, citation.journal.country) == ("Synthetic Press", "Oslo")
    assert [author.last_name for author in citation.authors] == ["Writer"]
    assert (citation.published, citation.created) == (PartialDate(2019), PartialDate(2019, 2, 3))
    assert (citation.abstract_text(), citation.publication_types) == ("Said.", (Term("Review", "D016454"),))


def test_a_whole_book_has_the_books_title_and_editors(one: Reads) -> None:
    editors = '<AuthorList Type="editors"><Author><LastName>Editor</LastName></Author></AuthorList>'
    citation = one(book_article(book=editors))
    assert citation.title == "A Book"
    assert [author.last_name for author in citation.authors] == ["Editor"]
