"""What a reviewer judges by: the claim, and what each answer means."""

from __future__ import annotations

from typing import Final

from evidence.claims.model import Claim, Outcome
from evidence.dashboard.components.table import facts
from evidence.export.markup import Html, join, tag
from evidence.grading.model import main_outcome

_RELEVANCE: Final = (
    ("Direct", "the claim's population, exposure, comparison and outcome"),
    ("Partly", "one of them differs somewhat, or the outcome only stands for the claim's"),
    ("Not relevant", "it does not answer the claim, whatever it finds"),
)
_DIRECTION: Final = (
    ("For", "the point estimate lies on the side that the claim says, significant or not"),
    ("Against", "it lies on the other side"),
    ("No difference", "practically no effect; a ratio between 0.95 and 1.05"),
    ("Unclear", "the abstract does not say"),
)
_RISK: Final = (
    ("Low", "only after reading the full text"),
    ("Some", "the least that an abstract can show"),
    ("High", "a flaw that probably bent the result, such as confounding left alone or many lost"),
    ("Critical", "the result cannot be used"),
)


def of_claim(claim: Claim) -> Html:
    """The claim as a reviewer needs it while reading: without queries, and without how it stands."""
    return join(
        (
            tag("p", claim.statement, class_="ev-statement"),
            facts(
                (
                    ("Population", claim.population),
                    ("Exposure", claim.exposure),
                    ("Comparator", claim.comparator),
                    ("Outcomes", tag("ul", *(tag("li", _outcome(one)) for one in claim.outcomes))),
                )
            ),
        )
    )


def _outcome(one: Outcome) -> Html:
    return join((tag("strong", one.name), f" ({one.importance}; {one.better} is better)"))


def definitions(claim: Claim) -> Html:
    """What relevance, direction and risk of bias mean here."""
    main = main_outcome(claim)
    return tag(
        "div",
        _defined("Relevance: how much the paper is about", _RELEVANCE),
        _defined(f"Direction, for {main}" if main else "Direction", _DIRECTION),
        _defined("Risk of bias, overall", _RISK),
        class_="ev-definitions",
    )


def _defined(title: str, pairs: tuple[tuple[str, str], ...]) -> Html:
    return join((tag("h3", title), facts(pairs)))
