"""MEDLINE text (.nbib, "PubMed format") as citations.

Bio.Medline reads the fields. What it cannot know is done here, on the lines it is given: long lines are
unfolded first (it would count most continued lines as further values, and put a space into words cut at
their hyphen), and authors are read in the order of the lines (it collects names and affiliations in lists
of their own, so that nobody knows any more who works where).

The format says less than XML: an abstract is one paragraph, and types and headings come without codes.

Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

from Bio import Medline

from evidence.citations.dates import date_of, read_date
from evidence.citations.identifiers import doi_of, orcid_of, pmcid_of
from evidence.citations.model import (
    AbstractSection,
    Author,
    Citation,
    Grant,
    Journal,
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

_LINE_CHARS = 1 << 20
_RECORD_CHARS = 16 << 20
_FAULTS_NAMED = 5
_REMEDY = 'save the search results in PubMed with format "PubMed" or as .nbib'
_TAGGED = re.compile(r"[A-Z][A-Z0-9]{1,3} *- ?")
_LINKS = {
    "ADIN": "AssociatedDataset",
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
_LOCATION = re.compile(r"(\S+) \[(doi|pii)\]")
_ISSN = re.compile(r"(\S+) \((Electronic|Print|Linking)\)")
_SUBSTANCE = re.compile(r"(0|EC [\d.-]+|\S+) \((.*)\)")
_PMID = re.compile(r"\bPMID: (\d+)")


def read_medline(stream: TextIO, *, name: str) -> Iterator[Citation]:
    """The records of MEDLINE text, in its order.

    Args:
        stream: the text; records are separated by blank lines, or simply begin with ``PMID-``.
        name: what to call the input in errors.

    Raises:
        RecordError: the input is other text or is not UTF-8; or, when all other records have been yielded, some
            record has no PMID. Reference managers put entries of their own between PubMed's.
    """
    count, faults = 0, []
    for first_line, lines in _records(stream, name):
        count += 1
        try:
            citation = _citation(lines)
        except RecordError as error:
            faults.append(f"line {first_line}, record {count}: {error.what}")
        else:
            yield citation
    if not count:
        raise RecordError(f"{name}: holds nothing, not MEDLINE text", _REMEDY)
    if faults:
        more = f"; and {len(faults) - _FAULTS_NAMED} more" if len(faults) > _FAULTS_NAMED else ""
        raise RecordError(f"{name}, {'; '.join(faults[:_FAULTS_NAMED])}{more}; the others were read", _REMEDY)


def _records(stream: TextIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """The unfolded lines of each record, with the number of its first line."""
    lines: list[str] = []
    first, number, size = 1, 0, 0
    while line := _next_line(stream, name, number):
        number += 1
        text = line.rstrip().lstrip("\ufeff")
        starts_record = text.startswith("PMID-") and any(known.startswith("PMID-") for known in lines)
        if lines and (starts_record or not text):
            yield first, lines
            lines, size = [], 0
        if not text:
            continue
        size += len(text)
        if size > _RECORD_CHARS:
            raise RecordError(f"{name}, line {number}: no end of a record within {_RECORD_CHARS >> 20} MB", _REMEDY)
        if line.startswith("      ") and lines:
            is_cut_word = lines[-1].endswith("-") and not lines[-1].endswith(" -")
            lines[-1] += text.lstrip() if is_cut_word else " " + text.lstrip()
        elif _TAGGED.match(text):
            first = first if lines else number
            lines.append(text)
        else:
            raise RecordError(f"{name}, line {number}: {text[:40]!r} is no line of MEDLINE text", _REMEDY)
    if lines:
        yield first, lines


def _next_line(stream: TextIO, name: str, number: int) -> str:
    try:
        line = stream.readline(_LINE_CHARS)
    except UnicodeError as error:
        raise RecordError(f"{name}, after line {number}: is not UTF-8 text", _REMEDY) from error
    if len(line) == _LINE_CHARS:
        raise RecordError(f"{name}, line {number + 1}: is longer than a million characters", _REMEDY)
    return line


def _citation(lines: list[str]) -> Citation:
    record = next(Medline.parse(lines))  # type: ignore[no-untyped-call]
    many: dict[str, list[str]] = {tag: value for tag, value in record.items() if isinstance(value, list)}
    one: dict[str, str] = {tag: value for tag, value in record.items() if isinstance(value, str)}
    pmid = one.get("PMID", "").strip()
    if not (pmid.isascii() and pmid.isdigit() and len(pmid) <= 10):
        raise RecordError(f"PMID {pmid[:40]!r} is not a number" if pmid else "the record has no PMID")
    authors, keywords = _in_order(lines)
    ids = {kind: value for value, kind in reversed(_ids(many.get("AID", []), one.get("LID", "")))}
    issns = _ISSN.findall(one.get("IS", ""))
    history = {text.partition("[")[2].rstrip("]"): text for text in many.get("PHST", [])}
    return Citation(
        pmid=int(pmid),
        title=one.get("TI") or one.get("BTI") or " ".join(many.get("BTI", [])),
        vernacular_title=one.get("TT", ""),
        abstract=(AbstractSection(one["AB"]),) if one.get("AB") else (),
        abstract_copyright=" ".join(many.get("CI", [])),
        other_abstracts=_other_abstracts(many),
        authors=authors,
        journal=Journal(
            title=one.get("JT") or " ".join(many.get("BTI", [])),
            abbreviation=one.get("TA", ""),
            issn=next((issn for issn, kind in issns if kind != "Linking"), issns[0][0] if issns else ""),
            nlm_id=one.get("JID", ""),
            country=one.get("PL", ""),
            volume=one.get("VI", ""),
            issue=one.get("IP", ""),
        ),
        published=read_date(one.get("DP", "")),
        published_online=_date(one.get("DEP", "")),
        pages=one.get("PG", ""),
        doi=doi_of(ids.get("doi", "")),
        pmcid=pmcid_of(one.get("PMC", "")),
        pii=ids.get("pii", ""),
        publication_types=tuple([Term(name) for name in many.get("PT", [])]),
        mesh=tuple([_heading(text) for text in many.get("MH", [])]),
        supplementary_mesh=tuple([Term(name) for name in many.get("NM", [])]),
        keywords=keywords,
        languages=tuple(many.get("LA", [])),
        grants=tuple([_grant(text) for text in many.get("GR", [])]),
        registrations=tuple([Registration(*_halves(text, "/")) for text in many.get("SI", [])]),
        substances=tuple([_substance(text) for text in many.get("RN", [])]),
        links=tuple([_link(_LINKS[tag], text) for tag, texts in many.items() if tag in _LINKS for text in texts]),
        conflict_of_interest=" ".join(many.get("COIS", [])),
        indexing_status=one.get("STAT", ""),
        publication_status=one.get("PST", ""),
        created=_date(one.get("CRDT", "") or " ".join(many.get("CRDT", []))),
        entered=_date(one.get("EDAT", "")),
        revised=_date(one.get("LR", "")),
        completed=_date(one.get("DCOM", "")),
        indexed=_date(one.get("MHDA", "")),
        retracted=_date(history.get("retracted", "")),
        book="BTI" in record,
    )


def _in_order(lines: list[str]) -> tuple[tuple[Author, ...], tuple[Keyword, ...]]:
    """What belongs to the line before it: who has which affiliation, and which list a keyword is from."""
    drafts: list[dict[str, Any]] = []
    keywords: list[Keyword] = []
    owner, previous = "", ""
    for line in lines:
        tag, text = line[:4].rstrip(), line[6:].strip()
        if tag == "FAU":
            last_name, fore_name = _halves(text, ", ")
            drafts.append({"last_name": last_name, "fore_name": fore_name})
        elif tag == "AU":
            if previous != "FAU":
                drafts.append({"last_name": text.rpartition(" ")[0] or text})
            _add_initials(drafts[-1], text)
        elif tag == "CN":
            drafts.append({"collective": text})
        elif tag == "AUID" and drafts and text.startswith("ORCID"):
            drafts[-1]["orcid"] = orcid_of(text)
        elif tag == "AD" and drafts:
            drafts[-1]["affiliations"] = (*drafts[-1].get("affiliations", ()), text)
        elif tag == "OTO":
            owner = text
        elif tag == "OT":
            keywords.append(Keyword(text.removeprefix("*"), text.startswith("*"), owner))
        previous = tag
    return tuple([Author(**draft) for draft in drafts]), tuple(keywords)


def _add_initials(draft: dict[str, Any], short_name: str) -> None:
    """``Smith JA Jr`` gives the initials and the suffix of Smith, which his full name holds without mark."""
    last_name = draft["last_name"]
    rest = short_name[len(last_name) :].split() if short_name.startswith(last_name) else short_name.split()[-1:]
    draft["initials"] = rest[0] if rest else ""
    suffix = " ".join(rest[1:])
    if suffix and draft.get("fore_name", "").endswith(f" {suffix}"):
        draft["fore_name"] = draft["fore_name"].removesuffix(f" {suffix}")
    if suffix:
        draft["suffix"] = suffix


def _ids(article_ids: list[str], locations: str) -> list[tuple[str, str]]:
    """The paper's ids as (value, kind), the first of a kind being the one to use."""
    found = [(value, kind.rstrip("]")) for value, _, kind in (text.rpartition(" [") for text in article_ids)]
    return found + _LOCATION.findall(locations)


