"""Builds ``citations.xml`` of this folder from a file of verified bibliographic facts.

``python data/sample/build.py FACTS.json`` writes the same bytes for the same facts. The XML has the shape
of PubMed's, so that the sample is read by the parser that reads PubMed; a fact that is not known stays
out, or empty where NLM's DTD asks for the element:
https://dtd.nlm.nih.gov/ncbi/pubmed/doc/out/250101/index.html

FACTS.json is a list of objects, one a paper, ascending by ``pmid``; ``README.md`` says which fields are used.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree

Facts: TypeAlias = dict[str, Any]
Links: TypeAlias = dict[str, dict[tuple[str, str], None]]
"""For each PMID, its links (RefType, PMID of the other record) in order, without repeats."""

REMARK = (
    " Constructed from verified bibliographic facts; NOT a recorded answer of PubMed. "
    "Made by build.py; README.md says what is known and what is not. "
)

TYPE_CODES = {
    "Clinical Trial": "D016430",
    "Comparative Study": "D003160",
    "Editorial": "D016421",
    "Journal Article": "D016428",
    "Meta-Analysis": "D017418",
    "Published Erratum": "D016425",
    "Randomized Controlled Trial": "D016449",
    "Research Support, U.S. Gov't, P.H.S.": "D013487",
    "Retracted Publication": "D016441",
    "Retraction of Publication": "D016440",
    "Review": "D016454",
    "Systematic Review": "D000078182",
}
"""UI of each publication type, as real PubMed records give them; a type without a known one gets none."""

COUNTERPARTS = {"ErratumIn": "ErratumFor", "RetractionIn": "RetractionOf", "UpdateIn": "UpdateOf"}
NOTICE_TYPES = {"ErratumFor": "Published Erratum", "RetractionOf": "Retraction of Publication"}

GROUPS = frozenset(
    {
        "(The writing group) for the participants to the 2022 Lugano RIF Workshop",
        "ESHRE Add-ons working group",
        "ESHRE Guideline Group on RPL",
        "ESHRE Working Group on Recurrent Implantation Failure",
        "Guideline Group on Unexplained Infertility",
        "MuM-PreDiCT",
    }
)
"""Authors that are no persons."""

SUFFIXES = frozenset({"Jr"})


def links_of(records: Iterable[Facts]) -> Links:
    """Both ends of every correction, retraction and update that the facts state from either end."""
    links: Links = defaultdict(dict)

    def tie(affected: str, ref_type: str, notice: str) -> None:
        links[affected][ref_type, notice] = None
        links[notice][COUNTERPARTS[ref_type], affected] = None

    for record in records:
        pmid = record["pmid"]
        if "is_notice_for" in record:
            tie(record["is_notice_for"], "RetractionIn", pmid)
        if "correction_notice_pmid" in record:
            tie(pmid, "ErratumIn", record["correction_notice_pmid"])
        if "superseded_by" in record:
            tie(pmid, "UpdateIn", record["superseded_by"])
        for link in record.get("comments_corrections", ()):
            links[pmid][link["type"], link["pmid"]] = None
    return links


def types_of(record: Facts, links: Links) -> list[str]:
    """The publication types given, and those that follow from being retracted or being a notice."""
    types = list(record["publication_types"])
    if record["retracted"] is True:
        types.append("Retracted Publication")
    types += [NOTICE_TYPES[ref_type] for ref_type, _ in links[record["pmid"]] if ref_type in NOTICE_TYPES]
    return list(dict.fromkeys(types))


def reference(record: Facts) -> str:
    """The other record of a link in one line, as PubMed prints a RefSource."""
    place = record.get("volume", "")
    if "issue" in record:
        place += f"({record['issue']})"
    if "pages" in record:
        place += f":{record['pages']}"
    text = f"{record['journal']}. {record['year']}"
    text += f";{place}." if place else "."
    return f"{text} doi: {record['doi']}" if "doi" in record else text


def add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    """A child element; an empty text stands for what is not known."""
    child = etree.SubElement(parent, tag, attributes)
    if text:
        child.text = text
    return child


def add_author(parent: etree._Element, printed: str) -> None:
    """``Soares JM Jr`` as last name, initials and suffix; a group as it is."""
    author = add(parent, "Author")
    if printed in GROUPS:
        add(author, "CollectiveName", printed)
        return
    words = printed.split()
    suffix = words.pop() if words[-1] in SUFFIXES else ""
    add(author, "LastName", " ".join(words[:-1]))
    add(author, "Initials", words[-1])
    if suffix:
        add(author, "Suffix", suffix)


def add_heading(parent: etree._Element, printed: str) -> None:
    """``Lymphoma/immunology*``: a descriptor with its qualifiers, a star behind what is a main topic."""
    heading = add(parent, "MeshHeading")
    for position, part in enumerate(printed.split("/")):
        tag = "QualifierName" if position else "DescriptorName"
        add(heading, tag, part.removesuffix("*"), MajorTopicYN="Y" if part.endswith("*") else "N", UI="")


def add_article(parent: etree._Element, record: Facts, types: list[str]) -> None:
    """What the record says about the paper itself, in the DTD's order."""
    article = add(parent, "Article", PubModel="Print")
    issue = add(add(article, "Journal"), "JournalIssue", CitedMedium="Print")
    for tag, name in (("Volume", "volume"), ("Issue", "issue")):
        if name in record:
            add(issue, tag, record[name])
    add(add(issue, "PubDate"), "Year", str(record["year"]))
    add(article, "ArticleTitle", record["title"])
    if "pages" in record:
        add(add(article, "Pagination"), "MedlinePgn", record["pages"])
    if "doi" in record:
        add(article, "ELocationID", record["doi"], EIdType="doi", ValidYN="Y")
    authors = add(article, "AuthorList", CompleteYN="Y" if record.get("authors_complete", True) else "N")
    for author in record["authors"]:
        add_author(authors, author)
    add(article, "Language")
    type_list = add(article, "PublicationTypeList")
    for name in types or [""]:
        add(type_list, "PublicationType", name, UI=TYPE_CODES.get(name, ""))


