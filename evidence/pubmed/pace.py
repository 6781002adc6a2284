"""One pace for every thread and every process on this machine.

NCBI counts the requests of an address, not those of a program: three a second, ten with a key
(https://www.ncbi.nlm.nih.gov/books/NBK25497/). All who ask therefore share one small file that holds the
moment of the next permitted request. Requests are spaced evenly rather than sent in bursts, a little wider
than the limit, so that requests which the network delays unevenly still do not bunch up at the server.

Not one of the rate limiters on the package index: those that work across processes count a burst followed by
a pause, read the wall clock, and know no way to say that the server asked everybody to wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from evidence.errors import SourceUnreachableError

_SECOND = 1_000_000_000
_MARGIN = 30_000_000
"""Nanoseconds by which ``rate`` + 1 requests exceed a second: what the network may add to one and not another."""

_LATENESS = 10_000_000
"""Nanoseconds a sender may be late without delaying those after it; taken from the margin when it happens."""

_DIGITS = 20

LONGEST_HOLD = 120.0
"""Seconds that a server can make everybody wait. A file that says more is from before a reboot, or broken."""


class Pace:
    """Lets at most ``rate`` requests a second pass, counted over all who share the file.

    Args:
        file: shared by all who ask the same server with the same key; made when absent.
        rate: requests a second that the server permits.
        clock: nanoseconds since a moment that all processes share, never set back while the machine runs
            (``CLOCK_MONOTONIC``: since boot). The wall clock would not do: it jumps.
        sleep: waits so many seconds.
    """

    def __init__(
        self,
        file: Path,
        rate: int,
        *,
        clock: Callable[[], int] = time.monotonic_ns,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._file = file
        self._gap = (_SECOND + _MARGIN) // rate
        self._furthest = int(LONGEST_HOLD * _SECOND) + self._gap
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()  # one thread a process waits at the file; the others wait for that thread
        self._threads = threading.Lock()
        self._processes = FileLock(f"{file}.lock", poll_interval=0.001, thread_local=False)

    def wait(self) -> None:
        """Return when the next request may be sent, which should then be sent at once.

        Raises:
            SourceUnreachableError: when the file cannot be written.
        """
        with self._turn:
            while delay := self._take():
                self._sleep(delay / _SECOND)

    def hold(self, seconds: float) -> None:
        """Let nobody send for so many seconds, at most `LONGEST_HOLD`: the server refused a request.

        Raises:
            SourceUnreachableError: when the file cannot be written.
        """
        pause = int(min(max(seconds, 0.0), LONGEST_HOLD) * _SECOND)
        with self._alone():
            now = self._clock()
            self._write(max(self._read(now) or 0, now + pause))

    def _take(self) -> int:
        """Take the turn and return 0, or return the nanoseconds until there is one."""
        with self._alone():
            now = self._clock()
            following = self._read(now)
            if following is None:
                following = now + self._gap  # somebody may have sent just now
                self._write(following)
            if following > now:
                return following - now
            # A sender that woke a moment late must not delay everybody after it, or the pace would lag.
            self._write(max(following, now - _LATENESS) + self._gap)
            return 0

    def _read(self, now: int) -> int | None:
        """The moment of the next permitted request; ``None`` when the file does not know."""
        try:
            text = self._file.read_bytes().strip()
        except FileNotFoundError:
            return None
        if not (text.isdigit() and len(text) == _DIGITS):
            return None
        following = int(text)
        return following if following <= now + self._furthest else None

    def _write(self, moment: int) -> None:
        # Always the same length and written over in place: at no moment is the file empty, and a full disk
        # has nothing to refuse once the file exists.
        with self._file.open("r+b" if self._file.exists() else "wb", buffering=0) as file:
            file.write(b"%0*d\n" % (_DIGITS, moment))
            file.truncate()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """The file for this thread of this process alone."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._threads, self._processes:
                yield
        except OSError as error:
            raise SourceUnreachableError(
                f"the pace of requests cannot be kept in {self._file}: {error.strerror or error}",
                "make the folder writable and leave some room on its disk",
            ) from error
