"""Sentences that look like a health claim although nobody tracks it (rule EV007), each with a stub for claims.yaml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from evidence.article.model import Assertion, Block, Finding, Level, Relation, Rule, Sentence, Sureness

_SAYS = {Sureness.FLAT: "flat", Sureness.PROBABLE: "can", Sureness.POSSIBLE: "may"}
_WORDS_IN_ID = 5
_SMALL = frozenset(
    "a an and are as at be by can could for from has have in into is it its may might of on or so such than that the"
    " their these this those to was which will with your you our we".split()
)


def untracked_claim(sentence: Sentence, assertion: Assertion) -> Finding | None:
    """A finding for a sentence that matched no claim, when it ties a thing and a result of health together."""
    if sentence.block is Block.HEADING or assertion.question or assertion.relation is Relation.NONE:
        return None
    if assertion.sureness is Sureness.UNCERTAIN:
        return None
    thing, result = _first(_words()[0], sentence.text, ""), None
    if thing:
        result = _first(_words()[1], sentence.text, thing)
    if not thing or not result:
        return None
    return Finding(
        rule=Rule.UNTRACKED,
        level=Level.WARNING if assertion.sureness >= Sureness.PROBABLE else Level.NOTE,
        message=f"looks like a health claim ('{thing}', '{result}') that claims.yaml does not track",
        suggestion=stub(sentence, assertion.sureness, thing, result),
    )


def stub(sentence: Sentence, sureness: Sureness, thing: str, result: str) -> str:
    """An entry for claims.yaml: what the sentence tells, and gaps for what a curator must fill in."""
    words = [word for word in re.findall(r"[a-z0-9]+", sentence.text.lower()) if word not in _SMALL]
    quoted = sentence.text.replace("\\", "\\\\").replace('"', '\\"')
    section = sentence.heading.replace("\\", "\\\\").replace('"', '\\"')
    return "\n".join(
        [
            f"  - id: {'-'.join(words[:_WORDS_IN_ID]) or 'new-claim'}",
            f'    statement: "{quoted}"',
            "    kind: etiology  # or therapy (then call the key below intervention), association, prognosis ...",
            f"    says: {_SAYS[sureness]}",
            "    places:",
            f'      - {{article: FILL-IN, section: "{section or "FILL IN"}"}}',
            "    population: FILL IN",
            f"    exposure: {thing}  # describe it",
            "    outcomes:",
            f"      - {{name: {result}, importance: important, better: more, measure: risk ratio}}",
            "    queries:",
            f'      - {{id: main, term: \'"{thing}"[tiab] AND "{result}"[tiab]\'}}',
        ]
    )


def _first(pattern: re.Pattern[str], text: str, other_than: str) -> str:
    return next((found[0] for found in pattern.finditer(text) if found[0].lower() != other_than.lower()), "")


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(files("evidence.article").joinpath("health_words.toml").read_text(encoding="utf-8"))

    def pattern(words: str) -> re.Pattern[str]:
        choices = "|".join(word.replace("*", r"\w*") for word in words.split())
        return re.compile(rf"\b(?:{choices})\b", re.IGNORECASE)

    return pattern(data["things"]), pattern(data["results"])
