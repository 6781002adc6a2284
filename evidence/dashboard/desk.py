"""What one reviewer has before them in one visit, and which key presses are meant for it.

A key can reach the server after the paper that it was meant for has left the screen, or before the next one is
really there. So every button carries the paper that it was drawn with, and only a press for the paper on screen, seen
for a moment, is taken: no press ever grades another paper than the one that was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import msgspec

from evidence.store.tasks import Task

SEEN_FOR: Final = 0.3
"""Seconds for which a paper must have been on screen: a press before that was meant for the paper before it."""


class Seen(msgspec.Struct, frozen=True):
    """A record as it was drawn: for whom, for which claim, and in which revision."""

    reviewer: str
    claim: str
    pmid: int
    revision: int

    def key(self, widget: str) -> str:
        """The key of a widget that belongs to this record and to no other."""
        return f"{widget}-{self.claim}-{self.pmid}-{self.revision}-{self.reviewer}"


@dataclass
class Desk:
    """The state of one reviewer's visit.

    Attributes:
        on_screen: what may be graded; ``None`` between a grade and the next paper.
        since: when it came, on a clock that never goes back.
        again: a paper to show once more, because its grade was taken back.
        saved: the last thing that was stored, in words with its time.
        note: what the reviewer must know about their last press, in words; empty when it was taken.
        wrong: what was refused of a grade of the record on screen: field -> reason.
        in_detail: the record for which the fields of the second tier are open.
    """

    on_screen: Seen | None = None
    since: float = 0.0
    again: Task | None = None
    saved: str = ""
    note: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    in_detail: Seen | None = None

    def lay(self, seen: Seen, now: float) -> None:
        """A record is on screen; drawing the same one again does not make it new."""
        if seen != self.on_screen:
            self.on_screen, self.since, self.wrong = seen, now, {}

    def takes(self, seen: Seen, now: float) -> bool:
        """Whether a press is meant for what is on screen; a refused one is told, never dropped in silence."""
        if seen != self.on_screen:
            self.note = f"That key came after PMID {seen.pmid} had left the screen: nothing was saved for it"
            return False
        if now - self.since < SEEN_FOR:
            self.note = f"That key came before PMID {seen.pmid} could be read: nothing was saved for it"
            return False
        return True

    def done(self, saved: str, *, again: Task | None = None) -> None:
        """Something was stored: nothing may be graded until the next record is on screen."""
        self.on_screen, self.again, self.saved, self.note, self.wrong = None, again, saved, "", {}
