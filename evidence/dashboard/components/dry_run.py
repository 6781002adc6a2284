"""What the queries would find if a refresh ran now: asked for by hand, since it asks PubMed; nothing is changed."""

from __future__ import annotations

import streamlit as st

from evidence.dashboard import session, words
from evidence.dashboard.components import page, runs
from evidence.dashboard.components.table import figures
from evidence.errors import EvidenceError
from evidence.export.markup import tag
from evidence.services.refresh import RefreshReport, Step


def show(source: str) -> None:
    """A button, and what came of pressing it last. It may take minutes: no transaction should be open meanwhile."""
    page.show(
        tag(
            "p",
            "Asks every query that is due, changed ones and new ones of claims.yaml among them, and checks known "
            "citations, as the next refresh will. It may take minutes; a click elsewhere ends it. Nothing is stored.",
            class_="ev-small",
        )
    )
    if st.button("Ask what a refresh would find", key="dry-run"):
        bar = st.progress(0.0, "Reading claims.yaml")

        def progress(step: Step, done: int, of: int) -> None:
            bar.progress(done / of if of else 0.0, f"{step.capitalize()}: {done:,} of {of:,}")

        st.session_state["dry-run-report"] = None
        try:
            report = session.dry_run(source, progress)
            st.session_state["dry-run-report"] = (words.minute(session.clock().now()), report)
        except EvidenceError as problem:
            page.nothing("That cannot be found out now.", page.why(problem))
        bar.empty()
    if kept := st.session_state.get("dry-run-report"):
        _report(*kept)


def _report(at: str, report: RefreshReport) -> None:
    totals = report.totals
    page.show(
        figures(
            (
                (at, f"asked (UTC); {report.not_due} queries are not due", ""),
                (f"{totals.added:,}", "citations would be new", ""),
                (f"{totals.changed:,}", "revised", ""),
                (f"{totals.retracted:,}", "found retracted", ""),
                (f"{totals.left:,}", "would leave a query", ""),
                (f"{totals.failed:,}", "queries failed", ""),
            )
        )
    )
    if report.error:
        page.nothing("Not complete.", report.error)
    if report.queries:
        page.show(runs.queries(report.queries, "Queries that would be asked"))
    else:
        page.nothing("No query is due.", "The next refresh asks those whose day has come.")
