from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citations.design import Design
from evidence.grading import grades_file, grades_writer
from evidence.grading.grades_file import COLUMNS
from evidence.grading.model import (
    Assessment,
    Confidence,
    Details,
    Direction,
    Directness,
    DomainRisk,
    Grade,
    GuidelinePosition,
    Measure,
    Read,
    Relevance,
    Result,
    ReviewFacts,
    RiskOfBias,
    Tool,
)
from evidence.grading.rules import check_grade
from tests.conftest import ROOT
from tests.support.grading import found, make_claim, pmid, say, vote

CLAIM = make_claim()
CLAIMS = {CLAIM.id: CLAIM}
HEADER = "claim,pmid,reviewer,graded_at,relevance,direction,design,risk_of_bias"
ABSTRACT = "an abstract cannot show a low risk of bias: read the full text, or say some"
REPEAT = "repeat what that line says, or leave it empty"
GOOD = f"success-drug,{pmid(1)},Ann,2026-01-02,direct,for,randomised-trial,some"


def findings(*lines: str, header: str = HEADER) -> list[str]:
    text = "\n".join([header, *lines]) + "\n"
    return [finding.at("f.csv") for finding in grades_file.read(text.encode(), CLAIMS).findings]


def round_trip(*grades: Grade) -> list[Grade]:
    contents = grades_file.read(grades_writer.write(grades).encode(), CLAIMS)
    assert contents.findings == ()
    return [one.grade for one in contents.grades]


# --- Writing and reading again -------------------------------------------------------------------------

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
flags = st.lists(text.filter(bool), max_size=3).map(tuple)
directness = st.builds(Directness, population=st.integers(0, 2), outcome=st.integers(0, 2))
numbers = st.floats(0.01, 100, allow_nan=False)
results = st.builds(
    lambda low, steps, **more: Result(
        measure=Measure.RISK_RATIO, estimate=low + steps[0], ci_low=low, ci_high=low + sum(steps), **more
    ),
    numbers,
    st.tuples(numbers, numbers),
    outcome=st.sampled_from([outcome.name for outcome in CLAIM.outcomes]),
    direction=st.sampled_from(Direction),
    population=text,
    comparator=text,
    n=st.none() | st.integers(1, 10**6),
    adjusted=st.none() | st.booleans(),
    directness=directness,
    tool=st.just(Tool.ROB_2),
    domains=st.lists(st.builds(DomainRisk, text.filter(bool), st.just(RiskOfBias.SOME)), max_size=2).map(tuple),
)
details = st.builds(
    Details,
    read=st.sampled_from(Read),
    results=st.lists(results, max_size=3).map(tuple),
    funding=text,
    sponsored=st.none() | st.booleans(),
    conflicts=text,
    integrity=flags,
    comment=text,
)
assessments = st.just(Assessment(relevance=Relevance.NONE)) | st.builds(
    Assessment,
    relevance=st.sampled_from([Relevance.DIRECT, Relevance.PARTIAL]),
    direction=st.sampled_from(Direction),
    design=st.just(Design.RANDOMISED_TRIAL),
    risk_of_bias=st.sampled_from([RiskOfBias.SOME, RiskOfBias.HIGH]),
    details=st.none() | details,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(assessments, max_size=4), st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1)))  # noqa: DTZ001
def test_whatever_the_rules_accept_is_the_same_after_writing_and_reading(said: list[Assessment], at: datetime) -> None:
    grades = [vote(number, "Ann Ó", one, at=at.replace(tzinfo=UTC)) for number, one in enumerate(said, start=1)]
    accepted = [grade for grade in grades if not check_grade(grade, CLAIM)]
    assert round_trip(*accepted) == accepted


def test_reviews_and_guidelines_keep_what_is_theirs() -> None:
    facts = ReviewFacts(
        confidence=Confidence.CRITICALLY_LOW,
        searched=date(2024, 5, 6),
        design=Design.RANDOMISED_TRIAL,
        studies_risk_of_bias=RiskOfBias.HIGH,
        includes=(pmid(7), pmid(8)),
    )
    pooled = Result(
        outcome="live birth", direction=Direction.FOR, measure=Measure.RISK_RATIO, estimate=1.2, k=5, i2=12.5
    )
    review = say(Direction.FOR, pooled, design=Design.META_ANALYSIS, risk=RiskOfBias.CRITICAL, review=facts)
    position = GuidelinePosition(body="A society", year=2022, position="not, says it", recommendation="strong")
    guideline = Assessment(
        relevance=Relevance.DIRECT, design=Design.GUIDELINE, details=Details(guideline=position, read=Read.FULL_TEXT)
    )
    grades = [vote(1, "Ann", review), vote(2, "Ann", guideline)]
    assert round_trip(*grades) == grades


def test_a_grade_of_several_results_takes_as_many_rows_and_the_first_says_its_own_direction() -> None:
    against = Result(outcome="miscarriage", direction=Direction.AGAINST)
    main = Result(outcome="live birth", direction=Direction.FOR)
    grade = vote(1, "Ann", say(Direction.FOR, against, main))
    rows = list(csv.DictReader(io.StringIO(grades_writer.write([grade]))))
    assert [(row["direction"], row["outcome"]) for row in rows] == [
        ("for", ""),
        ("against", "miscarriage"),
        ("for", "live birth"),
    ]
    assert round_trip(grade) == [grade]


def test_the_file_of_the_same_grades_is_the_same_in_whatever_order_they_come() -> None:
    grades = [vote(number, who, found(1.5, 1.2, 1.9)) for number in (1, 2) for who in ("Ann", "Ben")]
    assert grades_writer.write(grades) == grades_writer.write(reversed(grades))


