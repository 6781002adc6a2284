"""Builders of documents and strengths for tests of the writer's check; every PMID is synthetic."""

from __future__ import annotations

import re
from typing import Any

from evidence.article.model import Comment, Document, Sentence
from evidence.claims.model import Claim
from evidence.strength.compute import compute
from evidence.strength.material import Material
from evidence.strength.model import Certainty, Contradiction, Strength, Verdict
from tests.support.grading import make_claim


def document(text: str, **changes: Any) -> Document:
    """A plain document, one sentence a line; comments as in Markdown."""
    sentences, comments = [], []
    for found in re.finditer(r"<!--(?P<comment>.*?)-->|(?P<line>[^\n<]*[^\s<][^\n<]*)", text, re.DOTALL):
        start, end = found.span()
        line, column = text.count("\n", 0, start) + 1, start - (text.rfind("\n", 0, start) + 1) + 1
        if found["comment"] is not None:
            comments.append(Comment(text=found["comment"], start=start, end=end, line=line, column=column))
        else:
            said = found["line"].strip()
            sentences.append(Sentence(text=said, start=start, end=end, line=line, column=column))
    made = {"name": "article.md", "text": text, "sentences": tuple(sentences), "comments": tuple(comments)}
    return Document(**(made | changes))


def make_strength(
    claim: Claim | None = None,
    direction: Verdict = Verdict.SUPPORTED,
    certainty: Certainty | None = Certainty.LOW,
    **changes: Any,
) -> Strength:
    """A confirmed strength of a claim as if its evidence had come out that way."""
    import msgspec

    nothing = compute(claim or make_claim(), Material())
    said: dict[str, Any] = {"direction": direction, "certainty": certainty, "provisional": False}
    if direction is Verdict.CONTRADICTED:
        said["contradiction"] = Contradiction.OPPOSITE
    return msgspec.structs.replace(nothing, **(said | changes))
