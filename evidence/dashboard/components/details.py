"""The second tier of a grade: what a relevant paper reports, field by field, with what is wrong beside each field.

The widgets keep what is typed; ``read`` makes it into ``Details``. What the form has no field for (domains of a tool,
facts of a review) is kept as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import streamlit as st

from evidence.claims.model import Claim
from evidence.dashboard import answers
from evidence.dashboard.components import page
from evidence.export.markup import tag
from evidence.grading.model import Details, Direction, Directness, Measure, Read, Result

Name = Callable[[str], str]
"""Gives a widget the key that belongs to one paper."""

GAPS: Final = {0: "same", 1: "somewhat", 2: "very different"}
_ADJUSTED: Final = {None: "not said", True: "adjusted", False: "not adjusted"}
_SPONSORED: Final = {None: "not known", True: "yes", False: "no"}
_PICO: Final = ("population", "intervention", "comparator", "outcome")


def form(name: Name, claim: Claim, before: Details | None, wrong: Mapping[str, str]) -> None:
    """Renders the fields.

    Args:
        name: makes the keys of the widgets.
        claim: whose outcomes there are results for.
        before: what was said already.
        wrong: what was refused, by the field's path in the model: ``details.results[0].ci_low``.
    """
    said = before or Details()
    st.segmented_control(
        "What have you read?",
        list(Read),
        default=said.read,
        required=True,
        key=name("read"),
        format_func=answers.capital,
    )
    _wrong(wrong, "risk_of_bias")
    results = said.results or (_blank(claim),)
    number = st.session_state.setdefault(name("results"), len(results))
    for index in range(number):
        _result(name, index, claim, results[index] if index < len(results) else _blank(claim), wrong)
    st.button("Another result", key=name("more"), on_click=_add, args=(name,))
    funded, sponsored = st.columns([3, 2])
    funded.text_input("Funding, as stated", value=said.funding, key=name("funding"))
    sponsored.selectbox(
        "Paid by somebody who gains",
        list(_SPONSORED),
        index=list(_SPONSORED).index(said.sponsored),
        key=name("sponsored"),
        format_func=_SPONSORED.__getitem__,
    )
    st.text_input("Conflicts of interest", value=said.conflicts, key=name("conflicts"))
    st.text_area("Comment for colleagues", value=said.comment, key=name("comment"), height=70)


def _add(name: Name) -> None:
    st.session_state[name("results")] += 1


def _blank(claim: Claim) -> Result:
    return Result(outcome=claim.outcomes[0].name if claim.outcomes else "", direction=Direction.UNCLEAR)


def _result(name: Name, index: int, claim: Claim, said: Result, wrong: Mapping[str, str]) -> None:
    def key(field: str) -> str:
        return name(f"result-{index}-{field}")

    at = f"details.results[{index}]"
    with st.container(border=True, gap="xsmall"):
        page.show(tag("h3", f"Result {index + 1}", class_="ev-result"))
        outcomes = [one.name for one in claim.outcomes] or [said.outcome]
        if said.outcome not in outcomes:
            outcomes.append(said.outcome)
        by_outcome, by_direction = st.columns(2)
        by_outcome.selectbox("Outcome", outcomes, index=outcomes.index(said.outcome), key=key("outcome"))
        by_direction.selectbox(
            "Direction of the point estimate",
            list(Direction),
            index=list(Direction).index(said.direction),
            key=key("direction"),
            format_func=answers.capital,
        )
        _wrong(wrong, f"{at}.outcome", f"{at}.direction", "direction")
        participants, events, adjusted = st.columns(3)
        _number(participants, "Participants (n)", said.n, key("n"), whole=True)
        _number(events, "With the outcome", said.events, key("events"), whole=True)
        adjusted.selectbox(
            "Confounders",
            list(_ADJUSTED),
            index=list(_ADJUSTED).index(said.adjusted),
            key=key("adjusted"),
            format_func=_ADJUSTED.__getitem__,
        )
        _wrong(wrong, f"{at}.n", f"{at}.events")
        by_measure, estimate, low, high = st.columns([2, 1, 1, 1])
        by_measure.selectbox(
            "Measure",
            [None, *Measure],
            index=[None, *Measure].index(said.measure),
            key=key("measure"),
            format_func=lambda measure: measure or "none reported",
        )
        _number(estimate, "Estimate", said.estimate, key("estimate"))
        _number(low, "CI from", said.ci_low, key("ci_low"))
        _number(high, "CI to", said.ci_high, key("ci_high"))
        _wrong(wrong, *(f"{at}.{field}" for field in ("measure", "estimate", "ci_low", "ci_high")))
        page.show(tag("p", "How far from what the claim asks?", class_="ev-small"))
        for field, column in zip(_PICO, st.columns(4), strict=True):
            column.selectbox(
                field.capitalize(),
                list(GAPS),
                index=getattr(said.directness, field),
                key=key(f"gap-{field}"),
                format_func=GAPS.__getitem__,
            )
        for_whom, against_what = st.columns(2)
        for_whom.text_input("Population, if another", value=said.population, key=key("for_whom"))
        against_what.text_input("Comparator, if another", value=said.comparator, key=key("against_what"))


def _number(
    place: st.delta_generator.DeltaGenerator, label: str, value: float | None, key: str, *, whole: bool = False
) -> None:
    if whole:
        place.number_input(label, value=None if value is None else int(value), step=1, key=key, placeholder="–")
    else:
        place.number_input(label, value=value, step=None, format="%g", key=key, placeholder="–")


def _wrong(wrong: Mapping[str, str], *fields: str) -> None:
    said = [tag("p", f"▲ {wrong[field]}", class_="ev-refused") for field in fields if field in wrong]
    if said:
        page.show(*said)


def read(name: Name, before: Details | None) -> Details:
    """What the widgets hold.

    Args:
        name: made their keys.
        before: what was said already; keeps what has no field.
    """
    state: Mapping[str, Any] = {key: st.session_state[key] for key in map(str, st.session_state)}
    said = before or Details()
    results = [_read_result(state, name, index, _at(said.results, index)) for index in range(state[name("results")])]
    while results and len(results) > len(said.results) and _untouched(results[-1]):
        results.pop()
    return msgspec.structs.replace(
        said,
        read=state[name("read")],
        results=tuple(results),
        funding=state[name("funding")].strip(),
        sponsored=state[name("sponsored")],
        conflicts=state[name("conflicts")].strip(),
        comment=state[name("comment")].strip(),
    )


def _at(results: tuple[Result, ...], index: int) -> Result | None:
    return results[index] if index < len(results) else None


def _untouched(one: Result) -> bool:
    return one == Result(outcome=one.outcome, direction=Direction.UNCLEAR)


def _read_result(state: Mapping[str, Any], name: Name, index: int, before: Result | None) -> Result:
    def value(field: str) -> Any:
        return state[name(f"result-{index}-{field}")]

    return msgspec.structs.replace(
        before or Result(outcome="", direction=Direction.UNCLEAR),
        outcome=value("outcome"),
        direction=value("direction"),
        population=value("for_whom").strip(),
        comparator=value("against_what").strip(),
        n=value("n"),
        events=value("events"),
        measure=value("measure"),
        estimate=value("estimate"),
        ci_low=value("ci_low"),
        ci_high=value("ci_high"),
        adjusted=value("adjusted"),
        directness=Directness(**{field: value(f"gap-{field}") for field in _PICO}),
    )
