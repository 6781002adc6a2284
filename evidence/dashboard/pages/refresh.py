"""Refresh: what the refreshes did, what they noticed, and what is due."""

import streamlit as st

from evidence.dashboard import session, words
from evidence.dashboard.components import dry_run, events, page, queries, runs
from evidence.dashboard.components.table import figures
from evidence.store import events as event_store
from evidence.store import origin
from evidence.store import queries as query_store
from evidence.store import runs as run_store
from evidence.store.database import Transaction


def show_events(tx: Transaction) -> None:
    """What refreshes noticed, retractions and missed sentinels before all else."""
    kind = st.columns(3)[0].selectbox("Show", list(events.CHOICES), key="events", bind="query-params")
    events.show(tx, event_store.since(tx, kinds=events.CHOICES[kind], limit=events.AT_MOST))


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


page.heading("Refresh")
with session.reading() as tx:
    latest = run_store.recent(tx)
    if not latest:
        page.nothing("No refresh has run yet.", "Run ", page.command("evidence refresh"), ".")
        st.stop()
    source = origin.of(tx) or "pubmed"
    asked = query_store.tracked(tx)
    due = [query.due_on for query in asked if query.due_on]
    page.show(
        figures(
            (
                (words.minute(latest[0].started_at), f"last refresh (UTC): {runs.state_of(latest[0])}", ""),
                *queries.health(asked, session.today()),
                (words.day(min(due, default=None)), "next due", ""),
            )
        )
    )
    views = st.tabs(["Events", "Runs", "Queries", "Dry run"], key="view", on_change="rerun", bind="query-params")
    with views[0]:
        if views[0].open:
            show_events(tx)
    with views[1]:
        if views[1].open:
            show_runs(tx, latest)
    with views[2]:
        if views[2].open:
            page.show(queries.by_due_day(asked, session.today()))
with views[3]:
    if views[3].open:
        dry_run.show(source)
