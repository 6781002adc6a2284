"""The whole list of what a search finds, when PubMed lists only a part of it.

PubMed lists 9,999 ids for one search. A search that finds more is asked again within ranges of UIDs, each
narrow enough to be listed whole. Dates would not do: one day can hold more than 9,999 records, one UID cannot.
"""

from __future__ import annotations

from collections.abc import Callable

from evidence.pubmed.replies import LISTED_AT_MOST, SearchReply

HIGHEST_UID = 999_999_999
"""Where the ranges end. PubMed is at 42 million and grows by 2 million a year; a record beyond this would be
missed by every range, and found out by comparing the sum with Count."""

_FILL = 0.85
"""Share of 9,999 that a range is aimed at: hits are spread unevenly, and a range that overflows costs a request."""
_WIDER = 8
"""How much wider than the last one a range may be, however few hits that one held."""


def list_ranges(ask: Callable[[int, int], SearchReply], first: SearchReply) -> set[int]:
    """Every id that a search finds, range by range from the highest UID down.

    About ``1.2 * Count / 9,999`` requests when hits are spread evenly, one more for each place where their
    density doubles; each answer says how wide the next range may be.

    Args:
        ask: searches within the UIDs from its first to its second argument, both included.
        first: the answer to the search without a range: how many ids there are, and a part of them.

    Raises:
        Whatever ``ask`` raises.
    """
    found: set[int] = set()
    top = HIGHEST_UID
    low = _narrower(1, top, first)
    while top >= 1:
        reply = ask(low, top)
        if reply.count > LISTED_AT_MOST:
            low = _narrower(low, top, reply)
            continue
        found.update(reply.pmids)
        width = top - low + 1
        top = low - 1
        if first.count - len(found) <= LISTED_AT_MOST * _FILL:
            low = 1  # the rest fits into one answer
        else:
            wider = min(_WIDER, _FILL * LISTED_AT_MOST / max(reply.count, 1))
            low = max(1, top + 1 - max(1, int(_extent(low, reply, width) * wider)))
    return found


def _narrower(low: int, top: int, reply: SearchReply) -> int:
    """Where a range that overflowed should begin to hold as many ids as an answer lists."""
    aim = int(_FILL * LISTED_AT_MOST)
    listed = sorted(reply.pmids)
    highest = listed[-1] if listed else top
    # PubMed lists about the newest first: then the range may begin at the aim-th of those listed, exactly.
    # It promises no order, and if it lists others, that is too low: then hits are taken to be spread evenly.
    newest = listed[-aim] if len(listed) >= aim else low
    evenly = highest + 1 - max(1, (highest - low + 1) * aim // reply.count)
    return max(low + 1, newest, evenly)


def _extent(low: int, reply: SearchReply, width: int) -> int:
    """How much of a range holds its hits: nothing may lie above the highest."""
    return max(reply.pmids) - low + 1 if reply.pmids else width
