"""What must hold of every strength, whatever was graded."""

from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evidence.citations.design import Design
from evidence.citations.retraction import RetractionStatus
from evidence.claims.model import Catalogue, Claim, Combine, Kind
from evidence.grading.model import (
    Assessment,
    Details,
    Direction,
    Directness,
    GuidelinePosition,
    Measure,
    Relevance,
    RiskOfBias,
)
from evidence.grading.rules import check_assessment
from evidence.strength.compute import compute, compute_all
from evidence.strength.confirming import check_confirmation
from evidence.strength.material import Confirmation, Decision, Material, Paper, StudyGroup
from evidence.strength.model import FURTHEST, Certainty, Domain, Strength, Verdict
from tests.support.grading import agreed, at, decide, found, make_claim, make_result, pmid, say, vote

CLAIM = make_claim()
no_deadline = settings(deadline=None)
"""The first example imports scipy."""


def encoded(strength: Strength) -> bytes:
    return msgspec.json.encode(strength)


def shuffled(material: Material, random: Any) -> Material:
    changed = {}
    for field in ("papers", "grades", "adjudications", "groups", "anchors", "confirmations"):
        values = list(getattr(material, field))
        random.shuffle(values)
        changed[field] = tuple(values)
    return msgspec.structs.replace(material, **changed)


@st.composite
def results(draw: st.DrawFn) -> Assessment:
    """An assessment as reviewers give it: quick, or with numbers."""
    if draw(st.integers(0, 9)) == 0:
        return say(relevance=Relevance.NONE)
    risk = draw(st.sampled_from(RiskOfBias))
    design = draw(st.sampled_from([Design.RANDOMISED_TRIAL, Design.COHORT, Design.CASE_CONTROL, Design.ANIMAL]))
    relevance = draw(st.sampled_from([Relevance.DIRECT, Relevance.PARTIAL]))
    if draw(st.booleans()):
        return say(draw(st.sampled_from(Direction)), risk=risk, design=design, relevance=relevance)
    estimate = draw(st.sampled_from([0.4, 0.7, 0.9, 1.1, 1.4, 2.2, 6.0]))
    width = draw(st.sampled_from([1.05, 1.3, 2.0, 5.0]))
    n = draw(st.sampled_from([None, 30, 120, 900, 5000]))
    result = make_result(
        estimate,
        estimate / width,
        estimate * width,
        n=n,
        events=n // 4 if n else None,
        directness=Directness(population=draw(st.integers(0, 2))),
    )
    return say(result.direction, result, risk=risk, design=design, relevance=relevance)


@st.composite
def materials(draw: st.DrawFn) -> Material:
    """Papers with two votes, some differing, some retracted, some adjudicated, some reports of one study."""
    papers, grades, decisions = [], [], []
    for number in range(draw(st.integers(0, 8))):
        first = draw(results())
        second = first if draw(st.integers(0, 3)) else draw(results())
        grades += [vote(number, "Ann", first), vote(number, "Ben", second)][: draw(st.integers(1, 2))]
        status = draw(st.sampled_from([RetractionStatus.NONE] * 6 + list(RetractionStatus)))
        papers.append(Paper(pmid=pmid(number), retraction=status, conference_abstract=draw(st.integers(0, 5)) == 0))
        if draw(st.integers(0, 5)) == 0:
            decisions.append(decide(number, draw(results())))
    numbers = st.integers(0, 7).map(pmid)
    members = draw(st.lists(st.tuples(numbers, numbers), max_size=2))
    groups = [StudyGroup(id=str(i), pmids=pair, by="Cem", at=at(i)) for i, pair in enumerate(members)]
    return Material(papers=tuple(papers), grades=tuple(grades), adjudications=tuple(decisions), groups=tuple(groups))


def essence(strength: Strength) -> Any:
    """Everything but the counts of records and the words about them."""
    bodies = [msgspec.structs.replace(body, studies=(), fingerprint="", key="", notes=()) for body in strength.bodies]
    return (strength.direction, strength.certainty, strength.contradiction, strength.studies, bodies)


@given(materials(), st.randoms())
@settings(no_deadline, max_examples=150)
def test_the_same_material_in_any_order_gives_the_same_bytes(material: Material, random: Any) -> None:
    assert encoded(compute(CLAIM, material)) == encoded(compute(CLAIM, shuffled(material, random)))