def add_record(parent: etree._Element, record: Facts, links: Links, by_pmid: dict[str, Facts]) -> None:
    """One ``PubmedArticle``."""
    pmid = record["pmid"]
    whole = add(parent, "PubmedArticle")
    citation = add(whole, "MedlineCitation", Status="MEDLINE" if "mesh" in record else "Publisher", Owner="NLM")
    add(citation, "PMID", pmid, Version="1")
    add_article(citation, record, types_of(record, links))
    add(add(citation, "MedlineJournalInfo"), "MedlineTA", record["journal"])
    if links[pmid]:
        link_list = add(citation, "CommentsCorrectionsList")
        for ref_type, other in links[pmid]:
            link = add(link_list, "CommentsCorrections", RefType=ref_type)
            add(link, "RefSource", reference(by_pmid[other]))
            add(link, "PMID", other, Version="1")
    if "mesh" in record:
        headings = add(citation, "MeshHeadingList")
        for heading in record["mesh"]:
            add_heading(headings, heading)
    data = add(whole, "PubmedData")
    add(data, "PublicationStatus", "aheadofprint" if record.get("ahead_of_print_when_seen") else "")
    ids = add(data, "ArticleIdList")
    add(ids, "ArticleId", pmid, IdType="pubmed")
    for id_type, name in (("doi", "doi"), ("pmc", "pmcid")):
        if name in record:
            add(ids, "ArticleId", record[name], IdType=id_type)


def build(records: list[Facts]) -> bytes:
    """The whole file: every record, in the order given."""
    by_pmid = {record["pmid"]: record for record in records}
    links = links_of(records)
    root = etree.Element("PubmedArticleSet")
    for record in records:
        add_record(root, record, links, by_pmid)
    body = etree.tostring(root, encoding="unicode", pretty_print=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<!--{REMARK}-->\n{body}'.encode()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python data/sample/build.py FACTS.json")
    facts: list[Facts] = json.loads(Path(sys.argv[1]).read_bytes())
    Path(__file__).with_name("citations.xml").write_bytes(build(facts))
