"""One record of PubMed's XML becomes a ``Citation``.

Each element is read once, from its parent's children, by a table that says what reads which tag; what is
in no table is not ours. That is not only fast: a search such as ``.//ArticleId`` or ``.//LastName`` also
finds the ids of cited papers and the names of investigators, the classic error of PubMed parsers.

Element names are those of NLM's DTD of 2025: https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from evidence.citations.identifiers import doi_of, pmcid_of
from evidence.citations.model import Author, Citation, Journal, Term
from evidence.errors import RecordError
from evidence.pubmed import parts
from evidence.pubmed.parts import Element
from evidence.pubmed.text import text_of


class _Draft:
    """What has been read of a record so far: the citation's fields, and what they are chosen from."""

    __slots__ = ("book_authors", "editors", "elocations", "fields", "iso_abbreviation", "issn_linking", "journal")

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.journal: dict[str, str] = {}
        self.iso_abbreviation = ""
        self.issn_linking = ""
        self.elocations: dict[str, str] = {}
        self.book_authors: tuple[Author, ...] = ()
        self.editors: tuple[Author, ...] = ()

    def citation(self) -> Citation:
        """The finished value.

        Raises:
            RecordError: there was no PMID.
        """
        fields, journal = self.fields, self.journal
        if "pmid" not in fields:
            raise RecordError("the record has no PMID")
        for name, value in self.elocations.items():
            if not fields.get(name):
                fields[name] = value
        if self.iso_abbreviation:
            journal.setdefault("abbreviation", self.iso_abbreviation)
        if self.issn_linking:
            journal.setdefault("issn", self.issn_linking)
        fields["journal"] = Journal(**journal)
        return Citation(**fields)


_Reader: TypeAlias = Callable[[Element, _Draft], None]
_Table: TypeAlias = dict[str, _Reader]


def read_article(element: Element) -> Citation:
    """The citation in a ``PubmedArticle``.

    Raises:
        RecordError: it has no PMID, or one that is no number.
    """
    draft = _Draft()
    _read(element, draft, _ARTICLE_ROOT)
    return draft.citation()


def read_book_article(element: Element) -> Citation:
    """The citation in a ``PubmedBookArticle``: a book, or a chapter of one.

    The book stands in for the journal. A chapter's own title and authors win over the book's.

    Raises:
        RecordError: it has no PMID, or one that is no number.
    """
    draft = _Draft()
    draft.fields["book"] = True
    _read(element, draft, _BOOK_ROOT)
    draft.fields.setdefault("title", draft.journal.get("title", ""))
    draft.fields.setdefault("authors", draft.book_authors or draft.editors)
    return draft.citation()


def _read(element: Element, draft: _Draft, table: _Table) -> None:
    for child in element:
        reader = table.get(child.tag)
        if reader is not None:
            reader(child, draft)


def _inside(table: _Table) -> _Reader:
    """Reader of an element that only groups others."""

    def read(element: Element, draft: _Draft) -> None:
        for child in element:
            reader = table.get(child.tag)
            if reader is not None:
                reader(child, draft)

    return read


def _field(name: str, value_of: Callable[[Element], object]) -> _Reader:
    """Reader of an element that occurs once and is a field of the citation."""

    def read(element: Element, draft: _Draft) -> None:
        draft.fields[name] = value_of(element)

    return read


def _more(name: str, values_of: Callable[[Element], tuple[object, ...]]) -> _Reader:
    """Reader of an element that may occur again and adds to a field of the citation."""

    def read(element: Element, draft: _Draft) -> None:
        draft.fields[name] = draft.fields.get(name, ()) + values_of(element)

    return read


def _journal(name: str) -> _Reader:
    """Reader of a text about the journal or the book."""

    def read(element: Element, draft: _Draft) -> None:
        if text := text_of(element):
            draft.journal[name] = text

    return read


def _pmid(element: Element, draft: _Draft) -> None:
    draft.fields["pmid"] = parts.pmid_of(element)
    version = element.get("Version", "1")
    if version != "1":
        if not (version.isascii() and version.isdigit()):
            raise RecordError(f"version {version[:40]!r} of PMID {draft.fields['pmid']} is not a number")
        draft.fields["version"] = int(version)


def _medline_citation(element: Element, draft: _Draft) -> None:
    draft.fields["indexing_status"] = element.get("Status", "")
    _read(element, draft, _MEDLINE_CITATION)


def _abstract(element: Element, draft: _Draft) -> None:
    draft.fields["abstract"] = parts.sections(element)
    for child in element:
        if child.tag == "CopyrightInformation":
            draft.fields["abstract_copyright"] = text_of(child)


def _author_list(element: Element, draft: _Draft) -> None:
    if element.get("Type") == "editors":
        draft.editors += parts.authors(element)
        return
    draft.fields["authors"] = draft.fields.get("authors", ()) + parts.authors(element)
    if element.get("CompleteYN") == "N":
        draft.fields["authors_complete"] = False


def _book_author_list(element: Element, draft: _Draft) -> None:
    if element.get("Type") == "editors":
        draft.editors += parts.authors(element)
    else:
        draft.book_authors += parts.authors(element)


