"""Why a strength is what it is: every step in plain words, so that a stranger can retrace it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from evidence.claims.model import Claim
from evidence.grading.agreement import agreement_on
from evidence.strength.bodies import certainty_of
from evidence.strength.eligibility import IN_DOUBT, Place, Placed
from evidence.strength.headline import Headline
from evidence.strength.material import Material
from evidence.strength.model import GRADE_SCALE, MECHANISM_SCALE, Body, Judged, Part, Pooled, Verdict
from evidence.strength.reviews import Anchoring, overlap, overlap_word, to_reanalyse
from evidence.strength.studies import Contribution
from evidence.strength.synthesis import Interval
from evidence.strength.verdict import FEWEST_STUDIES

PLACES = {
    Place.RETRACTED: ("retracted", "retracted"),
    Place.WAITING: ("waiting for reviewers", "waiting for reviewers"),
    Place.CONFLICT: ("in conflict", "in conflict"),
    Place.NOT_RELEVANT: ("not relevant", "not relevant"),
    Place.SUPERSEDED: ("preprint replaced by its article", "preprints replaced by their articles"),
    Place.CONTEXT: (
        "narrative review, editorial or the like, which carries no weight",
        "narrative reviews, editorials and the like, which carry no weight",
    ),
    Place.OTHER_EVIDENCE: (
        "of a design that is no evidence for this kind of claim",
        "of designs that are no evidence for this kind of claim",
    ),
    Place.GUIDELINE: ("guideline", "guidelines"),
    Place.REVIEW: ("systematic review", "systematic reviews"),
    Place.IN_DOUBT: ("under an expression of concern", "under an expression of concern"),
    Place.COUNTED: ("report of a study that counts", "reports of studies that count"),
}
"""For one record and for several."""


def count_records(placed: Sequence[Placed], studies: Sequence[Contribution]) -> str:
    """How many records there are and what became of them."""
    places = Counter(one.place for one in placed)
    parts = [_n(places[place], *words) for place, words in PLACES.items() if places[place]]
    counting = [study for study in studies if not study.in_doubt]
    named = {study.study for study in counting}
    reports = {pmid for study in counting for pmid in study.pmids}
    listed = f": {', '.join(parts)}" if parts else ""
    duplicates = len(reports) - len(named)
    merged = f", {_n(duplicates, 'further report')} merged into their studies" if duplicates else ""
    return f"Of {_n(len(placed), 'record')}{listed}. {_n(len(named), 'study counts', 'studies count')}{merged}."


def describe_body(body: Body) -> list[str]:
    """A body from its studies to its certainty, one step a line."""
    first = f"Body: {body.key}: {_n(body.k, 'study', 'studies')}, {_n(body.n, 'participant')} known. {_finding(body)}"
    steps = [first]
    if body.start is not None:
        steps.append(f"{body.key}: starts at {GRADE_SCALE[body.start]}.")
        steps += [
            f"{body.key}: {domain} {_levels(judged)} because: {judged.reason}."
            for domain, judged in body.domains.items()
            if not domain.rates_up or judged.final
        ]
    steps.append(f"{body.key}: {_final(body)}")
    steps += [f"{body.key}: {note}." for note in body.notes]
    for one in body.sensitivities:
        shown = f", {one.estimate:.2f} ({_ci(one.ci)})" if one.estimate is not None and one.ci else ""
        steps.append(f"{body.key}: {one.name}: {_n(one.k, 'study', 'studies')}{shown}, {one.verdict}.")
    return steps


def _levels(judged: Judged) -> str:
    final = f"{judged.final:+d}" if judged.final else "0"
    return final if judged.final == judged.proposed else f"{final} (proposed {judged.proposed:+d})"


def _finding(body: Body) -> str:
    says = f"{body.verdict}{f' ({body.contradiction})' if body.contradiction else ''}"
    if body.pooled is not None:
        return f"{_effect(body.pooled)}: {says}."
    count = body.effect_direction
    if count is None:
        return f"{says}."
    text = f"Directions: {count.for_} for, {count.against} against, {count.no_difference} no difference"
    text += f", {count.unclear} unclear"
    if count.share_for is not None:
        text += f"; {count.share_for:.0%} for ({count.share_ci.low:.0%} to {count.share_ci.high:.0%})"
        text += f", sign test p = {count.sign_p:.2f} (shown, not used)"
    few = "; fewer than three studies with a direction" if count.for_ + count.against < FEWEST_STUDIES else ""
    return f"{text}{few}: {says}."


def _effect(pooled: Pooled) -> str:
    text = f"{pooled.measure.capitalize()} {pooled.estimate:.2f} ({_ci(pooled.ci)})"
    if pooled.tau2 is not None:
        text += f", {pooled.k} studies pooled by REML with Hartung-Knapp, I² {pooled.i2:.0f}%, tau² {pooled.tau2:.3f}"
    elif pooled.i2 is not None:
        text += f", I² {pooled.i2:.0f}%"
    if pooled.prediction_interval:
        text += f", prediction interval {_ci(pooled.prediction_interval)}"
    if pooled.fixed is not None and pooled.fixed_ci:
        text += f", fixed effect {pooled.fixed:.2f} ({_ci(pooled.fixed_ci)})"
    return text


def _ci(interval: Interval) -> str:
    return f"{interval.low:.2f} to {interval.high:.2f}"


def _final(body: Body) -> str:
    if body.start is not None:
        down = sum(j.proposed for d, j in body.domains.items() if not d.rates_up)
        level = f"certainty {body.certainty}. Proposed: {certainty_of(body.start + down)}."
    elif body.certainty in MECHANISM_SCALE:
        # Its level says what was studied, not that anything was shown there.
        level = f"level: {body.design}."
    else:
        level = f"{body.certainty}."
    if body.confirmed_by and body.confirmed_at:
        return f"{level} Confirmed by {body.confirmed_by}, {body.confirmed_at.date()}."
    return f"{level} Not yet confirmed by a person."


def describe_offers(bodies: Iterable[Body]) -> list[str]:
    """What could rate up, were a person to agree."""
    return [
        f"{body.key}: {domain} could rate up by {judged.proposed}; it counts only when a person agrees."
        for body in bodies
        for domain, judged in body.domains.items()
        if judged.proposed > 0 and judged.final == 0
    ]


def describe_reviews(placed: Sequence[Placed], anchoring: Anchoring | str) -> list[str]:
    """Which review the claim rests on, or why on none; how much reviews overlap."""
    lines = []
    if isinstance(anchoring, str):
        if anchoring:
            lines.append(f"The chosen review cannot carry the claim, so primary studies do: {anchoring}.")
    else:
        anchor = anchoring.anchor
        lines.append(f"Rests on review {anchor.pmid}, chosen by {anchor.by}, {anchor.at.date()}: {anchor.reason}.")
        lines += [
            f"Beside it, newer than its search: study {one.study}, {one.result.outcome}: {one.result.direction}."
            for one in anchoring.beside
        ]
    if (area := overlap(placed)) is not None:
        lines.append(f"Overlap of the systematic reviews: corrected covered area {area:.1%}, {overlap_word(area)}.")
    return lines


def banners(placed: Sequence[Placed], bodies: Sequence[Body]) -> tuple[str, ...]:
    """What a reader must see before anything else."""
    found = [
        f"Review {review} includes retracted {'papers' if len(inside) > 1 else 'paper'} "
        f"{', '.join(map(str, inside))}: it needs to be analysed again."
        for review, inside in to_reanalyse(placed)
    ]
    if any("expression of concern changes" in judged.reason for body in bodies for judged in body.domains.values()):
        found.append("Studies with an expression of concern would change the result.")
    doubted = [one.paper.pmid for one in placed if one.place is Place.IN_DOUBT and one.paper.retraction in IN_DOUBT]
    if doubted and not bodies:
        found.append("The only studies carry an expression of concern.")
    return tuple(found)


def describe_agreement(claim: Claim, material: Material) -> str:
    """How well reviewers agree whether papers are relevant, by their votes alone."""
    shown = agreement_on("relevance", (grade for grade in material.grades if grade.claim == claim.id))
    if shown.percent is None:
        return f"Agreement on relevance: {_n(shown.units, 'paper')} with two votes, too few to say."
    alpha = (
        f", Krippendorff's alpha {shown.alpha:.2f}" if shown.alpha is not None else ", alpha undefined: no variation"
    )
    return f"Agreement on relevance: {shown.percent:.0%} over {shown.units} papers{alpha}, AC1 {shown.ac1:.2f}."


def why_provisional(placed: Sequence[Placed], headline: Headline, parts: Sequence[Part]) -> list[str]:
    """Everything that keeps a strength from being confirmed."""
    reasons = []
    if headline.direction is Verdict.NO_EVIDENCE:
        reasons.append("there is nothing yet that somebody could confirm")
    if headline.bodies and not headline.confirmed_by:
        reasons.append("nobody has confirmed what it was read from")
    waiting = sum(one.place is Place.WAITING for one in placed)
    conflicts = sum(one.place is Place.CONFLICT for one in placed)
    reopened = sum(one.consensus.reopened and one.place is not Place.RETRACTED for one in placed)
    if waiting:
        reasons.append(f"{_n(waiting, 'paper')} waiting for reviewers")
    if conflicts:
        reasons.append(f"{_n(conflicts, 'paper')} in conflict")
    if reopened:
        reasons.append(f"{_n(reopened, 'paper')} corrected after they were graded")
    unconfirmed = [part.claim for part in parts if part.provisional]
    if unconfirmed:
        reasons.append(f"parts not confirmed: {', '.join(unconfirmed)}")
    if to_reanalyse(placed):
        reasons.append("a review includes a retracted study")
    return reasons


def _n(count: int, singular: str, plural: str = "") -> str:
    return f"{count} {singular if count == 1 else plural or singular + 's'}"
