"""The patterns of ``lexicon.toml``, ready to be used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from evidence.article.model import Relation, Sureness

ASIDE = "aside"
"""The kind of patterns that mark a sentence which ties nothing together."""


class Lexicon(msgspec.Struct, frozen=True):
    """One pattern for each question that is asked of a clause.

    Attributes:
        hedges: by level, the least sure first.
        attribution, denial: whose word it is, and that something is not so.
        aside: an aim, a need, a method or advice.
        relations: what ties exposure and outcome together.
        verbs: each form of a causal verb -> which form it is: ``base``, ``s``, ``ed`` or ``ing``.
        conditional: hedges that make a causal relation conditional.
    """

    hedges: tuple[tuple[Sureness, re.Pattern[str]], ...]
    attribution: re.Pattern[str]
    denial: re.Pattern[str]
    aside: re.Pattern[str]
    relations: dict[Relation, re.Pattern[str]]
    verbs: dict[str, str]
    conditional: re.Pattern[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon that is shipped."""
    data = tomllib.loads(files("evidence.article").joinpath("lexicon.toml").read_text(encoding="utf-8"))
    relations = {group["kind"]: _pattern(group) for group in data["relation"]}
    hedges = [(Sureness(group["level"]), group) for group in data["sureness"]]
    return Lexicon(
        hedges=tuple((level, _pattern(group)) for level, group in hedges),
        attribution=_pattern(*data["attribution"]),
        denial=_pattern(*data["denial"]),
        aside=relations[ASIDE],
        relations={kind: relations[kind] for kind in (Relation.ASSOCIATION, Relation.CAUSAL)},
        verbs={form: name for group in data["verbs"] for verb in group["words"].split() for form, name in _forms(verb)},
        conditional=_pattern(*data["conditional"]),
    )


def _pattern(*groups: dict[str, Any]) -> re.Pattern[str]:
    lines = [line.strip() for group in groups for line in group["patterns"].splitlines()]
    choices = [line.split("   #")[0] for line in lines if line and not line.startswith("#")]
    return re.compile(rf"\b(?:{'|'.join(choices)})(?!\w)", re.IGNORECASE)


_DOUBLED = {"spur", "upset"}
_IRREGULAR = {"drive": "drove", "feed": "fed", "hurt": "hurt", "upset": "upset"}


def _forms(verb: str) -> Iterator[tuple[str, str]]:
    """The forms of an English verb, with their names."""
    stem = verb.removesuffix("e")
    if verb in _DOUBLED:
        stem += verb[-1]
    yield verb, "base"
    yield verb + ("es" if verb.endswith(("s", "ss", "sh", "ch")) else "s"), "s"
    yield _IRREGULAR.get(verb, f"{stem}ed"), "ed"
    yield f"{stem}ing", "ing"
