"""A claim's own words, marked in a text so that a reviewer finds the passage that matters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from evidence.claims.model import Claim
from evidence.export.markup import Html, join, tag

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SHORTEST = 4
# Words that many outcomes and exposures hold and that point at nothing.
_COMMON = frozenset(
    """
    about above activity after against all also among and any because been before below between both cells change
    changes compared could during each effect either else from group groups have having high higher including into just
    less level levels long longer lower meet more most much near number only other otherwise outside over part people
    percentage person range raised rate rates ratio reference same seen share short show shown signs since some such
    than that their them then there these they this those through under until used usual when where which while whose
    with within without women would
    """.split()
)


def terms_of(claim: Claim) -> tuple[str, ...]:
    """The words of exposure, outcomes and population that tell a paper about this claim from others, lower case.

    Abbreviations count whatever their length; of a plural the stem, so that both forms are marked.
    """
    said = " ".join((claim.exposure, *(outcome.name for outcome in claim.outcomes), claim.population))
    found = (_term(word) for word in _WORD.findall(said))
    return tuple(dict.fromkeys(term for term in found if term))


def marked(text: str, terms: Iterable[str]) -> Html:
    """``text`` with every word that begins with one of ``terms`` in ``<mark>``, and all of it escaped.

    The text is cut first and each piece escaped on its own, so that no term is found inside an escape.
    """
    pattern = _pattern(tuple(terms))
    if pattern is None:
        return join((text,))
    pieces = pattern.split(text)
    return join(tag("mark", piece) if place % 2 else piece for place, piece in enumerate(pieces))


def _term(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return word.lower()
    low = word.lower()
    if len(low) < _SHORTEST or low in _COMMON:
        return ""
    return low.removesuffix("s") if not low.endswith("ss") else low


@lru_cache(maxsize=64)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str] | None:
    if not terms:
        return None
    # An abbreviation is marked as a whole word or plural only: "NK" is not the beginning of "nkx2".
    longest_first = sorted(terms, key=len, reverse=True)
    parts = (re.escape(term) + (r"s?\b" if len(term) < _SHORTEST else r"[^\W_]*") for term in longest_first)
    return re.compile(rf"(?<![^\W_])((?:{'|'.join(parts)}))", re.IGNORECASE)
