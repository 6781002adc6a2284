"""Claim: one claim, what its queries find, how they fare, and what happened."""

from datetime import UTC, datetime, time

import streamlit as st

from evidence.claims.model import Claim
from evidence.dashboard import choose, links, session
from evidence.dashboard.components import citation_list, claims, events, evidence, page, strength
from evidence.dashboard.components import queries as query_cards
from evidence.dashboard.components.flow import flow, flow_of
from evidence.export.markup import join
from evidence.services import strength as strengths
from evidence.store import catalogue, hits, runs
from evidence.store import events as event_store
from evidence.store import queries as query_store
from evidence.store import strengths as strength_store
from evidence.store.database import Transaction

BACK = links.inside("Claims", "./")


def show_queries(tx: Transaction, family: list[Claim]) -> None:
    """The queries of the claim and of its parts: what they come to together, and each for itself."""
    notes = {(one.id, query.id): query.note for one in family for query in one.queries}
    own = [query for query in query_store.tracked(tx) if (query.claim_id, query.query_id) in notes]
    identified = sum(len(hits.active_pmids(tx, query.key)) for query in own)
    page.show(flow(flow_of(strengths.places(tx, family), identified)))
    query_cards.over_time(runs.counts_of(tx, [query.key for query in own]))
    for query in own:
        found = hits.active_among(tx, query.key, query.sentinels)
        page.show(query_cards.card(query, notes[query.claim_id, query.query_id], found, session.today()))


def show_history(tx: Transaction, claim: Claim) -> None:
    """What happened to the claim and to its citations."""
    # Apart, so that one retraction is not lost among all that a first refresh finds.
    grave = event_store.of_claim(tx, claim.id, kinds=events.URGENT, limit=events.AT_MOST)
    if grave:
        page.show(page.section("Needs a look"))
        events.show(tx, grave)
        page.show(page.section("Everything"))
    events.show(tx, event_store.of_claim(tx, claim.id, kinds=events.HISTORY, limit=events.AT_MOST))


def show_as_of(tx: Transaction, claim: Claim) -> None:
    """The strength as it stood at the end of a day, which is in the address."""
    day = st.date_input("As of", value=None, max_value=session.today(), key="as_of", bind="query-params")
    if day is None:
        return
    stood = strengths.as_of(tx, datetime.combine(day, time.max, UTC))
    then = next((one for one in stood if one.claim == claim.id), None)
    if then is None:
        page.nothing(f"The claim had no strength at the end of {day}.", "Choose a later day.")
    else:
        page.show(page.section(f"At the end of {day}"), strength.card(then, claim))


wanted = st.query_params.get("claim", "")
with session.reading() as tx:
    tracked = {claim.id: claim for claim in catalogue.claims(tx)}
    claim = tracked.get(wanted)
    if claim is None:
        missing = f"No tracked claim is called {wanted!r}." if wanted else "No claim is chosen."
        page.heading("Claim", above=BACK)
        page.nothing(missing, "Choose one of ", BACK, ".")
        st.stop()
    family = choose.family(tracked.values(), claim)
    page.heading(claim.statement, above=join((BACK, " › ", "; ".join(choose.sections_of(claim)))))
    standing = strengths.of_claim(tx, claim.id)
    page.show(strength.card(standing, claim), strength.grounds(standing, tracked))
    page.show(claims.definition(claim, whole=tracked.get(claim.part_of or ""), family=family))
    views = st.tabs(["Citations", "Evidence", "Queries", "History"], key="view", on_change="rerun", bind="query-params")
    with views[0]:
        if views[0].open:
            citation_list.show(tx, claim.id, strengths.places(tx, family))
    with views[1]:
        if views[1].open:
            evidence.bodies(standing)
    with views[2]:
        if views[2].open:
            show_queries(tx, family)
    with views[3]:
        if views[3].open:
            evidence.over_time(strength_store.over_time(tx, claim.id))
            show_as_of(tx, claim)
            show_history(tx, claim)
