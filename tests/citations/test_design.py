from __future__ import annotations

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from evidence.citations import design_words
from evidence.citations.design import Design, is_preprint, propose_design
from evidence.citations.model import AbstractSection, Citation, Link, MeshHeading, Term


def paper(
    title: str = "A title.", abstract: str = "", *, types: tuple[str, ...] = (), mesh: tuple[str, ...] = ()
) -> Citation:
    return Citation(
        pmid=900000001,
        title=title,
        abstract=(AbstractSection(abstract),) if abstract else (),
        publication_types=tuple(Term(name) for name in ("Journal Article", *types)),
        mesh=tuple(MeshHeading(name) for name in mesh),
    )


@pytest.mark.parametrize(
    ("types", "design"),
    [
        (("Randomized Controlled Trial", "Clinical Trial, Phase III", "Multicenter Study"), Design.RANDOMISED_TRIAL),
        (("Systematic Review",), Design.SYSTEMATIC_REVIEW),
        (("Systematic Review", "Meta-Analysis"), Design.META_ANALYSIS),
        (("Network Meta-Analysis",), Design.META_ANALYSIS),
        (("Practice Guideline",), Design.GUIDELINE),
        (("Case Reports", "Letter"), Design.CASE_REPORT),
        (("Case Reports", "Review"), Design.CASE_REPORT),
        (("Letter", "Comment"), Design.EDITORIAL),
        (("Review",), Design.NARRATIVE_REVIEW),
        (("Clinical Trial Protocol",), Design.PROTOCOL),
        (("Published Erratum",), Design.NOTICE),
    ],
)
def test_a_publication_type_is_certain(types: tuple[str, ...], design: Design) -> None:
    proposal = propose_design(paper(types=types))
    assert (proposal.design, proposal.certain) == (design, True)
    assert proposal.basis


@pytest.mark.parametrize(
    ("title", "design"),
    [
        ("Prednisone for recurrent implantation failure: a randomised controlled trial", Design.RANDOMISED_TRIAL),
        ("Intralipid in women with repeated failure, a double-blind study", Design.RANDOMISED_TRIAL),
        ("A protocol for a randomised controlled trial of intralipid", Design.PROTOCOL),
        ("Intralipid in IVF: study protocol for a randomized trial", Design.PROTOCOL),
        ("Long agonist protocol versus short antagonist protocol: a randomised trial", Design.RANDOMISED_TRIAL),
        ("Intralipid: a systematic review of randomised controlled trials", Design.SYSTEMATIC_REVIEW),
        ("Immunotherapy: systematic review and meta-analysis of randomized trials", Design.META_ANALYSIS),
        ("Protocol for a systematic review of immunotherapy", Design.PROTOCOL),
        ("A non-randomised trial of intralipid", Design.NON_RANDOMISED_TRIAL),
        ("A nonrandomized controlled trial of intralipid", Design.NON_RANDOMISED_TRIAL),
        ("A trial of intralipid that was not randomised", Design.NON_RANDOMISED_TRIAL),
        ("A quasi-randomised comparison of two doses", Design.NON_RANDOMISED_TRIAL),
        ("Vitamin D and miscarriage: a Mendelian randomization study", Design.UNKNOWN),
        ("Stress and miscarriage: a nested case-control study", Design.CASE_CONTROL),
        ("NK cells: a prospective cohort study", Design.PROSPECTIVE_COHORT),
        ("NK cells: a retrospective cohort study", Design.RETROSPECTIVE_COHORT),
        ("NK cells: a population-based cohort study", Design.COHORT),
        ("NK cells in women: a cross-sectional study", Design.CROSS_SECTIONAL),
        ("Diagnostic accuracy of uterine NK cell counts", Design.ACCURACY),
        ("Recurrent loss after treatment: a case report", Design.CASE_REPORT),
        ("Recurrent loss after treatment: a case series", Design.CASE_SERIES),
        ("Re: Intralipid, a randomised controlled trial", Design.EDITORIAL),
        ("Author's reply", Design.EDITORIAL),
        ("Natural killer cells in pregnancy: a review", Design.NARRATIVE_REVIEW),
        ("ESHRE guideline: recurrent pregnancy loss", Design.UNKNOWN),
        ("Recurrent pregnancy loss: an evidence-based guideline", Design.GUIDELINE),
        ("Uterine NK cells regulate the depth of placentation in mice", Design.ANIMAL),
        ("Response of cultured trophoblast cells to interferon", Design.IN_VITRO),
        ("In vitro fertilisation and natural killer cells", Design.UNKNOWN),
    ],
)
def test_words_of_a_title_suggest_a_design_but_never_for_certain(title: str, design: Design) -> None:
    proposal = propose_design(paper(title))
    assert (proposal.design, proposal.certain) == (design, False)
    assert bool(proposal.basis) == (design is not Design.UNKNOWN)


