"""What each kind of claim accepts as evidence, and where it starts."""

import pytest

from evidence.citations.design import Design
from evidence.claims.model import Kind
from evidence.strength.scales import CONTEXT_DESIGNS, REVIEW_DESIGNS, start_of, stratum_of


def start(kind: Kind, design: Design) -> int | None:
    stratum = stratum_of(kind, design)
    return None if stratum is None else start_of(stratum)


@pytest.mark.parametrize(
    ("kind", "design", "level"),
    [
        (Kind.THERAPY, Design.RANDOMISED_TRIAL, 3),
        (Kind.THERAPY, Design.PROSPECTIVE_COHORT, 1),
        (Kind.THERAPY, Design.CASE_SERIES, 0),
        (Kind.THERAPY, Design.IN_VITRO, None),
        (Kind.ETIOLOGY, Design.RANDOMISED_TRIAL, 3),
        (Kind.ETIOLOGY, Design.CASE_CONTROL, 1),
        (Kind.PROGNOSIS, Design.PROSPECTIVE_COHORT, 3),
        (Kind.PROGNOSIS, Design.RETROSPECTIVE_COHORT, 1),
        (Kind.PROGNOSIS, Design.CASE_CONTROL, 1),
        (Kind.ASSOCIATION, Design.RANDOMISED_TRIAL, 1),
        (Kind.ASSOCIATION, Design.PROSPECTIVE_COHORT, 1),
        (Kind.DIAGNOSTIC, Design.ACCURACY, 3),
        (Kind.TEST_TREAT, Design.RANDOMISED_TRIAL, 3),
        (Kind.TEST_TREAT, Design.ACCURACY, 1),
    ],
)
def test_where_certainty_starts(kind: Kind, design: Design, level: int | None) -> None:
    assert start(kind, design) == level


@pytest.mark.parametrize("design", list(Design))
def test_no_design_is_forgotten(design: Design) -> None:
    strata = [stratum_of(kind, design) for kind in Kind]
    assert any(strata) or design in REVIEW_DESIGNS | CONTEXT_DESIGNS | {Design.GUIDELINE}


def test_reviews_and_laboratory_studies_never_count_as_studies_of_an_effect() -> None:
    for kind in (Kind.THERAPY, Kind.TEST_TREAT, Kind.ETIOLOGY, Kind.PROGNOSIS, Kind.ASSOCIATION, Kind.DIAGNOSTIC):
        for design in REVIEW_DESIGNS | CONTEXT_DESIGNS | {Design.ANIMAL, Design.IN_VITRO, Design.GUIDELINE}:
            assert stratum_of(kind, design) is None
