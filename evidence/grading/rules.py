"""What a grade may say: every rule names the field it refuses and why.

Pages and file imports call these before anything is stored; an empty answer means that the record makes sense.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

import msgspec

from evidence.citations.design import Design
from evidence.claims.model import Better, Claim, Kind
from evidence.grading.model import (
    Adjudication,
    Assessment,
    Details,
    Direction,
    Grade,
    Read,
    Relevance,
    Result,
    RiskOfBias,
    Tool,
    main_outcome,
)

NO_DIFFERENCE = (0.95, 1.05)
"""A ratio outside this range has a direction (our decision): only rounding and chance make 0.96 out of 1."""

BENEFIT_KINDS = frozenset({Kind.THERAPY, Kind.TEST_TREAT})
"""Kinds whose claims say that the good outcome gets more or the bad one less."""


class Problem(msgspec.Struct, frozen=True):
    """Why a record is refused: the field, in the path of the model (``details.results[0].ci_low``), and the reason."""

    field: str
    reason: str


def check_grade(grade: Grade, claim: Claim) -> tuple[Problem, ...]:
    """Everything that is wrong with a grade."""
    problems = list(_who_and_when(grade.claim, claim, grade.pmid, "reviewer", grade.reviewer, grade.at.tzinfo is None))
    if grade.version < 1:
        problems.append(Problem("version", "versions count up from 1"))
    return (*problems, *check_assessment(grade.assessment, claim))


def check_adjudication(adjudication: Adjudication, claim: Claim, voters: Iterable[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with an adjudication; ``voters`` are the reviewers who have voted on the paper."""
    naive = adjudication.at.tzinfo is None
    problems = list(
        _who_and_when(adjudication.claim, claim, adjudication.pmid, "adjudicator", adjudication.adjudicator, naive)
    )
    if adjudication.adjudicator in set(voters):
        problems.append(Problem("adjudicator", "somebody who voted on the paper cannot decide between the votes"))
    if not adjudication.reason.strip():
        problems.append(Problem("reason", "a decision between reviewers needs a reason"))
    return (*problems, *check_assessment(adjudication.assessment, claim))


def _who_and_when(claim_id: str, claim: Claim, pmid: int, role: str, person: str, naive: bool) -> Iterator[Problem]:
    if claim_id != claim.id:
        yield Problem("claim", f"is {claim_id}, but is checked against {claim.id}")
    if pmid < 1:
        yield Problem("pmid", "a PMID is a positive number")
    if not person.strip():
        yield Problem(role, f"the {role} has no name")
    if naive:
        yield Problem("at", "the time has no time zone")


def check_assessment(said: Assessment, claim: Claim) -> tuple[Problem, ...]:
    """Everything that is wrong with what is said of a citation for a claim."""
    if said.relevance is Relevance.NONE:
        return tuple(_says_nothing_more(said))
    problems = list(_quick_tier(said, claim))
    if said.details:
        problems += _details(said, said.details, claim)
    return tuple(problems)


def _says_nothing_more(said: Assessment) -> Iterator[Problem]:
    for field in ("direction", "risk_of_bias"):
        if getattr(said, field) is not None:
            yield Problem(field, "a paper that is not relevant to the claim has none")
    if said.details and said.details.results:
        yield Problem("details.results", "a paper that is not relevant to the claim has no results for it")


def _quick_tier(said: Assessment, claim: Claim) -> Iterator[Problem]:
    if said.design is None:
        yield Problem("design", "a relevant paper needs a study design")
    if said.direction is None and said.design is not Design.GUIDELINE:
        yield Problem("direction", "a relevant paper needs a direction; unclear is one")
    if said.risk_of_bias is None and said.design not in WITHOUT_RISK_OF_BIAS:
        yield Problem("risk_of_bias", "a relevant study needs a risk of bias")
    if said.risk_of_bias is RiskOfBias.LOW and said.read is Read.ABSTRACT:
        yield Problem("risk_of_bias", "an abstract cannot show a low risk of bias: read the full text, or say some")
    if said.details and said.direction is not None:
        main = {result.direction for result in said.details.results if result.outcome == main_outcome(claim)}
        if main and said.direction not in main:
            yield Problem("direction", f"is {said.direction}, but the results for the main outcome say {_words(main)}")


