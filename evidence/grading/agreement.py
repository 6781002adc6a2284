"""How well reviewers agree, beyond what chance would give.

Krippendorff's alpha comes first: it takes any number of reviewers, missing votes and ordered categories
(Krippendorff 2011, "Computing Krippendorff's alpha-reliability"). Gwet's AC1 stands beside it because alpha and
kappa collapse when nearly all votes fall into one category (Gwet 2008, Br J Math Stat Psychol 61:29). Cohen's
kappa is for two named reviewers only (Cohen 1960).

Only votes are compared, never adjudications: they are made to agree.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import msgspec

from evidence.citations.design import Design
from evidence.grading.consensus import current
from evidence.grading.model import Direction, Grade, Relevance, RiskOfBias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.int_]

FIELDS: dict[str, tuple[Sequence[str], bool]] = {
    "relevance": (tuple(Relevance), True),
    "direction": (tuple(Direction), False),
    "design": (tuple(Design), False),
    "risk_of_bias": (tuple(RiskOfBias), True),
}
"""Fields of the quick tier: their categories, and whether these are ordered."""

FEWEST_UNITS = 10
"""Below this many papers a coefficient is mostly noise and is not shown (our decision)."""

Votes = Mapping[str, str]
"""The votes on one paper: reviewer -> category."""


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of all reviewers on one field.

    Attributes:
        units: papers with at least two votes.
        percent: share of agreeing pairs of votes, 0..1; ``None`` below ``FEWEST_UNITS`` papers, like the rest.
        alpha: Krippendorff's; ``None`` also when every vote is the same, where it is undefined.
        alpha_interval: 95%, bootstrap over papers, percentile method; ``None`` when it was not asked for.
        ac1: Gwet's.
    """

    units: int
    percent: float | None = None
    alpha: float | None = None
    alpha_interval: tuple[float, float] | None = None
    ac1: float | None = None


class PairAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """Agreement of two reviewers on one field, over the papers that both graded."""

    reviewers: tuple[str, str]
    units: int
    percent: float | None = None
    kappa: float | None = None


def agreement(
    papers: Iterable[Votes],
    categories: Sequence[str],
    *,
    ordered: bool = False,
    resamples: int = 0,
    seed: int = 0,
) -> Agreement:
    """Agreement on one field.

    Args:
        papers: for each paper, reviewer -> category; a missing vote is a missing key.
        categories: every category that could have been chosen, in order when ``ordered``.
        ordered: whether a vote two categories apart is worse than one next door.
        resamples: of the bootstrap; 0 leaves the interval out.
        seed: of the bootstrap, so that the same votes give the same interval.
    """
    counts = _counts(papers, categories)
    compared = int((counts.sum(axis=1) >= 2).sum())
    if compared < FEWEST_UNITS:
        return Agreement(units=compared)
    return Agreement(
        units=compared,
        percent=_percent(counts),
        alpha=_alpha(counts, ordered=ordered),
        alpha_interval=_bootstrap(counts, ordered=ordered, resamples=resamples, seed=seed) if resamples else None,
        ac1=_ac1(counts),
    )


def agreement_on(field: str, grades: Iterable[Grade], *, resamples: int = 0, seed: int = 0) -> Agreement:
    """Agreement on a field of the quick tier, over the current votes; one of ``FIELDS``."""
    categories, ordered = FIELDS[field]
    return agreement(votes_on(field, grades), categories, ordered=ordered, resamples=resamples, seed=seed)


def votes_on(field: str, grades: Iterable[Grade]) -> list[Votes]:
    """The current votes on a field of the quick tier, paper by paper; a field left empty is no vote."""
    papers: dict[tuple[str, int], dict[str, str]] = {}
    for grade in current(grades):
        said = getattr(grade.assessment, field)
        if said is not None:
            papers.setdefault((grade.claim, grade.pmid), {})[grade.reviewer] = said
    return list(papers.values())


def pairwise(papers: Iterable[Votes], categories: Sequence[str]) -> tuple[PairAgreement, ...]:
    """Cohen's kappa of every two reviewers who graded a paper in common, by name."""
    both: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for votes in papers:
        for one, other in combinations(sorted(votes), 2):
            both.setdefault((one, other), []).append((votes[one], votes[other]))
    return tuple(_pair(reviewers, both[reviewers], categories) for reviewers in sorted(both))


def _pair(reviewers: tuple[str, str], votes: Sequence[tuple[str, str]], categories: Sequence[str]) -> PairAgreement:
    units = len(votes)
    if units < FEWEST_UNITS:
        return PairAgreement(reviewers=reviewers, units=units)
    observed = sum(one == other for one, other in votes) / units
    expected = math.fsum(
        sum(one == category for one, _ in votes) * sum(other == category for _, other in votes) / units**2
        for category in categories
    )
    kappa = (observed - expected) / (1 - expected) if expected < 1 else None
    return PairAgreement(reviewers=reviewers, units=units, percent=observed, kappa=kappa)


def _counts(papers: Iterable[Votes], categories: Sequence[str]) -> Counts:
    """How many reviewers chose each category: one row a paper, in an order that does not depend on the caller's."""
    import numpy as np

    position = {category: index for index, category in enumerate(categories)}
    rows = []
    for votes in papers:
        row = [0] * len(categories)
        for category in votes.values():
            row[position[category]] += 1
        if any(row):
            rows.append(row)
    return np.array(sorted(rows), dtype=np.int_).reshape(len(rows), len(categories))


def _percent(counts: Counts) -> float:
    """Mean over papers of the share of agreeing pairs (Gwet's and Fleiss's observed agreement)."""
    votes = counts.sum(axis=1)
    pairs = counts[votes >= 2]
    votes = votes[votes >= 2]
    return float(((pairs * (pairs - 1)).sum(axis=1) / (votes * (votes - 1))).mean())


def _alpha(counts: Counts, *, ordered: bool) -> float | None:
    import krippendorff

    compared = counts[counts.sum(axis=1) >= 2]
    if (compared.sum(axis=0) > 0).sum() < 2:
        return None
    return float(krippendorff.alpha(value_counts=compared, level_of_measurement="ordinal" if ordered else "nominal"))


def _ac1(counts: Counts) -> float:
    """(pa - pe) / (1 - pe) with pe = sum p(1 - p) / (q - 1), p the mean share of a category over papers."""
    shares = (counts / counts.sum(axis=1, keepdims=True)).mean(axis=0)
    expected = float((shares * (1 - shares)).sum()) / (len(shares) - 1)
    return (_percent(counts) - expected) / (1 - expected)


def _bootstrap(counts: Counts, *, ordered: bool, resamples: int, seed: int) -> tuple[float, float] | None:
    """Percentile interval over resampled papers; ``None`` when too few resamples vary at all."""
    import numpy as np

    random = np.random.default_rng(seed)
    drawn = (_alpha(counts[random.integers(0, len(counts), len(counts))], ordered=ordered) for _ in range(resamples))
    values = [value for value in drawn if value is not None]
    if len(values) < resamples / 2:
        return None
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
