"""What refreshes noticed, as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from evidence.dashboard import links, words
from evidence.dashboard.components import page
from evidence.dashboard.components.table import Column, table
from evidence.export.markup import Html, join, tag
from evidence.store import hits
from evidence.store.database import Transaction
from evidence.store.events import EventKind, StoredEvent

_COLUMNS = (Column("When (UTC)", "date"), Column("What"), Column("Claim"), Column("Citation and detail", "wide"))


AT_MOST: Final = 200
"""How many events a page shows; `evidence events` lists all."""
HISTORY: Final = frozenset(EventKind) - {EventKind.CITATION_ADDED}
"""What belongs to the history of a claim; that a query found a citation tells that it was stored."""
URGENT: Final = (
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
)
"""What somebody should look at: what became of papers, and what went wrong with queries."""
CHOICES: Final[Mapping[str, tuple[EventKind, ...]]] = {
    "Needs a look": URGENT,
    "Everything": (),
    **{mark.word: (kind,) for kind, mark in words.EVENT_MARKS.items()},
}
"""What events can be filtered by, the most useful first."""


def show(tx: Transaction, happened: Sequence[StoredEvent]) -> None:
    """Renders events, newest first, with the claims that each concerns."""
    if not happened:
        page.nothing("No such event has happened.")
        return
    papers = {stored.event.pmid for stored in happened if stored.event.pmid is not None}
    page.show(rows(happened, hits.claims_of(tx, papers)))
    if len(happened) == AT_MOST:
        page.show(tag("p", f"The latest {AT_MOST}; all are listed by ", page.command("evidence events"), "."))


def rows(events: Iterable[StoredEvent], concerned: Mapping[int, Sequence[str]]) -> Html:
    """A table of events, in the order given; ``concerned``: the claims whose queries find a paper, by PMID."""
    return table("Events", _COLUMNS, (_row(event, concerned) for event in events))


def _row(stored: StoredEvent, concerned: Mapping[int, Sequence[str]]) -> tuple[str, str, str, str]:
    event = stored.event
    claim: Html | str = ""
    if event.claim_id:
        asked = f" / {stored.query_id}" if stored.query_id else ""
        claim = join((links.inside(event.claim_id, links.claim_url(event.claim_id)), asked))
    elif event.pmid is not None:
        claim = join(tag("div", links.inside(one, links.claim_url(one))) for one in concerned.get(event.pmid, ()))
    paper: Html | str = ""
    if event.pmid is not None:
        title = stored.title or f"PMID {event.pmid}"
        paper = tag("div", links.inside(title, links.citation_url(event.pmid)))
    detail = tag("div", _said(event.detail), class_="ev-small") if event.detail else ""
    return words.minute(stored.at), words.EVENT_MARKS[event.kind].html(), claim, join((paper, detail))


def _said(detail: Mapping[str, object]) -> str:
    """The details of an event in words; a sentinel is a PMID that may not be in the store at all."""
    if "sentinel" in detail:
        return f"PMID {detail['sentinel']}"
    if isinstance(before := detail.get("before"), Mapping) and isinstance(after := detail.get("after"), Mapping):
        return f"{_headline(before)} → {_headline(after)}"
    if set(detail) == {"before", "after"}:
        return f"{detail['before']} → {detail['after']}" if detail["before"] != detail["after"] else ""
    return "; ".join(
        f"{name}: {value}" if name not in {"error", "warning"} else str(value) for name, value in detail.items()
    )


def _headline(strength: Mapping[str, object]) -> str:
    """A strength as its event tells it: ``supported, low, not confirmed``."""
    unconfirmed = "not confirmed" if strength["provisional"] else ""
    return ", ".join(str(part) for part in (strength["direction"], strength["certainty"], unconfirmed) if part)
