"""A claim's definition: what it says, of whom, and of which claim it is a part."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.claims.model import Claim, Combine, Outcome
from evidence.dashboard import links, words
from evidence.dashboard.components.table import facts
from evidence.export.markup import Html, join, tag


def definition(claim: Claim, *, whole: Claim | None, family: Sequence[Claim]) -> Html:
    """Everything that claims.yaml says of a claim, apart from its queries.

    Args:
        claim: what is asserted.
        whole: the claim that it is a part of.
        family: the claim with its parts at any depth.
    """
    parts = [one for one in family if one.part_of == claim.id]
    every = "asserts every one" if claim.combine is Combine.ALL else "lists them as examples"
    return facts(
        (
            ("Kind", words.plain(claim.kind)),
            ("The article says it", claim.says),
            ("Population", claim.population),
            ("Exposure", claim.exposure),
            ("Comparator", claim.comparator),
            ("Outcomes", tag("ul", *(tag("li", outcome(one)) for one in claim.outcomes)) if claim.outcomes else ""),
            ("Part of", _link(whole) if whole else ""),
            (f"Parts ({every})", tag("ul", *(tag("li", _link(part)) for part in parts)) if parts else ""),
        ),
        side_by_side=True,
    )


def outcome(one: Outcome) -> Html:
    """An outcome in a line."""
    return join((tag("strong", one.name), f" ({one.importance}; {one.better} is better; {one.measure})"))


def _link(claim: Claim) -> Html:
    return links.inside(claim.statement, links.claim_url(claim.id))
