"""Agreement equals the published figures, and independent libraries on random votes."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.grading.agreement import FEWEST_UNITS, FIELDS, agreement, agreement_on, pairwise, votes_on
from evidence.grading.model import Direction, Relevance
from tests.support.grading import say, vote

FIGURES = json.loads((Path(__file__).parents[1] / "data" / "agreement.json").read_text())
PUBLISHED: dict[str, Any] = FIGURES["published"]


def papers_of(example: dict[str, Any]) -> tuple[list[dict[str, str]], list[str]]:
    """The votes of a worked example, however it was printed, and its categories."""
    if "ratings" in example:
        columns = zip(*example["ratings"], strict=True)
        papers = [{f"r{r}": str(v) for r, v in enumerate(column) if v is not None} for column in columns]
        categories = [str(c) for c in range(example["categories"])] if "categories" in example else []
        return papers, categories or sorted({v for p in papers for v in p.values()})
    if "table" in example:
        size = len(example["table"])
        cells = [(a, b, example["table"][a][b]) for a in range(size) for b in range(size)]
        return [{"r0": str(a), "r1": str(b)} for a, b, n in cells for _ in range(n)], [str(i) for i in range(size)]
    papers = []
    for row in example["counts"]:
        votes = [str(category) for category, n in enumerate(row) for _ in range(n)]
        papers.append({f"r{r}": vote for r, vote in enumerate(votes)})
    return papers, [str(i) for i in range(len(example["counts"][0]))]


def figure(example: dict[str, Any], name: str) -> float | None:
    papers, categories = papers_of(example)
    match name:
        case "alpha_nominal":
            return agreement(papers, categories).alpha
        case "alpha_ordinal":
            return agreement(papers, categories, ordered=True).alpha
        case "percent_agreement" | "percent":
            return agreement(papers, categories).percent
        case "ac1":
            return agreement(papers, categories).ac1
        case "kappa":
            (pair,) = pairwise(papers, categories)
            return pair.kappa
    raise AssertionError(name)


@pytest.mark.parametrize(("example", "name"), [(e, n) for e, x in PUBLISHED.items() for n in x["expect"]])
def test_published_figures_come_out(example: str, name: str) -> None:
    # As exact as printed, at most to four decimals.
    expected = PUBLISHED[example]["expect"][name]
    assert figure(PUBLISHED[example], name) == pytest.approx(expected, abs=5.1e-5)


@pytest.mark.parametrize("example", FIGURES["random"])
def test_independent_libraries_say_the_same_of_random_votes(example: dict[str, Any]) -> None:
    for name, expected in example["expect"].items():
        assert figure(example, name) == pytest.approx(expected, abs=1e-4)


def test_nothing_is_shown_below_ten_papers() -> None:
    few = [{"a": "x", "b": "x"}] * (FEWEST_UNITS - 1) + [{"a": "x"}]
    shown = agreement(few, ["x", "y"])
    assert (shown.units, shown.percent, shown.alpha, shown.ac1) == (9, None, None, None)
    assert pairwise(few, ["x", "y"])[0].kappa is None


def test_alpha_is_undefined_when_nobody_ever_differs_in_category() -> None:
    same = agreement([{"a": "x", "b": "x"}] * 12, ["x", "y"], resamples=50)
    assert (same.percent, same.alpha, same.ac1, same.alpha_interval) == (1, None, 1, None)


votes = st.dictionaries(st.sampled_from("abcd"), st.sampled_from("xyz"), max_size=4)


@given(st.lists(votes, min_size=12, max_size=30), st.randoms())
def test_order_of_papers_and_names_of_reviewers_do_not_matter(papers: list[dict[str, str]], random: Any) -> None:
    renamed = dict(zip("abcd", "dcba", strict=True))
    other = [{renamed[name]: vote for name, vote in paper.items()} for paper in papers]
    random.shuffle(other)
    kwargs: dict[str, Any] = {"ordered": True, "resamples": 20}
    assert agreement(papers, "xyz", **kwargs) == agreement(other, "xyz", **kwargs)


def test_interval_is_the_same_each_time_and_holds_the_estimate() -> None:
    papers, categories = papers_of(PUBLISHED["gwet_abstractors"])
    one = agreement(papers, categories, resamples=300)
    assert one == agreement(papers, categories, resamples=300)
    assert one.alpha is not None
    assert one.alpha_interval is not None
    low, high = one.alpha_interval
    assert low < one.alpha < high


def test_pairs_count_only_papers_that_both_graded() -> None:
    pairs = pairwise([{"a": "x", "b": "x", "c": "y"}, {"a": "x"}, {"b": "y", "c": "y"}], "xy")
    assert {pair.reviewers: pair.units for pair in pairs} == {("a", "b"): 1, ("a", "c"): 1, ("b", "c"): 2}


def test_agreement_on_a_field_takes_current_votes_only() -> None:
    grades = [vote(number, name, say()) for number in range(10) for name in ("Ann", "Ben")]
    grades.append(vote(0, "Ben", say(Direction.AGAINST), version=2))
    grades.append(vote(1, "Ben", say(relevance=Relevance.NONE), version=2))
    assert len(votes_on("direction", grades)) == 10
    assert agreement_on("direction", grades).units == 9  # a paper that is not relevant has no direction
    assert agreement_on("relevance", grades).percent == 0.9
    assert set(FIELDS) == {"relevance", "direction", "design", "risk_of_bias"}