def test_columns_may_come_in_any_order_and_those_not_needed_may_be_absent() -> None:
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True))
    turned = list(reversed(cells))
    data = f"{','.join(turned)}\n{','.join(cells[name] for name in turned)}\n".encode("utf-8-sig")
    contents = grades_file.read(data, CLAIMS)
    assert contents.findings == ()
    assert [one.grade for one in contents.grades] == [vote(1, "Ann", say(), at=datetime(2026, 1, 2, tzinfo=UTC))]


# --- Bad files -----------------------------------------------------------------------------------------


def test_every_bad_row_is_named_with_line_column_reason_and_remedy() -> None:
    assert findings(
        GOOD,
        "nothing,900000002,Ann,2026-01-02,direct,for,randomised-trial,some",
        "success-drug,PMID 3,Ann,2026-01-02,direct,for,randomised-trial,some",
        "success-drug,900000004,,yesterday,direct,for,randomised-trial,some",
        "success-drug,900000005,Ann,2026-01-02,yes,for,trial,",
        "success-drug,900000006,Ann,2026-01-02,direct,for,randomised-trial,low",
        "success-drug,900000007,Ann,2026-01-02,none,for,,",
        "success-drug,900000008,Ann",
    ) == [
        "f.csv:3:1: claim: no claim has the id 'nothing' - see: evidence claims",
        "f.csv:4:2: pmid: 'PMID 3' is not understood - write a whole number, in digits only",
        "f.csv:5:4: graded_at: 'yesterday' is not understood - write a date or time such as 2026-03-01T14:30:00Z",
        "f.csv:6:5: relevance: 'yes' is not understood - write one of: direct, partial, none",
        f"f.csv:6:7: design: 'trial' is not understood - write one of: {', '.join(Design)}",
        f"f.csv:7:8: risk_of_bias: {ABSTRACT} - correct it",
        "f.csv:8:6: direction: a paper that is not relevant to the claim has none - correct it",
        "f.csv:9:4: the row has 3 fields, the first line names 8 - put text with commas in quotation marks",
    ]


def test_a_fault_in_a_further_result_is_named_in_its_own_row() -> None:
    header = f"{HEADER},read,outcome,n,measure,estimate,ci_low,ci_high,sponsored"
    grade = "success-drug,900000001,Ann,2026-01-02,direct,for,randomised-trial,some"
    assert findings(
        f"{grade},full_text,live birth,100,risk ratio,1.5,1.2,1.9,",
        f"{grade},full_text,miscarriage,100,risk ratio,0.8,0.9,1.1,",
        f"{grade},,,12,,,,,",
        header=header,
    ) == ["f.csv:4:10: outcome: is missing - say which outcome of the claim the figures are of"]
    assert findings(
        f"{grade},full_text,live birth,100,risk ratio,1.5,1.2,1.9,",
        "",
        f"{grade},full_text,miscarriage,100,risk ratio,0.8,0.9,1.1,",
        header=header,
    ) == ["f.csv:4:14: ci_low: the confidence interval misses its estimate - correct it"]
    assert findings(
        f'{grade},full_text,live birth,1_000,risk ratio,"1,5",1.2,1.9,perhaps',
        f"{grade},abstract,miscarriage,100,,,,,",
        header=header,
    ) == [
        "f.csv:2:11: n: '1_000' is not understood - write a whole number, in digits only",
        "f.csv:2:13: estimate: '1,5' is not understood - write a number with a point, such as 1.25",
        "f.csv:2:16: sponsored: 'perhaps' is not understood - write yes, no, or nothing",
        f"f.csv:3:9: read: differs from line 2, which is of the same grade - {REPEAT}",
    ]


def test_lines_are_counted_as_an_editor_counts_them_when_text_has_several() -> None:
    header = f"{HEADER},comment"
    several = f'{GOOD},"first\nsecond\nthird"'
    assert findings(several, "nothing,1,Ann,2026-01-02,none,,,,", header=header) == [
        "f.csv:5:1: claim: no claim has the id 'nothing' - see: evidence claims"
    ]


def test_wrong_columns_are_named_before_anything_else() -> None:
    assert findings(GOOD, header=HEADER.replace("direction", "stance")) == [
        "f.csv:1:1: the column direction is missing - add it",
        f"f.csv:1:6: there is no column 'stance' - the columns are: {', '.join(COLUMNS)}",
    ]
    (semicolons,) = [line for line in findings(header=HEADER.replace(",", ";")) if "semicolons" in line]
    assert semicolons.startswith("f.csv:1:1:")
    assert findings(f"{GOOD},x", header=f"{HEADER},pmid") == [
        "f.csv:1:9: the column pmid is there twice - remove one of them"
    ]


def test_files_that_are_no_table_are_refused() -> None:
    for data, what in (
        (b"", "the file is empty"),
        (b"\xff\xfe\x00c", "f.csv:1:1: is not UTF-8"),
        (HEADER.encode() + b"\n" + GOOD.encode() + b"\n\xe9", "f.csv:3:1: is not UTF-8"),
        (HEADER.encode() + b'\n"success-drug', "f.csv:2:1: is no row of a CSV table"),
    ):
        (finding,) = grades_file.read(data, CLAIMS).findings
        assert what in finding.at("f.csv")


def test_every_column_is_explained_in_the_documentation() -> None:
    table = (ROOT / "docs" / "grades-file.md").read_text(encoding="utf-8")
    for column in COLUMNS:
        assert f"`{column}`" in table
    for values in (Relevance, Direction, Design, RiskOfBias, Read, Measure, Confidence, Tool):
        for value in values:
            assert f"`{value}`" in table
