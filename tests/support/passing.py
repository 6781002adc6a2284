"""Time that passes only when somebody sleeps: for tests of waiting that do not wait."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)


class Time:
    """A clock that stands still until somebody sleeps, and remembers how long they did."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.nanoseconds = 1_000_000_000_000
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.nanoseconds += round(seconds * 1e9)
            self.slept.append(seconds)

    def monotonic_ns(self) -> int:
        return self.nanoseconds

    def monotonic(self) -> float:
        return self.nanoseconds / 1e9

    def today(self) -> datetime:
        return BEGIN + timedelta(seconds=self.monotonic() - 1000)
