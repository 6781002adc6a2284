"""What the strength of a claim is: a headline, the bodies of evidence that it was read from, and why.

Values only, made by ``evidence.strength.compute``.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from evidence.claims.model import Kind
from evidence.grading.model import Direction, Measure, RiskOfBias
from evidence.strength.synthesis import Interval

METHOD_VERSION = "1"
"""Goes up whenever the same material may give another strength."""

BETWEEN_PEOPLE = "; "
"""Between the names of those who confirmed together: a name may hold a comma, as in ``Zoe Q, MD``."""


class Verdict(StrEnum):
    """What the evidence says of the claim. In the order in which a compound claim is worst to best."""

    CONTRADICTED = "contradicted"
    NO_EVIDENCE = "no evidence"
    INSUFFICIENT = "insufficient"
    MIXED = "mixed"
    SUPPORTED = "supported"

    @property
    def rank(self) -> int:
        """0 for the worst."""
        return tuple(Verdict).index(self)


class Contradiction(StrEnum):
    """In which way a claim is contradicted."""

    OPPOSITE = "opposite"
    LITTLE = "little or no difference"


class Certainty(StrEnum):
    """How sure one can be, on the scale of the claim's kind: GRADE's four, a mechanism's four, a background's two."""

    VERY_LOW = "very low"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"
    PROPOSED = "proposed only"
    ANIMALS = "in animals"
    HUMAN_CELLS = "in human cells or tissue"
    PEOPLE = "shown in people"
    NOT_ESTABLISHED = "not established"
    ESTABLISHED = "established"

    @property
    def rank(self) -> int:
        """Place on its own scale, 0 for the lowest."""
        return next(scale.index(self) for scale in SCALES if self in scale)

    @property
    def marks(self) -> str:
        """GRADE's four marks, ``⊕⊕⊕◯`` for moderate; empty on the other scales, which have none."""
        return "⊕" * (self.rank + 1) + "◯" * (3 - self.rank) if self in GRADE_SCALE else ""


GRADE_SCALE = (Certainty.VERY_LOW, Certainty.LOW, Certainty.MODERATE, Certainty.HIGH)
MECHANISM_SCALE = (Certainty.PROPOSED, Certainty.ANIMALS, Certainty.HUMAN_CELLS, Certainty.PEOPLE)
BACKGROUND_SCALE = (Certainty.NOT_ESTABLISHED, Certainty.ESTABLISHED)
SCALES = (GRADE_SCALE, MECHANISM_SCALE, BACKGROUND_SCALE)


class Stratum(StrEnum):
    """Designs that may be put together in one body of evidence. Different strata are never averaged."""

    RANDOMISED = "randomised trials"
    PROSPECTIVE = "prospective cohorts"
    OBSERVATIONAL = "observational studies"
    ACCURACY = "accuracy studies"
    UNCONTROLLED = "uncontrolled studies"
    PEOPLE = "studies in people"
    HUMAN_CELLS = "studies of human cells or tissue"
    ANIMALS = "animal studies"
    PROPOSED = "proposals"
    REVIEWS = "authoritative reviews"


class Domain(StrEnum):
    """What certainty is rated down for, then what it can be rated up for (GRADE guidelines 4-9)."""

    RISK_OF_BIAS = "risk of bias"
    INCONSISTENCY = "inconsistency"
    INDIRECTNESS = "indirectness"
    IMPRECISION = "imprecision"
    PUBLICATION_BIAS = "publication bias"
    LARGE_EFFECT = "large effect"
    DOSE_RESPONSE = "dose response"
    PLAUSIBLE_CONFOUNDING = "plausible confounding"

    @property
    def rates_up(self) -> bool:
        """Whether it can only raise certainty; the others can only lower it."""
        return self in UP


UP = frozenset({Domain.LARGE_EFFECT, Domain.DOSE_RESPONSE, Domain.PLAUSIBLE_CONFOUNDING})
FURTHEST = {
    Domain.RISK_OF_BIAS: -2,
    Domain.INCONSISTENCY: -2,
    Domain.INDIRECTNESS: -2,
    Domain.IMPRECISION: -3,
    Domain.PUBLICATION_BIAS: -1,
    Domain.LARGE_EFFECT: 2,
    Domain.DOSE_RESPONSE: 1,
    Domain.PLAUSIBLE_CONFOUNDING: 1,
}
"""How many levels each domain can move certainty at most."""


class Judged(msgspec.Struct, frozen=True, gc=False):
    """A domain of a body: levels the rules propose and levels that hold (negative: down), and why."""

    proposed: int
    final: int
    reason: str


