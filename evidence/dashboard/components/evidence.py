"""The evidence of a claim in charts, each with the same figures as a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from evidence.dashboard import charts, words
from evidence.dashboard.components import page
from evidence.dashboard.components.table import Column, table
from evidence.export.marks import certainty, verdict_mark
from evidence.export.markup import Html
from evidence.store.strengths import StoredStrength
from evidence.strength.model import Body, Strength, StudyLine

_STUDY: Final = (
    Column("Study"),
    Column("Direction"),
    Column("Effect"),
    Column("Weight", "number"),
    Column("Participants", "number"),
    Column("Risk of bias"),
)
_TIMES: Final = (Column("Since", "date"), Column("The evidence"), Column("Certainty"), Column("Standing"))


def bodies(one: Strength) -> None:
    """Each body of evidence: a forest plot where effects were pooled, else the directions of its studies."""
    if not one.bodies:
        page.nothing("No study counts as evidence yet.", "Papers count when reviewers have graded them and agree.")
        return
    page.show(page.section("Studies by design"))
    st.altair_chart(charts.designs(one.bodies))
    for body in one.bodies:
        page.show(page.section(f"{body.outcome}: {body.design}"))
        st.altair_chart(charts.forest(body) if charts.is_poolable(body) else charts.directions(body))
        page.show(page.folded("The same as a table", _studies(body)))


def over_time(history: Iterable[StoredStrength]) -> None:
    """Every strength that the claim had."""
    stood = list(history)
    if not stood:
        return
    page.show(page.section("Strength over time"))
    st.altair_chart(charts.over_time(stood))
    rows = (
        (
            words.minute(one.at),
            verdict_mark(one.strength.direction, one.strength.contradiction).html(),
            certainty(one.strength.certainty),
            "provisional" if one.strength.provisional else f"confirmed by {one.strength.confirmed_by}",
        )
        for one in reversed(stood)
    )
    page.show(page.folded("The same as a table", table("Strength over time", _TIMES, rows)))


def _studies(body: Body) -> Html:
    return table(f"Studies on {body.outcome}", _STUDY, map(_study, body.studies))


def _study(line: StudyLine) -> tuple[str, ...]:
    interval = f" ({line.ci.low:.2f} to {line.ci.high:.2f})" if line.ci else ""
    return (
        line.study,
        line.direction.replace("_", " "),
        f"{line.estimate:.2f}{interval}" if line.estimate is not None else "",
        f"{line.weight:.0%}",
        f"{line.n:,}" if line.n is not None else "not recorded",
        str(line.risk_of_bias),
    )