@given(materials())
@no_deadline
def test_swapped_reviewers_change_nothing(material: Material) -> None:
    names = {"Ann": "Ben", "Ben": "Ann"}
    swapped = tuple(msgspec.structs.replace(grade, reviewer=names[grade.reviewer]) for grade in material.grades)
    assert encoded(compute(CLAIM, material)) == encoded(
        compute(CLAIM, msgspec.structs.replace(material, grades=swapped))
    )


@given(materials(), results())
@no_deadline
def test_a_retracted_paper_changes_nothing(material: Material, said: Assessment) -> None:
    retracted = Paper(pmid=pmid(50), retraction=RetractionStatus.RETRACTED)
    more = msgspec.structs.replace(
        material,
        papers=(*material.papers, retracted),
        grades=(*material.grades, vote(50, "Ann", said), vote(50, "Ben", said)),
    )
    before, after = compute(CLAIM, material), compute(CLAIM, more)
    assert essence(before) == essence(after)
    assert (after.retracted, after.citations) == (before.retracted + 1, before.citations + 1)


@given(materials(), results(), st.sampled_from([50, -50]))
@no_deadline
def test_a_duplicate_report_changes_nothing(material: Material, said: Assessment, other: int) -> None:
    def having(*numbers: int) -> Material:
        return msgspec.structs.replace(
            material,
            papers=(*material.papers, *(Paper(pmid=pmid(number)) for number in numbers)),
            grades=(*material.grades, *(vote(n, who, said) for n in numbers for who in ("Ann", "Ben"))),
            groups=(*material.groups, StudyGroup(id="twice", pmids=(pmid(60), pmid(60 + other)), by="Cem", at=at(9))),
        )

    one, two = compute(CLAIM, having(60)), compute(CLAIM, having(60, 60 + other))
    assert essence(one) == essence(two)


@given(materials(), st.sampled_from(list(Domain)), st.integers(-3, -1))
@no_deadline
def test_a_further_downgrade_never_raises_certainty(material: Material, domain: Domain, further: int) -> None:
    before = compute(CLAIM, material)
    confirmations = []
    for body in before.bodies:
        judged = body.domains.get(domain)
        if judged is not None and not domain.rates_up:
            decision = Decision(domain=domain, final=judged.final + further, reason="doubt")
            confirmations.append(
                Confirmation(body=body.key, fingerprint=body.fingerprint, by="Cem", at=at(20), decisions=(decision,))
            )
    after = compute(CLAIM, msgspec.structs.replace(material, confirmations=tuple(confirmations)))
    for one, other in zip(before.bodies, after.bodies, strict=True):
        assert other.certainty.rank <= one.certainty.rank
        assert all(FURTHEST[d] <= j.final <= 0 for d, j in other.domains.items() if not d.rates_up)


@given(materials())
@no_deadline
def test_unconfirmed_is_provisional_and_certainty_is_the_sum_of_its_domains(material: Material) -> None:
    strength = compute(CLAIM, material)
    assert strength.provisional
    assert strength.confirmed_by == ""
    for body in strength.bodies:
        assert body.start is not None
        assert body.certainty.rank == max(0, min(3, body.start + sum(judged.final for judged in body.domains.values())))


@given(materials())
@no_deadline
def test_no_eligible_study_is_no_evidence_and_never_contradicts(material: Material) -> None:
    strength = compute(CLAIM, material)
    assert (strength.studies == 0) == (strength.direction is Verdict.NO_EVIDENCE)
    assert (strength.certainty is None) == (strength.direction is Verdict.NO_EVIDENCE)


@st.composite
def odd_results(draw: st.DrawFn) -> Assessment:
    """Whatever numbers the rules let pass."""
    positive = st.floats(1e-6, 1e6)
    low, estimate, high = sorted(draw(st.tuples(positive, positive, positive)))
    n = draw(st.one_of(st.none(), st.integers(1, 10**6)))
    result = make_result(
        estimate,
        low,
        high,
        measure=draw(st.sampled_from(Measure)),
        direction=draw(st.sampled_from(Direction)),
        outcome=draw(st.sampled_from(["live birth", "miscarriage"])),
        n=n,
        events=draw(st.integers(0, n)) if n else None,
    )
    said = say(result.direction, result, design=draw(st.sampled_from(Design)), risk=RiskOfBias.SOME)
    assume(not check_assessment(said, make_claim(kind=Kind.ETIOLOGY)))
    return said


