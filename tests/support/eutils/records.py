"""PubMed records as NLM writes them: split out of real files, or made up for a test."""

from __future__ import annotations

import calendar
import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from xml.sax.saxutils import escape

FIRST_SYNTHETIC_PMID = 900_000_000
"""Made-up records start here, far above any PMID that NLM has given out."""

JOURNAL_ARTICLE = ("D016428", "Journal Article")
RETRACTED_PUBLICATION = ("D016441", "Retracted Publication")

RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)>.*?</\1>", re.DOTALL)
"""One whole record in the bytes of a file or an answer."""

_PMID = re.compile(rb'<PMID(?: Version="(\d+)")?>(\d+)</PMID>')
_DATE = rb"\s*<Year>(\d{4})</Year>(?:\s*<Month>(\w+)</Month>)?(?:\s*<Day>(\d+)</Day>)?"
_DATES = {
    "crdt": re.compile(rb'<PubMedPubDate PubStatus="entrez">' + _DATE),
    "edat": re.compile(rb'<PubMedPubDate PubStatus="pubmed">' + _DATE),
    "mdat": re.compile(rb"<DateRevised>" + _DATE),
    "pdat": re.compile(rb"<PubDate>" + _DATE),
}
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}


@dataclass(frozen=True)
class Record:
    """One record; ``render`` makes its XML when somebody asks for it."""

    pmid: int
    render: Callable[[], bytes]

    @property
    def xml(self) -> bytes:
        return self.render()

    @cached_property
    def dates(self) -> dict[str, date]:
        """``crdt`` created, ``edat`` entered, ``mdat`` revised, ``pdat`` published: those that the record has."""
        xml = self.xml
        found = ((name, pattern.search(xml)) for name, pattern in _DATES.items())
        return {name: _date(match) for name, match in found if match}


def _date(match: re.Match[bytes]) -> date:
    year, month, day = (part.decode() if part else "1" for part in match.groups())
    return date(int(year), int(month) if month.isdigit() else _MONTHS.get(month[:3], 1), int(day))


def split_records(xml: bytes) -> Iterator[tuple[int, bytes]]:
    """PMID and untouched XML of every article and book record, the newest version of each only."""
    newest: dict[int, tuple[int, bytes]] = {}
    for match in RECORD.finditer(xml):
        head = _PMID.search(match[0])
        if head is None:
            raise ValueError(f"record without PMID: {match[0][:80]!r}")
        version, pmid = int(head[1] or 1), int(head[2])
        if pmid not in newest or version >= newest[pmid][0]:
            newest[pmid] = (version, match[0])
    for pmid, (_, record) in newest.items():
        yield pmid, record


def read_records(path: Path) -> dict[int, bytes]:
    """The records of an NLM file, plain or gzipped."""
    data = path.read_bytes()
    return dict(split_records(gzip.decompress(data) if path.suffix == ".gz" else data))


def _ymd(name: str, when: tuple[int, int, int], attributes: str = "") -> str:
    year, month, day = when
    return f"<{name}{attributes}><Year>{year}</Year><Month>{month:02d}</Month><Day>{day:02d}</Day></{name}>"


def _history(created: tuple[int, int, int]) -> str:
    stages = (_ymd("PubMedPubDate", created, f' PubStatus="{stage}"') for stage in ("entrez", "pubmed"))
    return f"<History>{''.join(stages)}</History>"


def _article_ids(pmid: int, doi: str | None) -> str:
    doi_id = f'<ArticleId IdType="doi">{escape(doi)}</ArticleId>' if doi else ""
    return f'<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId>{doi_id}</ArticleIdList>'


def _check_synthetic(pmid: int) -> None:
    if pmid < FIRST_SYNTHETIC_PMID:
        raise ValueError(f"PMID {pmid} may be a real paper's; made-up ones start at {FIRST_SYNTHETIC_PMID}")


