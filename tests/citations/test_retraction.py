from __future__ import annotations

import pytest

from evidence.citations.model import Citation, Link, PartialDate, Term
from evidence.citations.retraction import Notice, NoticeKind, RetractionStatus, notice_of, retraction_of

RETRACTED = Term("Retracted Publication", "D016441")
RETRACTION = Term("Retraction of Publication", "D016440")


def paper(
    *links: Link, title: str = "A title.", types: tuple[Term, ...] = (), retracted: PartialDate | None = None
) -> Citation:
    return Citation(pmid=900000001, title=title, publication_types=types, links=links, retracted=retracted)


def link(kind: str, source: str = "J Synth. 2022;1:1", note: str = "") -> Link:
    return Link(kind, source, 900000002, note)


@pytest.mark.parametrize(
    ("citation", "status"),
    [
        (paper(), RetractionStatus.NONE),
        (paper(link("CommentIn"), link("UpdateIn"), link("Cites")), RetractionStatus.NONE),
        (paper(types=(RETRACTED,)), RetractionStatus.RETRACTED),
        (paper(types=(Term("Retracted Publication"),)), RetractionStatus.RETRACTED),
        (paper(link("RetractionIn")), RetractionStatus.RETRACTED),
        (paper(retracted=PartialDate(2021, 6, 7)), RetractionStatus.RETRACTED),
        (paper(link("RetractedandRepublishedIn")), RetractionStatus.RETRACTED_AND_REPUBLISHED),
        (paper(link("RetractedandRepublishedIn"), types=(RETRACTED,)), RetractionStatus.RETRACTED_AND_REPUBLISHED),
        (paper(link("RetractedandRepublishedIn"), link("RetractionIn")), RetractionStatus.RETRACTED),
        (paper(link("ExpressionOfConcernIn")), RetractionStatus.EXPRESSION_OF_CONCERN),
        (paper(link("ErratumIn")), RetractionStatus.CORRECTED),
        (paper(link("CorrectedandRepublishedIn")), RetractionStatus.CORRECTED),
        (paper(link("ErratumIn", note="Partial retraction of figure 2")), RetractionStatus.PARTIALLY_RETRACTED),
        (paper(link("ErratumIn", "J Synth. 2022;1:1 (partially retracted)")), RetractionStatus.PARTIALLY_RETRACTED),
        (paper(link("PartialRetractionIn")), RetractionStatus.PARTIALLY_RETRACTED),
        (paper(link("RetractionIn"), link("ErratumIn", note="Article reinstated")), RetractionStatus.REINSTATED),
        (paper(link("RetractionIn"), title="Reinstated: A title."), RetractionStatus.REINSTATED),
        (paper(link("RetractionIn", note="Retraction withdrawn")), RetractionStatus.REINSTATED),
        (
            paper(link("RetractionIn"), link("ErratumIn", note="reinstated"), types=(RETRACTED,)),
            RetractionStatus.RETRACTED,
        ),
        (paper(link("CorrectedandRepublishedFrom")), RetractionStatus.NONE),
        (paper(link("RetractedandRepublishedFrom")), RetractionStatus.NONE),
    ],
)
def test_the_cases_are_kept_apart(citation: Citation, status: RetractionStatus) -> None:
    found = retraction_of(citation)
    assert found.status is status
    assert bool(found.reasons) == (status is not RetractionStatus.NONE)


@pytest.mark.parametrize(
    "title",
    [
        "Retracted: Effects of a vitamin",
        "RETRACTED ARTICLE: Effects of a vitamin",
        "RETRACTED ARTICLE Effects of a vitamin",
        "[Retracted] Effects of a vitamin",
        "[RETRACTED ARTICLE] Effects of a vitamin",
        "RETRACTED - Effects of a vitamin",
        "WITHDRAWN: Effects of a vitamin",
        "Effects of a vitamin (Retracted article. See vol. 7, pg. 1).",
        "Effects of a vitamin [retracted].",
    ],
)
def test_a_title_alone_is_enough_and_the_reason_says_that_it_is_alone(title: str) -> None:
    found = retraction_of(paper(title=title))
    assert found.status is RetractionStatus.RETRACTED
    assert found.reasons == (f"title only: {title}",)


