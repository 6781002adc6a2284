"""Text as stemmed words with their places, and phrases that are found in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import msgspec

_Stems = tuple[str, ...]

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_FUNCTION_WORDS = frozenset({"to", "in", "of", "the", "a", "an", "by", "for", "with", "from", "on", "at"})
"""They make no phrase longer: "lead to" hides no concept that has "lead"."""
NEAR = 8
"""``a ~ b``: at most so many words from the first to the last of both."""


class Token(msgspec.Struct, frozen=True):
    """A word: its stem, and where it stands in the text."""

    stem: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text."""
    return [Token(stem(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text."""
    return tuple(stem(found[0]) for found in _WORD.finditer(text))


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A word without its ending, in American spelling, so that inflections and spellings are one (Porter 2001)."""
    plain = word.lower().replace("’", "'")
    if plain.endswith("n't"):
        return "not"
    plain = plain.removesuffix("'s")
    for british, american in _SPELLINGS:
        plain = plain.replace(british, american)
    return str(_stemmer().stemWord(plain))


_SPELLINGS = (
    ("oe", "e"),
    ("aemia", "emia"),
    ("isation", "ization"),
    ("ise", "ize"),
    ("our", "or"),
    ("defence", "defense"),
)


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english")


class Place(msgspec.Struct, frozen=True):
    """Where a concept is named: which words, by number, without function words and without what stands between."""

    concept: str
    words: tuple[int, ...]


class Phrases:
    """Finds many phrases at once.

    Args:
        phrases: each with what it stands for.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        # first stem -> length -> phrase -> concepts; and for phrases of two sides the second below the first
        self._by_first: dict[str, dict[int, dict[_Stems, list[str]]]] = {}
        self._near: dict[str, dict[_Stems, dict[str, list[tuple[_Stems, str]]]]] = {}
        for phrase, concept in phrases:
            sides = [stems(side) for side in phrase.split("~")]
            if not all(sides):
                continue
            first = sides[0]
            if len(sides) == 1:
                same = self._by_first.setdefault(first[0], {}).setdefault(len(first), {})
                same.setdefault(first, []).append(concept)
            else:
                others = self._near.setdefault(first[0], {}).setdefault(first, {})
                others.setdefault(sides[1][0], []).append((sides[1], concept))

    def found(self, text: Sequence[Token]) -> list[Place]:
        """The concepts that are named. Of phrases that overlap the longest counts, for each concept that has it."""
        whole = tuple(one.stem for one in text)
        held: dict[int, tuple[int, ...]] = {}
        kept = []
        for place in sorted(self._consecutive(whole), key=lambda one: (-len(one.words), one.words)):
            if {held.get(word, place.words) for word in place.words} == {place.words}:
                kept.append(place)
                held.update(dict.fromkeys(place.words, place.words))
        return [*kept, *self._close(whole)]

    def _consecutive(self, whole: _Stems) -> Iterator[Place]:
        for i, first in enumerate(whole):
            for length, phrases in self._by_first.get(first, {}).items():
                for concept in phrases.get(whole[i : i + length], ()):
                    words = tuple(j for j in range(i, i + length) if whole[j] not in _FUNCTION_WORDS)
                    yield Place(concept, words or tuple(range(i, i + length)))

    def _close(self, whole: _Stems) -> Iterator[Place]:
        for i, first in enumerate(whole):
            for one, others in self._near.get(first, {}).items():
                if whole[i : i + len(one)] != one:
                    continue
                seen = set()
                for j in range(max(0, i - NEAR), min(len(whole), i + len(one) + NEAR)):
                    for other, concept in others.get(whole[j], ()):
                        apart = j >= i + len(one) or j + len(other) <= i
                        if apart and concept not in seen and whole[j : j + len(other)] == other:
                            seen.add(concept)
                            yield Place(concept, (*range(i, i + len(one)), *range(j, j + len(other))))
