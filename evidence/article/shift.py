"""Does a sentence say that something was seen in animals or in the laboratory?"""

from __future__ import annotations

import re

_LABORATORY = re.compile(
    r"\b(?:animals?|mice|mouse|murine|rats?|rodents?|rabbits?|monkeys?|pigs?|cells? cultures?|cultured cells?"
    r"|in[- ]vitro|test[- ]tubes?"
    r"|petri dish(?:es)?|in the lab(?:oratory)?|laboratory (?:studies|experiments?|research|work)"
    r"|lab (?:studies|experiments?|research)|preclinical|pre-clinical)\b",
    re.IGNORECASE,
)


def names_the_laboratory(text: str) -> bool:
    """Whether readers are told that people are not what was studied."""
    return bool(_LABORATORY.search(text))
