"""Claim: one claim, what its queries find, how they fare, and what happened."""

import streamlit as st

from evidence.claims.model import Claim
from evidence.dashboard import choose, links, session, words
from evidence.dashboard.components import citations, claims, events, page
from evidence.dashboard.components import queries as query_cards
from evidence.dashboard.markup import join
from evidence.store import events as event_store
from evidence.store import hits, listing, overview
from evidence.store import queries as query_store
from evidence.store.database import Transaction

PAGE_SIZE = 50
AT_MOST = 500
MARKS = {words.mark_word(mark): mark for mark in listing.Mark}
BACK = links.inside("Claims", "./")


def show_citations(tx: Transaction, claim: Claim) -> None:
    """What the queries of the claim and of its parts find."""
    everything = listing.of_claim(tx, claim.id, limit=0)
    if not everything.total:
        page.nothing("Its queries find nothing.", "Ask again: ", page.command(f"evidence refresh --claim {claim.id}"))
        return
    by_text, by_mark = st.columns([2, 3])
    text = by_text.text_input("Words of title, journal or DOI, or a PMID", key="text", bind="query-params") or ""
    chosen = by_mark.pills("Show only", MARKS, selection_mode="multi", key="only", bind="query-params")
    marks = [MARKS[word] for word in chosen]
    fitting = listing.of_claim(tx, claim.id, words=text, marks=marks, limit=0)
    if not fitting.total:
        page.nothing("No citation fits these filters.", "Use fewer words, or take off a mark.")
        return
    pages = -(-fitting.total // PAGE_SIZE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    shown = listing.of_claim(tx, claim.id, words=text, marks=marks, offset=(number - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    page.show(
        citations.how_many(fitting.total, everything.total, everything.marked),
        citations.rows(shown.citations, claim.id),
    )


def show_queries(tx: Transaction, family: list[Claim]) -> None:
    """The queries of the claim and of its parts."""
    notes = {(one.id, query.id): query.note for one in family for query in one.queries}
    asked = [query for query in query_store.tracked(tx) if (query.claim_id, query.query_id) in notes]
    for query in asked:
        note = notes[query.claim_id, query.query_id]
        page.show(query_cards.card(query, note, hits.active_among(tx, query.key, query.sentinels), session.today()))


def show_history(tx: Transaction, claim: Claim) -> None:
    """What happened to the claim and to its citations."""
    happened = event_store.of_claim(tx, claim.id, limit=AT_MOST)
    if happened:
        papers = {one.event.pmid for one in happened if one.event.pmid is not None}
        page.show(events.rows(happened, hits.claims_of(tx, papers)))
    else:
        page.nothing("Nothing has happened yet.")


wanted = st.query_params.get("claim", "")
with session.reading() as tx:
    lines = overview.of_claims(tx)
    line = next((line for line in lines if line.claim.id == wanted), None)
    if line is None:
        page.heading("Claim", above=BACK)
        page.nothing(
            f"No tracked claim is called {wanted!r}." if wanted else "No claim is chosen.", "Choose one of ", BACK, "."
        )
        st.stop()
    claim = line.claim
    parts = [one.claim for one in lines if one.claim.part_of == claim.id]
    page.heading(claim.statement, above=join((BACK, " › ", "; ".join(choose.sections_of(claim)))))
    page.show(claims.definition(line, parts, next((one.claim for one in lines if one.claim.id == claim.part_of), None)))
    views = st.tabs(["Citations", "Queries", "History"], key="view", on_change="rerun", bind="query-params")
    with views[0]:
        if views[0].open:
            show_citations(tx, claim)
    with views[1]:
        if views[1].open:
            show_queries(tx, [claim, *parts])
    with views[2]:
        if views[2].open:
            show_history(tx, claim)
