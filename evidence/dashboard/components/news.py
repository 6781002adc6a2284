"""What has changed since somebody's last visit: in a line, and on a click event by event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from evidence.dashboard import links, words
from evidence.dashboard.components import events, page
from evidence.export.markup import Html, join, tag
from evidence.store import events as event_store
from evidence.store import hits
from evidence.store.database import Transaction
from evidence.store.events import EventKind

_TOLD: Final[Mapping[EventKind, tuple[str, str]]] = {
    EventKind.RETRACTED: ("paper retracted", "papers retracted"),
    EventKind.RETRACTED_AND_REPUBLISHED: ("paper retracted and republished", "papers retracted and republished"),
    EventKind.PARTIALLY_RETRACTED: ("paper partially retracted", "papers partially retracted"),
    EventKind.EXPRESSION_OF_CONCERN: ("expression of concern", "expressions of concern"),
    EventKind.REINSTATED: ("paper reinstated", "papers reinstated"),
    EventKind.CORRECTED: ("paper corrected", "papers corrected"),
    EventKind.STRENGTH_CHANGED: ("strength changed", "strengths changed"),
    EventKind.QUERY_FAILED: ("query failure", "query failures"),
    EventKind.SENTINEL_MISSED: ("sentinel missed", "sentinels missed"),
    EventKind.HIT_NEW: ("citation newly found", "citations newly found"),
}
"""What is news, the gravest first. One paper that two queries find is found twice."""
_LISTED: Final = tuple(kind for kind in _TOLD if kind is not EventKind.HIT_NEW)
_AT_MOST: Final = 50


def since(tx: Transaction, when: datetime) -> Html:
    """What has changed since ``when``."""
    counted = event_store.counted_since(tx, when)
    told = [words.count(counted[kind], *names) for kind, names in _TOLD.items() if kind in counted]
    title = f"Since your last visit ({words.minute(when)} UTC): {', '.join(told) or 'nothing has changed'}."
    if not told:
        return tag("p", title, class_="ev-small")
    happened = event_store.since(tx, when, kinds=_LISTED, limit=_AT_MOST)
    papers = {stored.event.pmid for stored in happened if stored.event.pmid is not None}
    listed = events.rows(happened, hits.claims_of(tx, papers)) if happened else ""
    everything = tag("p", links.inside("Every event", "refresh?events=Everything"))
    return page.folded(title, join((listed, everything)))
