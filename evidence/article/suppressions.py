"""Comments in a text by which a reviewer lets a finding stand, with a reason, a name and a last day.

``<!-- evidence-ignore EV001, EV010: patients are quoted here; reviewer: A. Name; until: 2027-05-25 -->`` speaks of the
sentence that it stands in, else of the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from evidence.article.model import Comment, Document, Finding, Level, Rule
from evidence.article.report import FileFinding, SentenceReading

_IGNORE = re.compile(r"\s*evidence-ignore\b\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_RULES = re.compile(r"(?P<rules>[A-Za-z]+\d+(?:\s*,\s*[A-Za-z]+\d+)*)\s*:?\s*(?P<rest>.*)", re.DOTALL)
_FIELD = re.compile(r"(reviewer|until)\s*:\s*(.*)", re.IGNORECASE | re.DOTALL)
_EXAMPLE = "evidence-ignore EV001: the reason; reviewer: a name; until: 2027-05-25"
_ABOUT_SUPPRESSIONS = frozenset(rule for rule in Rule if rule.value.startswith("EV09"))


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """A decision to let findings of some rules stand until a day, that day included."""

    rules: tuple[Rule, ...]
    reason: str
    reviewer: str
    until: date
    comment: Comment


def read_suppressions(document: Document) -> tuple[list[Suppression], list[FileFinding]]:
    """The suppressions of a document, and what is wrong with those that cannot be used."""
    usable: list[Suppression] = []
    wrong: list[FileFinding] = []
    for comment in document.comments:
        if found := _IGNORE.fullmatch(comment.text):
            read = _read(found["rest"].strip(), comment)
            if isinstance(read, Suppression):
                usable.append(read)
            else:
                wrong.append(FileFinding(line=comment.line, column=comment.column, finding=read))
    return usable, wrong


def _read(text: str, comment: Comment) -> Suppression | Finding:
    named = _RULES.fullmatch(text)
    if named is None:
        return _finding(Rule.SUPPRESSION_MALFORMED, "the suppression names no rule, so it suppresses nothing")
    names = [name.strip().upper() for name in named["rules"].split(",")]
    unknown = [name for name in names if name not in set(Rule) - _ABOUT_SUPPRESSIONS]
    if unknown:
        return _finding(Rule.SUPPRESSION_MALFORMED, f"no rule that can be suppressed is called {', '.join(unknown)}")
    fields = {"reason": ""}
    for part in named["rest"].split(";"):
        field = _FIELD.fullmatch(part.strip())
        if field:
            fields[field[1].lower()] = " ".join(field[2].split())
        else:
            fields["reason"] = " ".join(f"{fields['reason']} {part}".split())
    missing = [name for name in ("reason", "reviewer", "until") if not fields.get(name)]
    if missing:
        return _finding(Rule.SUPPRESSION_INCOMPLETE, f"the suppression suppresses nothing without {_and(missing)}")
    try:
        until = date.fromisoformat(fields["until"])
    except ValueError:
        return _finding(Rule.SUPPRESSION_MALFORMED, f"'{fields['until']}' is no date such as 2027-05-25")
    rules = tuple(Rule(name) for name in names)
    return Suppression(rules=rules, reason=fields["reason"], reviewer=fields["reviewer"], until=until, comment=comment)


def apply_suppressions(
    document: Document, readings: Sequence[SentenceReading], suppressions: Iterable[Suppression], today: date
) -> tuple[list[SentenceReading], list[FileFinding]]:
    """The readings with suppressed findings set aside, and the suppressions that are expired or of no use."""
    found = list(readings)
    place_of = {reading.start: place for place, reading in enumerate(readings)}
    wrong: list[FileFinding] = []
    for one in suppressions:
        sentence = next((each for each in document.sentences if each.end > one.comment.start), None)
        place = place_of.get(sentence.start) if sentence else None
        if one.until < today:
            expired = _finding(
                Rule.SUPPRESSION_EXPIRED, f"the suppression by {one.reviewer} ended on {one.until}", "review it again"
            )
            wrong.append(FileFinding(line=one.comment.line, column=one.comment.column, finding=expired))
            continue
        changed = _without(found[place], one.rules) if place is not None else None
        if place is None or changed is None:
            unused = _finding(
                Rule.SUPPRESSION_UNUSED,
                f"nothing is found here that {', '.join(one.rules)} would be suppressed for",
                "remove the comment",
            )
            wrong.append(FileFinding(line=one.comment.line, column=one.comment.column, finding=unused))
        else:
            found[place] = changed
    return found, wrong


def _without(sentence: SentenceReading, rules: Sequence[Rule]) -> SentenceReading | None:
    """The sentence with findings of these rules set aside; ``None`` when it has none."""
    claims = tuple(
        msgspec.structs.replace(
            reading,
            findings=tuple(finding for finding in reading.findings if finding.rule not in rules),
            suppressed=(*reading.suppressed, *(finding for finding in reading.findings if finding.rule in rules)),
        )
        for reading in sentence.claims
    )
    return None if claims == sentence.claims else msgspec.structs.replace(sentence, claims=claims)


def _finding(rule: Rule, what: str, remedy: str = "") -> Finding:
    return Finding(rule=rule, level=Level.WARNING, message=what, suggestion=remedy or f"write: <!-- {_EXAMPLE} -->")


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
