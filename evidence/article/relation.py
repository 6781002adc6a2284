"""How a clause ties two things together: not at all, as associated, or as cause and effect.

The four classes are those of Yu, Li and Wang (EMNLP 2019). Words are in ``lexicon.toml``; what is here tells verbs from
nouns and participles, because "exercise increased mass" says something else than "an increased mass".
"""

from __future__ import annotations

import re

from evidence.article.clauses import segments
from evidence.article.lexicon import lexicon
from evidence.article.model import Relation

_WORD = re.compile(r"[A-Za-z][\w'’-]*|,")
_MODALS = frozenset(
    "may might can could will would shall should must do does did not cannot don't doesn't didn't can't won't never"
    " help helps helped helping".split()
)
_PRONOUNS = frozenset("they we you i that which who it these those both all".split())
_BE = frozenset("is are was were be been being get gets got".split())
_HAVE = frozenset("has have had".split())
_TO_VERBS = frozenset(
    "help helps helped appear appears appeared seem seems seemed shown found able proven proved tend tends tended"
    " likely unlikely known serve serves act acts work works demonstrated begin began continue continues reported"
    " fail fails failed expected thought believed observed suspected said claimed used sufficient enough has have"
    " need needs".split()
)
_NOT_A_SUBJECT = frozenset(
    "the a an of with and or for in to by from on at as this these its their our his her no any some more most less"
    " than between among without within into via per is are was were be very such".split()
)
_S_BUT_NO_PLURAL = frozenset("this is was has its as us does thus less plus vs across perhaps various".split())
_SUBJECTS_OF_PAPERS = frozenset(
    "result results finding findings data study studies evidence observation observations literature analysis".split()
)
_AFTER_NOUNS = frozenset("in of on for to with by from during after among at following over".split())


def relation_of(text: str) -> tuple[Relation, str]:
    """The relation of the first clause that has one, and the word that says so.

    Args:
        text: a clause, or a sentence, whose clauses are looked at one after the other.
    """
    for segment in segments(text):
        relation, word = _of_clause(segment)
        if relation is not Relation.NONE:
            return relation, word
    return Relation.NONE, ""


def _of_clause(clause: str) -> tuple[Relation, str]:
    words = lexicon()
    if words.aside.search(clause):
        return Relation.NONE, ""
    tied = words.relations[Relation.ASSOCIATION].search(clause)
    named = words.relations[Relation.CAUSAL].search(clause)
    verb = causal_verb(clause)
    causes = [found for found in (named and named.span(), verb) if found]
    if causes and not (tied and tied.start() <= min(causes)[0]):
        start, end = min(causes)
        conditional = words.conditional.search(clause[:end])
        return (Relation.CONDITIONAL if conditional else Relation.CAUSAL), clause[start:end]
    return (Relation.ASSOCIATION, tied[0]) if tied else (Relation.NONE, "")


def causal_verb(clause: str) -> tuple[int, int] | None:
    """The place of the first causal verb that is used as one."""
    forms = lexicon().verbs
    words = list(_WORD.finditer(clause))
    for i, word in enumerate(words):
        form = forms.get(word[0].lower())
        if form is not None and _is_verb(form, word[0].lower(), words, i):
            return word.span()
    return None


def _is_verb(form: str, word: str, words: list[re.Match[str]], i: int) -> bool:
    before = _before(words, i)
    after = words[i + 1][0].lower() if i + 1 < len(words) else ""
    if word in {"support", "supports", "supported"} and before in _SUBJECTS_OF_PAPERS:
        return False
    match form:
        case "base":
            if before == "to":
                return i >= 2 and words[i - 2][0].lower() in _TO_VERBS
            plural = before.endswith("s") and before not in _S_BUT_NO_PLURAL and after not in {"in", "of", "and"}
            return before in _MODALS or before in _PRONOUNS or plural
        case "s":
            return (
                before not in _NOT_A_SUBJECT and before != "" and after not in {"in", "of", "and", "were", "was", "are"}
            )
        case "ed":
            if before in _BE:
                return after == "by"
            if before in _HAVE:
                return after not in _AFTER_NOUNS
            return before not in _NOT_A_SUBJECT and before not in {"", ","} and after not in _AFTER_NOUNS
        case _:
            return before in {",", "thereby", "thus", "hence"}


def _before(words: list[re.Match[str]], i: int) -> str:
    """The word before, adverbs passed over; empty at the beginning."""
    i -= 1
    while i >= 0 and (words[i][0].lower().endswith("ly") or words[i][0].lower() in {"also", "even", "further", "not"}):
        i -= 1
    return words[i][0].lower() if i >= 0 else ""