def synthetic_record(
    pmid: int,
    *,
    title: str | None = None,
    abstract: str | None = "What was done, and what came of it.",
    doi: str | None = None,
    created: tuple[int, int, int] = (2020, 1, 2),
    revised: tuple[int, int, int] = (2020, 1, 3),
    publication_types: Sequence[tuple[str, str]] = (JOURNAL_ARTICLE,),
    mesh: Sequence[tuple[str, str]] = (),
    retracted_in: int | None = None,
    version: int = 1,
) -> bytes:
    """A ``PubmedArticle`` that is valid against pubmed_250101.dtd.

    Args:
        pmid: 900000000 or more.
        title: plain text; made from the PMID when not given.
        abstract: plain text; None for a record without abstract.
        doi: its own DOI, told in ELocationID and in ArticleIdList.
        created: the day it came into PubMed (CRDT and EDAT); its year is also that of publication.
        revised: the day of its last revision (MDAT).
        publication_types: codes and names.
        mesh: codes and names of its MeSH headings.
        retracted_in: PMID of the notice that retracts it.
        version: of the record.
    """
    _check_synthetic(pmid)
    if retracted_in is not None:
        publication_types = (*publication_types, RETRACTED_PUBLICATION)
    location = f'<ELocationID EIdType="doi" ValidYN="Y">{escape(doi)}</ELocationID>' if doi else ""
    text = f"<Abstract><AbstractText>{escape(abstract)}</AbstractText></Abstract>" if abstract is not None else ""
    types = "".join(f'<PublicationType UI="{ui}">{escape(name)}</PublicationType>' for ui, name in publication_types)
    notice = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
        "<RefSource>J Made Up. 2021;1:2</RefSource>"
        f'<PMID Version="1">{retracted_in}</PMID></CommentsCorrections></CommentsCorrectionsList>'
        if retracted_in is not None
        else ""
    )
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="{ui}" MajorTopicYN="N">{escape(name)}</DescriptorName></MeshHeading>'
        for ui, name in mesh
    )
    heading_list = f"<MeshHeadingList>{headings}</MeshHeadingList>" if headings else ""
    return (
        f'<PubmedArticle><MedlineCitation Status="{"MEDLINE" if mesh else "Publisher"}" Owner="NLM">'
        f'<PMID Version="{version}">{pmid}</PMID>{_ymd("DateRevised", revised)}'
        '<Article PubModel="Print"><Journal><ISSN IssnType="Print">0000-0000</ISSN><JournalIssue CitedMedium="Print">'
        f"<Volume>1</Volume><Issue>2</Issue><PubDate><Year>{created[0]}</Year></PubDate></JournalIssue>"
        "<Title>Journal of made-up results</Title><ISOAbbreviation>J Made Up</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{escape(title if title is not None else f'Made-up study {pmid}.')}</ArticleTitle>"
        f"<Pagination><StartPage>1</StartPage><EndPage>9</EndPage><MedlinePgn>1-9</MedlinePgn></Pagination>{location}{text}"
        '<AuthorList CompleteYN="Y"><Author ValidYN="Y"><LastName>Nobody</LastName><ForeName>Norah</ForeName>'
        "<Initials>N</Initials></Author></AuthorList><Language>eng</Language>"
        f"<PublicationTypeList>{types}</PublicationTypeList></Article>"
        "<MedlineJournalInfo><Country>Nowhere</Country><MedlineTA>J Made Up</MedlineTA>"
        f"<NlmUniqueID>0000000</NlmUniqueID></MedlineJournalInfo>{notice}{heading_list}</MedlineCitation>"
        f"<PubmedData>{_history(created)}<PublicationStatus>ppublish</PublicationStatus>"
        f"{_article_ids(pmid, doi)}</PubmedData></PubmedArticle>"
    ).encode()


def synthetic_book(pmid: int, *, title: str | None = None, created: tuple[int, int, int] = (2020, 1, 2)) -> bytes:
    """A ``PubmedBookArticle`` that is valid against pubmed_250101.dtd; arguments as for ``synthetic_record``."""
    _check_synthetic(pmid)
    return (
        f'<PubmedBookArticle><BookDocument><PMID Version="1">{pmid}</PMID>'
        f'<ArticleIdList><ArticleId IdType="bookaccession">NBK{pmid}</ArticleId></ArticleIdList>'
        "<Book><Publisher><PublisherName>Nobody's Press</PublisherName></Publisher>"
        f"<BookTitle>A made-up book</BookTitle><PubDate><Year>{created[0]}</Year></PubDate></Book>"
        f"<ArticleTitle>{escape(title if title is not None else f'Made-up chapter {pmid}')}</ArticleTitle>"
        '<Language>eng</Language><PublicationType UI="D016454">Review</PublicationType>'
        "<Abstract><AbstractText>What is known.</AbstractText></Abstract></BookDocument>"
        f"<PubmedBookData>{_history(created)}<PublicationStatus>ppublish</PublicationStatus>"
        f"{_article_ids(pmid, None)}</PubmedBookData></PubmedBookArticle>"
    ).encode()
