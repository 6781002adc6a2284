"""What each kind of claim accepts as evidence, and how certain that evidence is before anything is rated.

GRADE guidelines 18 (J Clin Epidemiol 2019;111:105) for randomised and other studies, 28 (2020;121:62) for prognosis.
Starts are 0 very low, 1 low, 2 moderate, 3 high.
"""

from __future__ import annotations

from evidence.citations.design import Design
from evidence.claims.model import Kind
from evidence.strength.model import Stratum

REVIEW_DESIGNS = frozenset({Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS})
"""Containers of studies."""

CONTEXT_DESIGNS = frozenset({Design.NARRATIVE_REVIEW, Design.EDITORIAL, Design.PROTOCOL, Design.NOTICE, Design.UNKNOWN})
"""Papers that carry no weight."""

_OBSERVATIONAL = {
    Design.NON_RANDOMISED_TRIAL: Stratum.OBSERVATIONAL,
    Design.PROSPECTIVE_COHORT: Stratum.OBSERVATIONAL,
    Design.COHORT: Stratum.OBSERVATIONAL,
    Design.RETROSPECTIVE_COHORT: Stratum.OBSERVATIONAL,
    Design.CASE_CONTROL: Stratum.OBSERVATIONAL,
    Design.CROSS_SECTIONAL: Stratum.OBSERVATIONAL,
    Design.ACCURACY: Stratum.OBSERVATIONAL,
    Design.CASE_SERIES: Stratum.UNCONTROLLED,
    Design.CASE_REPORT: Stratum.UNCONTROLLED,
}
_CAUSAL = _OBSERVATIONAL | {Design.RANDOMISED_TRIAL: Stratum.RANDOMISED}
_STRATA: dict[Kind, dict[Design, Stratum]] = {
    Kind.THERAPY: _CAUSAL,
    Kind.ETIOLOGY: _CAUSAL,
    Kind.TEST_TREAT: _CAUSAL,
    # A trial's arms observe an association or a course; what was randomised is something else.
    Kind.ASSOCIATION: _OBSERVATIONAL | {Design.RANDOMISED_TRIAL: Stratum.OBSERVATIONAL},
    Kind.PROGNOSIS: _OBSERVATIONAL
    | {Design.RANDOMISED_TRIAL: Stratum.PROSPECTIVE, Design.PROSPECTIVE_COHORT: Stratum.PROSPECTIVE},
    Kind.DIAGNOSTIC: _OBSERVATIONAL | {Design.ACCURACY: Stratum.ACCURACY},
    Kind.MECHANISM: dict.fromkeys(_CAUSAL, Stratum.PEOPLE)
    | {
        Design.IN_VITRO: Stratum.HUMAN_CELLS,
        Design.ANIMAL: Stratum.ANIMALS,
        Design.NARRATIVE_REVIEW: Stratum.PROPOSED,
        Design.EDITORIAL: Stratum.PROPOSED,
    },
    Kind.BACKGROUND: {
        Design.SYSTEMATIC_REVIEW: Stratum.REVIEWS,
        Design.META_ANALYSIS: Stratum.REVIEWS,
        Design.NARRATIVE_REVIEW: Stratum.REVIEWS,
    },
}
_STARTS = {Stratum.RANDOMISED: 3, Stratum.PROSPECTIVE: 3, Stratum.ACCURACY: 3, Stratum.OBSERVATIONAL: 1}


def stratum_of(kind: Kind, design: Design) -> Stratum | None:
    """Where a study of this design stands for this kind of claim; ``None`` where it is no evidence."""
    return _STRATA[kind].get(design)


def start_of(stratum: Stratum) -> int:
    """Certainty before rating, 0..3; studies without a comparison start at the bottom (our decision)."""
    return _STARTS.get(stratum, 0)
