"""A paper on which reviewers differ: what each said side by side, without names, and the form that decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
import streamlit as st

from evidence.citations.design import Design
from evidence.dashboard import answers, session
from evidence.dashboard.components import criteria, details, page, record
from evidence.dashboard.components.table import Column, table
from evidence.dashboard.desk import Seen
from evidence.errors import EvidenceError, RefusedError
from evidence.export.markup import Html, join, tag
from evidence.grading.consensus import Conflict
from evidence.grading.model import Assessment, Details, Direction, Relevance, RiskOfBias
from evidence.grading.rules import WITHOUT_RISK_OF_BIAS
from evidence.services import adjudicate
from evidence.services.adjudicate import OpenConflict

_NOTHING_RECORDED: Final = "none"


def letter(place: int) -> str:
    """What a vote is called instead of by its reviewer's name: A, B, C ..."""
    return chr(ord("A") + place)


def show(adjudicator: str, conflict: OpenConflict) -> None:
    """Renders the paper, the votes and the form."""
    seen = Seen(adjudicator, conflict.claim.id, conflict.stored.citation.pmid, conflict.stored.revision)
    reading, judging = st.columns([4, 3], gap="large")
    with reading:
        page.show(record.head(conflict.stored, conflict.claim))
        page.show(page.section("What the reviewers say"), side_by_side(conflict.said, conflict.conflicts))
        _form(seen, conflict)
        page.show(page.section("Abstract"), record.abstract(conflict.stored, conflict.claim))
    with judging:
        page.show(criteria.of_claim(conflict.claim), criteria.definitions(conflict.claim))


def side_by_side(said: Sequence[Assessment], conflicts: Sequence[Conflict]) -> Html:
    """A column a vote; rows in which they differ come with a mark, and what cannot be merged is named below."""
    columns = (Column("Field"), *(Column(f"Vote {letter(place)}") for place in range(len(said))))
    votes = [dict(answers.fields(one)) for one in said]
    names = dict.fromkeys(name for vote in votes for name, value in vote.items() if value)
    rows = [_row(name, [vote.get(name, "") for vote in votes]) for name in names]
    differ = [tag("li", f"{_plain(one.field)}: {' / '.join(map(_plain, one.said))}") for one in conflicts]
    return join((table("Votes side by side", columns, rows), tag("p", "To decide:"), tag("ul", *differ)))


def _row(name: str, values: Sequence[str]) -> tuple[str, ...]:
    if len(set(values)) == 1:
        return name, *values
    mark = tag("span", "≠ differs", class_="ev-small ev-doubt")
    return join((tag("strong", name), " ", mark)), *(tag("strong", value or "–") for value in values)


def _plain(term: str) -> str:
    return term.replace("_", " ")


def _form(seen: Seen, conflict: OpenConflict) -> None:
    said = conflict.said
    wrong: dict[str, str] = st.session_state.get(seen.key("wrong"), {})
    page.show(page.section("Your decision"))
    first, second = st.columns(2)
    _choice(first, seen, "relevance", list(Relevance), [one.relevance for one in said])
    _choice(second, seen, "direction", list(Direction), [one.direction for one in said])
    _choice(first, seen, "design", list(Design), [one.design for one in said])
    _choice(second, seen, "risk_of_bias", list(RiskOfBias), [one.risk_of_bias for one in said])
    before = _details(seen, said, conflict, wrong)
    st.text_area("Why? (needed; kept with the decision)", key=seen.key("reason"), height=70)
    told = st.session_state.get(seen.key("told"), "")
    if told:
        page.show(tag("p", f"▲ {told}", class_="ev-refused", role="alert"))
    st.button("Decide", key=seen.key("decide"), type="primary", on_click=_decide, args=(seen, before))


def _choice(
    place: st.delta_generator.DeltaGenerator, seen: Seen, field: str, options: Sequence[Any], said: Sequence[Any]
) -> None:
    """A field of the quick tier; where the votes agree that is given, where they differ nothing is."""
    agreed = said[0] if len(set(said)) == 1 else None
    place.selectbox(
        answers.capital(field),
        options,
        index=options.index(agreed) if agreed is not None else None,
        key=seen.key(field),
        format_func=answers.capital,
        placeholder="Decide",
    )


def _details(seen: Seen, said: Sequence[Assessment], conflict: OpenConflict, wrong: dict[str, str]) -> Details | None:
    """From which vote the details come, and their fields to correct; gives the details they start from."""
    with_details = {letter(place): one.details for place, one in enumerate(said) if one.details is not None}
    if not with_details:
        return None
    agree = len(with_details) == len(said) and len(set(map(msgspec.json.encode, with_details.values()))) == 1
    source = st.selectbox(
        "Details start from",
        [_NOTHING_RECORDED, *with_details],
        index=1 if agree else None,
        key=seen.key("source"),
        placeholder="Decide",
        format_func=lambda name: "no details" if name == _NOTHING_RECORDED else f"vote {name}, to be corrected here",
    )
    if source is None or source == _NOTHING_RECORDED:
        return None
    with st.expander(f"Details, as in vote {source}", expanded=bool(wrong)):
        details.form(lambda widget: seen.key(f"{widget}-of-{source}"), conflict.claim, with_details[source], wrong)
    return with_details[source]


def _decide(seen: Seen, before: Details | None) -> None:
    state = st.session_state
    source = state.get(seen.key("source"), _NOTHING_RECORDED)
    relevance: Relevance | None = state[seen.key("relevance")]
    if relevance is None:
        state[seen.key("told")] = "Not saved: decide on the relevance"
        return
    if relevance is not Relevance.NONE and source is None:
        state[seen.key("told")] = "Not saved: decide from which vote the details start"
        return
    said = Assessment(relevance=relevance)
    if relevance is not Relevance.NONE:
        design: Design | None = state[seen.key("design")]
        said = Assessment(
            relevance=relevance,
            direction=state[seen.key("direction")],
            design=design,
            risk_of_bias=None if design in WITHOUT_RISK_OF_BIAS else state[seen.key("risk_of_bias")],
            details=details.read(lambda widget: seen.key(f"{widget}-of-{source}"), before) if before else None,
        )
    try:
        adjudicate.adjudicate(
            session.database(),
            seen.claim,
            seen.pmid,
            seen.reviewer,
            state[seen.key("reason")],
            said,
            seen.revision,
            session.clock(),
        )
    except EvidenceError as problem:
        state[seen.key("told")] = f"Not saved: {page.why(problem)}"
        state[seen.key("wrong")] = dict(problem.problems) if isinstance(problem, RefusedError) else {}
    else:
        state["decided"] = f"saved {session.clock().now():%H:%M:%S} UTC: PMID {seen.pmid}, {answers.quick(said)}"
        st.query_params.clear()  # back to the list
