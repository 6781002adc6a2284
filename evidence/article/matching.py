"""Which claims a sentence makes, and why.

A claim that says what it is ``about`` is made by a sentence that names a concept of each of its groups: exposure and
outcome must both be there, in the sentence itself, in the words that introduce a list, or, behind a pronoun, in the
sentence before. Near-verbatim text matches too (rapidfuzz), and for claims without ``about`` a close likeness of rare
words (TF-IDF). docs/matching.md explains it, with figures.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from evidence.article.clauses import breaks
from evidence.article.lexicon import lexicon
from evidence.article.model import Block, Match, Relation, Sentence, Word
from evidence.article.relation import relation_of
from evidence.article.words import Phrases, Token, stems, tokens
from evidence.claims.model import Claim

NEARLY_VERBATIM = 92.0
"""Similarity, 0..100, from which a sentence counts as the claim's own words."""
ALIKE = 0.55
"""Cosine of TF-IDF from which a sentence makes a claim that does not say what it is about."""

_PRONOUN = re.compile(r"\b(?:they|them|their|these|those|it|its|this|that|such|both|the same)\b", re.IGNORECASE)
_ADVICE = re.compile(
    r"^(?:please |always |never |do not |don't )?(?:ask|talk|speak|discuss|consult|tell|contact|call|book|see|visit"
    r"|write"
    r"|bring|keep a|read|check with|learn|find out|remember|consider|click|download|watch|take notes|let us|let's)\b",
    re.IGNORECASE,
)

