"""Which clause of a sentence makes a claim: a hedge in another clause softens nothing here."""

from __future__ import annotations

import re
from itertools import pairwise

_BREAK = re.compile(
    r"""
      ;\s*
    | \s*—\s*
    | \s[–-]\s
    | ,?\s+(?=(?:but|although|though|whereas|while|yet|however|nevertheless|nonetheless|unless|even\ though|even\ if)\b)
    | ,\s+(?=(?:and|or|so|nor|which)\s+(?:
        (?:it|they|this|that|these|those|we|you|there|some|many|most|others?|he|she)
        | \w+\s+\w+\s+(?:is|are|may|might|can|could|will|do|does|have|has|\w+s)
        | (?:is|are|may|might|can|could|will|do|does|have|has|\w+s)
      )\b)
    | ,\s+(?=which\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_FINITE = r"(?:is|are|may|might|can|could|will|does|has)\b"
_LONG_SUBJECT = re.compile(
    rf",\s+(?=(?:and|or|so|nor)\s+(?:(?!(?:that|which|who|how)\b|an?\s+(?:\w+\s+)?{_FINITE})\w+\s+){{3,6}}{_FINITE})",
    re.IGNORECASE,
)
"""Only behind a verb: the last of a list looks the same ("stress, poor sleep, and too much strong coffee can ...")."""
_VERB = re.compile(rf"\b{_FINITE}", re.IGNORECASE)
_SHARED_SUBJECT = re.compile(
    r"(?<!\bcan)(?<!\bmay)(?<!\bcould)(?<!\bmight)(?<!\bdoes)(?<!\bshould)(?<!\bwill)\s+"
    r"(?=and (?:may|might|can|could|will|would)\b)"
)
_GOVERNS_BOTH = re.compile(r"\bthat\b|^(?:no|neither)\b", re.IGNORECASE)
"""In front of two verbs: "it is not true that A does this and may do that"."""
_OPENS_SUBORDINATE = re.compile(r"(?:although|though|while|whereas|even though|even if|unless)\b", re.IGNORECASE)


def clause_of(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    """Start and end of the clause, or the neighbouring clauses, that a stretch of a sentence lies in.

    Args:
        text: the sentence.
        span: from the first to the last word of the claim; ``None`` for the whole sentence.
    """
    if span is None:
        return 0, len(text)
    start, end = 0, len(text)
    for place in breaks(text):
        if place <= span[0]:
            start = place
        elif place >= span[1]:
            end = place
            break
    # "A cannot do this and may do that": what is said of A stands behind the break.
    start = max([start, *(place for place in _second_verbs(text) if span[0] < place < span[1])])
    while start < end and text[start] in " ,;—–-":
        start += 1
    return start, end


def segments(text: str) -> list[str]:
    """The clauses of a text, in order."""
    places = [0, *breaks(text), len(text)]
    return [text[start:end] for start, end in pairwise(places) if text[start:end].strip()]


def breaks(text: str) -> list[int]:
    """Where clauses end; a subordinate clause in front ("Although ..., ") ends at its comma."""
    found = [*(match.end() for match in _BREAK.finditer(text)), *_second_verbs(text)]
    found += [
        match.end()
        for match in _LONG_SUBJECT.finditer(text)
        if _VERB.search(text, max([0, *(place for place in found if place < match.end())]), match.start())
    ]
    if _OPENS_SUBORDINATE.match(text) and (comma := text.find(", ")) > 0:
        found.append(comma + 2)
    return sorted(set(found))


def _second_verbs(text: str) -> list[int]:
    """Where a second verb begins that shares its subject with the first."""
    governs = _GOVERNS_BOTH.search(text)
    return [found.end() for found in _SHARED_SUBJECT.finditer(text) if not governs or found.start() < governs.start()]