def _other_abstracts(many: dict[str, list[str]]) -> tuple[OtherAbstract, ...]:
    texts, languages = many.get("OAB", []), many.get("OABL", [])
    found = []
    for index, text in enumerate(texts):
        kind, rest = _halves(text, ": ")
        language = languages[index] if index < len(languages) else "eng"
        found.append(OtherAbstract(kind if rest else "", language, (AbstractSection(rest or text),)))
    return tuple(found)


def _heading(text: str) -> MeshHeading:
    name, *subheadings = text.split("/")
    qualifiers = [Qualifier(word.removeprefix("*"), major=word.startswith("*")) for word in subheadings]
    return MeshHeading(name.removeprefix("*"), major=name.startswith("*"), qualifiers=tuple(qualifiers))


def _grant(text: str) -> Grant:
    parts = [part.strip() for part in text.rsplit("/", 3)]
    names = {1: ("agency",), 2: ("number", "agency"), 3: ("number", "agency", "country"), 4: Grant.__struct_fields__}
    return Grant(**dict(zip(names[len(parts)], parts, strict=True)))


def _substance(text: str) -> Substance:
    found = _SUBSTANCE.fullmatch(text)
    return Substance(found[2], registry_number=found[1]) if found else Substance(text)


def _link(kind: str, text: str) -> Link:
    pmid = _PMID.search(text)
    return Link(kind, _PMID.sub("", text).strip(), int(pmid[1]) if pmid else None)


def _date(text: str) -> PartialDate | None:
    """``20201001`` or ``2020/10/01 17:15``."""
    digits = text[:10].replace("/", "")
    return date_of(digits[:4], digits[4:6], digits[6:8]) if digits else None


def _halves(text: str, separator: str) -> tuple[str, str]:
    left, _, right = text.partition(separator)
    return left, right
