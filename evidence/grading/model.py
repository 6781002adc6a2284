"""What a reviewer says about one citation for one claim, and what a person decides where reviewers differ.

Everything here is immutable: a correction is a new version, an undo is a version that is withdrawn. What is said
(``Assessment``) is kept apart from who said it and when, because a vote, an agreed reading and an adjudication say
the same kind of thing.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from evidence.citations.design import Design
from evidence.claims.model import Claim, Importance


class Relevance(StrEnum):
    """Whether the paper answers the claim: its population, exposure, comparison and outcome. Ordered."""

    DIRECT = "direct"
    PARTIAL = "partial"
    NONE = "none"


class Direction(StrEnum):
    """Where the point estimate lies, seen from the claim. Never whether it is statistically significant."""

    FOR = "for"
    AGAINST = "against"
    NO_DIFFERENCE = "no_difference"
    UNCLEAR = "unclear"


class RiskOfBias(StrEnum):
    """How much the way the study was done may have bent its result. Ordered."""

    LOW = "low"
    SOME = "some"
    HIGH = "high"
    CRITICAL = "critical"


class Read(StrEnum):
    """How much of the paper the reviewer has read. Ordered."""

    FULL_TEXT = "full_text"
    ABSTRACT = "abstract"


class Measure(StrEnum):
    """How an effect is expressed. Differences are in the outcome's unit; a risk difference in percentage points."""

    RISK_RATIO = "risk ratio"
    ODDS_RATIO = "odds ratio"
    HAZARD_RATIO = "hazard ratio"
    RATE_RATIO = "rate ratio"
    RISK_DIFFERENCE = "risk difference"
    MEAN_DIFFERENCE = "mean difference"
    STANDARDISED_MEAN_DIFFERENCE = "standardised mean difference"

    @property
    def is_ratio(self) -> bool:
        """Whether no effect is 1 and the scale is multiplicative."""
        return self.value.endswith("ratio")

    @property
    def null(self) -> float:
        """The value that means no effect."""
        return 1.0 if self.is_ratio else 0.0

    @property
    def is_binary(self) -> bool:
        """Whether the outcome happens or not, so that events can be counted."""
        return self.is_ratio or self is Measure.RISK_DIFFERENCE


class Tool(StrEnum):
    """Instruments to judge risk of bias, each for its kind of study."""

    ROB_2 = "RoB 2"
    ROBINS_I = "ROBINS-I"
    ROBINS_E = "ROBINS-E"
    QUIPS = "QUIPS"
    QUADAS_2 = "QUADAS-2"
    AMSTAR_2 = "AMSTAR 2"
    SYRCLE = "SYRCLE"
    IN_VITRO = "in-vitro checklist"


class Confidence(StrEnum):
    """AMSTAR 2's overall rating of a systematic review."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    CRITICALLY_LOW = "critically low"

    @property
    def risk_of_bias(self) -> RiskOfBias:
        """The same on the scale that all studies share."""
        return RISK_OF_CONFIDENCE[self]


RISK_OF_CONFIDENCE = {
    Confidence.HIGH: RiskOfBias.LOW,
    Confidence.MODERATE: RiskOfBias.SOME,
    Confidence.LOW: RiskOfBias.HIGH,
    Confidence.CRITICALLY_LOW: RiskOfBias.CRITICAL,
}


class Directness(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """How far a result is from what the claim asks: 0 the same, 1 somewhat different, 2 very different."""

    population: int = 0
    intervention: int = 0
    comparator: int = 0
    outcome: int = 0

    def worst(self) -> int:
        """The largest of the four."""
        return max(self.population, self.intervention, self.comparator, self.outcome)


class DomainRisk(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One domain of a risk-of-bias tool, by the tool's own name for it."""

    name: str
    risk: RiskOfBias


