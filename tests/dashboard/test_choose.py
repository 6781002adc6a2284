from __future__ import annotations

from evidence.claims.model import Claim
from evidence.dashboard import choose
from evidence.store.overview import ClaimOverview
from evidence.strength.model import Verdict
from tests.support.articles import make_strength
from tests.support.store import claim


def line(of: Claim) -> ClaimOverview:
    return ClaimOverview(claim=of, refreshed_at=None, queries=0, failing=0)


ROWS = [
    line(claim("whole", statement="Stress matters.")),
    line(claim("alone", statement="Sleep helps.")),
    line(claim("part", part_of="whole", statement="Physical stress matters.")),
    line(claim("below", part_of="part", statement="Cold water matters.")),
]


def ids(rows: list[ClaimOverview]) -> list[str]:
    return [row.claim.id for row in rows]


def test_every_word_must_be_there_in_any_order_and_case() -> None:
    assert ids(choose.claims(ROWS, section=None, text="HELPS sleep")) == ["alone"]
    assert ids(choose.claims(ROWS, section=None, text="sleep stress")) == []
    assert choose.claims(ROWS, section=None, text=" ") == ROWS


def test_a_part_that_fits_keeps_the_claims_it_belongs_to() -> None:
    assert ids(choose.claims(ROWS, section=None, text="cold")) == ["whole", "part", "below"]


def test_only_claims_of_the_section_fit() -> None:
    assert choose.claims(ROWS, section="Practical steps", text="") == ROWS
    assert choose.claims(ROWS, section="Elsewhere", text="") == []


def test_claims_can_be_chosen_by_how_their_evidence_stands() -> None:
    strengths = {row.claim.id: make_strength(row.claim) for row in ROWS}
    strengths["alone"] = make_strength(ROWS[1].claim, Verdict.NO_EVIDENCE, None)
    assert ids(choose.standing(ROWS, strengths, "no evidence", "none")) == ["alone"]
    assert ids(choose.standing(ROWS, strengths, "supported", "")) == ["whole", "part", "below"]
    assert ids(choose.standing(ROWS, strengths, "", "low")) == ["whole", "part", "below"]
    assert choose.standing(ROWS, strengths, "", "") == ROWS
    assert choose.standing(ROWS, strengths, "mixed", "") == []


def test_parts_follow_their_claim_however_deep() -> None:
    shown = [(depth, row.claim.id) for depth, row in choose.in_order(ROWS)]
    assert shown == [(0, "whole"), (1, "part"), (2, "below"), (0, "alone")]


def test_a_part_without_its_claim_stands_by_itself() -> None:
    assert [(depth, row.claim.id) for depth, row in choose.in_order(ROWS[2:])] == [(0, "part"), (1, "below")]
