"""How well the lexicon tells causal from other language, on 3,061 labelled sentences of PubMed (Yu, Li and Wang 2019).

The file is cut into two fixed halves by a hash of each sentence. The rules may be written while reading the first half;
the second is only scored.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.real_data import SHARED
from evidence.article.model import Relation
from evidence.article.relation import relation_of

FILE: Final = SHARED / "method" / "causal_language_pubmed.csv"
LABELS: Final = (Relation.NONE, Relation.ASSOCIATION, Relation.CONDITIONAL, Relation.CAUSAL)
Labelled = tuple[str, Relation]


def halves(file: Path) -> tuple[list[Labelled], list[Labelled]]:
    """The half that may be read, and the half that is only scored."""
    read: list[Labelled] = []
    scored: list[Labelled] = []
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            even = int(hashlib.sha256(row["sentence"].encode()).hexdigest(), 16) % 2 == 0
            (read if even else scored).append((row["sentence"], LABELS[int(row["label"])]))
    return read, scored


def score(sentences: Sequence[Labelled]) -> str:
    """Accuracy, macro-F1, and F1 of each label."""
    pairs = Counter((label, relation_of(sentence)[0]) for sentence, label in sentences)
    right = {label: pairs[label, label] for label in LABELS}
    f1 = {
        label: 2 * right[label] / (sum(n for pair, n in pairs.items() for side in pair if side is label) or 1)
        for label in LABELS
    }
    each = ", ".join(f"{label} {value:.2f}" for label, value in f1.items())
    accuracy = sum(right.values()) / len(sentences)
    return f"accuracy {accuracy:.3f}, macro-F1 {sum(f1.values()) / len(f1):.3f} ({each}), {len(sentences)} sentences"


def main() -> None:
    """Prints the scores of both halves."""
    if not FILE.exists():
        sys.stdout.write("The labelled sentences are not here: nothing is measured.\n")
        return
    read, scored = halves(FILE)
    sys.stdout.write(f"half that was read:        {score(read)}\nhalf that is only scored:  {score(scored)}\n")


if __name__ == "__main__":
    main()
