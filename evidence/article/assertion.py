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

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^»]*»|‘[^‘’]{12,}’")
_DOUBLE_DENIAL = re.compile(
    r"\b(?:not|never) (?:\w+ )?(?:without|unlikely|fail(?:ed)? to|rule[sd]? out)\b|\bno \w+ is without\b"
    r"|\b(?:cannot|can't|not) be ruled out\b",
    re.IGNORECASE,
)
_NOT = (
    r"(?:(?:do|does|did|can|could|will|would|is|are|was|were|has|have|had)(?: not|n't| never)"
    r"|cannot|can't|won't|never|fails? to)"
)
_WORDS = r"(?:(?!(?:and|or|but|not|no|never|cannot|that|which|who|whom|whose|whether)\b)[\w-]++ ){0,7}?"
_MODAL = r"(?:can|may|might|could|will|would|should|often|sometimes)\b"
_SAID_OF_ITS_SUBJECT = re.compile(
    # "An infection that the body does not get rid of can ...": at the beginning, up to the main verb.
    rf"^(?:an?|the|any|some|many|most) (?:[\w-]++ ){{1,3}}?(?:that|which) "
    rf"(?:(?:the|an?|your|their|our|her|his) (?:[\w-]++ ){{1,2}}?|[\w-]++ )??"
    rf"{_NOT} {_WORDS}(?={_MODAL})"
    # "women who do not conceive", "people for whom treatment has not worked"
    rf"|\b(?:who|for whom (?:[\w-]++ ){{1,3}}?(?=ha[sd]|have|did)) ?{_NOT} {_WORDS}"
    rf"(?:(?={_MODAL}|(?:do|does|did|is|are|was|were|has|have|not|no|never|cannot)\b)|[\w-]++(?=[^\w-]|$))",
    re.IGNORECASE,
)
"""What a relative clause denies of the people or the thing that a sentence is about: it denies nothing of the rest."""
_PRESENTS = re.compile(r"(?:there|it) (?:is|are|was|were)\b", re.IGNORECASE)
_IS_PREDICATE = re.compile(r"\b(?:is|are|was|were) (?:among )?(?:those|the ones) $|, $", re.IGNORECASE)
"""In front of a relative clause that is what the sentence says: "they are among those who do not benefit"."""
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
    clause = text[start:end].replace("’", "'")
    words = lexicon()
    sureness, hedge = Sureness.FLAT, ""
    for level, pattern in words.hedges:
        if found := pattern.search(clause):
            sureness, hedge = level, found[0]
            break
    relation, verb = relation_of(clause)
    attributed = words.attribution.search(text[:end])
    denied = words.denial.search(_DOUBLE_DENIAL.sub("", _said_itself(clause))) is not None
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


def _said_itself(clause: str) -> str:
    """A clause without what it only says of the people or the thing that it is about."""
    if _PRESENTS.match(clause):  # "There are women who do not benefit."
        return clause

    def kept(found: re.Match[str]) -> str:
        before = clause[max(0, found.start() - 40) : found.start()]
        return found[0] if _IS_PREDICATE.search(before) else ""

    return _SAID_OF_ITS_SUBJECT.sub(kept, clause)


def _is_quoted(text: str, span: tuple[int, int] | None) -> bool:
    return any(
        span is not None and found.start() <= span[0] and span[1] <= found.end() for found in _QUOTED.finditer(text)
    )
