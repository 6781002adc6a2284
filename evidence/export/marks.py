"""How what we say is marked wherever it is shown: an icon, a word and a colour together."""

from __future__ import annotations

from typing import Final

import msgspec

from evidence.citations.retraction import RetractionStatus
from evidence.export.markup import Html, tag
from evidence.strength.model import Certainty, Contradiction, Verdict


class Mark(msgspec.Struct, frozen=True):
    """How something is marked; ``tone`` names its colour in ``style.css``."""

    icon: str
    word: str
    tone: str

    def html(self) -> Html:
        """The mark; the icon repeats the word, so it is not read aloud."""
        icon = tag("span", self.icon, aria_hidden="true")
        return tag("span", icon, " " + self.word, class_=f"ev-mark ev-{self.tone}")


STATUS_MARKS: Final = {
    RetractionStatus.RETRACTED: Mark("✕", "Retracted", "bad"),
    RetractionStatus.RETRACTED_AND_REPUBLISHED: Mark("⟳", "Retracted and republished", "bad"),
    RetractionStatus.PARTIALLY_RETRACTED: Mark("◐", "Partially retracted", "doubt"),
    RetractionStatus.EXPRESSION_OF_CONCERN: Mark("▲", "Expression of concern", "doubt"),
    RetractionStatus.REINSTATED: Mark("↺", "Reinstated", "good"),
    RetractionStatus.CORRECTED: Mark("✎", "Corrected", "note"),
}
"""Of a paper; one of which nothing is known has no mark."""

_VERDICT_MARKS: Final = {
    Verdict.SUPPORTED: Mark("✓", "Supported", "good"),
    Verdict.CONTRADICTED: Mark("✕", "Contradicted", "bad"),
    Verdict.MIXED: Mark("⇅", "Mixed", "doubt"),
    Verdict.INSUFFICIENT: Mark("?", "Insufficient", "quiet"),
    Verdict.NO_EVIDENCE: Mark("○", "No evidence", "quiet"),
}


def verdict_mark(verdict: Verdict, contradiction: Contradiction | None) -> Mark:
    """What the evidence says of a claim; of a contradicted one also in which way."""
    mark = _VERDICT_MARKS[verdict]
    return msgspec.structs.replace(mark, word=f"{mark.word}: {contradiction}") if contradiction else mark


def certainty(level: Certainty | None) -> Html:
    """How sure that is: GRADE's marks where the scale is GRADE's, and always the word."""
    if level is None:
        return Html()
    marks = (tag("span", level.marks, aria_hidden="true", class_="ev-grade"), " ") if level.marks else ()
    return tag("span", *marks, level.value)
