"""Refreshes, and what each of their queries came to."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.dashboard import links, words
from evidence.dashboard.components.table import Column, table
from evidence.export.marks import Mark
from evidence.export.markup import Html, join, tag
from evidence.store.runs import QueryResult, StoredRun

_RUN_COLUMNS = (
    Column("Run"),
    Column("Started (UTC)", "date"),
    Column("Source"),
    Column("Status", "wide"),
    Column("New", "number"),
    Column("Revised", "number"),
    Column("Retracted", "number"),
    Column("Left", "number"),
    Column("Failed", "number"),
    Column("Requests", "number"),
    Column("Seconds", "number"),
)
_QUERY_COLUMNS = (
    Column("Query", "wide"),
    Column("Found", "number"),
    Column("New", "number"),
    Column("Revised", "number"),
    Column("Left", "number"),
    Column("Seconds", "number"),
)


def rows(runs: Iterable[StoredRun]) -> Html:
    """A table of runs; the number of each leads to its queries."""
    return table("Refreshes", _RUN_COLUMNS, map(_run, runs))


def queries(results: Iterable[QueryResult], caption: str = "Queries of this refresh") -> Html:
    """A table of what the queries of one run came to."""
    return table(caption, _QUERY_COLUMNS, map(_query, results))


def state_of(run: StoredRun) -> str:
    """How a run ended, in words."""
    return words.RUN_MARKS[run.status].word.lower()


def _run(run: StoredRun) -> tuple[str, ...]:
    totals = run.totals
    error = tag("div", run.error, class_="ev-small") if run.error else ""
    return (
        links.inside(str(run.id), f"refresh?view=Runs&run={run.id}"),
        words.minute(run.started_at),
        run.source,
        join((words.RUN_MARKS[run.status].html(), error)),
        f"{totals.added:,}",
        f"{totals.changed:,}",
        f"{totals.retracted:,}",
        f"{totals.left:,}",
        f"{totals.failed:,}",
        f"{totals.requests:,}",
        f"{totals.seconds:,.1f}",
    )


def _query(result: QueryResult) -> tuple[str, ...]:
    said = [tag("div", links.inside(result.claim_id, links.claim_url(result.claim_id)), f" / {result.query_id}")]
    if result.error:
        said.append(tag("div", Mark("✕", "Failed", "bad").html(), " ", result.error))
    said += [tag("div", Mark("▲", "Warning", "doubt").html(), " ", warning) for warning in result.warnings]
    if result.translation:
        said.append(
            tag("details", tag("summary", "PubMed understood"), tag("pre", result.translation, class_="ev-term"))
        )
    return (
        join(said),
        f"{result.count:,}" if result.count is not None else "–",
        f"{result.added:,}",
        f"{result.changed:,}",
        f"{result.left:,}",
        f"{result.seconds:,.1f}",
    )
