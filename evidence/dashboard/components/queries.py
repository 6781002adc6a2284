"""A PubMed query and how it fares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import date
from typing import Final

import streamlit as st

from evidence.dashboard import charts, links, words
from evidence.dashboard.components import page
from evidence.dashboard.components.table import Column, facts, table
from evidence.export import papers
from evidence.export.marks import Mark
from evidence.export.markup import Html, join, tag
from evidence.services.refresh_rules import is_overdue
from evidence.store.queries import TrackedQuery
from evidence.store.runs import QueryResult

OVERDUE: Final = Mark("◷", "Overdue", "doubt")
FAILING: Final = Mark("✕", "Failed", "bad")
_COLUMNS: Final = (
    Column("Query", "wide"),
    Column("Due", "date"),
    Column("Every", "number"),
    Column("Last refresh (UTC)", "date"),
    Column("Found", "number"),
)
_FOUND: Final = (Column("Asked (UTC)", "date"), Column("Query", "wide"), Column("Found", "number"))


def marks(query: TrackedQuery, today: date) -> list[Html]:
    """What is wrong with a query."""
    wrong = [FAILING] if query.last_error else []
    if is_overdue(query, today):
        wrong.append(OVERDUE)
    return [mark.html() for mark in wrong]


def health(asked: Sequence[TrackedQuery], today: date) -> list[tuple[str, str, str]]:
    """How many queries fail or are overdue, as figures that lead to them."""
    failing = sum(query.last_error is not None for query in asked)
    overdue = sum(is_overdue(query, today) for query in asked)
    return [
        (links.inside(f"{failing:,}", "refresh?view=Queries"), "queries failing", "bad-text" if failing else ""),
        (links.inside(f"{overdue:,}", "refresh?view=Queries"), "queries overdue", "doubt-text" if overdue else ""),
    ]


def by_due_day(asked: Iterable[TrackedQuery], today: date) -> Html:
    """A table of queries, the overdue first."""
    ordered = sorted(asked, key=lambda query: (not is_overdue(query, today), query.due_on or today))
    return table("Queries by due day", _COLUMNS, (_row(query, today) for query in ordered))


def _row(query: TrackedQuery, today: date) -> tuple[str, ...]:
    claim = links.inside(query.claim_id, links.claim_url(query.claim_id, view="Queries"))
    error = tag("div", query.last_error, class_="ev-small") if query.last_error else ""
    return (
        join((claim, f" / {query.query_id} ", *marks(query, today), error)),
        words.day(query.due_on),
        words.count(query.every_days, "day"),
        words.minute(query.last_success_at),
        f"{query.last_count:,}" if query.last_count is not None else "–",
    )


def over_time(results: Sequence[QueryResult]) -> None:
    """How many citations queries found each time, as a chart and as a table; nothing before the first success."""
    if not results:
        return
    st.altair_chart(charts.hits_over_time(results))
    rows = (
        (words.minute(one.at), f"{one.claim_id} / {one.query_id}", f"{one.count:,}")
        for one in reversed(charts.changes(results))
    )
    page.show(page.folded("The same as a table", table("Citations found over time", _FOUND, rows)))


def card(query: TrackedQuery, note: str, found: Set[int], today: date) -> Html:
    """A query in full.

    Args:
        query: as it is asked.
        note: why it is as it is.
        found: PMIDs that it found when it was last asked.
        today: the day by which it may be overdue.
    """
    return tag(
        "section",
        tag(
            "h3",
            links.inside(query.claim_id, links.claim_url(query.claim_id)),
            f" / {query.query_id} ",
            *marks(query, today),
        ),
        tag("pre", query.term, class_="ev-term"),
        facts(
            (
                ("Note", note),
                ("Last error", query.last_error or ""),
                ("Citations", f"{query.last_count:,}" if query.last_count is not None else "never asked with success"),
                ("Last refresh", f"{words.minute(query.last_success_at)} UTC" if query.last_success_at else "never"),
                ("Next due", f"{words.day(query.due_on)}, every {words.count(query.every_days, 'day')}"),
                ("Sentinels", _sentinels(query, found)),
                ("PubMed understood", tag("pre", query.translation, class_="ev-term") if query.translation else ""),
            )
        ),
        class_="ev-card",
    )


def _sentinels(query: TrackedQuery, found: Set[int]) -> Html | str:
    if not query.sentinels:
        return "none set"
    if query.last_success_at is None:
        return tag("span", "not checked yet: ", join((_paper(pmid) for pmid in query.sentinels), ", "))
    hit = Mark("✓", "found", "good").html()
    missed = Mark("◎", "missed", "doubt").html()
    listed = (tag("li", _paper(pmid), " ", hit if pmid in found else missed) for pmid in query.sentinels)
    return tag("ul", *listed)


def _paper(pmid: int) -> Html:
    return papers.outside(f"PubMed {pmid}", papers.pubmed_url(pmid))
