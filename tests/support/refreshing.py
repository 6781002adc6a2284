"""A database, a source and a clock, and nights on which claims are refreshed."""

from __future__ import annotations

from evidence.citations.model import Citation
from evidence.claims.model import Catalogue, Claim, Kind, Query, Says
from evidence.services.refresh import RefreshOptions, RefreshReport, refresh
from evidence.store import citations, events, hits, queries
from evidence.store.database import Database
from evidence.store.events import EventKind
from tests.support.fakes import FakeClock, FakeSource, record


def pmid(number: int) -> int:
    return 900_000_000 + number


def claim(claim_id: str, *queries_: Query, part_of: str | None = None) -> Claim:
    return Claim(
        id=claim_id,
        statement=f"Statement of {claim_id}",
        kind=Kind.ASSOCIATION,
        says=Says.MAY,
        places=(),
        population="women",
        exposure="raised NK cells",
        queries=queries_,
        part_of=part_of,
    )


def query(query_id: str = "main", **fields: object) -> Query:
    return Query(**({"id": query_id, "term": f"{query_id}[tiab]"} | fields))  # type: ignore[arg-type]


def catalogue(*claims: Claim) -> Catalogue:
    return Catalogue(articles=(), claims=claims)


class World:
    """A database, a source and a clock; ``run`` is one night."""

    def __init__(self, database: Database) -> None:
        self.database, self.source, self.clock = database, FakeSource(), FakeClock()
        self.catalogue = catalogue(claim("a", query()), claim("b", query()))

    def holds(self, *records: Citation) -> None:
        self.source.records.update((each.pmid, each) for each in records)

    def finds(self, name: str, *numbers: int) -> None:
        self.source.finds[name] = {pmid(number) for number in numbers}
        self.holds(*(record(number) for number in numbers if pmid(number) not in self.source.records))

    def run(self, **options: object) -> RefreshReport:
        chosen = RefreshOptions(**options)  # type: ignore[arg-type]
        return refresh(self.database, self.source, self.catalogue, self.clock, chosen)

    def next_night(self, **options: object) -> RefreshReport:
        self.clock.move(days=1)
        return self.run(**options)

    def active(self, claim_id: str, query_id: str = "main") -> set[int]:
        with self.database.read() as tx:
            keys = {(q.claim_id, q.query_id): q.key for q in queries.tracked(tx)}
            return hits.active_pmids(tx, keys[claim_id, query_id])

    def events(self, *kinds: EventKind) -> list[events.Event]:
        with self.database.read() as tx:
            found = [stored.event for stored in reversed(events.since(tx))]
        return [event for event in found if not kinds or event.kind in kinds]

    def status(self, number: int) -> str | None:
        with self.database.read() as tx:
            stored = citations.get(tx, pmid(number))
        return stored.status if stored else None
