"""``evidence events``: what the refreshes found."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.table import table

if TYPE_CHECKING:
    from evidence.store.events import StoredEvent


class _Moment(click.ParamType[datetime]):
    """A date, a date with time, or an age such as ``36h`` or ``7d``; always UTC."""

    name = "WHEN"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        text = str(value)
        if text[:-1].isdigit() and text[-1] in "hd":
            from evidence.app import SystemClock

            hours = int(text[:-1]) * (24 if text[-1] == "d" else 1)
            try:
                return SystemClock().now() - timedelta(hours=hours)
            except OverflowError:
                self.fail(f"{text!r} is too long ago", param, ctx)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is neither a date such as 2026-03-01 nor an age such as 36h or 7d", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@click.command("events")
@click.option("--since", type=_Moment(), help="Only from then on: 2026-03-01, 2026-03-01T02:00, 36h, 7d (UTC).")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, help="The latest so many.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def command(since: datetime | None, limit: int, as_json: bool) -> None:
    """List what refreshes found: new, revised, retracted, left, missed; oldest first."""
    from evidence.app import App
    from evidence.store import events

    with App.from_environment().database_as_it_is().read() as tx:
        found = list(reversed(events.since(tx, since, limit=limit)))
    if as_json:
        for event in found:
            click.echo(json.dumps(_as_json(event), ensure_ascii=False))
        return
    if found:
        click.echo(table(("time (UTC)", "event", "claim", "PMID", "detail"), [_as_row(event) for event in found]))
    else:
        click.echo("Nothing happened." if since else "Nothing has happened yet. Run: evidence refresh")
    if len(found) == limit:
        click.echo(f"Only the latest {limit} are shown; --limit shows more.", err=True)


def _as_row(stored: StoredEvent) -> tuple[object, ...]:
    event = stored.event
    detail = ", ".join(f"{name}: {value}" for name, value in event.detail.items())
    return (f"{stored.at:%Y-%m-%d %H:%M}", event.kind, event.claim_id or "", str(event.pmid or ""), detail)


def _as_json(stored: StoredEvent) -> dict[str, object]:
    event = stored.event
    return {
        "id": stored.id,
        "at": stored.at.isoformat(),
        "run": stored.run,
        "kind": event.kind,
        "claim": event.claim_id,
        "pmid": event.pmid,
        "detail": event.detail,
    }
