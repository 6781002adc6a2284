"""A database with papers that wait for reviewers, and people who grade them."""

from __future__ import annotations

from collections.abc import Iterable

from evidence.citations.model import Citation
from evidence.claims.model import Catalogue, Claim, Query
from evidence.grading.model import Assessment, Grade
from evidence.services import review
from evidence.services.refresh import RefreshOptions, refresh
from evidence.services.review import PaperToGrade
from evidence.store import events, strengths
from evidence.store.database import Database
from evidence.store.events import Event, EventKind
from evidence.strength.model import Strength
from tests.support.fakes import FakeClock, FakeSource, record
from tests.support.grading import make_claim, pmid, say

DRUG = make_claim(queries=(Query(id="main", term="drug[tiab]"),))


class Team:
    """Reviewers at one database; the clock moves on with everything they do."""

    def __init__(self, database: Database, *claims: Claim) -> None:
        self.database, self.source, self.clock = database, FakeSource(), FakeClock()
        self.catalogue = Catalogue(articles=(), claims=claims or (DRUG,))

    def finds(self, *numbers: int, claim: str = DRUG.id) -> None:
        """From the next refresh on, the claim's query finds exactly these papers."""
        self.source.finds[f"{claim}/main"] = {pmid(number) for number in numbers}
        for number in numbers:
            self.source.records.setdefault(pmid(number), record(number))

    def refresh(self, *revised: Citation, days: int = 1) -> None:
        """Some days later: everything is asked again, also for these revised records."""
        self.clock.move(days=days)
        self.source.records.update((each.pmid, each) for each in revised)
        refresh(self.database, self.source, self.catalogue, self.clock, RefreshOptions(full=True))

    def next(self, reviewer: str, claim: str | None = None) -> PaperToGrade | None:
        self.clock.move(seconds=10)
        return review.next_paper(self.database, reviewer, self.clock, claim_id=claim)

    def grade(self, reviewer: str, number: int, said: Assessment | None = None, *, claim: str = DRUG.id) -> Grade:
        """A grade of the paper as it is now."""
        self.clock.move(seconds=10)
        seen = review.paper(self.database, reviewer, claim, pmid(number))
        return review.record_grade(
            self.database, claim, pmid(number), reviewer, said or say(), seen.stored.revision, self.clock
        )

    def grade_all(self, reviewers: Iterable[str], numbers: Iterable[int], said: Assessment | None = None) -> None:
        wanted = list(numbers)
        for reviewer in reviewers:
            for number in wanted:
                self.grade(reviewer, number, said)

    def strength(self, claim: str = DRUG.id) -> Strength:
        with self.database.read() as tx:
            return strengths.latest(tx)[claim]

    def events(self, *kinds: EventKind) -> list[Event]:
        with self.database.read() as tx:
            return [stored.event for stored in reversed(events.since(tx, kinds=kinds))]


def number_of(paper: PaperToGrade | None) -> int | None:
    """The number that a synthetic paper was made with."""
    return paper.stored.citation.pmid - pmid(0) if paper else None
