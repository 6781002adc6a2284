from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.model import Citation, Link, PartialDate
from evidence.citations.retraction import RetractionStatus
from evidence.citations.revision import Change, KnownCitation, content_hash, decide, known_of


def revision(
    day: int, *, version: int = 1, title: str | None = None, pmid: int = 900000001, links: tuple[Link, ...] = ()
) -> Citation:
    said = title or f"{pmid} as of {version}.{day}"
    return Citation(pmid=pmid, version=version, title=said, revised=PartialDate(2021, 6, day), links=links)


def test_an_unknown_citation_is_added() -> None:
    decision = decide(None, revision(1))
    assert (decision.change, decision.before, decision.after) == (Change.ADDED, None, known_of(revision(1)))


def test_the_same_word_again_changes_nothing() -> None:
    decision = decide(known_of(revision(1)), revision(1))
    assert decision.change is Change.UNCHANGED
    assert decision.after == decision.before


@pytest.mark.parametrize("newer", [revision(2), revision(1, version=2), revision(1, title="corrected the same day")])
def test_a_newer_or_equally_dated_word_replaces_what_is_known(newer: Citation) -> None:
    decision = decide(known_of(revision(1)), newer)
    assert (decision.change, decision.after) == (Change.CHANGED, known_of(newer))


@pytest.mark.parametrize("older", [revision(1), revision(30, version=1), Citation(pmid=900000001, version=2)])
def test_an_older_word_never_replaces_a_newer(older: Citation) -> None:
    known = known_of(revision(2, version=2))
    decision = decide(known, older)
    assert (decision.change, decision.after) == (Change.OLDER, known)


def test_a_retraction_shows_as_a_change_of_status() -> None:
    retracted = revision(2, links=(Link("RetractionIn"),))
    assert decide(known_of(revision(1)), retracted).status_change() == (
        RetractionStatus.NONE,
        RetractionStatus.RETRACTED,
    )
    assert decide(None, retracted).status_change() == (RetractionStatus.NONE, RetractionStatus.RETRACTED)
    assert decide(known_of(retracted), revision(3)).status_change() == (
        RetractionStatus.RETRACTED,
        RetractionStatus.NONE,
    )
    assert decide(known_of(revision(1)), revision(2)).status_change() is None


def test_an_older_word_changes_no_status() -> None:
    known = known_of(revision(2, links=(Link("RetractionIn"),)))
    assert decide(known, revision(1)).status_change() is None


def test_only_the_same_citation_can_be_revised() -> None:
    with pytest.raises(ValueError, match="cannot revise"):
        decide(known_of(revision(1)), revision(2, pmid=900000002))


def test_the_hash_covers_every_field() -> None:
    plain = revision(1)
    changed = {
        "title": "other",
        "links": (Link("CommentIn"),),
        "pmcid": "PMC1",
        "retracted": PartialDate(2021),
        "authors_complete": False,
        "book": True,
    }
    hashes = {content_hash(msgspec.structs.replace(plain, **{name: value})) for name, value in changed.items()}
    assert len(hashes | {content_hash(plain)}) == len(changed) + 1
    assert len(content_hash(plain)) == 16


TRUTH = [
    revision(day, version=version, pmid=pmid, links=(Link("RetractionIn"),) if day > 2 else ())
    for pmid in (900000001, 900000002, 900000003)
    for version in (1, 2)
    for day in (1, 2, 3)
]


def store_after(arrivals: list[Citation]) -> dict[int, KnownCitation]:
    store: dict[int, KnownCitation] = {}
    for citation in arrivals:
        store[citation.pmid] = decide(store.get(citation.pmid), citation).after
    return store


@given(st.permutations(TRUTH), st.lists(st.sampled_from(TRUTH), max_size=30), st.randoms())
def test_any_order_and_repetition_of_one_truth_gives_the_same_store(
    order: list[Citation], again: list[Citation], random: object
) -> None:
    arrivals = order + again
    random.shuffle(arrivals)  # type: ignore[attr-defined]
    assert store_after(arrivals) == store_after(TRUTH)


@given(st.lists(st.sampled_from(TRUTH), min_size=1))
def test_a_second_run_over_the_same_pages_changes_nothing(arrivals: list[Citation]) -> None:
    store = store_after(arrivals)
    for citation in arrivals:
        assert decide(store[citation.pmid], citation).change in (Change.UNCHANGED, Change.OLDER)
