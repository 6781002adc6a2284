"""``evidence strength``: how strong the evidence for each claim is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.moment import Moment
from evidence.cli.table import table
from evidence.errors import UnknownClaimError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from evidence.strength.model import Body, Strength


@click.command("strength")
@click.argument("claim", required=False)
@click.option("--as-of", type=Moment(), help="What stood at the end of that day, or at that time (UTC).")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def command(claim: str | None, as_of: datetime | None, as_json: bool) -> None:
    """Print the strength of every claim, or of CLAIM with the whole rationale.

    A strength is provisional until a person has confirmed what it was read from and no paper waits for reviewers.
    """
    from evidence.app import App
    from evidence.services import strength

    with App.from_environment().database_as_it_is().read() as tx:
        found = strength.current(tx) if as_of is None else strength.as_of(tx, as_of)
    if claim is not None:
        found = tuple(one for one in found if one.claim == claim)
        if not found:
            raise UnknownClaimError(f"no claim has the id {claim!r}", "see: evidence claims")
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    elif found:
        click.echo(table(_HEADINGS, [_as_row(one, found) for one in found]))
        if claim is not None:
            click.echo("\n" + "\n".join([found[0].sentence, "", *found[0].rationale]))
    else:
        click.echo("No claims were stored by then." if as_of else "No claims are stored yet. Run: evidence refresh")


_HEADINGS = ("claim", "certainty", "direction", "provisional", "studies", "citations", "waiting", "retracted")


def _as_row(one: Strength, all_shown: Sequence[Strength]) -> tuple[object, ...]:
    parts = {part.claim for whole in all_shown for part in whole.parts}
    certainty = f"{one.certainty.marks} {one.certainty}".lstrip() if one.certainty else "-"
    return (
        f"  {one.claim}" if one.claim in parts else one.claim,
        certainty,
        f"{one.direction}: {one.contradiction}" if one.contradiction else one.direction,
        "yes" if one.provisional else "no",
        one.studies,
        one.citations,
        one.waiting,
        one.retracted,
    )


def _as_json(one: Strength) -> dict[str, Any]:
    """The shape that programs read; documented in docs/strength.md."""
    from msgspec import to_builtins

    shown = ("claim", "kind", "direction", "certainty", "provisional", "studies", "citations", "waiting", "retracted")
    return {
        **{field: to_builtins(getattr(one, field)) for field in shown},
        "parts": to_builtins(one.parts),
        "bodies": [_body(body) for body in one.bodies],
        "guidelines": to_builtins(one.guidelines),
        "rationale": list(one.rationale),
        "sentence": one.sentence,
    }


def _body(body: Body) -> dict[str, Any]:
    from msgspec import to_builtins

    found = {
        "outcome": body.outcome,
        "design": body.design,
        "k": body.k,
        "n": body.n,
        "start": body.start,
        "domains": to_builtins(body.domains, str_keys=True),
        "certainty": body.certainty,
    }
    if body.pooled is not None:
        fields = ("measure", "estimate", "ci", "prediction_interval", "i2", "tau2")
        found["pooled"] = {field: to_builtins(getattr(body.pooled, field)) for field in fields}
    elif body.effect_direction is not None:
        counts = to_builtins(body.effect_direction)
        found["effect_direction"] = {
            field: counts[field] for field in ("for", "against", "no_difference", "unclear", "sign_p")
        }
    return found