def _details(said: Assessment, details: Details, claim: Claim) -> Iterator[Problem]:
    keys = [result.key() for result in details.results]
    for index, result in enumerate(details.results):
        at = f"details.results[{index}]"
        if keys.index(result.key()) < index:
            yield Problem(f"{at}.outcome", f"{result.outcome} is there twice for the same population and comparator")
        for problem in _result(result, said, claim):
            yield Problem(f"{at}.{problem.field}", problem.reason)
    if (details.review is not None) and said.design not in REVIEWS:
        yield Problem("details.review", f"a {said.design} is not a systematic review")
    if (details.guideline is not None) and said.design is not Design.GUIDELINE:
        yield Problem("details.guideline", f"a {said.design} has no position as a guideline")
    if details.review is not None and details.review.design in {*REVIEWS, *WITHOUT_RISK_OF_BIAS}:
        yield Problem("details.review.design", "is the design of the studies that the review includes")
    if details.review is not None and said.risk_of_bias is not None:
        rated = details.review.confidence.risk_of_bias
        if said.risk_of_bias is not rated:
            yield Problem("risk_of_bias", f"confidence {details.review.confidence} by AMSTAR 2 means {rated}")
    if details.guideline is not None and not (details.guideline.body.strip() and details.guideline.position.strip()):
        yield Problem("details.guideline", "needs the body and its position")


def _result(result: Result, said: Assessment, claim: Claim) -> Iterator[Problem]:
    known = {outcome.name for outcome in claim.outcomes}
    if known and result.outcome not in known:
        yield Problem("outcome", f"{result.outcome!r} is no outcome of the claim: {_words(known)}")
    yield from _counts(result, said)
    yield from _effect(result)
    yield from _direction_fits(result, claim)
    for field in ("population", "intervention", "comparator", "outcome"):
        if getattr(result.directness, field) not in {0, 1, 2}:
            yield Problem(f"directness.{field}", "is 0, 1 or 2")
    yield from _tool(result, said)


def _counts(result: Result, said: Assessment) -> Iterator[Problem]:
    if result.n is not None and result.n < 1:
        yield Problem("n", "a result needs participants")
    if result.events is not None and (result.events < 0 or (result.n is not None and result.events > result.n)):
        yield Problem("events", "lie between 0 and the number of participants")
    if said.design not in REVIEWS:
        for field in ("k", "i2"):
            if getattr(result, field) is not None:
                yield Problem(field, "belongs to the pooled result of a systematic review")
    if result.k is not None and result.k < 1:
        yield Problem("k", "a pooled result has studies")
    if result.i2 is not None and not 0 <= result.i2 <= 100:
        yield Problem("i2", "is a percentage")


def _effect(result: Result) -> Iterator[Problem]:
    numbers = {field: getattr(result, field) for field in ("estimate", "ci_low", "ci_high")}
    given = {field: value for field, value in numbers.items() if value is not None}
    for field, value in given.items():
        if not math.isfinite(value):
            yield Problem(field, "is not a number")
        elif result.measure and result.measure.is_ratio and value <= 0:
            yield Problem(field, f"a {result.measure} is above 0")
    if given and result.measure is None:
        yield Problem("measure", "say what the estimate is, for instance a risk ratio")
    if ("ci_low" in given) != ("ci_high" in given):
        yield Problem("ci_low" if "ci_high" in given else "ci_high", "a confidence interval has two ends")
    if "estimate" not in given:
        if result.measure is not None or "ci_low" in given:
            yield Problem("estimate", "is missing")
    elif "ci_low" in given and "ci_high" in given:
        if not given["ci_low"] <= given["estimate"] <= given["ci_high"]:
            yield Problem("ci_low", "the confidence interval misses its estimate")
        elif given["ci_low"] == given["ci_high"]:
            yield Problem("ci_low", "the confidence interval has no width")