@given(st.lists(odd_results(), min_size=1, max_size=6), st.sampled_from(Kind))
@settings(no_deadline, suppress_health_check=[HealthCheck.filter_too_much])
def test_whatever_the_rules_let_pass_has_a_strength(said: list[Assessment], kind: Kind) -> None:
    strength = compute(make_claim(kind=kind), agreed(said))
    assert msgspec.json.decode(encoded(strength), type=Strength) == strength
    assert strength.sentence.endswith(".")


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_graded_is_no_evidence_for_every_kind(kind: Kind) -> None:
    strength = compute(make_claim(kind=kind), Material(papers=(Paper(pmid=pmid(1)),)))
    assert (strength.direction, strength.waiting, strength.studies) == (Verdict.NO_EVIDENCE, 1, 0)
    assert "1 paper is not agreed on yet" in strength.sentence
    assert "found" not in strength.sentence


@given(materials(), st.integers(0, 12))
@no_deadline
def test_a_past_date_gives_what_stood_then(material: Material, day: int) -> None:
    then = material.as_of(at(day))
    assert compute(CLAIM, then) == compute(CLAIM, then.as_of(at(day)))
    assert all(decision.at <= at(day) for decision in then.adjudications)


TRIALS = [found(1.5, 1.2, 1.9, n=900, events=400, risk=RiskOfBias.LOW) for _ in range(4)]


def confirm(material: Material, *decisions: Decision, day: int = 5, by: str = "Cem") -> Material:
    (body,) = compute(CLAIM, material).bodies
    word = Confirmation(body=body.key, fingerprint=body.fingerprint, by=by, at=at(day), decisions=decisions)
    assert not check_confirmation(word, body)
    return msgspec.structs.replace(material, confirmations=(*material.confirmations, word))


def test_a_confirmed_strength_says_who_and_when() -> None:
    strength = compute(CLAIM, confirm(agreed(TRIALS)))
    assert (strength.direction, strength.certainty) == (Verdict.SUPPORTED, Certainty.HIGH)
    assert (strength.provisional, strength.confirmed_by, strength.confirmed_at) == (False, "Cem", at(5))
    assert strength.sentence == "The drug increases live birth."


def test_whoever_confirmed_several_parts_is_named_once_and_keeps_a_comma() -> None:
    def confirmed(name: str, by: str) -> tuple[Claim, Strength]:
        strength = compute(CLAIM, confirm(agreed(TRIALS)))
        return make_claim(id=name), msgspec.structs.replace(strength, claim=name, confirmed_by=by)

    parts = [confirmed("a", "Ann B, MD; Zoe"), confirmed("b", "Zoe")]
    whole = compute(make_claim(id="whole", combine=Combine.ALL), Material(), parts)
    assert (whole.provisional, whole.confirmed_by) == (False, "Ann B, MD; Zoe")


def test_a_paper_that_waits_makes_a_confirmed_strength_provisional() -> None:
    material = confirm(agreed(TRIALS))
    more = msgspec.structs.replace(material, papers=(*material.papers, Paper(pmid=pmid(40))))
    strength = compute(CLAIM, more)
    assert (strength.provisional, strength.waiting) == (True, 1)
    assert strength.bodies[0].confirmed_by == "Cem"


def test_a_new_study_ends_a_confirmation_and_the_lower_judgement_holds() -> None:
    doubt = Decision(domain=Domain.INDIRECTNESS, final=-1, reason="another dose")
    material = confirm(agreed(TRIALS), doubt)
    assert compute(CLAIM, material).certainty is Certainty.MODERATE
    said = found(1.4, 1.1, 1.8, n=500, events=200)
    more = msgspec.structs.replace(
        material,
        papers=(*material.papers, Paper(pmid=pmid(40))),
        grades=(*material.grades, vote(40, "Ann", said), vote(40, "Ben", said)),
    )
    strength = compute(CLAIM, more)
    assert strength.provisional
    assert strength.bodies[0].domains[Domain.INDIRECTNESS].final == -1
    assert any("changed since it was confirmed" in line for line in strength.rationale)


