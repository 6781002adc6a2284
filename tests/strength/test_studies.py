"""Several reports of one study count once."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.retraction import RetractionStatus
from evidence.grading.model import RiskOfBias
from evidence.strength.compute import compute
from evidence.strength.material import StudyGroup
from evidence.strength.studies import study_names
from tests.support.grading import agreed, at, found, make_claim, pmid, say


def group(name: str, *numbers: int, day: int = 1, undone: bool = False) -> StudyGroup:
    return StudyGroup(id=name, pmids=tuple(map(pmid, numbers)), by="Cem", at=at(day), undone=undone)


def test_reports_of_one_study_give_one_contribution_from_the_fullest_report() -> None:
    reports = [say(risk=RiskOfBias.HIGH), found(1.5, 1.2, 1.9, n=300), found(1.4, 1.0, 1.9, n=100)]
    strength = compute(make_claim(), agreed(reports, groups=(group("trial", 1, 2, 3),)))
    (body,) = strength.bodies
    (line,) = body.studies
    assert (strength.studies, body.k, body.n) == (1, 1, 300)
    assert (line.pmids, line.risk_of_bias) == ((pmid(1), pmid(2), pmid(3)), RiskOfBias.HIGH)
    assert "1 study counts, 2 further reports merged" in strength.rationale[0]


def test_a_grouping_can_be_undone() -> None:
    groups = (group("trial", 1, 2), group("trial", 1, 2, day=2, undone=True))
    assert compute(make_claim(), agreed([say(), say()], groups=groups)).studies == 2


def test_groups_that_share_a_paper_are_one_study() -> None:
    names = study_names(map(pmid, (1, 2, 3, 4)), [group("a", 2, 3), group("b", 1, 3)])
    assert list(names.values()) == [str(pmid(1))] * 3 + [str(pmid(4))]


@given(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), max_size=5), st.randoms())
def test_the_order_of_groups_does_not_matter(members: list[list[int]], random: object) -> None:
    groups = [group(str(index), *numbers) for index, numbers in enumerate(members)]
    backwards = [msgspec.structs.replace(one, pmids=one.pmids[::-1]) for one in reversed(groups)]
    pmids = list(map(pmid, range(1, 10)))
    assert study_names(pmids, groups) == study_names(pmids, backwards)


def test_a_report_under_concern_puts_its_study_in_doubt() -> None:
    material = agreed([say(), say()], groups=(group("trial", 1, 2),))
    worried = msgspec.structs.replace(material.papers[1], retraction=RetractionStatus.EXPRESSION_OF_CONCERN)
    assert compute(make_claim(), msgspec.structs.replace(material, papers=(material.papers[0], worried))).studies == 0