def _direction_fits(result: Result, claim: Claim) -> Iterator[Problem]:
    """The direction is that of the point estimate, whether or not it is significant."""
    if result.measure is None or result.estimate is None:
        return
    null = result.measure.null
    if result.direction is Direction.NO_DIFFERENCE:
        if result.measure.is_ratio and not NO_DIFFERENCE[0] <= result.estimate <= NO_DIFFERENCE[1]:
            yield Problem(
                "direction",
                f"{result.estimate:g} is a direction, significant or not: for or against, not no_difference",
            )
        elif result.ci_low is not None and result.ci_high is not None and not result.ci_low <= null <= result.ci_high:
            yield Problem("direction", "the confidence interval excludes no effect: that is a direction")
    elif result.direction is not Direction.UNCLEAR:
        if result.estimate == null:
            yield Problem("direction", f"an estimate of {null:g} is no_difference")
        outcome = next((outcome for outcome in claim.outcomes if outcome.name == result.outcome), None)
        if outcome and claim.kind in BENEFIT_KINDS:
            good = (result.estimate > null) == (outcome.better is Better.MORE)
            if result.estimate != null and good != (result.direction is Direction.FOR):
                side = "better" if good else "worse"
                yield Problem(
                    "direction", f"is {result.direction}, but {result.estimate:g} means a {side} {outcome.name}"
                )


def _tool(result: Result, said: Assessment) -> Iterator[Problem]:
    if result.domains and result.tool is None:
        yield Problem("tool", "say which instrument the domains belong to")
    if result.tool is None or said.design is None:
        return
    if said.design not in DESIGNS_OF_TOOL[result.tool]:
        yield Problem("tool", f"{result.tool} does not judge a {said.design}")
    if result.tool in WORST_DOMAIN_RULES and said.risk_of_bias is not None:
        # Observational bodies start low for confounding: its domain is recorded, but not deducted again.
        counted = [domain.risk for domain in result.domains if "confounding" not in domain.name.lower()]
        worst = max(counted, key=_rank, default=RiskOfBias.LOW)
        if _rank(said.risk_of_bias) < _rank(worst):
            yield Problem("domains", f"one is {worst}, so the overall risk of bias cannot be {said.risk_of_bias}")


WORST_DOMAIN_RULES = frozenset({Tool.ROB_2, Tool.ROBINS_I, Tool.ROBINS_E})
"""Tools whose guidance says that a study is no better than its worst domain."""


REVIEWS = frozenset({Design.SYSTEMATIC_REVIEW, Design.META_ANALYSIS})

WITHOUT_RISK_OF_BIAS = frozenset({Design.GUIDELINE, Design.NARRATIVE_REVIEW, Design.EDITORIAL})
"""Designs that carry no weight, so that nothing hangs on their risk of bias."""

_COHORTS = frozenset({Design.PROSPECTIVE_COHORT, Design.COHORT, Design.RETROSPECTIVE_COHORT})
_OBSERVATIONAL = _COHORTS | {Design.NON_RANDOMISED_TRIAL, Design.CASE_CONTROL, Design.CROSS_SECTIONAL}
DESIGNS_OF_TOOL = {
    Tool.ROB_2: frozenset({Design.RANDOMISED_TRIAL}),
    Tool.ROBINS_I: _OBSERVATIONAL,
    Tool.ROBINS_E: _OBSERVATIONAL,
    Tool.QUIPS: _OBSERVATIONAL | {Design.RANDOMISED_TRIAL},
    Tool.QUADAS_2: _OBSERVATIONAL | {Design.ACCURACY},
    Tool.AMSTAR_2: REVIEWS,
    Tool.SYRCLE: frozenset({Design.ANIMAL}),
    Tool.IN_VITRO: frozenset({Design.IN_VITRO}),
}


def _rank(risk: RiskOfBias) -> int:
    return tuple(RiskOfBias).index(risk)


def _words(values: Iterable[str]) -> str:
    return ", ".join(sorted(values))
