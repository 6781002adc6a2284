"""What reviewers say of a paper, in words. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from evidence.dashboard import words
from evidence.grading.model import Assessment, Direction, Relevance, Result

RELEVANCE: Final = {Relevance.DIRECT: "Direct", Relevance.PARTIAL: "Partly", Relevance.NONE: "Not relevant"}


def capital(term: str) -> str:
    """A term of ours at the beginning of a line: ``no_difference`` is ``No difference``."""
    plain = words.plain(term).replace("_", " ")
    return plain[:1].upper() + plain[1:]


def short(relevance: Relevance, direction: Direction | None) -> str:
    """Relevance and direction: ``Partly: against``."""
    name = RELEVANCE[relevance]
    return f"{name}: {direction.replace('_', ' ')}" if direction else name


def quick(said: Assessment) -> str:
    """A quick grade: ``Direct: against, design cohort, some risk of bias``; that there are details, too."""
    parts = [short(said.relevance, said.direction)]
    parts += [f"design {words.plain(said.design)}"] if said.design else []
    parts += [f"{said.risk_of_bias} risk of bias"] if said.risk_of_bias else []
    parts += ["with details"] if said.details else []
    return ", ".join(parts)


def fields(said: Assessment) -> Iterator[tuple[str, str]]:
    """Everything that was said, as names and values; a field of which nothing was said is left out."""
    yield "Relevance", RELEVANCE[said.relevance]
    yield "Direction", capital(said.direction or "")
    yield "Study design", capital(said.design or "")
    yield "Risk of bias", capital(said.risk_of_bias or "")
    details = said.details
    if details is None:
        return
    yield "Read", capital(details.read)
    for one in details.results:
        yield " / ".join(filter(None, one.key())), result(one)
    yield "Funding", details.funding
    yield "Conflicts of interest", details.conflicts
    yield "Doubts about the data", "; ".join(details.integrity)
    yield "Comment", details.comment
    if details.review:
        review = details.review
        yield "Confidence (AMSTAR 2)", f"{review.confidence}; searched {review.searched}, pools {review.design}"
    if details.guideline:
        yield "Guideline", f"{details.guideline.body} {details.guideline.year}: {details.guideline.position}"


def result(one: Result) -> str:
    """A result in a line: ``for; n 120, 40 events; risk ratio 1.5 (1.1 to 2.1), adjusted``."""
    counted = [f"n {one.n:,}"] if one.n is not None else []
    counted += [f"{one.events:,} events"] if one.events is not None else []
    interval = f" ({one.ci_low:g} to {one.ci_high:g})" if one.ci_low is not None and one.ci_high is not None else ""
    effect = f"{one.measure} {one.estimate:g}{interval}" if one.measure and one.estimate is not None else ""
    if one.adjusted is not None:
        effect = ", ".join(filter(None, (effect, "adjusted" if one.adjusted else "not adjusted")))
    gaps = [f"{name} {gap}" for name, gap in _gaps(one) if gap]
    indirect = f"indirect: {', '.join(gaps)}" if gaps else ""
    direction = one.direction.replace("_", " ")
    return "; ".join(filter(None, (direction, ", ".join(counted), effect, indirect)))


def _gaps(one: Result) -> tuple[tuple[str, int], ...]:
    gap = one.directness
    return (
        ("population", gap.population),
        ("intervention", gap.intervention),
        ("comparator", gap.comparator),
        ("outcome", gap.outcome),
    )
