"""The illustrative grades of the sample: each is one that the rules accept, and what they add up to bears scrutiny."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import pytest

from evidence.citations.design import Design
from evidence.claims import loader
from evidence.claims.model import Catalogue, Kind
from evidence.grading.consensus import State, consensus
from evidence.grading.model import (
    Assessment,
    Details,
    Direction,
    Directness,
    Grade,
    GuidelinePosition,
    Measure,
    Read,
    Relevance,
    Result,
    RiskOfBias,
)
from evidence.grading.rules import check_grade
from evidence.pubmed.sample import SampleSource
from evidence.strength.compute import compute_all
from evidence.strength.eligibility import paper_of
from evidence.strength.material import Material
from evidence.strength.model import GRADE_SCALE, Certainty, Strength, Verdict
from tests.conftest import ROOT

SAMPLE = ROOT / "data" / "sample"
COLUMNS = (
    "claim pmid reviewer graded_at relevance direction design risk_of_bias read outcome n events measure estimate "
    "ci_low ci_high adjusted population_gap intervention_gap comparator_gap outcome_gap review_confidence "
    "review_searched review_design review_studies_risk review_includes guideline_body guideline_year "
    "guideline_position guideline_recommendation sponsored funding conflicts integrity comment"
).split()
UNUSED = [name for name in COLUMNS if name.startswith("review_")] + ["events", "adjusted", "sponsored", "funding"]
"""Facts that nobody has checked for the sample; the reader of this file leaves them out, so they must stay empty."""

REJECTED = (
    "nk-attack-embryo",
    "nk-implantation",
    "nk-early-loss",
    "nk-testing-value",
    "nk-testing-blood",
    "nk-testing-uterine",
    "nk-test-guided-treatment",
    "ad-testing",
    "clinic-after-failure",
    "outlook-positive",
)
"""Claims that guidelines and careful reviews do not accept (ESHRE 2022, 2023): a sample must never support them."""
RETRACTED = 35368932
NUMBERS = {37129654: ("risk difference", -1.0, -8.1, 6.1)}
"""The only results with numbers: Sun 2023 (10.1001/jama.2023.5302), live birth, percentage points."""

Row = Mapping[str, str]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with (SAMPLE / "grades.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        assert reader.fieldnames == COLUMNS
        return list(reader)


@pytest.fixture(scope="module")
def hits() -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    with (SAMPLE / "hits.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["claim"]].add(int(row["pmid"]))
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return loader.load((ROOT / "claims.yaml").read_bytes(), "claims.yaml")


@pytest.fixture(scope="module")
def grades(rows: list[dict[str, str]]) -> list[Grade]:
    by_vote: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_vote[row["claim"], row["pmid"], row["reviewer"]].append(row)
    return [_grade(votes) for votes in by_vote.values()]


@pytest.fixture(scope="module")
def strengths(catalogue: Catalogue, grades: list[Grade], hits: dict[str, set[int]]) -> dict[str, Strength]:
    source = SampleSource.open(SAMPLE)
    pages = source.fetch(sorted(set().union(*hits.values())))
    papers = {citation.pmid: paper_of(citation) for page in pages for citation in page.citations}
    return compute_all(
        catalogue,
        {
            claim.id: Material(
                papers=tuple(papers[pmid] for pmid in sorted(hits[claim.id])),
                grades=tuple(grade for grade in grades if grade.claim == claim.id),
            )
            for claim in catalogue.claims
        },
    )


def _grade(votes: Sequence[Row]) -> Grade:
    """One reviewer's rows on one paper: the first says what holds for the paper, each with an outcome is a result."""
    first = votes[0]
    body = first["guideline_body"]
    return Grade(
        claim=first["claim"],
        pmid=int(first["pmid"]),
        reviewer=first["reviewer"],
        at=datetime.fromisoformat(first["graded_at"]),
        assessment=Assessment(
            relevance=Relevance(first["relevance"]),
            direction=Direction(first["direction"]) if first["direction"] else None,
            design=Design(first["design"]) if first["design"] else None,
            risk_of_bias=RiskOfBias(first["risk_of_bias"]) if first["risk_of_bias"] else None,
            details=Details(
                read=Read(first["read"]),
                results=tuple(_result(row) for row in votes if row["outcome"]),
                conflicts=first["conflicts"],
                integrity=(first["integrity"],) if first["integrity"] else (),
                comment=first["comment"],
                guideline=GuidelinePosition(
                    body=body, year=int(first["guideline_year"]), position=first["guideline_position"]
                )
                if body
                else None,
            ),
        ),
    )


