"""claims.yaml as it is committed: what the loader cannot know about it."""

from __future__ import annotations

import csv
import re

import pytest

from evidence.claims.loader import check, load
from evidence.claims.model import Catalogue, Importance, Kind
from tests.conftest import ROOT

CLAIMS = ROOT / "claims.yaml"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(CLAIMS.read_bytes(), CLAIMS.name)


def test_the_lint_has_nothing_to_say() -> None:
    assert [str(finding) for finding in check(CLAIMS.read_bytes(), CLAIMS.name)] == []


def test_every_heading_of_a_query_is_listed_as_verified_and_no_other(catalogue: Catalogue) -> None:
    used = {
        heading
        for _, query in catalogue.queries()
        for heading in re.findall(r'"([^"]+)"\[(?:mh|majr)(?::noexp)?\]', query.term)
    }
    page = (ROOT / "docs" / "queries.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([^|]+) \| D\d+ \| (?:records|list) \|$", page, re.MULTILINE)
    assert listed == sorted(used)


def test_sentinels_are_papers_that_people_placed_at_their_claim(catalogue: Catalogue) -> None:
    with (ROOT / "data" / "sample" / "hits.csv").open(encoding="utf-8", newline="") as file:
        placed = {(row["claim"], row["query"], int(row["pmid"])) for row in csv.DictReader(file)}
    sentinels = {(claim.id, query.id, pmid) for claim, query in catalogue.queries() for pmid in query.sentinels}
    assert sentinels <= placed


def test_the_first_query_of_a_claim_without_parts_is_called_main(catalogue: Catalogue) -> None:
    for claim in catalogue.claims:
        if not catalogue.parts_of(claim.id):
            assert claim.queries[0].id == "main", claim.id


def test_one_outcome_at_most_is_critical_and_stands_first(catalogue: Catalogue) -> None:
    for claim in catalogue.claims:
        critical = [place for place, outcome in enumerate(claim.outcomes) if outcome.importance is Importance.CRITICAL]
        assert critical in ([], [0]), claim.id


def test_calming_nk_cells_is_never_more_than_a_surrogate_in_a_treatment(catalogue: Catalogue) -> None:
    for claim in catalogue.claims:
        if claim.kind is Kind.THERAPY:
            for outcome in claim.outcomes:
                assert "NK" not in outcome.name or outcome.importance is Importance.SURROGATE, claim.id
