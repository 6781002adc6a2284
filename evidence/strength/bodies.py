"""The bodies of evidence of a claim that is rated by GRADE."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.claims.model import Claim, Outcome
from evidence.grading.model import IMPORTANCE, RiskOfBias
from evidence.strength.confirming import fingerprint, levels, rule
from evidence.strength.domains import Question, propose
from evidence.strength.material import Material
from evidence.strength.model import GRADE_SCALE, Body, Certainty, Sensitivity, Stratum, StudyLine
from evidence.strength.scales import start_of
from evidence.strength.studies import Contribution
from evidence.strength.verdict import Synthesis, interval_of, synthesise

Key = tuple[str, str, str, Stratum]
STRATA = tuple(Stratum)
HIGH_RISK = frozenset({RiskOfBias.HIGH, RiskOfBias.CRITICAL})


def body_key(outcome: str, population: str, comparator: str, design: str) -> str:
    """Names a body for people and confirmations: ``live birth | randomised trials``."""
    return " | ".join(part for part in (outcome, population, comparator, design) if part)


def importance_of(claim: Claim, outcome: str) -> tuple[int, int]:
    """Sorts outcomes: the most important first, then in the order of the claim, unknown ones last."""
    for position, one in enumerate(claim.outcomes):
        if one.name == outcome:
            return IMPORTANCE.index(one.importance), position
    return len(IMPORTANCE), 0


def grade_bodies(claim: Claim, material: Material, studies: Sequence[Contribution]) -> tuple[Body, ...]:
    """Every body that the studies form, the most important outcome first."""
    by_key: dict[Key, list[Contribution]] = {}
    for study in studies:
        by_key.setdefault((*study.result.key(), study.stratum), []).append(study)
    bodies = [
        grade_body(claim, material, [s for s in by_key[key] if not s.in_doubt], with_doubt=by_key[key])
        for key in sorted(by_key)
        if any(not study.in_doubt for study in by_key[key])
    ]
    return tuple(sorted(bodies, key=lambda body: sorting_key(claim, body)))


def sorting_key(claim: Claim, body: Body) -> tuple[tuple[int, int], str, str, str, int]:
    """The order in which bodies are shown."""
    return (
        importance_of(claim, body.outcome),
        body.outcome,
        body.population,
        body.comparator,
        STRATA.index(body.design),
    )


def grade_body(
    claim: Claim,
    material: Material,
    studies: Sequence[Contribution],
    *,
    with_doubt: Sequence[Contribution] = (),
    review: int | None = None,
) -> Body:
    """One body: synthesis, proposals, what people said of them, certainty.

    Args:
        claim: what it is evidence for.
        material: for confirmations and unpublished trials.
        studies: that count, in a fixed order; all of one outcome, population, comparator and stratum.
        with_doubt: the same together with studies that carry an expression of concern.
        review: PMID of the review whose pooled result is the one contribution.
    """
    first = studies[0]
    outcome = next((one for one in claim.outcomes if one.name == first.result.outcome), None)
    made = synthesise(claim, outcome, studies)
    doubted = len(with_doubt) > len(studies)
    with_all = synthesise(claim, outcome, with_doubt) if doubted else made
    question = Question(
        claim=claim,
        outcome=outcome,
        studies=tuple(studies),
        synthesis=made,
        start=start_of(first.stratum),
        unpublished_trials=material.unpublished_trials,
        changed_by_doubt=with_all.verdict is not made.verdict,
        pooled_elsewhere=review is not None,
    )
    proposals = propose(question)
    seen = fingerprint(claim, studies, proposals)
    design = f"{first.stratum} in review {review}" if review else str(first.stratum)
    key = body_key(*first.result.key(), design)
    ruling = rule(key, seen, proposals, material.confirmations)
    notes = list(made.notes)
    if ruling.lapsed:
        notes.append(
            "it has changed since it was confirmed: the lower of both judgements holds until it is confirmed again"
        )
    by_one = sum(study.extracted_by_one for study in studies)
    if by_one:
        notes.append(f"the results of {by_one} of {len(studies)} studies were recorded by one reviewer only")
    return Body(
        key=key,
        fingerprint=seen,
        outcome=first.result.outcome,
        population=first.result.population,
        comparator=first.result.comparator,
        design=first.stratum,
        review=review,
        k=question.k,
        n=question.n,
        events=sum(study.result.events or 0 for study in studies),
        start=question.start,
        domains=ruling.domains,
        certainty=certainty_of(question.start + levels(ruling.domains)),
        verdict=made.verdict,
        contradiction=made.contradiction,
        claimed_side=made.claimed_side,
        small=made.small,
        pooled=made.pooled,
        effect_direction=made.effect_direction if made.pooled is None else None,
        studies=lines(studies, made.weights),
        sensitivities=tuple(_sensitivities(claim, outcome, studies, with_doubt if doubted else ())),
        notes=tuple(notes),
        confirmed_by=ruling.by,
        confirmed_at=ruling.at,
    )


def certainty_of(level: int) -> Certainty:
    """GRADE's word for a sum of levels."""
    return GRADE_SCALE[max(0, min(level, 3))]


def lines(studies: Sequence[Contribution], weights: Sequence[float]) -> tuple[StudyLine, ...]:
    """The rows of the body's forest plot or table."""
    return tuple(
        StudyLine(
            study=study.study,
            pmids=study.pmids,
            direction=study.result.direction,
            risk_of_bias=study.risk_of_bias,
            weight=weight,
            n=study.result.n,
            estimate=study.result.estimate,
            ci=interval_of(study.result),
        )
        for study, weight in zip(studies, weights, strict=True)
    )


def _sensitivities(
    claim: Claim, outcome: Outcome | None, studies: Sequence[Contribution], with_doubt: Sequence[Contribution]
) -> list[Sensitivity]:
    """Other choices of studies that a reader would ask about, each only where it makes a difference to the list."""
    choices = {
        "with expressions of concern": with_doubt,
        "without high risk of bias": [study for study in studies if study.risk_of_bias not in HIGH_RISK],
        "without conference abstracts": [study for study in studies if not study.conference_abstract],
    }
    return [
        _sensitivity(name, synthesise(claim, outcome, chosen), len(chosen))
        for name, chosen in choices.items()
        if chosen and len(chosen) != len(studies)
    ]


def _sensitivity(name: str, made: Synthesis, k: int) -> Sensitivity:
    return Sensitivity(
        name=name,
        verdict=made.verdict,
        k=k,
        estimate=made.pooled.estimate if made.pooled else None,
        ci=made.pooled.ci if made.pooled else None,
    )