@pytest.mark.parametrize(
    "title",
    [
        "Retracted articles in surgery: a survey",
        "Retracted article characteristics",
        "Withdrawn from the market: what next?",
        "Retracted-paper analysis",
        "Lower eyelid retraction: management",
        "Nitro and other electron withdrawing groups",
        "Why are papers (retracted or not) still cited",
    ],
)
def test_a_title_about_retraction_retracts_nothing(title: str) -> None:
    assert retraction_of(paper(title=title)).status is RetractionStatus.NONE


@pytest.mark.parametrize(
    "notice",
    [
        paper(link("RetractionOf"), title="Retracted: Effects of a vitamin", types=(RETRACTION,)),
        paper(link("RetractionOf"), title="Retracted: Effects of a vitamin"),
        paper(title="RETRACTED ARTICLE: Effects of a vitamin", types=(RETRACTION,)),
    ],
)
def test_a_notice_titled_like_its_paper_is_not_retracted(notice: Citation) -> None:
    assert retraction_of(notice).status is RetractionStatus.NONE
    found = notice_of(notice)
    assert found is not None
    assert found.kind is NoticeKind.RETRACTION


def test_a_notice_can_be_retracted_itself() -> None:
    notice = paper(link("RetractionOf"), link("RetractionIn"), types=(RETRACTION,))
    assert retraction_of(notice).status is RetractionStatus.RETRACTED
    assert notice_of(notice) is not None


@pytest.mark.parametrize(
    ("notice", "kind"),
    [
        (paper(link("ErratumFor")), NoticeKind.ERRATUM),
        (paper(types=(Term("Published Erratum"),)), NoticeKind.ERRATUM),
        (paper(link("ExpressionOfConcernFor")), NoticeKind.EXPRESSION_OF_CONCERN),
        (paper(types=(Term("Expression of Concern", "D000075742"),)), NoticeKind.EXPRESSION_OF_CONCERN),
        (paper(types=(Term("Published Erratum", "D016425"), RETRACTION)), NoticeKind.RETRACTION),
        (paper(link("ErratumFor"), title="Partial retraction: A title"), NoticeKind.PARTIAL_RETRACTION),
    ],
)
def test_notices_are_recognised_by_link_or_type_and_the_worst_counts(notice: Citation, kind: NoticeKind) -> None:
    found = notice_of(notice)
    assert found is not None
    assert found.kind is kind


def test_a_notice_names_every_paper_it_is_about() -> None:
    links = (Link("RetractionOf", "First", 900000003), Link("RetractionOf", "Second", 900000004), link("CommentOn"))
    assert notice_of(paper(*links)) == Notice(NoticeKind.RETRACTION, links[:2])


def test_papers_are_no_notices() -> None:
    for kind in (
        "RetractionIn",
        "ErratumIn",
        "RepublishedFrom",
        "CorrectedandRepublishedFrom",
        "UpdateOf",
        "CommentOn",
    ):
        assert notice_of(paper(link(kind), types=(RETRACTED,))) is None


def test_the_worst_holds_and_every_reason_is_kept_worst_first() -> None:
    links = (link("ErratumIn", "E"), link("ExpressionOfConcernIn", "C"), link("RetractionIn", "R", "because"))
    found = retraction_of(paper(*links, types=(RETRACTED,), title="Retracted: A title."))
    assert found.status is RetractionStatus.RETRACTED
    assert found.reasons == (
        "RetractionIn R (PMID 900000002): because",
        "publication type Retracted Publication (D016441)",
        "title: Retracted: A title.",
        "ExpressionOfConcernIn C (PMID 900000002)",
        "ErratumIn E (PMID 900000002)",
    )
    assert found.notices == links
