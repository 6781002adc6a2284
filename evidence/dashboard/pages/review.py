"""Review: one paper at a time, graded with single keys."""

import streamlit as st

from evidence.claims.model import Claim
from evidence.dashboard import links, session
from evidence.dashboard.components import grading, page
from evidence.dashboard.reviewer import current_reviewer
from evidence.export.markup import join
from evidence.store import catalogue


def choose_claim(chosen: str, gradable: dict[str, Claim]) -> None:
    """Which claim is reviewed; it is in the address, so that it can be passed on."""

    def remember() -> None:
        st.query_params["claim"] = st.session_state[key] or []

    key = f"claim-{chosen}"
    options = ["", *gradable]
    st.selectbox(
        "Claim",
        options,
        index=options.index(chosen),
        format_func=lambda claim_id: gradable[claim_id].statement if claim_id else "All claims, one after the other",
        key=key,
        on_change=remember,
        label_visibility="collapsed",
    )


title, choice = st.columns([1, 7], vertical_alignment="center")
with title:
    page.heading("Review")
grading.keyboard()
reviewer = current_reviewer()
wanted = st.query_params.get("claim", "")
with session.reading() as tx:
    tracked = {claim.id: claim for claim in catalogue.claims(tx)}
gradable = {claim.id: claim for claim in tracked.values() if claim.combine is None}
if not tracked:
    page.nothing("No claims are stored yet.", "Run ", page.command("evidence refresh"), ".")
    st.stop()
if wanted and wanted not in tracked:
    page.nothing(f"No tracked claim is called {wanted!r}.", links.inside("Review all claims", "review"), ".")
    st.stop()
if wanted and wanted not in gradable:
    parts = [claim for claim in tracked.values() if claim.part_of == wanted]
    listed = join((links.inside(part.statement, links.review_url(part.id)) for part in parts), " · ")
    page.nothing("This claim rests on its parts: papers are graded for them.", listed)
    st.stop()
if not reviewer:
    page.nothing("Who is grading?", "Write your name in the bar at the left (» opens it), and press Enter.")
    st.stop()
with choice:
    choose_claim(wanted, gradable)
grading.card(reviewer, wanted or None)
