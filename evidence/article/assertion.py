"""How sure a sentence sounds about a claim, and how it ties exposure and outcome together.

Patterns are in ``lexicon.toml``; the rules of their use are here. Scope first: the claim's clause, and whether it
asks, denies, quotes, or gives the claim to somebody; then the lowest hedge, then the relation.
"""

from __future__ import annotations

import re

from evidence.article.clauses import clause_of
from evidence.article.lexicon import lexicon
from evidence.article.model import Assertion, Sureness
from evidence.article.relation import relation_of

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|‘[^’]{12,}’")
_DOUBLE_DENIAL = re.compile(
    r"\b(?:not|never) (?:\w+ )?(?:without|unlikely|fail(?:ed)? to|rule[sd]? out)\b", re.IGNORECASE
)

_RELATIVE_CLAUSE = re.compile(
    r"(?<!say )(?<!says )(?<!said )(?<!show )(?<!shows )(?<!shown )(?<!showed )(?<!found )(?<!find )(?<!evidence )"
    r"(?<!idea )(?<!think )(?<!believe )(?<!suggest )(?<!suggests )(?<!claim )(?<!fact )(?<!conclude )(?<!concluded )"
    r"\b(?:that|which) (?:\w+ ){0,2}?(?:do|does|did|can|could|will|is|are|was|were|has|have)(?: not|n't|not) "
    r"(?:(?!and\b|or\b|but\b|not\b)[\w-]+ ){1,6}?(?=(?:can|may|might|could|will|would|should|often|sometimes)\b)",
    re.IGNORECASE,
)
"""Between a thing and what it does: "an infection that the body does not get rid of can ..." denies nothing."""
_OF_PEOPLE = re.compile(
    r"\b(?:who|(?:whom|whose) (?:\w+ ){1,4}?)\s*(?:do|does|did|can|could|is|are|was|were|has|have)(?: not|n't) "
    r"(?:(?!and\b|or\b|but\b|not\b)[\w-]+ ?){1,8}?"
    r"(?=[,.;:]|$|\b(?:can|may|might|could|will|would|should|do|does|did|is|are|was|were|has|have|often|sometimes)\b)",
    re.IGNORECASE,
)
"""Whom it is about: "people for whom other treatment has not worked"."""
_TAKEN_BACK = re.compile(
    r"\b(?:but|yet|however|though),?\s+(?:this|that|it)(?:'s|\s+is|\s+was|\s+has\s+proved)\s+(?:simply\s+)?"
    r"(?:wrong|false|untrue|not\s+true|not\s+so|a\s+myth|mistaken|incorrect|nonsense)\b",
    re.IGNORECASE,
)
"""Behind the clause: "..., but this is wrong"."""


def assess(text: str, span: tuple[int, int] | None = None, *, quote: bool = False) -> Assertion:
    """What the clause of a claim asserts.

    Args:
        text: a sentence as a reader sees it.
        span: the stretch of it that makes the claim, from its first to its last word; ``None``: the whole sentence.
        quote: the sentence stands in a quotation.
    """
    start, end = clause_of(text, span)
    clause = text[start:end]
    words = lexicon()
    sureness, hedge = Sureness.FLAT, ""
    for level, pattern in words.hedges:
        if found := pattern.search(clause):
            sureness, hedge = level, found[0]
            break
    relation, verb = relation_of(clause)
    attributed = words.attribution.search(text[:end])
    said = _OF_PEOPLE.sub("", _RELATIVE_CLAUSE.sub("", clause))
    denied = words.denial.search(said) is not None and _DOUBLE_DENIAL.search(said) is None
    denied = denied or _TAKEN_BACK.search(text, end) is not None
    return Assertion(
        sureness=sureness,
        relation=relation,
        denied=denied,
        question=text.rstrip("\"'”’) ").endswith("?"),
        attributed=attributed[0].strip() if attributed else "",
        quoted=quote or _is_quoted(text, span),
        clause=(start, end),
        words=tuple(dict.fromkeys(filter(None, (hedge, verb)))),
    )


def _is_quoted(text: str, span: tuple[int, int] | None) -> bool:
    return any(
        span is not None and found.start() <= span[0] and span[1] <= found.end() for found in _QUOTED.finditer(text)
    )
