"""Which papers a sentence cites: by PMID, DOI or link, in a footnote, or by a number in the list of references."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from evidence.article.model import Document, Sentence

_PMID = re.compile(
    r"(?:\bPMID\s*:?\s*|pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/)(\d{1,9})(?!\d)", re.IGNORECASE
)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>\])}]+")
_LINK = re.compile(r"\bhttps?://|\]\(|<a\s", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")
_FOOTNOTE_TEXT = re.compile(r"^\[\^([^\]\s]+)\]:[ \t]*(.+(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_NUMBERS = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_REFERENCES = re.compile(
    r"^(?:#{1,6}\s*|<h\d[^>]*>\s*)?(?:references|sources|literature|bibliography)\b.*$", re.IGNORECASE | re.MULTILINE
)
_NUMBERED = re.compile(r"^\s*(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(.+)$", re.MULTILINE)
_NAME_AND_YEAR = re.compile(r"\([^()]*\b[A-Z][^()\d]*,?\s(?:19|20)\d\d[a-z]?[^()]*\)")
_LONGEST_RANGE = 50


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence cites.

    Attributes:
        pmids, dois: as far as they can be told; DOIs in small letters.
        anything: whether there is any sign of a source, such as a link or a name with a year.
    """

    pmids: tuple[int, ...] = ()
    dois: tuple[str, ...] = ()
    anything: bool = False


class References:
    """The footnotes and the numbered list of references of a document, read once."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._footnotes = dict(_FOOTNOTE_TEXT.findall(document.text))
        heading = None
        for heading in _REFERENCES.finditer(document.text):  # noqa: B007 - the last one counts
            pass
        entries = _NUMBERED.finditer(document.text, heading.end()) if heading else iter(())
        self._numbered = {int(entry[1] or entry[2]): entry[3] for entry in entries}

    def of(self, sentence: Sentence) -> Cited:
        """What a sentence cites, also right behind its full stop, where footnote marks stand."""
        tail = re.match(r"(?:\s?\[\^?[^\]\s]+\](?:\([^)\s]*\))?)*", self._text[sentence.end : sentence.end + 200])
        own = self._text[sentence.start : sentence.end] + (tail[0] if tail else "")
        numbers = [number for match in _NUMBERS.finditer(own) for number in _spelled_out(match[1])]
        sources = [own]
        sources += [self._footnotes[mark] for mark in _FOOTNOTE.findall(own) if mark in self._footnotes]
        sources += [self._numbered[number] for number in numbers if number in self._numbered]
        pmids = {int(pmid): None for source in sources for pmid in _PMID.findall(source)}
        dois = {doi.rstrip(".,;:").lower(): None for source in sources for doi in _DOI.findall(source)}
        signs = _LINK.search(own) or _FOOTNOTE.search(own) or numbers or _NAME_AND_YEAR.search(own)
        return Cited(pmids=tuple(pmids), dois=tuple(dois), anything=bool(pmids or dois or signs))


def _spelled_out(numbers: str) -> Iterator[int]:
    """``1, 3-5`` as 1, 3, 4, 5."""
    for part in re.split(r"\s*[,;]\s*", numbers):
        first, _, last = re.sub(r"\s*[–-]\s*", "-", part).partition("-")
        yield from range(int(first), min(int(last or first), int(first) + _LONGEST_RANGE) + 1)
