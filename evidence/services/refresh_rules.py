"""The decisions of a refresh: pure, from what is known and what was found to what that means."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from evidence.citations.retraction import RetractionStatus
from evidence.pubmed.source import SearchResult
from evidence.store.catalogue import CatalogueChange
from evidence.store.citations import CitationChange, PutResult
from evidence.store.events import Event, EventKind
from evidence.store.hits import HitChange
from evidence.store.queries import TrackedQuery
from evidence.store.runs import QueryResult

WITHDRAWN = frozenset({RetractionStatus.RETRACTED, RetractionStatus.RETRACTED_AND_REPUBLISHED})
"""The standings that count as retracted in the figures of a run."""
_DOUBTED = WITHDRAWN | {RetractionStatus.EXPRESSION_OF_CONCERN, RetractionStatus.PARTIALLY_RETRACTED}


def is_due(query: TrackedQuery, today: date) -> bool:
    """Whether a query is to be asked again.

    A due date further off than the query's own interval was written under a clock that ran ahead; such a
    query is asked rather than left alone until that day comes.
    """
    return query.due_on is None or query.due_on <= today or query.due_on > next_due(query, today)


def is_overdue(query: TrackedQuery, today: date) -> bool:
    """Whether a refresh should have asked a query by now, and has not: its day has passed, or it never succeeded."""
    return query.due_on is None or query.due_on < today


def next_due(query: TrackedQuery, today: date) -> date:
    """The day from which a query that succeeded today is asked again.

    Whole days, not hours: a job that starts some seconds earlier than yesterday still finds its queries due.
    """
    return today + timedelta(days=query.every_days)


def missed_sentinels(query: TrackedQuery, found: Iterable[int]) -> tuple[int, ...]:
    """The PMIDs that a curator expected the query to find, and that it did not find."""
    return tuple(sorted(set(query.sentinels) - set(found)))


def sentinel_warning(pmid: int) -> str:
    """What a curator reads about a sentinel that was not found."""
    return f"the sentinel PMID {pmid} was not found"


def query_warnings(query: TrackedQuery, result: SearchResult, missing: Iterable[int]) -> tuple[str, ...]:
    """Everything about an answer that a curator should look at.

    Args:
        query: as it was asked.
        result: the answer, with what the source itself warned of.
        missing: PMIDs that the search lists, but whose record the source does not give.
    """
    return (
        *result.warnings,
        *(sentinel_warning(pmid) for pmid in missed_sentinels(query, result.pmids)),
        *(f"PMID {pmid} is listed, but its record was not given" for pmid in sorted(missing)),
    )


def query_events(
    query: TrackedQuery, result: SearchResult, change: HitChange, former: QueryResult | None, warnings: Iterable[str]
) -> list[Event]:
    """What one answer to a query means for a curator.

    A warning, a missed sentinel or another translation is news once, not every night.

    Args:
        query: as it was asked.
        result: the answer.
        change: what it changes among the query's hits.
        former: the last answer before this one; it counts only when the term was the same.
        warnings: all that ``query_warnings`` says of this answer.
    """
    same_term = former if former is not None and former.term == query.term else None
    known_warnings = set(same_term.warnings) if same_term else set()
    missed = {sentinel_warning(pmid): pmid for pmid in missed_sentinels(query, result.pmids)}

    def event(kind: EventKind, pmid: int | None = None, **detail: object) -> Event:
        return Event(kind=kind, claim_id=query.claim_id, query=query.key, pmid=pmid, detail=detail)

    events = [event(EventKind.HIT_NEW, pmid) for pmid in sorted(change.new)]
    events += [event(EventKind.RETURNED_TO_QUERY, pmid) for pmid in sorted(change.returned)]
    events += [event(EventKind.LEFT_QUERY, pmid) for pmid in sorted(change.left)]
    for warning in warnings:
        if warning in known_warnings:
            continue
        if warning in missed:
            # The citation may not be in the store at all, so the PMID stands in the detail.
            events.append(event(EventKind.SENTINEL_MISSED, sentinel=missed[warning]))
        else:
            events.append(event(EventKind.QUERY_WARNING, warning=warning))
    if same_term and same_term.translation != result.translation:
        events.append(event(EventKind.TRANSLATION_CHANGED, before=same_term.translation, after=result.translation))
    return events


def citation_events(put: PutResult) -> list[Event]:
    """What newly stored or revised records mean: the paper is there, reads differently, or stands differently."""
    events = []
    for added in put.added:
        events.append(Event(kind=EventKind.CITATION_ADDED, pmid=added.pmid))
        if added.after is not RetractionStatus.NONE:
            events.append(Event(kind=EventKind(added.after), pmid=added.pmid))
    for changed in put.changed:
        detail = {"before": changed.before, "after": changed.after}
        events.append(Event(kind=_revision_kind(changed), pmid=changed.pmid, detail=detail))
    return events


def _revision_kind(changed: CitationChange) -> EventKind:
    if changed.before is changed.after:
        return EventKind.CITATION_REVISED
    if changed.after is not RetractionStatus.NONE:
        # What became of a paper is an event of the same name.
        return EventKind(changed.after)
    return EventKind.REINSTATED if changed.before in _DOUBTED else EventKind.CITATION_REVISED


def catalogue_events(change: CatalogueChange, keys: dict[tuple[str, str], int]) -> list[Event]:
    """What a changed claims.yaml means for the history of a claim."""
    events = [Event(kind=EventKind.CLAIM_ARCHIVED, claim_id=claim) for claim in change.archived]
    events += [Event(kind=EventKind.CLAIM_RESTORED, claim_id=claim) for claim in change.restored]
    events += [
        Event(kind=EventKind.QUERY_CHANGED, claim_id=name.claim_id, query=keys.get((name.claim_id, name.query_id)))
        for name in change.queries_changed
    ]
    return events
