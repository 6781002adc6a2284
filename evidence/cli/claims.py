"""``evidence claims``: every claim with its citations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from evidence.cli.table import table

if TYPE_CHECKING:
    from evidence.store.overview import ClaimOverview
    from evidence.strength.model import Strength


@click.command("claims")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of a table.")
def command(as_json: bool) -> None:
    """List the claims with their citations, as the last refresh left them."""
    from evidence.app import App
    from evidence.services import strength
    from evidence.store import overview

    with App.from_environment().database_as_it_is().read() as tx:
        claims = list(zip(overview.of_claims(tx), strength.current(tx), strict=True))
    if as_json:
        click.echo(json.dumps([_as_json(*one) for one in claims], ensure_ascii=False))
    elif claims:
        click.echo(table(_HEADINGS, [_as_row(*one) for one in claims]))
    else:
        click.echo("No claims are stored yet. Run: evidence refresh")


_HEADINGS = ("claim", "kind", "citations", "retracted", "queries", "failing", "refreshed")


def _as_row(line: ClaimOverview, standing: Strength) -> tuple[object, ...]:
    claim = line.claim
    return (
        f"  {claim.id}" if claim.part_of else claim.id,
        claim.kind,
        standing.citations,
        standing.retracted,
        line.queries,
        line.failing,
        line.refreshed_at.date().isoformat() if line.refreshed_at else None,
    )


def _as_json(line: ClaimOverview, standing: Strength) -> dict[str, object]:
    return {
        "claim": line.claim.id,
        "statement": line.claim.statement,
        "kind": line.claim.kind,
        "part_of": line.claim.part_of,
        "citations": standing.citations,
        "retracted": standing.retracted,
        "queries": line.queries,
        "failing": line.failing,
        "refreshed_at": line.refreshed_at.isoformat() if line.refreshed_at else None,
    }
