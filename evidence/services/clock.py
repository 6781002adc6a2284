"""The time, as an argument: services never look at a clock of their own."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> datetime:
        """The time of day, with time zone."""

    def elapsed(self) -> float:
        """Seconds since some fixed moment; never goes back, whatever happens to the time of day."""
