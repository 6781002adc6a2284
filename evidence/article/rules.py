"""What each rule of the check is about. ``docs/rules.md`` has the same texts, with examples; a test compares them."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

import msgspec

from evidence.article.model import Rule


class About(msgspec.Struct, frozen=True):
    """A rule in words: what it finds, why that matters, and what a writer can do."""

    name: str
    reason: str
    remedy: str


RULES: Final = MappingProxyType(
    {
        Rule.OVERSTATED: About(
            "Overstated",
            "The sentence sounds surer than the evidence lets it sound.",
            "Take the wording that is offered, or a weaker hedge.",
        ),
        Rule.CAUSAL: About(
            "Causal words",
            "The sentence says that one thing brings about another, but the evidence shows an association at most.",
            "Write 'is associated with' or 'is linked to'.",
        ),
        Rule.CONTRADICTED: About(
            "Contradicted",
            "The evidence speaks against what the sentence says.",
            "Remove the sentence, or say what the evidence says.",
        ),
        Rule.NO_EVIDENCE: About(
            "No evidence",
            "No study that counts speaks about the claim, so nothing can be said either way.",
            "Say that it is not known, or leave it out.",
        ),
        Rule.RETRACTED: About(
            "Retracted",
            "The sentence rests on a paper that was retracted or is in doubt.",
            "Cite another paper, or write without it.",
        ),
        Rule.STALE: About(
            "Past its review date",
            "The article promised to be reviewed by a day that has passed.",
            "Review it, then move the date.",
        ),
        Rule.UNTRACKED: About(
            "Untracked health claim",
            "The sentence looks like a health claim, and nobody tracks it.",
            "Add it to claims.yaml (a stub is offered), or write it as what it is.",
        ),
        Rule.WRONG_DIRECTION: About(
            "Wrong direction",
            "The sentence says the opposite of what the evidence supports.",
            "Turn it round, or take the wording that is offered.",
        ),
        Rule.SHIFTED: About(
            "Other people or species",
            "The evidence comes from animals, cells or other people than the sentence speaks of.",
            "Say where it was seen, for instance 'in mice'.",
        ),
        Rule.UNCITED: About(
            "No source",
            "The sentence makes a tracked claim and cites nothing, although there are papers to cite.",
            "Cite one of the papers that are offered.",
        ),
        Rule.SUPPRESSION_MALFORMED: About(
            "Suppression that cannot be read",
            "The comment names no rule, an unknown rule or no date, so it suppresses nothing.",
            "Write it as docs/rules.md shows.",
        ),
        Rule.SUPPRESSION_UNUSED: About(
            "Suppression of nothing",
            "The finding that the comment lets stand is not there any more.",
            "Remove the comment.",
        ),
        Rule.SUPPRESSION_EXPIRED: About(
            "Suppression past its date",
            "A reviewer let the finding stand until a day that has passed.",
            "Have it reviewed again, then move the date, or mend the sentence.",
        ),
        Rule.SUPPRESSION_INCOMPLETE: About(
            "Suppression without reason, reviewer or date",
            "A finding may stand only when somebody says why, who, and until when.",
            "Add what is missing.",
        ),
    }
)