def _result(row: Row) -> Result:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return Result(
        outcome=row["outcome"],
        direction=Direction(row["direction"]),
        n=int(row["n"]) if row["n"] else None,
        measure=Measure(row["measure"]) if row["measure"] else None,
        estimate=number("estimate"),
        ci_low=number("ci_low"),
        ci_high=number("ci_high"),
        directness=Directness(
            population=int(row["population_gap"] or 0),
            intervention=int(row["intervention_gap"] or 0),
            comparator=int(row["comparator_gap"] or 0),
            outcome=int(row["outcome_gap"] or 0),
        ),
    )


def test_every_grade_is_one_that_the_rules_accept(grades: list[Grade], catalogue: Catalogue) -> None:
    claims = {claim.id: claim for claim in catalogue.claims}
    refused = [(g.claim, g.pmid, g.reviewer, problem) for g in grades for problem in check_grade(g, claims[g.claim])]
    assert refused == []


def test_every_graded_paper_is_a_hit_of_a_claim_without_parts(
    grades: list[Grade], hits: dict[str, set[int]], catalogue: Catalogue
) -> None:
    assert [(g.claim, g.pmid) for g in grades if g.pmid not in hits[g.claim]] == []
    assert [g.claim for g in grades if catalogue.parts_of(g.claim)] == []


def test_rows_of_one_vote_follow_each_other_and_differ_in_their_results_only(rows: list[dict[str, str]]) -> None:
    keys = [(row["claim"], row["pmid"], row["reviewer"]) for row in rows]
    assert keys == [key for key in dict.fromkeys(keys) for _ in range(keys.count(key))]
    of_result = {"direction", "outcome", *(name for name in COLUMNS if name.endswith("_gap"))}
    said = {
        (*key, *(row[name] for name in COLUMNS if name not in of_result)) for key, row in zip(keys, rows, strict=True)
    }
    assert len(said) == len(set(keys))


def test_what_nobody_has_checked_is_left_out(rows: list[dict[str, str]]) -> None:
    assert [(row["claim"], row["pmid"], name) for row in rows for name in UNUSED if row[name]] == []
    assert {row["read"] for row in rows} == {"abstract"}
    numbers = {
        (int(row["pmid"]), row["measure"], float(row["estimate"]), float(row["ci_low"]), float(row["ci_high"]))
        for row in rows
        if any(row[name] for name in ("n", "measure", "estimate", "ci_low", "ci_high"))
    }
    assert numbers == {(pmid, *values) for pmid, values in NUMBERS.items()}


def test_every_gap_names_its_outcome_and_every_time_is_in_utc(rows: list[dict[str, str]]) -> None:
    gaps = [name for name in COLUMNS if name.endswith("_gap")]
    assert [row["pmid"] for row in rows if any(row[name] for name in gaps) and not row["outcome"]] == []
    times = [datetime.fromisoformat(row["graded_at"]) for row in rows]
    assert {time.utcoffset() for time in times} == {timedelta(0)}
    assert {time.year for time in times} == {2026}


def test_two_reviewers_agree_on_most_papers_differ_on_some_and_have_left_some_to_grade(
    grades: list[Grade], catalogue: Catalogue, hits: dict[str, set[int]]
) -> None:
    assert {grade.reviewer for grade in grades} == {"reviewer-a", "reviewer-b"}
    votes: dict[tuple[str, int], list[Grade]] = defaultdict(list)
    for grade in grades:
        votes[grade.claim, grade.pmid].append(grade)
    claims = {claim.id: claim for claim in catalogue.claims}
    standing = [consensus(claims[claim], pmid, said) for (claim, pmid), said in votes.items()]
    states = Counter(one.state for one in standing)
    assert states[State.AGREED] > 0.8 * len(standing)
    assert 0.05 <= states[State.CONFLICT] / len(standing) <= 0.08
    assert states[State.WAITING]
    assert len(votes) < sum(len(pmids) for pmids in hits.values())
    said = {(conflict.field, conflict.said) for one in standing for conflict in one.conflicts}
    assert ("direction", ("against", "for")) in said
    assert ("relevance", ("none", "partial")) in said
    assert any(field == "design" for field, _ in said)


def test_a_part_of_the_hits_turns_out_to_be_irrelevant(grades: list[Grade]) -> None:
    none = [grade for grade in grades if grade.assessment.relevance is Relevance.NONE]
    assert 0.08 <= len(none) / len(grades) <= 0.4
    assert all(grade.assessment.details and grade.assessment.details.comment for grade in none), "each says why"


