from __future__ import annotations

from bisect import bisect_left, bisect_right

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.pubmed import splitting
from evidence.pubmed.replies import SearchReply
from evidence.pubmed.splitting import HIGHEST_UID, list_ranges

CAP = 9_999


class Index:
    """What PubMed would answer, its ids in any order it likes."""

    def __init__(self, pmids: list[int], *, newest_first: bool = True) -> None:
        self.pmids = sorted(pmids)
        self.newest_first = newest_first
        self.asked = 0

    def ask(self, low: int, high: int) -> SearchReply:
        self.asked += 1
        assert 1 <= low <= high <= HIGHEST_UID
        within = self.pmids[bisect_left(self.pmids, low) : bisect_right(self.pmids, high)]
        listed = within[::-1][:CAP] if self.newest_first else within[:CAP]
        return SearchReply(count=len(within), pmids=tuple(listed))

    def whole_list(self) -> set[int]:
        return list_ranges(self.ask, self.ask(1, HIGHEST_UID))


def crowded(count: int, first: int, last: int) -> list[int]:
    """So many ids, denser and denser towards the last, as PubMed's are."""
    return sorted({first + int((last - first) * (i / count) ** 0.25) for i in range(count)})


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize(
    "pmids",
    [
        pytest.param(list(range(1, 10_001)), id="one too many"),
        pytest.param(list(range(41_000_000, 41_100_000)), id="a block of neighbours"),
        pytest.param([900_000_000 + 37 * i for i in range(100_000)], id="spread evenly"),
        pytest.param(crowded(60_000, 1_000, 42_000_000), id="denser towards today"),
        pytest.param(list(range(1, 20_000)) + list(range(999_980_000, 999_999_999)), id="both ends"),
        pytest.param([*range(1, 30_000), 999_999_999], id="all old but one"),
        pytest.param([10_000_000, *range(30_000_000, 30_030_000), 41_000_000], id="one crowd"),
    ],
)
def test_every_id_is_listed_in_few_requests(pmids: list[int], newest_first: bool) -> None:
    index = Index(pmids, newest_first=newest_first)
    assert index.whole_list() == set(pmids)
    assert index.asked <= 2 * len(pmids) / CAP + 30


@pytest.mark.parametrize(
    "pmids",
    [
        pytest.param([900_000_000 + 37 * i for i in range(100_000)], id="spread evenly"),
        pytest.param(crowded(100_000, 1_000, 42_000_000), id="denser towards today"),
        pytest.param([41_000_000 + 11 * i for i in range(10_000)], id="one too many"),
    ],
)
def test_hits_listed_newest_first_take_two_requests_a_part_at_most(pmids: list[int]) -> None:
    index = Index(pmids)
    assert index.whole_list() == set(pmids)
    assert index.asked <= 1 + 2 * len(pmids) / CAP


@settings(deadline=None)
@given(
    clusters=st.lists(
        st.tuples(st.integers(1, HIGHEST_UID - 500), st.integers(1, 300), st.integers(1, 400_000)), max_size=12
    ),
    newest_first=st.booleans(),
)
@example(clusters=[(1, 300, 1), (HIGHEST_UID - 300, 300, 1)], newest_first=True)
def test_any_spread_of_ids_is_listed_whole(clusters: list[tuple[int, int, int]], newest_first: bool) -> None:
    # With a cap of 50 a few hundred ids are as hard as a million with NCBI's.
    pmids = {first + step * i for first, count, step in clusters for i in range(count)}
    index = Index([pmid for pmid in pmids if pmid <= HIGHEST_UID], newest_first=newest_first)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "LISTED_AT_MOST", 50)
        patch.setitem(globals(), "CAP", 50)
        first = index.ask(1, HIGHEST_UID)
        if first.count > 50:
            assert list_ranges(index.ask, first) == set(index.pmids)
            assert index.asked <= 12 * len(index.pmids) / 50 + 200