@pytest.mark.parametrize(
    ("abstract", "design"),
    [
        ("Eighty women were randomly assigned to prednisone or placebo.", Design.RANDOMISED_TRIAL),
        ("Women were not randomised; they chose their treatment.", Design.NON_RANDOMISED_TRIAL),
        ("Randomised trials are needed. We retrospectively analysed 80 women.", Design.RETROSPECTIVE_COHORT),
        (
            "This retrospective study of women awaits confirmation by a randomised controlled trial.",
            Design.RETROSPECTIVE_COHORT,
        ),
        ("We searched PubMed and Embase for randomised controlled trials in women.", Design.SYSTEMATIC_REVIEW),
        ("Participants will be randomly assigned to two arms.", Design.PROTOCOL),
        ("Rats were randomly divided into four groups.", Design.ANIMAL),
        ("A 34-year-old woman lost three pregnancies.", Design.CASE_REPORT),
        ("We selected women at random from the register.", Design.UNKNOWN),
        ("", Design.UNKNOWN),
    ],
)
def test_words_of_an_abstract_are_asked_next(abstract: str, design: Design) -> None:
    assert propose_design(paper(abstract=abstract)).design is design


def test_a_missing_type_means_unknown_not_another_design() -> None:
    assert propose_design(Citation(pmid=900000001)).design is Design.UNKNOWN
    assert propose_design(paper("Prednisone in women")).design is Design.UNKNOWN


def test_a_trial_type_leaves_randomisation_open() -> None:
    assert propose_design(paper(types=("Clinical Trial",))).design is Design.NON_RANDOMISED_TRIAL
    randomised = propose_design(paper("A randomised trial", types=("Clinical Trial",)))
    assert (randomised.design, randomised.certain) == (Design.RANDOMISED_TRIAL, False)
    assert len(randomised.basis) == 2


def test_a_protocol_typed_as_a_trial_is_a_protocol() -> None:
    proposal = propose_design(paper("Study protocol for a randomised trial", types=("Randomized Controlled Trial",)))
    assert (proposal.design, proposal.certain) == (Design.PROTOCOL, False)


def test_a_trial_in_animals_is_no_trial_in_people() -> None:
    proposal = propose_design(paper(types=("Randomized Controlled Trial",), mesh=("Animals", "Dogs")))
    assert (proposal.design, proposal.certain) == (Design.ANIMAL, False)
    both = propose_design(paper(types=("Randomized Controlled Trial",), mesh=("Animals", "Humans")))
    assert both.design is Design.RANDOMISED_TRIAL


def test_a_review_of_animal_studies_is_a_review() -> None:
    title = "Systematic review of studies in mice"
    assert propose_design(paper(title, mesh=("Animals", "Mice"))).design is Design.SYSTEMATIC_REVIEW


@pytest.mark.parametrize(
    ("heading", "design"),
    [
        ("Case-Control Studies", Design.CASE_CONTROL),
        ("Prospective Studies", Design.PROSPECTIVE_COHORT),
        ("Retrospective Studies", Design.RETROSPECTIVE_COHORT),
        ("Cohort Studies", Design.COHORT),
        ("Cross-Sectional Studies", Design.CROSS_SECTIONAL),
    ],
)
def test_headings_stand_in_for_types(heading: str, design: Design) -> None:
    proposal = propose_design(paper(mesh=("Humans", heading)))
    assert (proposal.design, proposal.basis, proposal.certain) == (design, (f"MeSH {heading}",), False)


def test_a_notice_has_no_design() -> None:
    notice = Citation(pmid=900000001, title="A randomised trial", links=(Link("RetractionOf"),))
    assert propose_design(notice).design is Design.NOTICE


def test_a_preprint_has_the_design_of_its_study() -> None:
    preprint = paper("A randomised controlled trial", types=("Preprint",))
    assert is_preprint(preprint)
    assert propose_design(preprint).design is Design.RANDOMISED_TRIAL
    assert not is_preprint(paper())


_RULES = {
    f"{place} {design} {number}": words
    for place, rules in (("title", design_words.IN_TITLE), ("abstract", design_words.IN_ABSTRACT))
    for number, (design, words) in enumerate(rules)
} | {name: getattr(design_words, name) for name in ("MISLEADING", "NOT_RANDOMISED", "CELLS")}


@pytest.mark.parametrize("name", _RULES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_whatever_a_rule_finds_holds_one_of_its_stems(name: str, data: st.DataObject) -> None:
    words = _RULES[name]
    said = data.draw(st.from_regex(words.pattern))
    # Letters that only look like others when folded (the long s) are not what a paper prints.
    assume(said.isascii())
    assert words.search(design_words.text_of(said)) is not None
