"""What the tests of the E-utilities client share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evidence.pubmed.access import EutilsAccess
from evidence.pubmed.eutils import PubmedSource
from evidence.pubmed.pace import Pace
from evidence.pubmed.transport import Transport
from tests.support.asking import PMIDS, SEARCH
from tests.support.eutils import Corpus
from tests.support.passing import Time


@pytest.fixture
def passing() -> Time:
    return Time()


@pytest.fixture
def connect(tmp_path: Path, passing: Time) -> Iterator[Callable[..., PubmedSource]]:
    """Makes sources that do not really wait; keyword arguments are those of ``EutilsAccess``."""
    made: list[PubmedSource] = []

    def make(url: str, *, chance: float = 0.5, **settings: object) -> PubmedSource:
        defaults = {"tool": "evidence-tests", "email": "tests@example.org", "read_timeout": 0.3, "connect_timeout": 2.0}
        access = EutilsAccess(url=url, pace_file=tmp_path / "pace", **{**defaults, **settings})  # type: ignore[arg-type]
        transport = Transport(
            access,
            sleep=passing.sleep,
            clock=passing.monotonic,
            chance=lambda: chance,
            today=passing.today,
            pace=Pace(access.pace_file, access.rate, clock=passing.monotonic_ns, sleep=passing.sleep),
        )
        made.append(PubmedSource(access, transport=transport))
        return made[-1]

    yield make
    for source in made:
        source.close()


@pytest.fixture
def corpus() -> Corpus:
    corpus = Corpus()
    corpus.add_synthetic(PMIDS)
    corpus.set_search(SEARCH.term, PMIDS)
    return corpus
