"""From papers to studies: several reports of one study count once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from evidence.claims.model import Claim
from evidence.grading.model import Assessment, Relevance, Result, RiskOfBias
from evidence.strength.eligibility import Place, Placed
from evidence.strength.material import StudyGroup
from evidence.strength.model import Stratum
from evidence.strength.scales import stratum_of

RISKS = tuple(RiskOfBias)


class Contribution(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """What one study gives to one body of evidence.

    Attributes:
        study: its name: the lowest PMID of its reports.
        pmids: of the reports that count.
        stratum: of its design.
        result: of the report that says most.
        risk_of_bias: the worst that was said of a report.
        indirectness: 0..2, the worst of the four; partial relevance is at least 1.
        sponsored, conference_abstract: as recorded; an abstract only when all its reports are.
        in_doubt: one of its reports carries an expression of concern.
        extracted_by_one: its numbers were recorded by one reviewer only.
    """

    study: str
    pmids: tuple[int, ...]
    stratum: Stratum
    result: Result
    risk_of_bias: RiskOfBias
    indirectness: int
    sponsored: bool
    conference_abstract: bool
    in_doubt: bool
    extracted_by_one: bool


def study_names(pmids: Iterable[int], groups: Sequence[StudyGroup]) -> dict[int, str]:
    """The study each paper reports. Groups that share a paper are one study."""
    newest: dict[str, StudyGroup] = {}
    for group in sorted(groups, key=lambda one: (one.at, one.undone, one.by, one.pmids)):
        newest[group.id] = group
    parent: dict[int, int] = {}

    def root(pmid: int) -> int:
        while parent.setdefault(pmid, pmid) != pmid:
            pmid = parent[pmid]
        return pmid

    for group in newest.values():
        if not group.undone:
            for pmid in group.pmids[1:]:
                one, other = sorted((root(group.pmids[0]), root(pmid)))
                parent[other] = one
    return {pmid: str(root(pmid)) for pmid in pmids}


def contributions(claim: Claim, placed: Iterable[Placed], groups: Sequence[StudyGroup]) -> tuple[Contribution, ...]:
    """One contribution for each study, result key and stratum, sorted by them."""
    counting = [one for one in placed if one.place in {Place.COUNTED, Place.IN_DOUBT}]
    study = study_names((one.paper.pmid for one in counting), groups)
    reports: dict[tuple[Stratum, tuple[str, str, str], str], list[tuple[Placed, Result]]] = {}
    for one in counting:
        said = one.assessment
        stratum = stratum_of(claim.kind, said.design) if said and said.design else None
        if said is None or stratum is None:
            continue
        for result in said.results(claim):
            reports.setdefault((stratum, result.key(), study[one.paper.pmid]), []).append((one, result))
    return tuple(_contribution(name, stratum, reports[key]) for key in sorted(reports) for stratum, _, name in [key])


def _contribution(study: str, stratum: Stratum, reports: list[tuple[Placed, Result]]) -> Contribution:
    chosen, result = max(reports, key=_says_most)
    said = [one.assessment for one, _ in reports if one.assessment]
    return Contribution(
        study=study,
        pmids=tuple(sorted(one.paper.pmid for one, _ in reports)),
        stratum=stratum,
        result=result,
        risk_of_bias=max((a.risk_of_bias or RiskOfBias.HIGH for a in said), key=RISKS.index),
        indirectness=max(_indirectness(one, report) for one, report in reports),
        sponsored=any(_sponsored(a) for a in said),
        conference_abstract=all(one.paper.conference_abstract for one, _ in reports),
        in_doubt=any(one.place is Place.IN_DOUBT for one, _ in reports),
        extracted_by_one=chosen.consensus.extracted_by_one,
    )


def _indirectness(one: Placed, result: Result) -> int:
    partial = one.assessment is not None and one.assessment.relevance is Relevance.PARTIAL
    return max(result.directness.worst(), int(partial))


def _sponsored(assessment: Assessment) -> bool:
    return bool(assessment.details and assessment.details.sponsored)


def _says_most(report: tuple[Placed, Result]) -> tuple[bool, bool, int, int, int]:
    """A full article before an abstract, an effect with its interval before one without, then the largest."""
    one, result = report
    has_interval = result.ci_low is not None and result.ci_high is not None
    return (not one.paper.conference_abstract, has_interval, result.n or 0, result.events or 0, -one.paper.pmid)
