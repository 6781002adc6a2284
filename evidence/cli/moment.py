"""A moment in the past, as people give it to a command."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import click


class Moment(click.ParamType[datetime]):
    """A date, which means its end, or a date with time; UTC unless it says otherwise."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment that ``value`` names."""
        text = str(value)
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} is no date such as 2026-03-01", param, ctx)
        if len(text) == len("2026-03-01"):
            moment = datetime.combine(moment.date(), time()) + timedelta(days=1, microseconds=-1)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