def _elocation(element: Element, draft: _Draft) -> None:
    """An electronic address; a second-best source of the paper's ids, and only if it is valid."""
    if element.get("ValidYN") == "N":
        return
    kind, text = element.get("EIdType"), text_of(element)
    if kind == "doi" and (doi := doi_of(text)):
        draft.elocations.setdefault("doi", doi)
    elif kind == "pii" and text:
        draft.elocations.setdefault("pii", text)


def _article_ids(element: Element, draft: _Draft) -> None:
    """The paper's own ids. Lists of the same name inside references are never read."""
    fields = draft.fields
    for child in element:
        kind = child.get("IdType")
        if kind == "doi":
            fields["doi"] = fields.get("doi") or doi_of(text_of(child))
        elif kind == "pii":
            fields["pii"] = fields.get("pii") or text_of(child)
        elif kind in ("pmc", "pmcid"):
            fields["pmcid"] = fields.get("pmcid") or pmcid_of(text_of(child))


def _history(element: Element, draft: _Draft) -> None:
    for child in element:
        name = _HISTORY.get(child.get("PubStatus", ""))
        if name is not None:
            draft.fields[name] = parts.full_date(child)


def _whole_journal(element: Element, draft: _Draft) -> None:
    journal = draft.journal
    for child in element.iter():
        tag = child.tag
        if tag in _JOURNAL_TEXTS:
            if text := text_of(child):
                journal[_JOURNAL_TEXTS[tag]] = text
        elif tag == "PubDate":
            draft.fields["published"] = parts.date(child)
        elif tag == "ISOAbbreviation":
            draft.iso_abbreviation = text_of(child)


def _issn_linking(element: Element, draft: _Draft) -> None:
    draft.issn_linking = text_of(element)


def _one_text(element: Element) -> tuple[str, ...]:
    text = text_of(element)
    return (text,) if text else ()


def _one_term(element: Element) -> tuple[object, ...]:
    return (Term(text_of(element), element.get("UI", "")),)


def _one_other_abstract(element: Element) -> tuple[object, ...]:
    return (parts.other_abstract(element),)


_HISTORY = {"entrez": "created", "pubmed": "entered", "medline": "indexed", "retracted": "retracted"}

_JOURNAL_TEXTS = {"ISSN": "issn", "Volume": "volume", "Issue": "issue", "Title": "title"}

_JOURNAL_INFO: _Table = {
    "Country": _journal("country"),
    "MedlineTA": _journal("abbreviation"),
    "NlmUniqueID": _journal("nlm_id"),
    "ISSNLinking": _issn_linking,
}
_ARTICLE: _Table = {
    "Journal": _whole_journal,
    "ArticleTitle": _field("title", text_of),
    "VernacularTitle": _field("vernacular_title", text_of),
    "Pagination": _field("pages", parts.pages),
    "ELocationID": _elocation,
    "Abstract": _abstract,
    "AuthorList": _author_list,
    "Language": _more("languages", _one_text),
    "DataBankList": _field("registrations", parts.registrations),
    "GrantList": _field("grants", parts.grants),
    "PublicationTypeList": _field("publication_types", parts.terms),
    "ArticleDate": _field("published_online", parts.date),
}
_MEDLINE_CITATION: _Table = {
    "PMID": _pmid,
    "DateCompleted": _field("completed", parts.full_date),
    "DateRevised": _field("revised", parts.full_date),
    "Article": _inside(_ARTICLE),
    "MedlineJournalInfo": _inside(_JOURNAL_INFO),
    "ChemicalList": _field("substances", parts.substances),
    "SupplMeshList": _field("supplementary_mesh", parts.terms),
    "CommentsCorrectionsList": _field("links", parts.links),
    "MeshHeadingList": _field("mesh", parts.mesh_headings),
    "OtherAbstract": _more("other_abstracts", _one_other_abstract),
    "KeywordList": _more("keywords", parts.keywords),
    "CoiStatement": _field("conflict_of_interest", text_of),
}
_PUBMED_DATA: _Table = {
    "History": _history,
    "PublicationStatus": _field("publication_status", text_of),
    "ArticleIdList": _article_ids,
}
_ARTICLE_ROOT: _Table = {"MedlineCitation": _medline_citation, "PubmedData": _inside(_PUBMED_DATA)}

_BOOK: _Table = {
    "Publisher": _inside({"PublisherName": _journal("publisher"), "PublisherLocation": _journal("country")}),
    "BookTitle": _journal("title"),
    "PubDate": _field("published", parts.date),
    "AuthorList": _book_author_list,
    "Volume": _journal("volume"),
    "ELocationID": _elocation,
}
_BOOK_DOCUMENT: _Table = {
    "PMID": _pmid,
    "ArticleIdList": _article_ids,
    "Book": _inside(_BOOK),
    "ArticleTitle": _field("title", text_of),
    "VernacularTitle": _field("vernacular_title", text_of),
    "Pagination": _field("pages", parts.pages),
    "Language": _more("languages", _one_text),
    "AuthorList": _author_list,
    "PublicationType": _more("publication_types", _one_term),
    "Abstract": _abstract,
    "KeywordList": _more("keywords", parts.keywords),
    "ContributionDate": _field("published_online", parts.date),
    "DateRevised": _field("revised", parts.full_date),
    "GrantList": _field("grants", parts.grants),
}
_BOOK_ROOT: _Table = {"BookDocument": _inside(_BOOK_DOCUMENT), "PubmedBookData": _inside(_PUBMED_DATA)}
