"""Strength as it is stored: whatever the order, at any past moment, whoever works at the same time, however it ends."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.citations.model import Link, Term
from evidence.claims.model import Catalogue
from evidence.grading.model import Assessment, Direction, Relevance
from evidence.services import review, strength, studies
from evidence.store import grades, strengths
from evidence.store.database import Database
from evidence.strength.model import Verdict
from tests.conftest import ROOT
from tests.support.fakes import FakeClock, record
from tests.support.grading import found, pmid, say
from tests.support.reviewing import DRUG, Team

ASSESSMENTS = (
    say(relevance=Relevance.NONE),
    say(relevance=Relevance.PARTIAL),
    say(),
    say(Direction.AGAINST),
    found(1.5, 1.2, 1.9),
    found(0.7, 0.4, 1.3),
)
RETRACTED = (Term("Retracted Publication", "D016441"),)
NUMBERS = range(1, 5)
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])

votes = st.lists(
    st.tuples(st.sampled_from(["Ann", "Ben", "Cem"]), st.sampled_from(NUMBERS), st.sampled_from(ASSESSMENTS)),
    max_size=10,
    unique_by=lambda vote: vote[:2],
)


def team_of(*numbers: int) -> Team:
    team = Team(Database.in_memory())
    team.finds(*numbers)
    team.refresh()
    return team


def graded(cast: list[tuple[str, int, Assessment]]) -> Team:
    team = team_of(*NUMBERS)
    for who, number, said in cast:
        team.grade(who, number, said)
    return team


@FEW
@given(st.data())
def test_grades_in_any_order_give_the_same_strength(data: st.DataObject) -> None:
    cast = data.draw(votes)
    one, other = graded(cast), graded(data.draw(st.permutations(cast)))
    assert msgspec.json.encode(one.strength()) == msgspec.json.encode(other.strength())
    one.database.close()
    other.database.close()


@FEW
@given(votes)
def test_swapped_reviewers_change_nothing(cast: list[tuple[str, int, Assessment]]) -> None:
    swapped = {"Ann": "Cem", "Ben": "Ann", "Cem": "Ben"}
    one, other = graded(cast), graded([(swapped[who], number, said) for who, number, said in cast])
    assert one.strength() == other.strength()
    one.database.close()
    other.database.close()


@FEW
@given(votes, st.sampled_from(NUMBERS))
def test_a_retracted_paper_changes_nothing_but_its_own_removal(
    cast: list[tuple[str, int, Assessment]], number: int
) -> None:
    without = graded([vote for vote in cast if vote[1] != number])
    retracted = graded(cast)
    for team in (retracted, without):
        team.refresh(record(number, revised=9, publication_types=RETRACTED))
    said = [
        (one.direction, one.certainty, one.bodies, one.studies, one.waiting)
        for one in (retracted.strength(), without.strength())
    ]
    assert said[0] == said[1]
    assert retracted.strength().retracted == 1
    retracted.database.close()
    without.database.close()


@FEW
@given(votes)
def test_what_nobody_has_confirmed_is_provisional_and_no_grades_are_no_evidence(
    cast: list[tuple[str, int, Assessment]],
) -> None:
    team = graded(cast)
    assert team.strength().provisional
    if not cast:
        assert team.strength().direction is Verdict.NO_EVIDENCE
    team.database.close()


# --- The past ------------------------------------------------------------------------------------------

Step = tuple[str, int, int]
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "grade",
                "undo",
                "hand on",
                "retract",
                "correct",
                "restore",
                "find",
                "lose",
                "group",
                "redefine",
                "nothing",
            ]
        ),
        st.sampled_from(NUMBERS),
        st.integers(0, len(ASSESSMENTS) - 1),
    ),
    min_size=3,
    max_size=14,
)


def take(team: Team, step: Step, revised: int) -> None:
    what, number, choice = step
    current = team.source.finds[f"{DRUG.id}/main"]
    match what:
        case "grade":
            for who in ("Ann", "Ben")[: 1 + choice % 2]:
                team.grade(who, number, ASSESSMENTS[choice])
        case "undo":
            review.undo(team.database, "Ann", team.clock)
        case "hand-on":
            review.undo(team.database, "Cem", team.clock)
            review.hand_on(team.database, DRUG.id, pmid(number), "Cem", team.clock)
        case "retract":
            team.refresh(record(number, revised=revised, publication_types=RETRACTED))
        case "correct":
            link = Link("ErratumIn", f"J Synth. {revised}", 900_000_500 + revised)
            team.refresh(record(number, revised=revised, links=(link,)))
        case "restore":
            team.refresh(record(number, revised=revised))
        case "find":
            current.add(pmid(number))
            team.refresh()
        case "lose":
            current.discard(pmid(number))
            team.refresh()
        case "group":
            studies.group(team.database, [pmid(number), pmid(number % 4 + 1)], "Zoe", "one study", team.clock)
        case "redefine":
            changed = msgspec.structs.replace(DRUG, votes_needed=2 + choice % 2, population=f"Women {choice}")
            team.catalogue = Catalogue(articles=(), claims=(changed,))
            team.refresh()
        case _:
            team.refresh()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_the_strength_at_any_past_moment_can_be_computed_again_and_is_what_stood_then(taken: list[Step]) -> None:
    team = team_of(*NUMBERS)
    moments: list[datetime] = []
    shown: list[object] = []
    for number, step in enumerate(taken, start=10):
        team.clock.move(hours=1)
        take(team, step, number)
        moments.append(team.clock.now())
        with team.database.read() as tx:
            shown.append(strength.current(tx))
    with team.database.read() as tx:
        for moment, stood in zip(moments, shown, strict=True):
            assert strength.as_of(tx, moment) == stood
            assert strength.recomputed_as_of(tx, moment) == stood
        assert strength.as_of(tx, moments[0] - timedelta(days=400)) == ()
    team.database.close()


def test_a_strength_is_stored_only_when_something_in_it_changed() -> None:
    team = team_of(1, 2)
    team.grade_all(["Ann", "Ben"], [1])
    team.refresh()
    team.refresh()
    with team.database.read() as tx:
        history = strengths.over_time(tx, DRUG.id)
    assert all(one.strength != other.strength for one, other in pairwise(history))
    assert len(history) == 3  # nothing known; two papers found; one of them agreed on
    team.database.close()


# --- At the same time ----------------------------------------------------------------------------------


def test_the_last_vote_of_a_paper_is_asked_of_one_reviewer_only(url: str, database: Database) -> None:
    papers = range(1, 9)
    team = Team(database)
    team.finds(*papers)
    team.refresh()
    team.grade_all(["Ann"], papers)
    names = ["Ben", "Cem", "Dan", "Eva"]
    together = threading.Barrier(len(names))
    clock = FakeClock(team.clock.now() + timedelta(hours=1))

    def work(who: str) -> list[int]:
        own = Database.open(url)
        done = []
        together.wait()
        while paper := review.next_paper(own, who, clock):
            done.append(paper.stored.citation.pmid)
            review.record_grade(own, DRUG.id, done[-1], who, say(), paper.stored.revision, clock)
        own.close()
        return done

    with ThreadPoolExecutor(len(names)) as pool:
        done = [number for numbers in pool.map(work, names) for number in numbers]
    assert sorted(done) == [pmid(number) for number in papers]
    assert (team.strength().waiting, team.strength().studies) == (0, len(papers))


def test_two_reviewers_who_save_at_one_time_both_count(url: str, database: Database) -> None:
    team = Team(database)
    team.finds(1)
    team.refresh()
    together = threading.Barrier(8)
    clock = FakeClock(team.clock.now() + timedelta(hours=1))

    def work(number: int) -> None:
        own = Database.open(url)
        together.wait()
        review.record_grade(own, DRUG.id, pmid(1), f"reviewer {number % 4}", say(), 1, clock)
        own.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with database.read() as tx:
        votes = grades.of_claim(tx, DRUG.id)
    assert sorted((vote.reviewer, vote.version) for vote in votes) == [(f"reviewer {number}", 1) for number in range(4)]
    assert team.strength().studies == 1


GRADING = """
import sys
from evidence.services import review
from evidence.store.database import Database
from tests.support.fakes import FakeClock
from tests.support.grading import START, say
from tests.support.reviewing import DRUG
clock = FakeClock()
clock.move(days=10)
database = Database.open(sys.argv[1])
while paper := review.next_paper(database, "Ann", clock):
    clock.move(seconds=5)
    pmid = paper.stored.citation.pmid
    review.record_grade(database, DRUG.id, pmid, "Ann", say(), paper.stored.revision, clock)
    print(pmid, flush=True)
"""


def test_a_process_that_is_killed_while_grading_loses_no_grade_that_it_said_was_saved(
    url: str, database: Database
) -> None:
    team = Team(database)
    team.finds(*range(1, 300))
    team.refresh()
    process = subprocess.Popen([sys.executable, "-c", GRADING, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    saved = [int(process.stdout.readline()) for _ in range(12)]
    process.kill()
    saved += [int(line) for line in process.stdout.read().split()]
    process.wait()
    process.stdout.close()
    assert len(saved) < 299, "it was killed while it worked"
    with database.read() as tx:
        kept = [vote.pmid for vote in grades.of_claim(tx, DRUG.id)]
    assert set(saved) <= set(kept)
    assert len(kept) <= len(saved) + 1
    team.clock.move(days=11)
    again = team.next("Ann")
    assert again is not None
    assert again.stored.citation.pmid not in kept
    with database.read() as tx:
        assert strength.recomputed_as_of(tx, team.clock.now()) == strength.current(tx)
