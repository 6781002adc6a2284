"""How exposure and outcome hang together, in the words that the evidence allows (GRADE guidelines 26)."""

from __future__ import annotations

from enum import Enum, auto

from evidence.claims.model import Better, Claim, Kind, Outcome
from evidence.grading.rules import BENEFIT_KINDS
from evidence.strength.model import Body, Certainty, Stratum, Verdict

HEDGES = {Certainty.HIGH: "", Certainty.MODERATE: "probably", Certainty.LOW: "may"}
"""The word that says how certain a supported claim is."""


def claimed_way(claim: Claim, body: Body | None, outcome: Outcome | None) -> int:
    """Which way the claim says that the outcome goes: +1 more, -1 less, 0 when the records do not tell."""
    if body is not None and body.claimed_side is not None:
        return body.claimed_side
    if outcome is not None and claim.kind in BENEFIT_KINDS:
        return 1 if outcome.better is Better.MORE else -1
    return 0


class Words(Enum):
    """Which words the evidence allows for how exposure and outcome hang together."""

    CAUSAL = auto()
    PREDICTIVE = auto()
    ASSOCIATIVE = auto()


def words_for(kind: Kind, direction: Verdict, certainty: Certainty | None, design: Stratum | None) -> Words:
    """Causes need moderate certainty to be called causes, and predictions need prospective evidence.

    Saying that something is uncertain asserts nothing, so the question may be put in the claim's own terms.
    """
    open_question = direction in {Verdict.MIXED, Verdict.INSUFFICIENT, Verdict.NO_EVIDENCE}
    if kind in BENEFIT_KINDS:
        return Words.CAUSAL
    if kind is Kind.ETIOLOGY and (open_question or certainty is not Certainty.LOW):
        return Words.CAUSAL
    if kind is Kind.DIAGNOSTIC or (kind is Kind.PROGNOSIS and (open_question or design is Stratum.PROSPECTIVE)):
        return Words.PREDICTIVE
    return Words.ASSOCIATIVE


class Phrase:
    """Says how exposure and outcome hang together, in the words that the evidence allows.

    Args:
        words: the kind of verb.
        subject, outcome: noun phrases as they stand inside a sentence; ``plural``: of the subject.
        way: whether the claim says that the outcome gets more (+1) or less (-1); 0 when that is not known.
    """

    def __init__(self, words: Words, subject: str, outcome: str, plural: bool, way: int) -> None:
        self.words = words
        self.subject, self.outcome, self.plural, self.way = subject, outcome, plural, way

    def claimed(self, hedge: str) -> str:
        """What the claim says."""
        return self._says(hedge, self.way)

    def opposite(self, hedge: str) -> str:
        """The other way round."""
        if self.way:
            return self._says(hedge, -self.way)
        return f"{self._says(hedge, 0)}, but the other way round than the claim says"

    def little(self, hedge: str) -> str:
        """That there is hardly anything between them."""
        if self.words is Words.CAUSAL:
            return f"{self.subject} {self._verb('make', hedge)} little to no difference to {self.outcome}"
        return f"{self.subject} {self._verb('have', hedge)} little to no association with {self.outcome}"

    def name(self) -> str:
        """What is in question, as a noun."""
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
