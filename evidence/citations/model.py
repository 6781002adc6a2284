"""A citation: what PubMed says about one paper, with everything a reviewer needs.

Values only. ``evidence.pubmed`` makes them from XML or MEDLINE text; the rules beside this file read
them (``retraction``: may the paper still be relied on; ``design``: what sort of study it seems to be).

msgspec structs rather than dataclasses: tens of thousands are made, encoded and compared in one refresh.
"""

from __future__ import annotations

from enum import StrEnum

import msgspec


class PartialDate(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A date of which only a part may be known, as journals print it.

    Attributes:
        year: four digits; 0 when the record gives none.
        month: 1..12; 0 when unknown. A season or quarter is its first month.
        day: 1..31; 0 when unknown.
        as_printed: the text of a date that is not simply year, month and day, for instance
            ``1975 Nov-1976 May`` or ``Fall-Winter``; empty otherwise.
    """

    year: int
    month: int = 0
    day: int = 0
    as_printed: str = ""

    def iso(self) -> str:
        """``2021-06-07``, ``2021-06`` or ``2021``, as much as is known; empty without a year."""
        if not self.year:
            return ""
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
            if self.day:
                text += f"-{self.day:02d}"
        return text


class AbstractSection(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """One paragraph of an abstract; ``label`` is its heading as printed, ``category`` NLM's own."""

    text: str
    label: str = ""
    category: str = ""


class OtherAbstract(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """An abstract in another language or for another reader (plain-language summaries)."""

    type: str
    language: str
    sections: tuple[AbstractSection, ...]


class Author(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A person, or a group (then only ``collective`` is set)."""

    last_name: str = ""
    fore_name: str = ""
    initials: str = ""
    suffix: str = ""
    collective: str = ""
    orcid: str = ""
    affiliations: tuple[str, ...] = ()

    def name(self) -> str:
        """The name as reference lists print it: ``Lotzová E``, ``Smith JA Jr``, or the group's name."""
        if self.collective:
            return self.collective
        return " ".join(part for part in (self.last_name, self.initials or self.fore_name, self.suffix) if part)


class Journal(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """The journal, or the book for a book article, with the issue that the paper is in."""

    title: str = ""
    abbreviation: str = ""
    issn: str = ""
    nlm_id: str = ""
    country: str = ""
    volume: str = ""
    issue: str = ""
    publisher: str = ""


class Term(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A word of a controlled vocabulary with its code; the code can be missing."""

    name: str
    code: str = ""


class Qualifier(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A MeSH subheading."""

    name: str
    code: str = ""
    major: bool = False


class MeshHeading(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A MeSH heading with its subheadings; ``major``: the heading itself is a main topic of the paper."""

    name: str
    code: str = ""
    major: bool = False
    qualifiers: tuple[Qualifier, ...] = ()

    def is_major(self) -> bool:
        """Whether the heading or one of its subheadings is a main topic of the paper."""
        return self.major or any(qualifier.major for qualifier in self.qualifiers)


class Keyword(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A keyword; ``owner`` says whose list it is from (``NOTNLM`` is the author's own)."""

    text: str
    major: bool = False
    owner: str = ""


class Grant(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """Money behind the paper."""

    number: str = ""
    acronym: str = ""
    agency: str = ""
    country: str = ""


class Registration(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A number in a register or databank, for instance ``ClinicalTrials.gov`` ``NCT00000000``."""

    databank: str
    number: str = ""


class Substance(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A chemical with its registry number (CAS, UNII or EC; ``0`` where there is none)."""

    name: str
    code: str = ""
    registry_number: str = ""


class Link(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True, gc=False):
    """A tie to another record: retraction, erratum, comment, update.

    ``type`` is PubMed's RefType. ``...In`` means that this paper is the one affected, ``...Of`` and
    ``...For`` that this record is the notice.
    """

    type: str
    source: str = ""
    pmid: int | None = None
    note: str = ""


class Citation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One PubMed record.

    Attributes:
        pmid: PubMed's number for it.
        version: of a record that PubMed versions; 1 for nearly all.
        title: markup flattened to text; brackets of a translated title kept.
        vernacular_title: the title in the paper's own language.
        abstract: its sections in order; one without label when it is unstructured.
        abstract_copyright: the notice that belongs to the abstract.
        other_abstracts: translations and plain-language summaries.
        authors: in order; ``authors_complete`` is false when the record says that the list is cut.
        published: date of the issue; ``published_online`` the electronic date, where given.
        pages: as printed.
        doi, pmcid, pii: the paper's own, never one of a paper it cites; DOI in lower case.
        publication_types, mesh, keywords, languages, grants, registrations, substances, links: as given.
        supplementary_mesh: disease, protocol and organism concepts beside the headings.
        conflict_of_interest: the statement as given; empty means that the record holds none.
        indexing_status: ``Status`` of the record; ``Publisher`` and ``In-Process`` have no MeSH yet.
        publication_status: ``ppublish``, ``epublish``, ``aheadofprint``.
        created: when PubMed made the record (CRDT); ``entered``: its Entrez date (EDAT), which can be
            years earlier; ``revised``: when NLM last changed it; ``indexed``: when MeSH was added;
            ``retracted``: a date of retraction in its history.
        book: whether it is a book or a book's chapter.
    """

    pmid: int
    version: int = 1
    title: str = ""
    vernacular_title: str = ""
    abstract: tuple[AbstractSection, ...] = ()
    abstract_copyright: str = ""
    other_abstracts: tuple[OtherAbstract, ...] = ()
    authors: tuple[Author, ...] = ()
    authors_complete: bool = True
    journal: Journal = Journal()
    published: PartialDate = PartialDate(0)
    published_online: PartialDate | None = None
    pages: str = ""
    doi: str = ""
    pmcid: str = ""
    pii: str = ""
    publication_types: tuple[Term, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    supplementary_mesh: tuple[Term, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    languages: tuple[str, ...] = ()
    grants: tuple[Grant, ...] = ()
    registrations: tuple[Registration, ...] = ()
    substances: tuple[Substance, ...] = ()
    links: tuple[Link, ...] = ()
    conflict_of_interest: str = ""
    indexing_status: str = ""
    publication_status: str = ""
    created: PartialDate | None = None
    entered: PartialDate | None = None
    revised: PartialDate | None = None
    completed: PartialDate | None = None
    indexed: PartialDate | None = None
    retracted: PartialDate | None = None
    book: bool = False

    def abstract_text(self) -> str:
        """The abstract as one text, each labelled section on a line of its own behind its label."""
        return "\n".join(f"{s.label}: {s.text}" if s.label else s.text for s in self.abstract)


class Design(StrEnum):
    """How a study was done, or what else the record is."""

    SYSTEMATIC_REVIEW = "systematic-review"
    META_ANALYSIS = "meta-analysis"
    RANDOMISED_TRIAL = "randomised-trial"
    NON_RANDOMISED_TRIAL = "non-randomised-trial"
    PROSPECTIVE_COHORT = "prospective-cohort"
    RETROSPECTIVE_COHORT = "retrospective-cohort"
    COHORT = "cohort"
    CASE_CONTROL = "case-control"
    CROSS_SECTIONAL = "cross-sectional"
    ACCURACY = "diagnostic-accuracy"
    CASE_SERIES = "case-series"
    CASE_REPORT = "case-report"
    ANIMAL = "animal"
    IN_VITRO = "in-vitro"
    GUIDELINE = "guideline"
    NARRATIVE_REVIEW = "narrative-review"
    EDITORIAL = "editorial"
    """Also comments, letters and news."""
    PROTOCOL = "protocol"
    NOTICE = "notice"
    """Of a retraction, an expression of concern or an erratum."""
    UNKNOWN = "unknown"
