"""Refresh: what the refreshes did, what they noticed, and what is due."""

import streamlit as st

from evidence.dashboard import links, session, words
from evidence.dashboard.components import events, page, runs
from evidence.dashboard.components import queries as query_cards
from evidence.dashboard.components.table import Column, table
from evidence.dashboard.markup import join
from evidence.services.refresh_rules import is_overdue
from evidence.store import events as event_store
from evidence.store import hits
from evidence.store import queries as query_store
from evidence.store import runs as run_store
from evidence.store.database import Transaction
from evidence.store.events import EventKind
from evidence.store.queries import TrackedQuery

URGENT = "Needs a look"
KINDS = {
    URGENT: (
        EventKind.RETRACTED,
        EventKind.RETRACTED_AND_REPUBLISHED,
        EventKind.PARTIALLY_RETRACTED,
        EventKind.EXPRESSION_OF_CONCERN,
        EventKind.CORRECTED,
        EventKind.REINSTATED,
        EventKind.CITATION_MISSING,
        EventKind.SENTINEL_MISSED,
        EventKind.QUERY_FAILED,
        EventKind.QUERY_WARNING,
        EventKind.TRANSLATION_CHANGED,
    ),
    "Everything": (),
    **{mark.word: (kind,) for kind, mark in words.EVENT_MARKS.items()},
}
AT_MOST = 200


def show_events(tx: Transaction) -> None:
    """What refreshes noticed, retractions and missed sentinels before all else."""
    kind = st.columns(3)[0].selectbox("Show", list(KINDS), key="events", bind="query-params")
    happened = event_store.since(tx, kinds=KINDS[kind], limit=AT_MOST)
    if not happened:
        page.nothing("No such event has happened.")
        return
    papers = {one.event.pmid for one in happened if one.event.pmid is not None}
    page.show(events.rows(happened, hits.claims_of(tx, papers)))
    if len(happened) == AT_MOST:
        page.show(f"Only the latest {AT_MOST} are shown; all are in ", page.command("evidence events"), ".")


def show_runs(tx: Transaction, latest: tuple[run_store.StoredRun, ...]) -> None:
    """The last refreshes, and the queries of one of them."""
    page.show(runs.rows(latest))
    numbers = [run.id for run in latest]
    run = st.columns(3)[0].selectbox("Queries of the run", numbers, key="run", bind="query-params")
    results = run_store.queries_of(tx, run)
    if results:
        page.show(runs.queries(results))
    else:
        page.nothing("This run asked no query.")


def show_queries(asked: tuple[TrackedQuery, ...]) -> None:
    """Every query by its due day, the overdue first."""
    today = session.today()
    columns = (
        Column("Query", "wide"),
        Column("Due", "date"),
        Column("Every", "number"),
        Column("Last refresh (UTC)", "date"),
        Column("Found", "number"),
    )
    ordered = sorted(asked, key=lambda query: (not is_overdue(query, today), query.due_on or today))
    page.show(
        table(
            "Queries by due day",
            columns,
            (
                (
                    join(
                        (
                            links.inside(query.claim_id, links.claim_url(query.claim_id, view="Queries")),
                            f" / {query.query_id} ",
                            *query_cards.marks(query, today),
                            f" {query.last_error or ''}",
                        )
                    ),
                    words.day(query.due_on),
                    words.count(query.every_days, "day"),
                    words.minute(query.last_success_at),
                    f"{query.last_count:,}" if query.last_count is not None else "–",
                )
                for query in ordered
            ),
        )
    )


page.heading("Refresh")
with session.reading() as tx:
    latest = run_store.recent(tx)
    if not latest:
        page.nothing("No refresh has run yet.", "Run ", page.command("evidence refresh"), ".")
        st.stop()
    views = st.tabs(["Events", "Runs", "Queries"], key="view", on_change="rerun", bind="query-params")
    with views[0]:
        if views[0].open:
            show_events(tx)
    with views[1]:
        if views[1].open:
            show_runs(tx, latest)
    with views[2]:
        if views[2].open:
            show_queries(query_store.tracked(tx))
