"""What our own terms are called on a page, and the mark each gets: an icon, a word and a colour together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from evidence.citations.model import Citation
from evidence.citations.retraction import NoticeKind, RetractionStatus
from evidence.export.marks import STATUS_MARKS, Mark
from evidence.export.markup import Html, tag
from evidence.store import listing
from evidence.store.events import EventKind
from evidence.store.runs import RunStatus
from evidence.strength.eligibility import Place

_HYPHENATED: Final = {
    "meta-analysis": "meta-analysis",
    "case-control": "case-control",
    "cross-sectional": "cross-sectional",
    "non-randomised-trial": "non-randomised trial",
    "test-treat": "test-and-treat",
}


NOTICE_MARKS: Final = {
    NoticeKind.RETRACTION: Mark("§", "Notice of a retraction, not a paper", "note"),
    NoticeKind.PARTIAL_RETRACTION: Mark("§", "Notice of a partial retraction, not a paper", "note"),
    NoticeKind.EXPRESSION_OF_CONCERN: Mark("§", "Notice of an expression of concern, not a paper", "note"),
    NoticeKind.ERRATUM: Mark("§", "Notice of a correction, not a paper", "note"),
}
LEFT_MARK: Final = Mark("←", "No longer found by its query", "quiet")
MISSING_MARK: Final = Mark("?", "No longer in PubMed", "doubt")

_EVENT_MARKS: Final = {
    EventKind.RETRACTED: STATUS_MARKS[RetractionStatus.RETRACTED],
    EventKind.RETRACTED_AND_REPUBLISHED: STATUS_MARKS[RetractionStatus.RETRACTED_AND_REPUBLISHED],
    EventKind.PARTIALLY_RETRACTED: STATUS_MARKS[RetractionStatus.PARTIALLY_RETRACTED],
    EventKind.EXPRESSION_OF_CONCERN: STATUS_MARKS[RetractionStatus.EXPRESSION_OF_CONCERN],
    EventKind.CORRECTED: STATUS_MARKS[RetractionStatus.CORRECTED],
    EventKind.REINSTATED: STATUS_MARKS[RetractionStatus.REINSTATED],
    EventKind.SENTINEL_MISSED: Mark("◎", "Sentinel missed", "doubt"),
    EventKind.QUERY_FAILED: Mark("✕", "Query failed", "bad"),
    EventKind.QUERY_WARNING: Mark("▲", "Query warning", "doubt"),
    EventKind.TRANSLATION_CHANGED: Mark("≠", "Translation changed", "doubt"),
    EventKind.CITATION_MISSING: MISSING_MARK,
    EventKind.LEFT_QUERY: Mark("←", "Left the query", "quiet"),
    EventKind.RETURNED_TO_QUERY: Mark("→", "Found again", "quiet"),
    EventKind.HIT_NEW: Mark("+", "Newly found", "quiet"),
    EventKind.CITATION_ADDED: Mark("+", "Citation stored", "quiet"),
    EventKind.CITATION_REVISED: Mark("✎", "Record revised", "quiet"),
    EventKind.QUERY_CHANGED: Mark("≠", "Query edited", "note"),
    EventKind.CLAIM_ARCHIVED: Mark("−", "Claim archived", "note"),
    EventKind.CLAIM_RESTORED: Mark("+", "Claim restored", "note"),
    EventKind.GRADES_REOPENED: Mark("↺", "Grades reopened", "doubt"),
    EventKind.STRENGTH_CHANGED: Mark("◆", "Strength changed", "note"),
}
RUN_MARKS: Final = {
    RunStatus.OK: Mark("✓", "Complete", "good"),
    RunStatus.PARTIAL: Mark("▲", "Some queries failed", "doubt"),
    RunStatus.FAILED: Mark("✕", "Failed", "bad"),
    RunStatus.INTERRUPTED: Mark("✕", "Interrupted", "bad"),
    RunStatus.RUNNING: Mark("…", "Running", "note"),
}
PLACE_MARKS: Final = {
    Place.COUNTED: Mark("✓", "Counts", "good"),
    Place.IN_DOUBT: Mark("▲", "Left out: expression of concern", "doubt"),
    Place.REVIEW: Mark("–", "Review: its studies count", "quiet"),
    Place.GUIDELINE: Mark("–", "Guideline: a position", "quiet"),
    Place.CONTEXT: Mark("–", "Context only", "quiet"),
    Place.OTHER_EVIDENCE: Mark("–", "Other evidence", "quiet"),
    Place.SUPERSEDED: Mark("–", "Replaced by its article", "quiet"),
    Place.NOT_RELEVANT: Mark("–", "Not relevant", "quiet"),
    Place.RETRACTED: Mark("✕", "Retracted", "bad"),
    Place.WAITING: Mark("…", "Waits for reviewers", "note"),
    Place.CONFLICT: Mark("≠", "Conflict", "doubt"),
}
"""What becomes of a paper for a claim."""


def paper_marks(
    status: RetractionStatus, notice: NoticeKind | None, *, left: bool = False, missing: bool = False
) -> Html:
    """What a reader must know before relying on a record; empty when there is nothing."""
    marks = [STATUS_MARKS[status]] if status in STATUS_MARKS else []
    marks += [NOTICE_MARKS[notice]] if notice else []
    marks += [LEFT_MARK] if left else []
    marks += [MISSING_MARK] if missing else []
    return tag("div", *(mark.html() for mark in marks), class_="ev-marks") if marks else Html()


def mark_word(mark: listing.Mark) -> str:
    """What a mark of a list is called; the icons are in the list itself."""
    if mark is listing.Mark.NOTICE:
        return "Notice"
    if mark is listing.Mark.LEFT:
        return LEFT_MARK.word
    return STATUS_MARKS[RetractionStatus(mark)].word


def plain(term: str) -> str:
    """A term of ours as a reader would write it: ``randomised-trial`` is ``randomised trial``."""
    return _HYPHENATED.get(term) or term.replace("-", " ")


EVENT_MARKS: Final = {
    kind: _EVENT_MARKS.get(kind) or Mark("•", plain(kind).capitalize(), "quiet") for kind in EventKind
}
"""Of everything that can happen."""


def day(moment: datetime | date | None) -> str:
    """The ISO date; a dash for none."""
    return f"{moment:%Y-%m-%d}" if moment else "–"


def minute(moment: datetime | None) -> str:
    """The ISO date and the time in UTC; a dash for none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "–"


def count(number: int, one: str, many: str = "") -> str:
    """``1 claim``, ``2,000 claims``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def reference(citation: Citation) -> str:
    """Where a paper is printed, as reference lists have it: ``Hum Reprod. 2021 Jun;36(6):1-9``."""
    journal = citation.journal
    issue = f"({journal.issue})" if journal.issue else ""
    printed = f"{journal.volume}{issue}" + (f":{citation.pages}" if citation.pages else "")
    dated = citation.published.as_printed or citation.published.iso()
    return ". ".join(
        part for part in (journal.abbreviation or journal.title, ";".join(filter(None, (dated, printed)))) if part
    )
