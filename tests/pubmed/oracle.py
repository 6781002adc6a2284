"""An independent reading of PubMed XML, by Bio.Entrez, and how it differs from ours.

``python -m tests.pubmed.oracle FILE...`` compares every record of the files and prints each difference.
"""

from __future__ import annotations

import gzip
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
from Bio import Entrez
from lxml import etree

from evidence.citations.model import Citation, PartialDate
from evidence.pubmed.xml import read_citations

RECORDS_AT_ONCE = 200
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2019//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_190101.dtd">\n<PubmedArticleSet>'
)


class Difference(msgspec.Struct, frozen=True):
    """A field of which we and Bio.Entrez say different things, and why that is right, if it is known."""

    pmid: int
    field: str
    ours: object
    theirs: object
    explanation: str = ""


def differences(path: Path, every: int = 1) -> Iterator[Difference]:
    """The fields of every so-manieth article of a file of which the two readings differ."""
    articles = islice(_articles(path), 0, None, every)
    while some := list(islice(articles, RECORDS_AT_ONCE)):
        document = f"{HEAD}{''.join(some)}</PubmedArticleSet>".encode()
        theirs = Entrez.read(io.BytesIO(document), escape=True)["PubmedArticle"]  # type: ignore[no-untyped-call]
        ours = list(read_citations(io.BytesIO(document), name=path.name))
        assert len(theirs) == len(ours) == len(some)
        for citation, record in zip(ours, theirs, strict=True):
            assert isinstance(citation, Citation)
            yield from _differences(citation, record)


