"""What can be searched in a record: its texts, headings, types and substances."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree


def plain(text: str) -> str:
    """Lower case, no accents, one space in the place of everything that is neither letter nor digit."""
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare.lower()))


def heading_name(text: str) -> str:
    """A MeSH heading, plain but for its commas, which tell ``Arthritis, Rheumatoid`` from ``Arthritis Society``."""
    return ", ".join(plain(part) for part in text.split(","))


@dataclass(frozen=True)
class Fields:
    """What can be searched in a record; every text is ``plain`` and has a space at both ends.

    As in PubMed, keywords count as title and abstract.
    """

    title: str
    abstract: str
    keywords: str
    title_abstract: str
    everything: str
    headings: frozenset[str]
    headings_exploded: frozenset[str]
    major: frozenset[str]
    major_exploded: frozenset[str]
    qualified: frozenset[str]
    subheadings: frozenset[str]
    types: frozenset[str]
    substances: frozenset[str]
    languages: frozenset[str]


def _texts(root: etree._Element, *paths: str) -> Iterator[str]:
    for path in paths:
        for element in root.iterfind(path):
            yield plain("".join(str(text) for text in element.itertext()))


def _line(texts: Iterator[str] | list[str]) -> str:
    # The bar keeps a phrase from reaching over the end of one text into the next.
    return f" {' | '.join(texts)} "


def _exploded(headings: set[str]) -> frozenset[str]:
    """The headings and the wider ones that their names tell: ``Arthritis`` of ``Arthritis, Rheumatoid``."""
    parts = [heading.split(", ") for heading in headings]
    return frozenset(", ".join(part[:length]) for part in parts for length in range(1, len(part) + 1))


def fields_of(xml: bytes) -> Fields:
    """Read what can be searched out of a record."""
    root = etree.fromstring(xml)
    title = _line(_texts(root, ".//ArticleTitle", ".//VernacularTitle", ".//BookTitle"))
    abstract = _line(_texts(root, ".//Abstract/AbstractText", ".//OtherAbstract/AbstractText"))
    keywords = _line(_texts(root, ".//KeywordList/Keyword"))
    headings, major, qualified = set(), set(), set()
    for heading in root.iterfind(".//MeshHeading"):
        name = heading_name(heading.findtext("DescriptorName") or "")
        headings.add(name)
        if any(part.get("MajorTopicYN") == "Y" for part in heading):
            major.add(name)
        qualified |= {f"{name}/{qualifier}" for qualifier in _texts(heading, "QualifierName")}
    types = frozenset(_texts(root, ".//PublicationType"))
    substances = frozenset(_texts(root, ".//NameOfSubstance", ".//SupplMeshName"))
    subheadings = frozenset(pair.split("/")[1] for pair in qualified)
    lists = [*sorted(map(plain, headings)), *sorted(subheadings), *sorted(types), *sorted(substances)]
    return Fields(
        title=title,
        abstract=abstract,
        keywords=keywords,
        title_abstract=title + abstract + keywords,
        everything=title + abstract + keywords + _line(lists),
        headings=frozenset(headings),
        headings_exploded=_exploded(headings),
        major=frozenset(major),
        major_exploded=_exploded(major),
        qualified=frozenset(qualified),
        subheadings=subheadings,
        types=types,
        substances=substances,
        languages=frozenset(_texts(root, ".//Language")),
    )
