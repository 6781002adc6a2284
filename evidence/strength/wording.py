"""Strength in one plain sentence, in GRADE's words for it (GRADE guidelines 26, J Clin Epidemiol 2020;119:126).

Never "may not": readers take it for both "perhaps not" and "must not". No evidence of an effect is not said as evidence
of no effect.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto

from evidence.claims.model import Better, Claim, Kind, Outcome
from evidence.grading.model import main_outcome
from evidence.grading.rules import BENEFIT_KINDS
from evidence.strength.headline import Headline
from evidence.strength.model import Body, Certainty, Contradiction, Part, Stratum, Verdict

_HEDGES = {Certainty.HIGH: "", Certainty.MODERATE: "probably", Certainty.LOW: "may"}


def sentence(
    claim: Claim,
    headline: Headline,
    bodies: Sequence[Body],
    parts: Sequence[Part],
    *,
    provisional: bool,
    reviews: int = 0,
    guidelines: int = 0,
) -> str:
    """The strength of a claim as a reader should hear it.

    ``reviews`` and ``guidelines`` say how many linked papers are of these kinds, of which nothing is counted: a
    reader who is told that nothing was found must be told of them.
    """
    if parts:
        text = _of_parts(parts)
    elif claim.kind is Kind.MECHANISM:
        text = f"{_mechanism(headline, bodies)}: {claim.statement.rstrip('.')}"
    elif claim.kind is Kind.BACKGROUND:
        text = f"{_background(headline)}: {claim.statement.rstrip('.')}"
    else:
        text = _graded(claim, headline, bodies)
    if headline.direction is Verdict.NO_EVIDENCE and not parts:
        text += _uncounted(reviews, guidelines)
    return (
        f"{text} (not yet confirmed)." if provisional and headline.direction is not Verdict.NO_EVIDENCE else f"{text}."
    )


def _uncounted(reviews: int, guidelines: int) -> str:
    named = [
        f"{number} {word}{'s' if number > 1 else ''}"
        for number, word in ((reviews, "review"), (guidelines, "guideline"))
        if number
    ]
    if not named:
        return ""
    is_one = reviews + guidelines == 1
    return f"; {' and '.join(named)} {'is' if is_one else 'are'} linked, of which nothing is counted by itself"


def _graded(claim: Claim, headline: Headline, bodies: Sequence[Body]) -> str:
    body = next((one for one in bodies if one.key in headline.bodies), None)
    outcome = next((one for one in claim.outcomes if body is not None and one.name == body.outcome), None)
    subject = noun_phrase(claim.exposure)
    measured = with_article(body.outcome if body is not None else main_outcome(claim))
    plural = is_plural(claim.exposure)
    if headline.direction is Verdict.NO_EVIDENCE or body is None:
        return f"No eligible studies were found on {subject} and {measured}"
    relation = _Relation(_words_for(claim.kind, headline, body), subject, measured, plural, _way(claim, body, outcome))
    if headline.direction is Verdict.MIXED:
        return f"Studies disagree about whether {relation.claimed('')}"
    if headline.direction is Verdict.INSUFFICIENT:
        return f"It is uncertain whether {relation.claimed('')}"
    if headline.certainty is Certainty.VERY_LOW:
        return f"The evidence is very uncertain about {relation.name()}"
    hedge = _HEDGES[headline.certainty or Certainty.LOW]
    if headline.contradiction is Contradiction.LITTLE:
        return capital(relation.little(hedge))
    slightly = " slightly" if headline.small and relation.words is Words.CAUSAL else ""
    said = relation.opposite(hedge) if headline.contradiction else relation.claimed(hedge)
    return capital(said) + slightly


def _way(claim: Claim, body: Body, outcome: Outcome | None) -> int:
    """Which way the claim says that the outcome goes: +1 more, -1 less, 0 when the records do not tell."""
    if body.claimed_side is not None:
        return body.claimed_side
    if outcome is not None and claim.kind in BENEFIT_KINDS:
        return 1 if outcome.better is Better.MORE else -1
    return 0


class Words(Enum):
    """Which words the evidence allows for how exposure and outcome hang together."""

    CAUSAL = auto()
    PREDICTIVE = auto()
    ASSOCIATIVE = auto()


def _words_for(kind: Kind, headline: Headline, body: Body) -> Words:
    """Causes need moderate certainty to be called causes, and predictions need prospective evidence.

    Saying that something is uncertain asserts nothing, so the question may be put in the claim's own terms.
    """
    open_question = headline.direction in {Verdict.MIXED, Verdict.INSUFFICIENT}
    if kind in BENEFIT_KINDS:
        return Words.CAUSAL
    if kind is Kind.ETIOLOGY and (open_question or headline.certainty is not Certainty.LOW):
        return Words.CAUSAL
    if kind is Kind.DIAGNOSTIC or (kind is Kind.PROGNOSIS and (open_question or body.design is Stratum.PROSPECTIVE)):
        return Words.PREDICTIVE
    return Words.ASSOCIATIVE


class _Relation:
    """Says how exposure and outcome hang together, in the words that the evidence allows."""

    def __init__(self, words: Words, subject: str, outcome: str, plural: bool, way: int) -> None:
        self.words = words
        self.subject, self.outcome, self.plural, self.way = subject, outcome, plural, way

    def claimed(self, hedge: str) -> str:
        return self._says(hedge, self.way)

    def opposite(self, hedge: str) -> str:
        if self.way:
            return self._says(hedge, -self.way)
        return f"{self._says(hedge, 0)}, but the other way round than the claim says"

    def little(self, hedge: str) -> str:
        if self.words is Words.CAUSAL:
            return f"{self.subject} {self._verb('make', hedge)} little to no difference to {self.outcome}"
        return f"{self.subject} {self._verb('have', hedge)} little to no association with {self.outcome}"

    def name(self) -> str:
        if self.words is Words.CAUSAL:
            return f"the effect of {self.subject} on {self.outcome}"
        return f"the association of {self.subject} with {self.outcome}"

    def _says(self, hedge: str, way: int) -> str:
        more = {1: "more ", -1: "less ", 0: ""}[way]
        if self.words is Words.CAUSAL:
            verb = self._verb({1: "increase", -1: "reduce", 0: "affect"}[way], hedge)
            return f"{self.subject} {verb} {self.outcome}"
        if self.words is Words.PREDICTIVE:
            return f"{self.subject} {self._verb('predict', hedge)} {more}{self.outcome}"
        return f"{self.subject} {self._verb('be', hedge)} associated with {more}{self.outcome}"

    def _verb(self, verb: str, hedge: str) -> str:
        if hedge == "may":
            return f"may {verb}"
        forms = {"be": ("is", "are"), "have": ("has", "have")}
        singular, plural = forms.get(verb, (f"{verb}s", verb))
        inflected = plural if self.plural else singular
        if verb == "be":
            return f"{inflected} {hedge}".rstrip()
        return f"{hedge} {inflected}".lstrip()


def _mechanism(headline: Headline, bodies: Sequence[Body]) -> str:
    where = {
        Certainty.PEOPLE: "Studies in people",
        Certainty.HUMAN_CELLS: "Laboratory studies of human cells or tissue",
        Certainty.ANIMALS: "Animal studies",
    }.get(headline.certainty or Certainty.PROPOSED)
    open_question = "" if headline.certainty is Certainty.PEOPLE else ", but whether it happens in people is unknown"
    match headline.direction:
        case Verdict.NO_EVIDENCE:
            return "No eligible studies were found on this"
        case Verdict.SUPPORTED:
            return f"{where} support this{open_question}"
        case Verdict.CONTRADICTED:
            return f"{where} speak against this"
        case Verdict.MIXED:
            return f"{where} disagree about this"
        case Verdict.INSUFFICIENT:
            return _unshown([body for body in bodies if body.key in headline.bodies])


def _unshown(bodies: Sequence[Body]) -> str:
    """What can be said of a mechanism that no studies settle: proposed, argued against, or open."""
    counts = [body.effect_direction for body in bodies if body.effect_direction]
    for_, against = sum(count.for_ for count in counts), sum(count.against for count in counts)
    if any(body.design is not Stratum.PROPOSED for body in bodies):
        return "It is uncertain whether this is so" if for_ else "No study was found that shows this"
    if against:
        return "Papers argue for and against this, and none shows it" if for_ else "Papers argue against this"
    return "This has been proposed, not shown" if for_ else "Not shown"


def _background(headline: Headline) -> str:
    return {
        Verdict.SUPPORTED: "Established by authoritative reviews",
        Verdict.CONTRADICTED: "Authoritative reviews contradict this",
        Verdict.MIXED: "Authoritative reviews disagree about this",
    }.get(headline.direction, "Not established")


def _of_parts(parts: Sequence[Part]) -> str:
    """For which parts a compound claim holds and for which it does not, so that a writer names the part."""
    holds = [_part(part) for part in parts if part.direction is Verdict.SUPPORTED]
    fails = [_part(part) for part in parts if part.direction is not Verdict.SUPPORTED]
    if not holds:
        return f"Supported for none of its parts: {'; '.join(fails)}"
    return f"Supported for {'; '.join(holds)}" + (f"; not for {'; '.join(fails)}" if fails else "")


def _part(part: Part) -> str:
    name = noun_phrase(part.exposure).rstrip(",")
    if part.direction is Verdict.SUPPORTED:
        return f"{name} ({part.certainty})"
    return f"{name} ({part.direction}{f', {part.certainty}' if part.certainty else ''})"


_TAIL = re.compile(r", (?:such as|including|or|under|before|after|with|without|known|in|at|during|if|as)\b")
_HEAD_ENDS = re.compile(
    r"\s(?:of|in|with|from|by|for|to|during|after|before|on|at|that|which|who|such|under|over|as|given)\b|[,(;:]"
)
_SINGULAR_S = re.compile(r"(?:ss|us|is|sis|itis|diabetes|lupus|news)$")


def noun_phrase(text: str) -> str:
    """A field of a claim as it stands inside a sentence: small initial, and a comma after an inserted clause."""
    phrase = text.strip().rstrip(".")
    if len(phrase) > 1 and (phrase[1].islower() or phrase[1] == " "):
        phrase = phrase[0].lower() + phrase[1:]
    return f"{phrase}," if _TAIL.search(phrase) else phrase


def with_article(outcome: str) -> str:
    """An outcome as it stands inside a sentence: ``live birth``, but ``the activity of NK cells``."""
    if not outcome:
        return "the outcome"
    return f"the {outcome}" if " of " in outcome and not outcome.startswith(("the ", "a ", "an ")) else outcome


def is_plural(text: str) -> bool:
    """Whether a noun phrase takes a plural verb; judged by its head, before the first preposition or comma."""
    head = _HEAD_ENDS.split(text.strip(), maxsplit=1)[0]
    listed = re.search(r",[^,(;]*\band\b", text.split("(", maxsplit=1)[0]) and not _TAIL.search(text)
    if listed or " and " in f" {head} ":
        return True
    last = head.split()[-1].lower() if head.split() else ""
    return last.endswith("s") and not _SINGULAR_S.search(last) and not head.lower().startswith(("a ", "an ", "one "))


def capital(text: str) -> str:
    """With a capital initial."""
    return text[:1].upper() + text[1:]
