"""NCBI's request limit: at most so many requests of one caller in any second."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterable

WINDOW = 1.0
"""Seconds over which requests are counted."""


class RateLimit:
    """Counts requests per caller in a sliding window; refused requests do not count."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._admitted: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, caller: str, limit: int, at: float) -> int:
        """Take note of a request.

        Args:
            caller: IP address or key.
            limit: requests per second that this caller may send.
            at: when the request came, in monotonic seconds.

        Returns:
            The number of requests within the last second, this one included; more than ``limit``: it is refused.
        """
        with self._lock:
            admitted = self._admitted[caller]
            while admitted and at - admitted[0] >= WINDOW:
                admitted.popleft()
            if len(admitted) < limit:
                admitted.append(at)
                return len(admitted)
            return len(admitted) + 1


def peak(times: Iterable[float]) -> int:
    """The largest number of requests within any second."""
    largest = 0
    window: deque[float] = deque()
    for at in sorted(times):
        window.append(at)
        while at - window[0] >= WINDOW:
            window.popleft()
        largest = max(largest, len(window))
    return largest
