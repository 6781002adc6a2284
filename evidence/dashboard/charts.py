"""Charts as pure functions: values in, an Altair chart out. Every chart has a description for those who do not see it.

Colours are Okabe and Ito's, and no colour stands alone: marks differ in shape, or a word stands beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt

from evidence.grading.model import Direction, RiskOfBias
from evidence.store.runs import QueryResult
from evidence.store.strengths import StoredStrength
from evidence.strength.model import Body, Verdict

BIAS_COLOURS: Final = {
    RiskOfBias.LOW: "#009e73",
    RiskOfBias.SOME: "#e69f00",
    RiskOfBias.HIGH: "#d55e00",
    RiskOfBias.CRITICAL: "#882255",
}
BIAS_SHAPES: Final = {
    RiskOfBias.LOW: "circle",
    RiskOfBias.SOME: "square",
    RiskOfBias.HIGH: "triangle-up",
    RiskOfBias.CRITICAL: "cross",
}
VERDICT_COLOURS: Final = {
    Verdict.SUPPORTED: "#009e73",
    Verdict.CONTRADICTED: "#d55e00",
    Verdict.MIXED: "#e69f00",
    Verdict.INSUFFICIENT: "#8a939b",
    Verdict.NO_EVIDENCE: "#b9c0c6",
}
DIRECTIONS: Final = (Direction.FOR, Direction.NO_DIFFERENCE, Direction.UNCLEAR, Direction.AGAINST)
_SERIES: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_DASHES: Final = ((1, 0), (6, 3), (2, 2))
_ROW: Final = 28
_BLUE: Final = "#0072b2"


def _data(rows: Sequence[Mapping[str, object]]) -> alt.Data:
    return alt.Data(values=rows)  # type: ignore[no-untyped-call]


def is_poolable(body: Body) -> bool:
    """Whether a forest plot can be drawn: a pooled effect, and studies with intervals."""
    return body.pooled is not None and any(line.ci is not None for line in body.studies)


def forest(body: Body) -> alt.LayerChart | alt.FacetChart:
    """Studies with their intervals, weights and risk of bias, and below them the pooled effect with its intervals.

    Args:
        body: one for which ``is_poolable`` holds.
    """
    pooled = body.pooled
    if pooled is None:
        raise ValueError("a body without a pooled effect has no forest plot")
    studies = [line for line in body.studies if line.ci is not None and line.estimate is not None]
    order = [line.study for line in studies] + ["Pooled"]
    rows = [
        {
            "study": line.study,
            "estimate": line.estimate,
            "low": line.ci.low if line.ci else None,
            "high": line.ci.high if line.ci else None,
            "weight": line.weight,
            "risk of bias": str(line.risk_of_bias),
        }
        for line in studies
    ]
    scale = alt.Scale(type="log") if pooled.measure.is_ratio else alt.Scale(zero=False)
    axis_x = alt.X("estimate:Q", title=str(pooled.measure), scale=scale)
    axis_y = alt.Y("study:N", title=None, sort=order)
    base = alt.Chart(_data(rows)).encode(y=axis_y)
    whole = [{"study": "Pooled", "estimate": pooled.estimate, "low": pooled.ci.low, "high": pooled.ci.high}]
    total = alt.Chart(_data(whole)).encode(y=axis_y)
    layers = [
        alt.Chart(_data([{"none": pooled.measure.null}]))
        .mark_rule(strokeDash=[4, 3], color="#8a939b")
        .encode(x=alt.X("none:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, color="#8a939b").encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        base.mark_point(filled=True, opacity=1).encode(
            x=axis_x,
            size=alt.Size("weight:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=[40, 400])),
            color=_of_bias(alt.Color),
            shape=_of_bias(alt.Shape),
            tooltip=["study:N", "estimate:Q", "low:Q", "high:Q", "weight:Q", "risk of bias:N"],
        ),
        total.mark_rule(strokeWidth=6, color=_BLUE).encode(x=alt.X("low:Q", scale=scale), x2="high:Q"),
        total.mark_point(filled=True, shape="diamond", size=260, color=_BLUE, opacity=1).encode(x=axis_x),
    ]
    if (expected := pooled.prediction_interval) is not None:
        where = [{"study": "Pooled", "low": expected.low, "high": expected.high}]
        layers.append(
            alt.Chart(_data(where))
            .mark_rule(strokeWidth=1.5, strokeDash=[2, 2], color=_BLUE)
            .encode(y=axis_y, x=alt.X("low:Q", scale=scale), x2="high:Q")
        )
    said = f"{pooled.measure} {pooled.estimate:.2f} ({pooled.ci.low:.2f} to {pooled.ci.high:.2f})"
    return alt.layer(*layers).properties(
        height=_ROW * (len(order) + 1),
        description=f"Forest plot of {body.outcome}: {len(studies)} studies, pooled {said}.",
    )


def _of_bias(channel: Any) -> Any:
    known = list(RiskOfBias)
    ranges = [BIAS_SHAPES[one] for one in known] if channel is alt.Shape else [BIAS_COLOURS[one] for one in known]
    scale = alt.Scale(domain=[str(one) for one in known], range=ranges)
    return channel("risk of bias:N", title="Risk of bias", scale=scale)


def directions(body: Body) -> alt.Chart:
    """Studies by direction and risk of bias: where effects do not compare (Boon and Thomson 2021)."""
    counted = Counter((line.direction, line.risk_of_bias) for line in body.studies)
    rows = [
        {"direction": one.replace("_", " "), "studies": number, "risk of bias": str(bias)}
        for (one, bias), number in sorted(counted.items())
    ]
    by_direction = Counter(line.direction for line in body.studies)
    said = ", ".join(f"{by_direction[one]} {one.replace('_', ' ')}" for one in DIRECTIONS if by_direction[one])
    drawn: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_bar()
        .encode(
            y=alt.Y("direction:N", title=None, sort=[one.replace("_", " ") for one in DIRECTIONS]),
            x=alt.X("studies:Q", title="Studies", axis=alt.Axis(tickMinStep=1, format="d")),
            color=_of_bias(alt.Color),
            tooltip=["direction:N", "studies:Q", "risk of bias:N"],
        )
        .properties(height=_ROW * (len(by_direction) + 2), description=f"Studies on {body.outcome}: {said}.")
    )
    return drawn


def designs(bodies: Sequence[Body]) -> alt.Chart:
    """How many studies of which kind each outcome rests on."""
    rows = [{"design": str(body.design), "outcome": body.outcome, "studies": body.k} for body in bodies]
    said = "; ".join(f"{body.outcome}: {body.k} in {body.design}" for body in bodies)
    drawn: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_bar(color=_BLUE)
        .encode(
            y=alt.Y("outcome:N", title=None, sort=None, axis=alt.Axis(labelLimit=320)),
            x=alt.X("studies:Q", title="Studies", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("design:N", title="Design"),
            tooltip=["outcome:N", "design:N", "studies:Q"],
        )
        .properties(
            height=_ROW * (len({body.outcome for body in bodies}) + 2), description=f"Studies by design. {said}."
        )
    )
    return drawn


def over_time(history: Sequence[StoredStrength]) -> alt.Chart:
    """The strength of a claim since it was first computed: what the evidence said, and how certain that was."""
    rows = [
        {
            "at": one.at.isoformat(),
            "direction": str(one.strength.direction),
            "certainty": str(one.strength.certainty or "none"),
            "confirmed": "confirmed" if not one.strength.provisional else "provisional",
        }
        for one in history
    ]
    last = history[-1].strength
    drawn: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_point(filled=True, size=120, opacity=1)
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%Y-%m-%d %H:%M", labelAngle=0, tickCount=4)),
            y=alt.Y(
                "direction:N",
                title=None,
                sort=[str(one) for one in reversed(Verdict)],
                axis=alt.Axis(labelOverlap=False),
            ),
            color=alt.Color(
                "direction:N",
                legend=None,
                scale=alt.Scale(domain=[str(one) for one in Verdict], range=[VERDICT_COLOURS[one] for one in Verdict]),
            ),
            shape=alt.Shape("confirmed:N", title=None),
            tooltip=["at:T", "direction:N", "certainty:N", "confirmed:N"],
        )
        .properties(height=150, description=f"{len(rows)} strengths over time; now {last.direction}.")
    )
    return drawn


def changes(results: Sequence[QueryResult]) -> list[QueryResult]:
    """Of what queries found each time, oldest first: the first of each query, every other number, and the last."""
    last = {one.query: one for one in results}
    known: dict[int, int | None] = {}
    kept = []
    for one in results:
        if one.query not in known or known[one.query] != one.count or one is last[one.query]:
            kept.append(one)
        known[one.query] = one.count
    return kept


def hits_over_time(results: Sequence[QueryResult]) -> alt.Chart:
    """How many citations each query of a claim found, each time it was asked with success."""
    rows = [
        {"at": one.at.isoformat(), "query": f"{one.claim_id} / {one.query_id}", "found": one.count}
        for one in changes(results)
    ]
    newest = {row["query"]: row["found"] for row in rows}
    said = ", ".join(f"{query} {found}" for query, found in newest.items())
    names = list(newest)
    # Lines that share a colour differ in their dashes.
    colours = alt.Scale(domain=names, range=[_SERIES[i % len(_SERIES)] for i in range(len(names))])
    dashes = alt.Scale(domain=names, range=[_DASHES[i // len(_SERIES) % len(_DASHES)] for i in range(len(names))])
    legend = alt.Legend(orient="bottom", direction="vertical", columns=1, labelLimit=280, symbolType="stroke")
    drawn: alt.Chart = (
        alt.Chart(_data(rows))
        .mark_line(point=True, interpolate="step-after")
        .encode(
            x=alt.X("at:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelAngle=0, tickCount=3)),
            y=alt.Y("found:Q", title="Citations found", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color("query:N", title=None, scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("query:N", title=None, scale=dashes, legend=None),
            tooltip=["at:T", "query:N", "found:Q"],
        )
        .properties(height=170 + 16 * len(names), description=f"Citations found over time; at last {said}.")
    )
    return drawn