def _articles(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        lines: list[str] = []
        for line in stream:
            if "<PubmedArticle>" in line:
                lines = []
            lines.append(line)
            if "</PubmedArticle>" in line:
                yield "".join(lines)


def _differences(citation: Citation, record: Any) -> Iterator[Difference]:
    theirs = _their_view(record)
    for field, ours in _our_view(citation).items():
        if ours != theirs[field]:
            yield Difference(
                citation.pmid, field, ours, theirs[field], _explanation(field, ours, theirs[field], record)
            )


def _our_view(citation: Citation) -> dict[str, object]:
    return {
        "pmid": citation.pmid,
        "version": citation.version,
        "title": citation.title,
        "vernacular_title": citation.vernacular_title,
        "abstract": [(section.label, section.category, section.text) for section in citation.abstract],
        "authors": [
            (
                author.last_name,
                author.fore_name,
                author.initials,
                author.suffix,
                author.collective,
                list(author.affiliations),
            )
            for author in citation.authors
        ],
        "doi": citation.doi,
        "pmcid": citation.pmcid,
        "types": [(term.name, term.code) for term in citation.publication_types],
        "mesh": [
            (
                heading.name,
                heading.code,
                heading.major,
                [(part.name, part.code, part.major) for part in heading.qualifiers],
            )
            for heading in citation.mesh
        ],
        "languages": list(citation.languages),
        "published": citation.published,
        "published_online": citation.published_online,
        "revised": citation.revised,
        "completed": citation.completed,
        "created": citation.created,
        "entered": citation.entered,
        "links": [(link.type, link.source, link.pmid) for link in citation.links],
        "keywords": [keyword.text for keyword in citation.keywords],
        "status": citation.indexing_status,
    }


def _their_view(record: Any) -> dict[str, object]:
    medline, data = record["MedlineCitation"], record["PubmedData"]
    article = medline["Article"]
    ids = [(i.attributes["IdType"], _flat(i)) for i in data["ArticleIdList"]]
    locations = [(i.attributes["EIdType"], _flat(i)) for i in article["ELocationID"] if i.attributes["ValidYN"] == "Y"]
    history = {date.attributes["PubStatus"]: _their_date(date) for date in data["History"]}
    return {
        "pmid": int(medline["PMID"]),
        "version": int(medline["PMID"].attributes["Version"]),
        "title": _flat(article["ArticleTitle"]),
        "vernacular_title": _flat(article.get("VernacularTitle", "")),
        "abstract": [
            (text.attributes.get("Label", ""), text.attributes.get("NlmCategory", ""), _flat(text))
            for text in article.get("Abstract", {}).get("AbstractText", [])
            if _flat(text)
        ],
        "authors": [
            (
                *(
                    _flat(author.get(key, ""))
                    for key in ("LastName", "ForeName", "Initials", "Suffix", "CollectiveName")
                ),
                [_flat(info["Affiliation"]) for info in author["AffiliationInfo"]],
            )
            for author in article.get("AuthorList", [])
        ],
        "doi": next((i.lower() for kind, i in (*ids, *locations) if kind == "doi" and i), ""),
        "pmcid": next((i for kind, i in ids if kind == "pmc"), ""),
        "types": [(_flat(term), term.attributes["UI"]) for term in article["PublicationTypeList"]],
        "mesh": [
            (*_their_term(heading["DescriptorName"]), [_their_term(part) for part in heading["QualifierName"]])
            for heading in medline.get("MeshHeadingList", [])
        ],
        "languages": [str(language) for language in article["Language"]],
        "published": _their_date(article["Journal"]["JournalIssue"]["PubDate"]),
        "published_online": next((_their_date(date) for date in article["ArticleDate"]), None),
        "revised": _their_date(medline["DateRevised"]) if "DateRevised" in medline else None,
        "completed": _their_date(medline["DateCompleted"]) if "DateCompleted" in medline else None,
        "created": history.get("entrez"),
        "entered": history.get("pubmed"),
        "links": [
            (link.attributes["RefType"], _flat(link["RefSource"]), int(link["PMID"]) if "PMID" in link else None)
            for link in medline.get("CommentsCorrectionsList", [])
        ],
        "keywords": [_flat(keyword) for keywords in medline["KeywordList"] for keyword in keywords if _flat(keyword)],
        "status": medline.attributes["Status"],
    }


def _their_term(term: Any) -> tuple[str, str, bool]:
    return _flat(term), term.attributes["UI"], term.attributes["MajorTopicYN"] == "Y"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SEASONS = {"Winter": 1, "Spring": 3, "Summer": 6, "Fall": 9, "Autumn": 9}


def _their_date(date: Any) -> PartialDate:
    if "MedlineDate" in date:
        text = str(date["MedlineDate"])
        year = re.search(r"\d{4}", text)
        month = re.match(r"\d{4} ([A-Z][a-z]{2})\b", text)
        day = re.match(r"\d{4} [A-Z][a-z]{2} (\d+)", text)
        known = month[1] if month else ""
        number = MONTHS.index(known) + 1 if known in MONTHS else 0
        return PartialDate(int(year[0]) if year else 0, number, int(day[1]) if day else 0, text)
    month_text = str(date.get("Month", "0"))
    number = int(month_text) if month_text.isdigit() else MONTHS.index(month_text) + 1
    if season := str(date.get("Season", "")):
        return PartialDate(int(date["Year"]), SEASONS[season], 0, f"{date['Year']} {season}")
    return PartialDate(int(date["Year"]), number, int(date.get("Day", 0)))


def _flat(text: Any) -> str:
    """The text without its markup, which Bio.Entrez leaves in, and with single spaces."""
    element = etree.fromstring(f"<x xmlns:mml='http://www.w3.org/1998/Math/MathML'>{text}</x>")
    return " ".join(re.split(r"[ \t\r\n]+", "".join(str(piece) for piece in element.itertext()))).strip(" ")


def _explanation(field: str, ours: object, theirs: object, record: Any) -> str:
    """Why we differ, in the cases that were looked at; empty for any other."""
    raw = repr(record)
    has_formula = re.search(r"<(?:mml:)?math\b", raw)
    if (
        field in ("title", "abstract", "keywords", "vernacular_title")
        and _no_space(ours) == _no_space(theirs)
        and has_formula
    ):
        return "layout space inside a formula, which we drop"
    if (
        field in ("title", "abstract")
        and has_formula
        and "mfrac" in raw
        and _no_space(ours).replace("/", "") == _no_space(theirs).replace("/", "")
    ):
        return "a fraction, whose bar we keep"
    if field == "pmcid" and str(theirs).startswith(f"{ours}."):
        return "the version of a manuscript behind its PMCID, which we drop"
    if (
        field == "published"
        and isinstance(ours, PartialDate)
        and re.search("Quarter|Fall|Winter|Spring|Summer", ours.as_printed)
    ):
        return "a season or quarter inside a printed date, of which we know the first month"
    return ""


def _no_space(value: object) -> str:
    return re.sub(r"\s+|\\u[0-9a-f]{4}", "", str(value))


def main() -> None:
    """Prints every difference of the files named, and how many there are of each kind."""
    for name in sys.argv[1:]:
        counts: Counter[tuple[str, str]] = Counter()
        for difference in differences(Path(name)):
            counts[difference.field, difference.explanation] += 1
            if not difference.explanation:
                print(difference)
        print(
            name, *(f"{number:6} {field}: {why or 'UNEXPLAINED'}" for (field, why), number in counts.items()), sep="\n"
        )


if __name__ == "__main__":
    main()
