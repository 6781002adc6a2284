"""Which claims a page shows, and in which order: pure, from what the reader filters by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evidence.claims.model import Claim
from evidence.store.overview import ClaimOverview
from evidence.strength.model import Strength


def sections_of(claim: Claim) -> tuple[str, ...]:
    """The sections of the article in which a claim stands."""
    return tuple(dict.fromkeys(place.section for place in claim.places))


def family(tracked: Iterable[Claim], claim: Claim) -> list[Claim]:
    """A claim with its parts at any depth, the claim first."""
    parts: dict[str | None, list[Claim]] = {}
    for one in tracked:
        parts.setdefault(one.part_of, []).append(one)

    def below(whole: Claim) -> Iterator[Claim]:
        yield whole
        for part in parts.get(whole.id, ()):
            yield from below(part)

    return list(below(claim))


def claims(rows: Sequence[ClaimOverview], *, section: str | None, text: str) -> list[ClaimOverview]:
    """The claims of a section that hold every word of ``text``; a compound claim also when one of its parts does."""
    words = text.casefold().split()

    def fits(claim: Claim) -> bool:
        read = " ".join((claim.id, claim.statement, claim.population, claim.exposure, *claim.aliases)).casefold()
        return (section is None or section in sections_of(claim)) and all(word in read for word in words)

    fitting = {row.claim.id for row in rows if fits(row.claim)}
    whole_of = {row.claim.id: row.claim.part_of for row in rows}
    for claim_id in tuple(fitting):
        above = whole_of.get(claim_id)
        while above is not None and above not in fitting:
            fitting.add(above)
            above = whole_of.get(above)
    return [row for row in rows if row.claim.id in fitting]


def standing(
    rows: Sequence[ClaimOverview], strengths: Mapping[str, Strength], direction: str, certainty: str
) -> list[ClaimOverview]:
    """The claims whose evidence stands so; an empty choice takes all, ``none`` those without a certainty."""

    def fits(one: Strength) -> bool:
        level = one.certainty.value if one.certainty else "none"
        return direction in {"", one.direction.value} and certainty in {"", level}

    return [row for row in rows if fits(strengths[row.claim.id])]


def in_order(rows: Sequence[ClaimOverview]) -> Iterator[tuple[int, ClaimOverview]]:
    """Every claim with its depth, each part below the claim it belongs to."""
    shown = {row.claim.id for row in rows}
    parts: dict[str | None, list[ClaimOverview]] = {}
    for row in rows:
        parts.setdefault(row.claim.part_of if row.claim.part_of in shown else None, []).append(row)

    def below(whole: str | None, depth: int) -> Iterator[tuple[int, ClaimOverview]]:
        for row in parts.get(whole, ()):
            yield depth, row
            yield from below(row.claim.id, depth + 1)

    return below(None, 0)
