"""How well sentences are matched to claims: precision and recall per difficulty, on labelled sets, and the speed.

The development and tuning sets were read while words were added. The second and the third set were committed before
they were ever run, and their misses were read afterwards; the author of the second knew the matcher. The held-out and
the blind set are by authors who had not seen the matcher, were committed before they were run, and were only ever
scored, the held-out one while words were added. Sentences of PubMed on other subjects, where they are to be had,
should match nothing.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from benchmarks.causal_language import FILE, halves
from evidence.article.assertion import assess
from evidence.article.documents import read
from evidence.article.matching import Matcher
from evidence.article.model import Match, Sentence
from evidence.claims.loader import load
from evidence.claims.model import Claim, Concept

ROOT: Final = Path(__file__).parents[1]
_FOLDER: Final = ROOT / "tests" / "data" / "sentences"
SETS: Final = {
    "development": _FOLDER / "development.jsonl",
    "tuning": _FOLDER / "tuning.jsonl",
    "second": _FOLDER / "second.jsonl",
    "third": _FOLDER / "third.jsonl",
    "held out": _FOLDER / "held_out.jsonl",
    "blind": _FOLDER / "blind.jsonl",
}
DIFFICULTIES: Final = ("close", "far", "several", "list", "none", "near-miss")


class Score(msgspec.Struct):
    """Claims found and missed. ``sure``: of those found, how often the sureness was read as labelled."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    sure: int = 0

    def __str__(self) -> str:
        precision = self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0
        recall = self.right / (self.right + self.missed) if self.right + self.missed else 1.0
        sureness = f", sureness {self.sure / self.right:.2f}" if self.right else ""
        return f"precision {precision:.3f}, recall {recall:.3f}{sureness} ({self.right}/{self.wrong}/{self.missed})"


def sentences_of(case: dict[str, Any]) -> list[Sentence]:
    """The labelled text, read from its document: a sentence, or two that belong together."""
    wanted = " ".join(case["sentence"].split())
    found = [one for one in read(case["document"].encode(), "case.md").sentences if one.text in wanted]
    if not found:
        raise SystemExit(f"{case['id']}: its sentence is not in its document")
    return found


def score(matcher: Matcher, cases: Sequence[dict[str, Any]]) -> tuple[dict[str, Score], list[str]]:
    """Scores per difficulty and in all, and the misses in words."""
    scores = {name: Score() for name in (*DIFFICULTIES, "all")}
    misses = []
    for case in cases:
        found = {match.claim: (one, match) for one in sentences_of(case) for match in matcher.matches(one)}
        labels: dict[str, dict[str, Any]] = case["claims"]
        for total in (scores[case["difficulty"]], scores["all"]):
            total.right += len(found.keys() & labels.keys())
            total.wrong += len(found.keys() - labels.keys())
            total.missed += len(labels.keys() - found.keys())
            total.sure += sum(_sureness(*found[name]) == labels[name]["asserted"] for name in found.keys() & labels)
        if found.keys() != labels.keys():
            wrong, missed = sorted(found.keys() - labels.keys()), sorted(labels.keys() - found.keys())
            misses.append(f"{case['id']}: missed {missed or '-'}, wrong {wrong or '-'}: {case['sentence']}")
    return scores, misses


def _sureness(sentence: Sentence, match: Match) -> int:
    inside = [word for word in match.words if word.start >= 0]
    span = (min(word.start for word in inside), max(word.end for word in inside))
    own = assess(sentence.text, span).sureness
    return min(own, assess(sentence.lead_in).sureness) if sentence.lead_in else own


def many_claims(claims: Sequence[Claim], wanted: int) -> list[Claim]:
    """Claims made from the real ones by giving every concept words of another world."""
    made = []
    for number in range(wanted):
        base = claims[number % len(claims)]
        if number < len(claims):
            made.append(base)
            continue

        def other(concept: Concept, number: int = number) -> Concept:
            words = tuple(f"{word}{number}" for word in concept.words)
            return Concept(id=f"{concept.id}-{number}", words=words)

        about = tuple(tuple(other(concept) for concept in group) for group in base.about)
        statement = " ".join(f"{word}{number}" for word in base.statement.split())
        made.append(
            msgspec.structs.replace(base, id=f"{base.id}-{number}", about=about, statement=statement, aliases=())
        )
    return made


def main() -> None:
    """Prints the scores of every set, the misses of the development set, and the speed."""
    claims = load((ROOT / "claims.yaml").read_bytes(), "claims.yaml").claims
    matcher = Matcher(claims)
    cases: dict[str, list[dict[str, Any]]] = {}
    for name, file in SETS.items():
        cases[name] = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        scores, misses = score(matcher, cases[name])
        counts = Counter(case["difficulty"] for case in cases[name])
        sys.stdout.write(f"{name} set, {len(cases[name])} sentences (right/wrong/missed):\n")
        for difficulty, found in scores.items():
            sys.stdout.write(f"  {difficulty:<10} {counts[difficulty] or '':>4} {found}\n")
        if name == "development" or "--misses" in sys.argv:
            sys.stdout.write("".join(f"    {miss}\n" for miss in misses))
    _others(matcher)
    measure_speed(claims, [case["sentence"] for some in cases.values() for case in some])


def _others(matcher: Matcher) -> None:
    """Sentences on other subjects: how many match."""
    if not FILE.exists():
        sys.stdout.write("Sentences on other subjects are not here: not measured.\n")
        return
    texts = [text for half in halves(FILE) for text, _ in half]
    matched = sum(any(matcher.matches(one) for one in read(text.encode(), "case.txt").sentences) for text in texts)
    sys.stdout.write(f"{len(texts)} sentences of PubMed on other subjects: {matched} matched\n")


def measure_speed(claims: Sequence[Claim], texts: Sequence[str]) -> None:
    """A 10,000-word article against 1,000 claims, on one core."""
    import resource

    words, paragraphs = 0, []
    while words < 10_000:
        for text in texts:
            words += len(text.split())
            paragraphs.append(text if text.endswith((".", "?")) else f"{text}.")
    start = time.perf_counter()
    matcher = Matcher(many_claims(claims, 1000))
    built = time.perf_counter()
    document = read("\n\n".join(paragraphs).encode(), "article.md")
    was_read = time.perf_counter()
    matches = [match for sentence in document.sentences for match in matcher.matches(sentence)]
    assertions = [assess(sentence.text) for sentence in document.sentences]
    end = time.perf_counter()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{words:,} words, {len(document.sentences)} sentences, 1,000 claims: built {built - start:.2f} s, read "
        f"{was_read - built:.2f} s, matched and judged {end - was_read:.2f} s ({len(matches)} matches, "
        f"{len(assertions)} clauses), peak {memory:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
