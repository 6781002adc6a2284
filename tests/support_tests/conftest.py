"""A running server with a small corpus, and a client that knows nothing of its inside."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.eutils import Corpus, EutilsServer
from tests.support.eutils.plain_client import PlainClient
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST


@pytest.fixture
def corpus() -> Corpus:
    """30 records, of which the one term finds the first 25."""
    corpus = Corpus()
    corpus.add_synthetic(range(FIRST, FIRST + 30))
    corpus.set_search("vitamin D[tiab]", range(FIRST, FIRST + 25), translation='"vitamin D"[Title/Abstract]')
    return corpus


@pytest.fixture
def server(corpus: Corpus) -> Iterator[EutilsServer]:
    with EutilsServer(corpus, rate=None) as server:
        yield server


@pytest.fixture
def eutils(server: EutilsServer) -> Iterator[PlainClient]:
    with PlainClient(server) as client:
        yield client
