"""From bodies of evidence to the one line that stands on top: direction and certainty of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from evidence.claims.model import Claim, Combine
from evidence.strength.model import BETWEEN_PEOPLE, Body, Certainty, Contradiction, Part, Verdict


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """What a claim's strength says first.

    Attributes:
        direction, contradiction, certainty: as in ``Strength``.
        bodies: keys of the bodies it was read from, in their order.
        small: the effect is smaller than the difference that was set to matter.
        confirmed_by, confirmed_at: who confirmed all of these bodies, and when the last of them was.
        reason: how it was read, for the rationale.
    """

    direction: Verdict
    contradiction: Contradiction | None = None
    certainty: Certainty | None = None
    bodies: tuple[str, ...] = ()
    small: bool = False
    confirmed_by: str = ""
    confirmed_at: datetime | None = None
    reason: str


NOTHING = Headline(direction=Verdict.NO_EVIDENCE, reason="No eligible study is counted.")


def read_headline(bodies: Sequence[Body]) -> Headline:
    """The most important outcome's body of the best certainty.

    ``bodies`` come with the most important outcome first. Bodies of that outcome with the same certainty must agree:
    supported and contradicted together are mixed, and any of them beside an insufficient one is insufficient.
    """
    if not bodies:
        return NOTHING
    of_outcome = [body for body in bodies if body.outcome == bodies[0].outcome]
    best = max(body.certainty.rank for body in of_outcome)
    leading = [body for body in of_outcome if body.certainty.rank == best]
    verdicts = {body.verdict for body in leading}
    first = next((body for body in leading if body.verdict is _together(verdicts)), leading[0])
    confirmed_by, confirmed_at = who_confirmed(leading)
    return Headline(
        direction=_together(verdicts),
        contradiction=_contradiction(leading) if _together(verdicts) is Verdict.CONTRADICTED else None,
        certainty=first.certainty,
        bodies=tuple(body.key for body in leading),
        small=all(body.small for body in leading),
        confirmed_by=confirmed_by,
        confirmed_at=confirmed_at,
        reason=_how(leading, len(of_outcome)),
    )


def who_confirmed(leading: Sequence[Body]) -> tuple[str, datetime | None]:
    """Who confirmed all of these bodies, and when the last of them was; nobody while one is unconfirmed."""
    if not all(body.confirmed_by for body in leading):
        return "", None
    times = [body.confirmed_at for body in leading if body.confirmed_at]
    return BETWEEN_PEOPLE.join(sorted({body.confirmed_by for body in leading})), max(times, default=None)


def _together(verdicts: set[Verdict]) -> Verdict:
    if len(verdicts) == 1:
        return next(iter(verdicts))
    if Verdict.MIXED in verdicts or {Verdict.SUPPORTED, Verdict.CONTRADICTED} <= verdicts:
        return Verdict.MIXED
    return Verdict.INSUFFICIENT


def _contradiction(leading: Sequence[Body]) -> Contradiction | None:
    """The opposite only when every leading body says so."""
    kinds = {body.contradiction for body in leading}
    return Contradiction.OPPOSITE if kinds == {Contradiction.OPPOSITE} else Contradiction.LITTLE


def _how(leading: Sequence[Body], of_outcome: int) -> str:
    keys = "; ".join(body.key for body in leading)
    if of_outcome == 1:
        return f"Read from: {keys}."
    if len(leading) == 1:
        return f"Read from the body of the best certainty: {keys}."
    return f"Read from the bodies of the best certainty together: {keys}."


def combine_parts(claim: Claim, parts: Sequence[Part]) -> Headline:
    """A compound claim: the worst part when it asserts all of them, the best when it lists examples.

    Worst to best: contradicted, no evidence, insufficient, mixed, supported. Between equals, certainty counts as far as
    it speaks: to be surer of support is better, to be surer of a contradiction worse, and to be surer that nothing can
    be told is neither. Parts that are still equal lend their lowest certainty.
    """
    if not parts:
        return NOTHING
    pick = max if claim.combine is Combine.ANY else min
    picked = pick(_for_the_claim(part) for part in parts)
    chosen = min((part for part in parts if _for_the_claim(part) == picked), key=_rank)
    how = "best" if claim.combine is Combine.ANY else "weakest"
    return Headline(
        direction=chosen.direction,
        contradiction=chosen.contradiction,
        certainty=chosen.certainty,
        reason=f"Read from the {how} of {len(parts)} parts: {chosen.claim}.",
    )


def _for_the_claim(part: Part) -> tuple[int, int]:
    """How good a part is for the claim; more is better."""
    speaks = {Verdict.SUPPORTED: 1, Verdict.CONTRADICTED: -1}.get(part.direction, 0)
    return part.direction.rank, speaks * _rank(part)


def _rank(part: Part) -> int:
    return part.certainty.rank if part.certainty else -1