class Result(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the paper found for one outcome.

    Attributes:
        outcome: by its name in the claim.
        direction: of the point estimate, seen from the claim.
        population, comparator: empty when they are the claim's own; else in a few words, the same for every
            paper that shares them: they keep bodies of evidence apart.
        n, events: participants, and how many had the outcome, over all groups together.
        measure, estimate, ci_low, ci_high: the effect with its 95% interval, exposed against not exposed.
        adjusted: whether the estimate is adjusted for confounders; ``None``: not said.
        directness: how far population, intervention, comparator and outcome are from the claim's.
        tool, domains: the risk-of-bias instrument and its domains. No sum is ever made of them.
        k, i2: of a review's pooled result: number of studies, and heterogeneity in percent.
    """

    outcome: str
    direction: Direction
    population: str = ""
    comparator: str = ""
    n: int | None = None
    events: int | None = None
    measure: Measure | None = None
    estimate: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    adjusted: bool | None = None
    directness: Directness = Directness()
    tool: Tool | None = None
    domains: tuple[DomainRisk, ...] = ()
    k: int | None = None
    i2: float | None = None

    def key(self) -> tuple[str, str, str]:
        """What makes it a result of its own within a paper."""
        return (self.outcome, self.population, self.comparator)


class ReviewFacts(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What a systematic review is, apart from its results.

    Attributes:
        confidence: AMSTAR 2.
        searched: date of its last search.
        design: of the studies it pools.
        studies_risk_of_bias: of the studies it pools, as the review judged most of their weight.
        includes: PMIDs of the studies it includes, in ascending order.
    """

    confidence: Confidence
    searched: date
    design: Design
    studies_risk_of_bias: RiskOfBias
    includes: tuple[int, ...] = ()


class GuidelinePosition(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where a professional body stands. It carries no weight as evidence; writers need to know it.

    Attributes:
        body: for instance a society's name.
        year: of the guideline.
        position: in our words.
        recommendation: its strength as the body calls it, for instance ``conditional``.
    """

    body: str
    year: int
    position: str
    recommendation: str = ""


class Details(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The second tier of a grade: what a relevant paper reports.

    Attributes:
        read: how much of it was read.
        results: one for each outcome, population and comparator.
        funding: as stated; ``sponsored``: paid by someone who gains from the result, ``None`` when not known.
        conflicts: of interest, in our words.
        integrity: doubts about the data, for instance ``implausible baseline``.
        comment: for colleagues.
        review: of a systematic review.
        guideline: of a guideline.
    """

    read: Read = Read.ABSTRACT
    results: tuple[Result, ...] = ()
    funding: str = ""
    sponsored: bool | None = None
    conflicts: str = ""
    integrity: tuple[str, ...] = ()
    comment: str = ""
    review: ReviewFacts | None = None
    guideline: GuidelinePosition | None = None


class Assessment(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What is said of a citation for a claim. All but ``relevance`` is empty when that is none.

    Attributes:
        relevance: quick tier, like the next three.
        direction: for the claim's main outcome.
        design: of the study.
        risk_of_bias: overall.
        details: second tier; ``None`` until somebody has filled it in.
    """

    relevance: Relevance
    direction: Direction | None = None
    design: Design | None = None
    risk_of_bias: RiskOfBias | None = None
    details: Details | None = None

    @property
    def read(self) -> Read:
        """How much of the paper was read: without details, no more than its abstract is taken to be."""
        return self.details.read if self.details else Read.ABSTRACT

    def results(self, claim: Claim) -> tuple[Result, ...]:
        """The results in the details; of a quick grade, its direction for the claim's main outcome."""
        if self.details and self.details.results:
            return self.details.results
        if self.direction is None:
            return ()
        return (Result(outcome=main_outcome(claim), direction=self.direction),)


class Grade(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One reviewer's vote on one citation for one claim.

    Attributes:
        claim, pmid: what it is about.
        reviewer: who.
        at: when, with time zone.
        version: 1 for the reviewer's first word on it, then counting up; the highest one holds.
        withdrawn: the reviewer took the vote back (undo).
        assessment: what is said.
    """

    claim: str
    pmid: int
    reviewer: str
    at: datetime
    version: int = 1
    withdrawn: bool = False
    assessment: Assessment


class Adjudication(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """The decision of a person who did not vote, over votes that differ. The votes stay as they are."""

    claim: str
    pmid: int
    adjudicator: str
    at: datetime
    reason: str
    assessment: Assessment


class Stance(StrEnum):
    """What a paper does to the claim; derived, never asked."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    MIXED = "mixed"
    UNCLEAR = "unclear"


IMPORTANCE = tuple(Importance)
"""From the most to the least important."""


def main_outcome(claim: Claim) -> str:
    """The name of the outcome that the quick tier is about: the first of the most important; empty without any."""
    ranked = sorted(claim.outcomes, key=lambda outcome: IMPORTANCE.index(outcome.importance))
    return ranked[0].name if ranked else ""


def stance(assessment: Assessment, claim: Claim) -> Stance:
    """Supports or contradicts when every result with a direction points that way, mixed when they differ."""
    directions = {result.direction for result in assessment.results(claim)}
    if {Direction.FOR, Direction.AGAINST} <= directions:
        return Stance.MIXED
    if Direction.FOR in directions:
        return Stance.SUPPORTS
    return Stance.CONTRADICTS if Direction.AGAINST in directions else Stance.UNCLEAR
