"""The parts of a record that are values of their own: authors, abstract, headings, grants, dates.

Each function reads one element and everything in it. ``evidence.pubmed.record`` says where they occur.
Where the names inside are unambiguous (authors, headings) all descendants are walked at once, which is
twice as fast as going down child by child.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

from evidence.citations.dates import date_of, read_date
from evidence.citations.identifiers import orcid_of
from evidence.citations.model import (
    AbstractSection,
    Author,
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
from evidence.errors import RecordError
from evidence.pubmed.text import text_of

Element: TypeAlias = etree._Element


def pmid_of(element: Element) -> int:
    """The number in a ``PMID`` element.

    Raises:
        RecordError: it is no number.
    """
    text = text_of(element)
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise RecordError(f"PMID {text[:40]!r} is not a number")
    return int(text)


def date(element: Element) -> PartialDate:
    """Any element made of Year, Month and Day, or Season, or one line of print (MedlineDate)."""
    year = month = day = season = ""
    for child in element:
        tag = child.tag
        if tag == "Year":
            year = child.text or ""
        elif tag == "Month":
            month = child.text or ""
        elif tag == "Day":
            day = child.text or ""
            break  # hours and minutes follow
        elif tag == "Season":
            season = child.text or ""
        elif tag == "MedlineDate":
            return read_date(text_of(child))
    return date_of(year, month, day, season)


def full_date(element: Element) -> PartialDate:
    """An element that begins with Year, Month and Day, as all dates of the record itself do."""
    if len(element) >= 3:
        year, month, day = element[0], element[1], element[2]
        if day.tag == "Day" and month.tag == "Month":
            return date_of(year.text or "", month.text or "", day.text or "")
    return date(element)


def terms(element: Element) -> tuple[Term, ...]:
    """The words inside, each with its code (UI): publication types, supplementary concepts. Empty ones say nothing."""
    return tuple([Term(text, child.get("UI", "")) for child in element if (text := text_of(child))])


def sections(element: Element) -> tuple[AbstractSection, ...]:
    """The paragraphs of an abstract; empty ones say nothing and are left out."""
    return tuple(
        [
            AbstractSection(text, child.get("Label", ""), child.get("NlmCategory", ""))
            for child in element
            if child.tag == "AbstractText" and (text := text_of(child))
        ]
    )


def other_abstract(element: Element) -> OtherAbstract:
    """A translation, or a summary for other readers."""
    return OtherAbstract(element.get("Type", ""), element.get("Language", "eng"), sections(element))


def authors(element: Element) -> tuple[Author, ...]:
    """The people and groups of an ``AuthorList``, in order.

    ``ValidYN="N"`` marks a name that was printed wrongly; the right one follows it as an author of its own.
    """
    drafts: list[list[Any]] = []
    draft = _no_author()
    for child in element.iter():
        tag = child.tag
        if tag == "Author":
            draft = _no_author()
            if child.get("ValidYN") != "N":
                drafts.append(draft)
        elif tag in _AUTHOR_TEXTS:
            draft[_AUTHOR_TEXTS[tag]] = text_of(child)
        elif tag == "Affiliation":
            if affiliation := text_of(child):
                draft[_AFFILIATIONS] += (affiliation,)
        elif tag == "Identifier" and child.get("Source") == "ORCID":
            draft[_ORCID] = draft[_ORCID] or orcid_of(text_of(child))
    return tuple([Author(*draft) for draft in drafts])


def _no_author() -> list[Any]:
    return ["", "", "", "", "", "", ()]


_AUTHOR_TEXTS = {"LastName": 0, "ForeName": 1, "Initials": 2, "Suffix": 3, "CollectiveName": 4}
_ORCID, _AFFILIATIONS = 5, 6


def mesh_headings(element: Element) -> tuple[MeshHeading, ...]:
    """A ``MeshHeadingList``."""
    drafts: list[tuple[str, str, bool, list[Qualifier]]] = []
    for child in element.iter():
        tag = child.tag
        if tag == "DescriptorName":
            qualifiers: list[Qualifier] = []
            drafts.append((text_of(child), child.get("UI", ""), child.get("MajorTopicYN") == "Y", qualifiers))
        elif tag == "QualifierName" and drafts:
            qualifiers.append(Qualifier(text_of(child), child.get("UI", ""), child.get("MajorTopicYN") == "Y"))
    return tuple([MeshHeading(name, code, major, tuple(of_it)) for name, code, major, of_it in drafts])


def keywords(element: Element) -> tuple[Keyword, ...]:
    """A ``KeywordList``; a record can hold several, of different owners."""
    owner = element.get("Owner", "NLM")
    return tuple(
        [Keyword(text, child.get("MajorTopicYN") == "Y", owner) for child in element if (text := text_of(child))]
    )


def grants(element: Element) -> tuple[Grant, ...]:
    """A ``GrantList``."""
    return tuple([Grant(**_texts(child, _GRANT)) for child in element])


_GRANT = {"GrantID": "number", "Acronym": "acronym", "Agency": "agency", "Country": "country"}


def substances(element: Element) -> tuple[Substance, ...]:
    """A ``ChemicalList``."""
    found = []
    for chemical in element:
        name = code = registry_number = ""
        for child in chemical:
            if child.tag == "NameOfSubstance":
                name, code = text_of(child), child.get("UI", "")
            elif child.tag == "RegistryNumber":
                registry_number = text_of(child)
        found.append(Substance(name, code, registry_number))
    return tuple(found)


def registrations(element: Element) -> tuple[Registration, ...]:
    """A ``DataBankList``, one entry for each number; a databank without numbers is kept too."""
    found: list[Registration] = []
    for databank in element:
        name, numbers = "", [""]
        for child in databank:
            if child.tag == "DataBankName":
                name = text_of(child)
            elif child.tag == "AccessionNumberList":
                numbers = [text_of(number) for number in child]
        found += [Registration(name, number) for number in numbers]
    return tuple(found)


def links(element: Element) -> tuple[Link, ...]:
    """A ``CommentsCorrectionsList``."""
    found = []
    for correction in element:
        source, note, pmid = "", "", None
        for child in correction:
            if child.tag == "RefSource":
                source = text_of(child)
            elif child.tag == "PMID":
                pmid = pmid_of(child)
            elif child.tag == "Note":
                note = text_of(child)
        found.append(Link(correction.get("RefType", ""), source, pmid, note))
    return tuple(found)


def pages(element: Element) -> str:
    """A ``Pagination``: as printed, else first and last page."""
    texts = _texts(element, _PAGES)
    return texts.get("printed") or "-".join(part for part in (texts.get("first"), texts.get("last")) if part)


_PAGES = {"MedlinePgn": "printed", "StartPage": "first", "EndPage": "last"}


def _texts(element: Element, names: dict[str, str]) -> dict[str, str]:
    """The texts of those children that have a name in the table."""
    return {names[child.tag]: text_of(child) for child in element if child.tag in names}