_ABOUT_ITSELF = re.compile(
    r"^(?:on |in )?this (?:page|article|guide|leaflet|section|chapter|post),? (?:we |you )?(?:\w+ )?"
    r"(?:explain|describe|cover|discuss)\w* (?:what|which|whether|when|where|who)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"(?:how|what|why|when|who|which|where|whether|can|could|do|does|is|are|should)\b", re.IGNORECASE)


class _Named(msgspec.Struct, frozen=True):
    """A concept where a text names it: in the sentence itself with its place, or in the words around it.

    ``words``: which of the text's, by number. ``leant``: the sentence only leans on the text (as by a pronoun),
    which may lend it one concept.
    """

    concept: str
    text: str
    words: tuple[int, ...]
    start: int = -1
    end: int = -1
    leant: bool = False


class Matcher:
    """Matches sentences to claims; made once for any number of sentences.

    Args:
        claims: the tracked claims, parts among them.
    """

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = {claim.id: claim for claim in claims}
        concepts = {
            concept.id: concept for claim in claims for group in (*claim.about, claim.unless) for concept in group
        }
        self._phrases = Phrases((phrase, concept.id) for concept in concepts.values() for phrase in concept.words)
        self._about = {
            claim.id: tuple(frozenset(concept.id for concept in group) for group in claim.about)
            for claim in claims
            if claim.about
        }
        self._unless = {claim.id: frozenset(concept.id for concept in claim.unless) for claim in claims}
        self._by_concept: dict[str, list[str]] = {}
        for claim_id, groups in self._about.items():
            # The group with the fewest concepts is the rarest: only its claims are looked at.
            for concept in min(groups, key=len):
                self._by_concept.setdefault(concept, []).append(claim_id)
        self._index = _Likeness({claim.id: " ".join((claim.statement, *claim.aliases)) for claim in claims})
        self._verbatim = {claim.id: tuple(map(_plain, (claim.statement, *claim.aliases))) for claim in claims}

    def matches(self, sentence: Sentence) -> tuple[Match, ...]:
        """The claims that a sentence makes, the likest first; of a compound claim its parts, where they are named."""
        if _asserts_nothing(sentence):
            return ()
        words = tokens(sentence.text)
        own = self._named(sentence.text, words)
        around = self._around(sentence)
        places = breaks(sentence.text)
        likeness = self._index.of([word.stem for word in words])
        candidates = self._candidates(own, around)
        complete = {claim_id: reasons for claim_id in candidates if (reasons := self._complete(claim_id, own, around))}
        found = {
            claim_id: _match(claim_id, 0.6 + 0.4 * likeness.get(claim_id, 0.0), reasons)
            for claim_id, reasons in complete.items()
            if not self._is_other_matter(claim_id, own, complete, places)
        }
        for claim_id, score in likeness.items():
            if claim_id not in found and self._is_alike(claim_id, score, sentence.text):
                found[claim_id] = _match(claim_id, score, [_whole(sentence.text)])
        apart = _within_clauses(places, self._specific(found))
        return tuple(sorted(apart, key=lambda match: (-match.score, match.claim)))

    def _named(self, text: str, words: Sequence[Token]) -> list[_Named]:
        found = []
        for place in self._phrases.found(words):
            start, end = words[min(place.words)].start, words[max(place.words)].end
            found.append(_Named(place.concept, text[start:end], place.words, start, end))
        return found

    def _around(self, sentence: Sentence) -> list[_Named]:
        """What the words around a sentence name, as far as it leans on them."""
        texts = [(sentence.lead_in, False)]
        if _PRONOUN.search(sentence.text) and sentence.before:
            texts.append((sentence.before, True))
        if sentence.block in {Block.LIST_ITEM, Block.TABLE_CELL} or (
            _PRONOUN.match(sentence.text) and not sentence.before
        ):
            texts.append((sentence.heading, True))
        return [
            _Named(named.concept, named.text, named.words, leant=leant)
            for text, leant in texts
            if text
            for named in self._named(text, tokens(text))
        ]

    def _candidates(self, own: Sequence[_Named], around: Sequence[_Named]) -> list[str]:
        concepts = dict.fromkeys(named.concept for named in (*own, *around))
        return list(dict.fromkeys(claim_id for concept in concepts for claim_id in self._by_concept.get(concept, ())))

    def _complete(self, claim_id: str, own: Sequence[_Named], around: Sequence[_Named]) -> list[_Named]:
        """A concept of each group of the claim, different words for each; empty when one is missing."""
        reasons: list[_Named] = []
        groups = sorted(self._about[claim_id], key=len)
        for group in groups:
            named = _pick(group, own, reasons) or _pick(group, around, reasons)
            if named is None:
                return []
            reasons.append(named)
        leant = sum(named.leant for named in reasons)
        if leant > 1 or all(named.start < 0 for named in reasons):
            return []
        return _drawn_together(groups, own, reasons)

    def _is_other_matter(
        self, claim_id: str, own: Sequence[_Named], complete: dict[str, list[_Named]], places: Sequence[int]
    ) -> bool:
        """Whether the sentence names what the claim is not about, other than for a claim that other clauses make."""
        here = _clauses(complete[claim_id], places)
        apart = {
            (one.concept, one.start)
            for reasons in complete.values()
            if not here & _clauses(reasons, places)
            for one in reasons
        }
        return any(one.concept in self._unless[claim_id] and (one.concept, one.start) not in apart for one in own)

    def _is_alike(self, claim_id: str, score: float, text: str) -> bool:
        if claim_id not in self._about and score >= ALIKE:
            return True
        if score < ALIKE:
            return False
        from rapidfuzz import fuzz

        said = _plain(text)
        return any(fuzz.ratio(said, known) >= NEARLY_VERBATIM for known in self._verbatim[claim_id])

    def _specific(self, found: dict[str, Match]) -> list[Match]:
        """Parts before the compound claims they are part of, unless only these are named in the sentence itself."""
        kept = dict(found)
        for claim_id, match in found.items():
            whole = self._claims[claim_id].part_of
            if whole not in found:
                continue
            if _is_in_sentence(found[whole]) and not _is_in_sentence(match):
                kept.pop(claim_id, None)
            else:
                kept.pop(whole, None)
        return list(kept.values())


def _within_clauses(places: Sequence[int], matches: Sequence[Match]) -> list[Match]:
    """Without claims whose words come from several clauses of which each makes a claim of its own."""
    own = {next(iter(found)) for match in matches if len(found := _clauses(match.words, places)) == 1}
    return [match for match in matches if len(found := _clauses(match.words, places)) < 2 or not found <= own]


def _clauses(words: Iterable[_Named | Word], places: Sequence[int]) -> set[int]:
    """The clauses, by number, in which words of the sentence stand."""
    return {bisect_right(places, word.start) for word in words if word.start >= 0}


def _is_in_sentence(match: Match) -> bool:
    return all(word.start >= 0 for word in match.words)


def _pick(group: frozenset[str], named: Sequence[_Named], taken: Sequence[_Named]) -> _Named | None:
    """The first naming of a concept of the group whose words no other group stands on."""
    for one in named:
        if one.concept in group and not any(_overlap(one, other) for other in taken):
            return one
    return None


def _drawn_together(groups: Sequence[frozenset[str]], own: Sequence[_Named], reasons: list[_Named]) -> list[_Named]:
    """The same reasons, each taken from where it stands nearest to the others: words of one clause belong together."""
    for i, group in enumerate(groups):
        others = [other for j, other in enumerate(reasons) if j != i]
        places = [other.start for other in others if other.start >= 0]
        if reasons[i].start < 0 or not places:
            continue
        centre = sum(places) / len(places)
        free = [one for one in own if one.concept in group and not any(_overlap(one, other) for other in others)]
        reasons[i] = min(free, key=lambda one: abs(one.start - centre))
    return reasons


def _overlap(one: _Named, other: _Named) -> bool:
    """Whether two namings stand on the same words of the same text."""
    return (one.start < 0) == (other.start < 0) and not set(one.words).isdisjoint(other.words)


def _match(claim_id: str, score: float, reasons: Sequence[_Named]) -> Match:
    words = sorted(reasons, key=lambda one: (one.start < 0, one.start))
    return Match(
        claim=claim_id,
        score=min(score, 1.0),
        words=tuple(Word(text=one.text, concept=one.concept, start=one.start, end=one.end) for one in words),
    )


def _whole(text: str) -> _Named:
    return _Named("the claim's own words", text, (), 0, len(text))


def _asserts_nothing(sentence: Sentence) -> bool:
    """Headings that only name or ask, advice, and what a text says of itself: what nobody can check."""
    if _ADVICE.match(sentence.text) or _ABOUT_ITSELF.match(sentence.text):
        return True
    if sentence.block is Block.HEADING:
        asks = sentence.text.endswith("?") or _ASKING.match(sentence.text)
        return bool(asks) or relation_of(sentence.text)[0] is Relation.NONE
    return lexicon().aside.search(sentence.text) is not None and relation_of(sentence.text)[0] is Relation.NONE


def _plain(text: str) -> str:
    return " ".join(stems(text))


class _Likeness:
    """Cosine of TF-IDF between a sentence and the words of each claim, by an inverted index."""

    def __init__(self, texts: dict[str, str]) -> None:
        counted = {claim_id: Counter(stems(text)) for claim_id, text in texts.items()}
        self._seen = Counter(stem for counts in counted.values() for stem in counts)
        self._total = len(texts)
        self._postings: dict[str, list[tuple[str, float]]] = {}
        for claim_id, counts in counted.items():
            weights = {stem: (1 + math.log(count)) * self._rarity(stem) for stem, count in counts.items()}
            length = math.sqrt(math.fsum(weight * weight for weight in weights.values())) or 1.0
            for stem, weight in weights.items():
                self._postings.setdefault(stem, []).append((claim_id, weight / length))

    def _rarity(self, stem: str) -> float:
        return math.log((1 + self._total) / (1 + self._seen[stem])) + 1

    def of(self, sentence: Sequence[str]) -> dict[str, float]:
        """Claims by likeness, 0..1; those that share no word are left out."""
        weights = {stem: self._rarity(stem) for stem in set(sentence) if stem in self._postings}
        unknown = len(set(sentence)) - len(weights)
        length = math.sqrt(math.fsum(weight * weight for weight in weights.values()) + unknown) or 1.0
        scores: dict[str, float] = {}
        for stem, weight in weights.items():
            if self._seen[stem] * 4 > self._total + 8:
                continue  # words of a quarter of all claims tell none of them
            for claim_id, other in self._postings[stem]:
                scores[claim_id] = scores.get(claim_id, 0.0) + weight * other / length
        return scores