def test_no_claim_is_of_high_or_moderate_certainty(strengths: dict[str, Strength]) -> None:
    bodies = {body.certainty for strength in strengths.values() for body in strength.bodies}
    seen = bodies | {strength.certainty for strength in strengths.values()}
    assert seen & set(GRADE_SCALE) <= {Certainty.VERY_LOW, Certainty.LOW}


@pytest.mark.parametrize("claim", REJECTED)
def test_what_experts_reject_is_not_supported(claim: str, strengths: dict[str, Strength]) -> None:
    assert strengths[claim].direction not in {Verdict.SUPPORTED, Verdict.MIXED}


def test_only_a_mechanism_is_supported(strengths: dict[str, Strength]) -> None:
    supported = {(one.claim, one.kind) for one in strengths.values() if one.direction is Verdict.SUPPORTED}
    assert supported == {("ad-dysfunction", Kind.MECHANISM)}


def test_a_textbook_fact_is_not_established_by_a_review_of_something_else(strengths: dict[str, Strength]) -> None:
    assert strengths["nk-immune-defence"].certainty is Certainty.NOT_ESTABLISHED


def test_a_mechanism_that_nothing_is_for_has_no_level(strengths: dict[str, Strength]) -> None:
    for claim in ("nk-attack-embryo", "ad-rheumatoid-arthritis", "ad-multiple-sclerosis"):
        assert (strengths[claim].direction, strengths[claim].certainty) == (Verdict.INSUFFICIENT, None), claim
        assert "proposed" not in strengths[claim].sentence, claim


def test_nobody_is_told_that_nothing_was_found_while_papers_are_linked(strengths: dict[str, Strength]) -> None:
    assert strengths["nk-testing-blood"].sentence.endswith(
        "; 1 review is linked, but it is not chosen as an anchor; 2 papers are not agreed on yet; "
        "3 guidelines take a position."
    )
    unfound = {one.claim for one in strengths.values() if one.sentence.startswith("No eligible studies were found")}
    assert unfound == {claim for claim, one in strengths.items() if not one.citations}


def test_no_treatment_is_supported_and_guidelines_stand_beside_the_drugs(strengths: dict[str, Strength]) -> None:
    drugs = [strength for claim, strength in strengths.items() if claim.startswith(("tx-", "success-"))]
    assert {strength.direction for strength in drugs} <= {Verdict.INSUFFICIENT, Verdict.NO_EVIDENCE}
    for claim in ("success-intralipid", "success-ivig", "success-glucocorticoids", "success-gcsf", "success-anti-tnf"):
        positions = " ".join(one.position for one in strengths[claim].guidelines)
        assert "not recommended" in positions, claim


def test_nothing_is_confirmed(strengths: dict[str, Strength]) -> None:
    assert {strength.provisional for strength in strengths.values()} == {True}


def test_the_retracted_paper_is_graded_and_taken_out(grades: list[Grade], strengths: dict[str, Strength]) -> None:
    graded = {grade.claim for grade in grades if grade.pmid == RETRACTED}
    assert graded == {"cause-stress-physical", "cause-stress-emotional"}
    for claim in graded:
        assert strengths[claim].retracted == 1
        assert RETRACTED not in {
            pmid for body in strengths[claim].bodies for line in body.studies for pmid in line.pmids
        }


def test_the_readme_counts_what_is_there(grades: list[Grade], rows: list[dict[str, str]], catalogue: Catalogue) -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    votes: dict[tuple[str, int], list[Grade]] = defaultdict(list)
    for grade in grades:
        votes[grade.claim, grade.pmid].append(grade)
    claims = {claim.id: claim for claim in catalogue.claims}
    states = Counter(consensus(claims[claim], pmid, said).state for (claim, pmid), said in votes.items())
    of = Counter(grade.reviewer for grade in grades)
    none = sum(grade.assessment.relevance is Relevance.NONE for grade in grades)
    expected = {
        "rows": len(rows),
        "grades": len(grades),
        "by reviewer-a": of["reviewer-a"],
        "by reviewer-b": of["reviewer-b"],
        "of them not relevant": none,
        "papers at a claim": len(votes),
        "agreed": states[State.AGREED],
        "in conflict": states[State.CONFLICT],
        "with one grade only": states[State.WAITING],
    }
    counted = {name: int(number) for name, number in re.findall(r"^\| (.+?) \| (\d+) \|$", readme, re.MULTILINE)}
    assert {name: counted.get(name) for name in expected} == expected