class Pooled(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An effect with its interval: of a meta-analysis, of one study, or of a review.

    Attributes:
        measure, estimate, ci: on the natural scale; ratios are not logarithms here.
        k: studies in it.
        prediction_interval, i2, tau2: heterogeneity, where there are studies to differ.
        fixed, fixed_ci: the fixed effect, shown beside a pool of two studies.
    """

    measure: Measure
    estimate: float
    ci: Interval
    k: int
    prediction_interval: Interval | None = None
    i2: float | None = None
    tau2: float | None = None
    fixed: float | None = None
    fixed_ci: Interval | None = None


class EffectDirection(msgspec.Struct, frozen=True, gc=False, kw_only=True, rename={"for_": "for"}):
    """Studies by the direction of their point estimate.

    Attributes:
        for_, against, no_difference, unclear: numbers of studies.
        share_for: for / (for + against); ``None`` without either; ``share_ci`` by Wilson.
        sign_p: exact sign test, shown to readers and used by no rule.
    """

    for_: int
    against: int
    no_difference: int
    unclear: int
    share_for: float | None
    share_ci: Interval
    sign_p: float


class StudyLine(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One study's contribution to a body: a row of a forest plot. ``weight`` is a share, 0..1."""

    study: str
    pmids: tuple[int, ...]
    direction: Direction
    risk_of_bias: RiskOfBias
    weight: float
    n: int | None = None
    estimate: float | None = None
    ci: Interval | None = None


class Sensitivity(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What the body would say under another choice of studies."""

    name: str
    verdict: Verdict
    k: int
    estimate: float | None = None
    ci: Interval | None = None


class Body(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A body of evidence: one outcome, population, comparator and stratum of designs.

    Attributes:
        key: names the body, for confirmations.
        fingerprint: changes when the studies or the proposals do.
        design: its stratum; ``review``: the PMID of the review it is anchored on.
        k, n, events: studies, participants, events; ``n`` and ``events`` count what is known.
        start: certainty before rating, 0..3; ``None`` on a scale other than GRADE's, like ``domains``.
        certainty: of a mechanism's body the level that was studied, whatever the studies say.
        verdict, contradiction: what it says of the claim.
        claimed_side: where the claim says that the effect lies: +1 above no effect, -1 below, ``None`` when unknown.
        small: the effect is smaller than the difference that was set to matter.
        confirmed_by, confirmed_at: who has looked at it as it stands.
    """

    key: str
    fingerprint: str
    outcome: str
    population: str = ""
    comparator: str = ""
    design: Stratum
    review: int | None = None
    k: int
    n: int
    events: int
    start: int | None
    domains: dict[Domain, Judged]
    certainty: Certainty
    verdict: Verdict
    contradiction: Contradiction | None = None
    claimed_side: int | None = None
    small: bool = False
    pooled: Pooled | None = None
    effect_direction: EffectDirection | None = None
    studies: tuple[StudyLine, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    notes: tuple[str, ...] = ()
    confirmed_by: str = ""
    confirmed_at: datetime | None = None


class Guideline(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A professional body's position, for writers; no weight as evidence."""

    pmid: int
    body: str
    year: int
    position: str
    recommendation: str = ""


class Part(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """How a part of a compound claim stands."""

    claim: str
    exposure: str
    direction: Verdict
    contradiction: Contradiction | None = None
    certainty: Certainty | None
    provisional: bool


class Linked(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """The papers linked to a claim and to its parts, by PMID, ascending: each once, however many parts it is linked to.

    Attributes:
        papers: all of them.
        waiting: those that are, for some part at least, without an agreed assessment.
        retracted: those that have been retracted.
    """

    papers: tuple[int, ...]
    waiting: tuple[int, ...]
    retracted: tuple[int, ...]


class Strength(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What the evidence says of a claim, and how sure that is.

    Attributes:
        claim, kind: of what.
        direction, contradiction: what the evidence says.
        certainty: on the scale of the kind; ``None`` without evidence, and where nothing is for a mechanism.
        provisional: nobody has confirmed it as it stands, or papers wait for reviewers.
        studies, citations, waiting, retracted: studies that count; papers linked; of these, those without an agreed
            assessment; those retracted. Of a compound claim: over its parts, but each study and each paper once.
        linked: which papers those are.
        parts: of a compound claim.
        bodies: the most important outcome first.
        headline: keys of the bodies that direction and certainty were read from; empty for compound claims.
        guidelines: positions, newest first.
        banners: what a reader must see first, for instance that a review contains a retracted study.
        rationale: every step in plain words.
        sentence: the strength in one plain sentence.
        confirmed_by: who confirmed what it was read from, when it is not provisional; several with ``; `` between.
        method, claim_hash: of the rules and of the claim's definition that it was made with.
    """

    claim: str
    kind: Kind
    direction: Verdict
    contradiction: Contradiction | None
    certainty: Certainty | None
    provisional: bool
    studies: int
    citations: int
    waiting: int
    retracted: int
    linked: Linked
    parts: tuple[Part, ...]
    bodies: tuple[Body, ...]
    headline: tuple[str, ...]
    guidelines: tuple[Guideline, ...]
    banners: tuple[str, ...]
    rationale: tuple[str, ...]
    sentence: str
    confirmed_by: str
    confirmed_at: datetime | None
    method: str
    claim_hash: str
