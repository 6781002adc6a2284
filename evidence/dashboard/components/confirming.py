"""The form in which a named person confirms a body of evidence: five proposed domains, each to agree or override."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from evidence.dashboard import session, words
from evidence.dashboard.components import page, strength
from evidence.dashboard.components.table import facts
from evidence.errors import EvidenceError
from evidence.export.marks import certainty
from evidence.export.markup import join, tag
from evidence.services.confirm import confirm
from evidence.strength import telling
from evidence.strength.material import Decision
from evidence.strength.model import FURTHEST, Body, Domain, Judged


def key(claim_id: str, body: Body, widget: str) -> str:
    """The key of a widget for a body as it stands: when it changes, the form starts anew."""
    return f"{widget}-{claim_id}-{body.key}-{body.fingerprint}"


def form(by: str, claim_id: str, body: Body) -> None:
    """Renders a body with its domains.

    Args:
        by: who confirms.
        claim_id: whose body it is.
        body: as it stands.
    """
    with st.container(border=True, key=f"body-{body.fingerprint}"):
        page.show(
            tag("h2", f"{body.outcome}: {body.design}", class_="ev-body"),
            facts(
                (
                    ("Population", body.population),
                    ("Comparator", body.comparator),
                    ("Studies", telling.studies(body)),
                    ("Effect", telling.effect(body)),
                    ("Says", join((strength.verdict(body), " ", certainty(body.certainty)))),
                    ("Notes", tag("ul", *(tag("li", note) for note in body.notes)) if body.notes else ""),
                    ("Starts at", telling.START[body.start] if body.start is not None else ""),
                    ("Confirmed", _confirmed(body)),
                )
            ),
        )
        for domain, judged in body.domains.items():
            _domain(claim_id, body, domain, judged)
        told = st.session_state.get(key(claim_id, body, "told"), "")
        if told:
            page.show(tag("p", f"▲ {told}", class_="ev-refused", role="alert"))
        st.button(
            f"Confirm as {by}",
            key=key(claim_id, body, "confirm"),
            type="primary",
            on_click=_confirm,
            args=(by, claim_id, body),
        )


def _confirmed(body: Body) -> str:
    return f"by {body.confirmed_by} on {words.day(body.confirmed_at)}" if body.confirmed_by else "by nobody yet"


def _domain(claim_id: str, body: Body, domain: Domain, judged: Judged) -> None:
    named, level, why = st.columns([4, 1, 4], vertical_alignment="center")
    proposed = f"proposed {telling.levels(judged.proposed)}"
    with named:
        page.show(
            tag(
                "p",
                tag("strong", domain.capitalize()),
                f", {proposed}: {judged.reason or 'nothing said'}",
                class_="ev-small",
            )
        )
    options = levels_of(domain)
    final = judged.final if body.confirmed_by else 0 if domain.rates_up else judged.proposed
    level.selectbox(
        f"Levels for {domain}",
        options,
        index=options.index(final),
        key=key(claim_id, body, f"level-{domain}"),
        format_func=telling.levels,
        label_visibility="collapsed",
    )
    why.text_input(
        f"Why another level for {domain}",
        key=key(claim_id, body, f"reason-{domain}"),
        placeholder="Why, if it is not as proposed",
        label_visibility="collapsed",
    )


def levels_of(domain: Domain) -> list[int]:
    """What a domain can move certainty by, nothing first."""
    furthest = FURTHEST[domain]
    return list(range(furthest + 1)) if furthest > 0 else list(range(0, furthest - 1, -1))


def decisions(chosen: Iterable[tuple[Domain, Judged, int, str]]) -> list[Decision]:
    """The domains on which a person differs from the proposal, or agrees with a rating up that is only offered."""
    return [
        Decision(domain=domain, final=level, reason=reason.strip())
        for domain, judged, level, reason in chosen
        if level != (0 if domain.rates_up else judged.proposed)
    ]


def _confirm(by: str, claim_id: str, body: Body) -> None:
    state = st.session_state
    chosen = (
        (domain, judged, state[key(claim_id, body, f"level-{domain}")], state[key(claim_id, body, f"reason-{domain}")])
        for domain, judged in body.domains.items()
    )
    try:
        now = confirm(session.database(), claim_id, body.key, body.fingerprint, by, decisions(chosen), session.clock())
    except EvidenceError as problem:
        state[key(claim_id, body, "told")] = f"Not saved: {page.why(problem)}"
        return
    state.pop(key(claim_id, body, "told"), None)
    standing = "provisional" if now.provisional else "confirmed"
    state["confirmed"] = (
        f"saved {session.clock().now():%H:%M:%S} UTC: {body.outcome}; the claim's strength is {standing}"
    )