def test_a_correction_reopens_grades_and_makes_strength_provisional() -> None:
    material = confirm(agreed(TRIALS))
    corrected = msgspec.structs.replace(material.papers[0], reopened_at=at(6))
    strength = compute(CLAIM, msgspec.structs.replace(material, papers=(corrected, *material.papers[1:])))
    assert (strength.provisional, strength.waiting, strength.studies) == (True, 1, 4)


def test_a_retraction_changes_strength_at_once() -> None:
    retracted = tuple(
        msgspec.structs.replace(paper, retraction=RetractionStatus.RETRACTED) for paper in agreed(TRIALS).papers
    )
    strength = compute(CLAIM, agreed(TRIALS, papers=retracted))
    assert (strength.direction, strength.retracted, strength.waiting) == (Verdict.NO_EVIDENCE, 4, 0)


def test_guidelines_are_shown_and_weigh_nothing() -> None:
    old = GuidelinePosition(body="One society", year=2018, position="may be used")
    new = GuidelinePosition(body="Another society", year=2022, position="should not be used", recommendation="strong")
    positions = [
        Assessment(relevance=Relevance.DIRECT, design=Design.GUIDELINE, details=Details(guideline=each))
        for each in (old, new)
    ]
    strength = compute(CLAIM, agreed(positions))
    assert strength.direction is Verdict.NO_EVIDENCE
    assert [one.year for one in strength.guidelines] == [2022, 2018]


def part(name: str, assessments: list[Assessment]) -> tuple[Any, Strength]:
    claim = make_claim(id=name, exposure=f"Drug {name}", part_of="whole")
    return claim, compute(claim, agreed(assessments, claim=name))


def test_a_compound_claim_is_its_worst_or_its_best_part() -> None:
    parts = [part("a", TRIALS), part("b", []), part("c", [found(1.1, 0.7, 1.7)])]
    all_of = compute(make_claim(combine=Combine.ALL), Material(), parts)
    any_of = compute(make_claim(combine=Combine.ANY), Material(), parts)
    assert (all_of.direction, all_of.certainty) == (Verdict.NO_EVIDENCE, None)
    assert (any_of.direction, any_of.certainty) == (Verdict.SUPPORTED, Certainty.HIGH)
    assert [one.claim for one in any_of.parts] == ["a", "b", "c"]
    assert any_of.sentence == (
        "Supported (not yet confirmed) for drug a (high); not for drug b (no study counted yet); "
        "drug c (insufficient, very low)."
    )
    assert any_of.studies == 4  # the paper of c is one of the four of a
    assert any_of.citations == 4


def test_a_retracted_paper_that_two_parts_share_is_one_retracted_paper() -> None:
    material = agreed(TRIALS)
    papers = (
        msgspec.structs.replace(material.papers[0], retraction=RetractionStatus.RETRACTED),
        *material.papers[1:],
    )
    shared = msgspec.structs.replace(material, papers=papers)
    claims = [make_claim(id=name, part_of="whole") for name in ("a", "b")]
    parts = [(claim, compute(claim, shared)) for claim in claims]
    whole = compute(make_claim(combine=Combine.ALL), Material(), parts)
    assert (whole.citations, whole.retracted) == (4, 1)


def test_a_catalogue_is_computed_with_parts_before_wholes() -> None:
    whole = make_claim(id="whole", combine=Combine.ALL)
    one = make_claim(id="one", part_of="whole")
    catalogue = Catalogue(articles=(), claims=(whole, one))
    strengths = compute_all(catalogue, {"one": agreed(TRIALS, claim="one")})
    assert list(strengths) == ["whole", "one"]
    assert strengths["whole"].direction is strengths["one"].direction is Verdict.SUPPORTED


def test_strength_survives_its_json() -> None:
    strength = compute(CLAIM, confirm(agreed(TRIALS)))
    assert msgspec.json.decode(encoded(strength), type=Strength) == strength
    fields = msgspec.to_builtins(strength)
    assert fields["bodies"][0]["pooled"].keys() >= {"measure", "estimate", "ci", "prediction_interval", "i2", "tau2"}
    counted = msgspec.to_builtins(compute(CLAIM, agreed([say()] * 3)))
    assert counted["bodies"][0]["effect_direction"]["for"] == 3
