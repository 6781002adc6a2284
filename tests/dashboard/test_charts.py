"""Charts by what they say: their marks, values and descriptions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from evidence.dashboard import charts
from evidence.dashboard.components.claims_map import claims_map
from evidence.dashboard.components.flow import Flow, flow, flow_of
from evidence.grading.model import Direction, Measure, RiskOfBias
from evidence.store.runs import QueryResult
from evidence.store.strengths import StoredStrength
from evidence.strength.eligibility import Place
from evidence.strength.model import Body, Certainty, Pooled, Stratum, StudyLine, Verdict
from evidence.strength.synthesis import Interval
from tests.support.articles import make_strength
from tests.support.grading import pmid


def line(number: int, estimate: float | None = 0.8, **changes: Any) -> StudyLine:
    fields: dict[str, Any] = {
        "study": f"Study {number}",
        "pmids": (pmid(number),),
        "direction": Direction.FOR,
        "risk_of_bias": RiskOfBias.LOW,
        "weight": 0.5,
        "estimate": estimate,
        "ci": Interval(0.5, 1.1) if estimate else None,
    }
    return StudyLine(**(fields | changes))


def body(*lines: StudyLine, pooled: Pooled | None = None, **changes: Any) -> Body:
    fields: dict[str, Any] = {
        "key": "k",
        "fingerprint": "f",
        "outcome": "live birth",
        "design": Stratum.RANDOMISED,
        "k": len(lines),
        "n": 100,
        "events": 10,
        "start": 3,
        "domains": {},
        "certainty": Certainty.LOW,
        "verdict": Verdict.SUPPORTED,
        "studies": lines,
        "pooled": pooled,
    }
    return Body(**(fields | changes))


POOLED = Pooled(
    measure=Measure.RISK_RATIO,
    estimate=0.75,
    ci=Interval(0.6, 0.95),
    k=2,
    prediction_interval=Interval(0.3, 1.9),
)


def values(spec: Any) -> list[dict[str, Any]]:
    """Every value in a chart, its layers included."""
    own = [
        *spec.get("data", {}).get("values", []),
        *(one for some in spec.get("datasets", {}).values() for one in some),
    ]
    return [*own, *(value for layer in spec.get("layer", []) for value in values(layer))]


def test_a_forest_plot_shows_studies_pool_and_both_intervals_on_a_logarithmic_axis() -> None:
    drawn = body(line(1), line(2, 0.7, risk_of_bias=RiskOfBias.HIGH), pooled=POOLED)
    assert charts.is_poolable(drawn)
    spec = charts.forest(drawn).to_dict()
    shown = values(spec)
    assert list(dict.fromkeys(one["study"] for one in shown if "weight" in one)) == ["Study 1", "Study 2"]
    assert {"study": "Pooled", "estimate": 0.75, "low": 0.6, "high": 0.95} in shown
    assert {"study": "Pooled", "low": 0.3, "high": 1.9} in shown
    assert {"none": 1.0} in shown
    assert '"type": "log"' in charts.forest(drawn).to_json()
    assert spec["description"] == "Forest plot of live birth: 2 studies, pooled risk ratio 0.75 (0.60 to 0.95)."


def test_risk_of_bias_has_a_shape_as_well_as_a_colour() -> None:
    assert len(set(charts.BIAS_SHAPES.values())) == len(set(charts.BIAS_COLOURS.values())) == len(RiskOfBias)


def test_a_difference_has_no_effect_at_zero() -> None:
    difference = Pooled(measure=Measure.RISK_DIFFERENCE, estimate=-1.0, ci=Interval(-8.1, 6.1), k=1)
    drawn = body(line(1, -1.0, ci=Interval(-8.1, 6.1)), pooled=difference)
    assert {"none": 0.0} in values(charts.forest(drawn).to_dict())


def test_without_comparable_effects_there_is_no_forest_plot() -> None:
    counted = body(line(1, None), line(2, None, direction=Direction.AGAINST))
    assert not charts.is_poolable(counted)
    with pytest.raises(ValueError, match="no forest plot"):
        charts.forest(counted)


def test_directions_are_counted_with_their_risk_of_bias() -> None:
    spec = charts.directions(body(line(1), line(2), line(3, direction=Direction.NO_DIFFERENCE))).to_dict()
    assert values(spec) == [
        {"direction": "for", "studies": 2, "risk of bias": "low"},
        {"direction": "no difference", "studies": 1, "risk of bias": "low"},
    ]
    assert spec["description"] == "Studies on live birth: 2 for, 1 no difference."


def test_designs_say_what_each_outcome_rests_on() -> None:
    spec = charts.designs([body(line(1)), body(outcome="miscarriage", design=Stratum.OBSERVATIONAL)]).to_dict()
    assert [(one["outcome"], one["design"], one["studies"]) for one in values(spec)] == [
        ("live birth", "randomised trials", 1),
        ("miscarriage", "observational studies", 0),
    ]


def test_strength_over_time_shows_every_strength_and_whether_it_was_confirmed() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    history = [
        StoredStrength(at=at, strength=make_strength(provisional=True)),
        StoredStrength(at=at, strength=make_strength(direction=Verdict.MIXED)),
    ]
    spec = charts.over_time(history).to_dict()
    assert [(one["direction"], one["confirmed"]) for one in values(spec)] == [
        ("supported", "provisional"),
        ("mixed", "confirmed"),
    ]
    assert spec["description"] == "2 strengths over time; now mixed."


def test_hits_over_time_are_told_query_by_query_where_they_change() -> None:
    def found(query: int, day: int, count: int) -> QueryResult:
        at = datetime(2026, 3, day, tzinfo=UTC)
        return QueryResult(query=query, claim_id="first", query_id=f"q{query}", term="x", at=at, count=count)

    results = [found(1, 1, 3), found(2, 1, 9), *(found(1, day, 3) for day in (2, 3)), found(1, 4, 5), found(2, 4, 9)]
    spec = charts.hits_over_time(results).to_dict()
    assert [(one["query"], one["found"]) for one in values(spec)] == [
        ("first / q1", 3),
        ("first / q2", 9),
        ("first / q1", 5),
        ("first / q2", 9),
    ]
    assert spec["description"] == "Citations found over time; at last first / q1 5, first / q2 9."
    assert charts.hits_over_time([found(n, 1, 1) for n in range(20)]).to_dict()["encoding"]["color"]["scale"]["range"]


def test_the_flow_counts_each_paper_once_and_what_was_left_behind() -> None:
    places = {
        pmid(1): {Place.COUNTED, Place.WAITING},
        pmid(2): {Place.WAITING, Place.NOT_RELEVANT},
        pmid(3): {Place.CONFLICT},
        pmid(4): {Place.NOT_RELEVANT},
        pmid(5): {Place.NOT_RELEVANT, Place.CONTEXT},
        pmid(6): {Place.RETRACTED},
        pmid(7): {Place.NOT_RELEVANT},
    }
    found = flow_of({paper: frozenset(of_parts) for paper, of_parts in places.items()}, 12)
    excluded = {Place.NOT_RELEVANT: 2, Place.CONTEXT: 1, Place.RETRACTED: 1}
    assert found == Flow(identified=12, papers=7, undecided=2, excluded=excluded, included=1)
    assert list(found.excluded) == list(excluded), "the most frequent first"
    shown = flow(found)
    for said in ("<strong>12</strong>", "5 found by several", "2 wait<", "not relevant: 2", "<strong>5</strong>"):
        assert said in shown


def test_the_map_counts_claims_and_leads_to_them() -> None:
    nothing = make_strength(direction=Verdict.NO_EVIDENCE, certainty=None)
    shown = claims_map([make_strength(), make_strength(), nothing])
    assert 'href="./?direction=supported&amp;certainty=low"' in shown
    assert 'aria-label="2 claims: supported, low"' in shown
    assert 'href="./?direction=no+evidence&amp;certainty=none"' in shown
    assert "⊕⊕◯◯" in shown
    assert "moderate" not in shown, "only columns that have claims"
