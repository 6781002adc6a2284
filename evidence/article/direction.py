"""Does a sentence say of a claim that it is so, or the reverse?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from evidence.article.assertion import assess
from evidence.article.model import Assertion
from evidence.claims.model import Claim

_UP = (
    r"rais(?:es?|ing)|increas(?:es?|ing)|boost(?:s|ing)?|elevat(?:es?|ing)|heighten(?:s|ing)?|stimulat(?:es?|ing)"
    r"|driv(?:es?|ing) up|push(?:es|ing)? up"
)
_DOWN = (
    r"lower(?:s|ing)?|reduc(?:es?|ing)|decreas(?:es?|ing)|suppress(?:es|ing)?|dampen(?:s|ing)?|calm(?:s|ing)?"
    r"|diminish(?:es|ing)?|quieten(?:s|ing)?|bring(?:s|ing)? down"
)
_WAYS = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b((?:\W+\w+){{1,6}})", re.IGNORECASE)
_SMALL = frozenset("the a an of in on for your their its and or by to with raised elevated high levels level".split())


class Stance(msgspec.Struct, frozen=True):
    """What a claim itself says: whether it denies something, and what goes up (+1) or down (-1) in its words."""

    denies: bool
    ways: frozenset[tuple[int, str]]

    @classmethod
    def of(cls, claim: Claim) -> Stance:
        """Read from its statement and aliases: a denial from most of them; what they move both ways tells nothing."""
        found = {way for text in (claim.statement, *claim.aliases) for way in _ways(text)}
        sure = frozenset((way, thing) for way, thing in found if (-way, thing) not in found)
        said = [assess(text).denied for text in (claim.statement, *claim.aliases)]
        return cls(said[0] and 2 * sum(said) > len(said), sure)


def is_reversed(stance: Stance, text: str, assertion: Assertion) -> bool:
    """Whether a clause says the opposite of the claim: it denies it, or turns its verb round (raises, lowers).

    A verb counts only when it moves the same thing as in the claim's own words: treatments that raise the chance of a
    pregnancy lower the risk of losing it.
    """
    said = set(_ways(text[slice(*assertion.clause)]))
    turned = any((-way, thing) in stance.ways for way, thing in said) and not said & stance.ways
    return (assertion.denied != stance.denies) != turned


def _ways(text: str) -> Iterator[tuple[int, str]]:
    """Each verb of direction with each of the words that follow it, small words left out."""
    for found in _WAYS.finditer(text):
        for word in re.findall(r"\w+", found[3].lower()):
            if word not in _SMALL:
                yield (1 if found["up"] else -1), word.rstrip("s")
