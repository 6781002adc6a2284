"""May a paper still be relied on? And is a record a paper at all, or the notice about one?

PubMed says it in three places: publication types, links between records, and the title. They do not always
agree: a paper can be linked to its retraction before it gets the publication type, an expression of concern
shows in a link only, and some retracted papers say it in the title alone. So all three are read, the worst
that any of them says holds, and every reason is kept for the reader.

Sources: NLM, "Errata, Retractions, and Other Linked Citations in PubMed" (partial retractions are errata
there since 2016); the RefType list of NLM's DTD of 2025.
"""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from evidence.citations.model import Citation, Link


class RetractionStatus(StrEnum):
    """What has become of a paper since it was published, worst first."""

    RETRACTED = "retracted"
    RETRACTED_AND_REPUBLISHED = "retracted-and-republished"
    PARTIALLY_RETRACTED = "partially-retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    REINSTATED = "reinstated"
    CORRECTED = "corrected"
    NONE = "none"


class NoticeKind(StrEnum):
    """What a notice does to the paper it is about, worst first."""

    RETRACTION = "retraction"
    PARTIAL_RETRACTION = "partial-retraction"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    ERRATUM = "erratum"


class Retraction(msgspec.Struct, frozen=True):
    """The status of a paper, and what it rests on.

    Attributes:
        status: the worst that the record says.
        reasons: everything that speaks for that or a lesser status, worst first, as a reader would want it.
        notices: the links to the notices, in the order of the record.
    """

    status: RetractionStatus
    reasons: tuple[str, ...] = ()
    notices: tuple[Link, ...] = ()


class Notice(msgspec.Struct, frozen=True):
    """A record that is no paper but a notice about one; ``about`` is empty when PubMed has not linked it yet."""

    kind: NoticeKind
    about: tuple[Link, ...] = ()


_RETRACTED_PUBLICATION = ("Retracted Publication", "D016441")
_NOTICE_TYPES = {  # MEDLINE text gives the names only
    "D016440": NoticeKind.RETRACTION,
    "Retraction of Publication": NoticeKind.RETRACTION,
    "D000075742": NoticeKind.EXPRESSION_OF_CONCERN,
    "Expression of Concern": NoticeKind.EXPRESSION_OF_CONCERN,
    "D016425": NoticeKind.ERRATUM,
    "Published Erratum": NoticeKind.ERRATUM,
}
_NOTICE_LINKS = {
    "RetractionOf": NoticeKind.RETRACTION,
    "PartialRetractionOf": NoticeKind.PARTIAL_RETRACTION,
    "ExpressionOfConcernFor": NoticeKind.EXPRESSION_OF_CONCERN,
    "ErratumFor": NoticeKind.ERRATUM,
}
_STATUS_LINKS = {
    "RetractionIn": RetractionStatus.RETRACTED,
    "RetractedandRepublishedIn": RetractionStatus.RETRACTED_AND_REPUBLISHED,
    "PartialRetractionIn": RetractionStatus.PARTIALLY_RETRACTED,  # exports made before 2016
    "ExpressionOfConcernIn": RetractionStatus.EXPRESSION_OF_CONCERN,
    "CorrectedandRepublishedIn": RetractionStatus.CORRECTED,
    "ErratumIn": RetractionStatus.CORRECTED,
}
_WORST_FIRST = tuple(RetractionStatus)
_KINDS_WORST_FIRST = tuple(NoticeKind)

_TITLE = re.compile(
    r"""^[\W_]*(?:retracted|withdrawn)(?:\s+(?:article|paper|publication|chapter))?\s*[:.\])–—-](?!\w)
      | ^[\W_]*(?-i:RETRACTED\s+ARTICLE)\b
      | [\[(]\s*(?:retracted|withdrawn)(?:\s+(?:article|paper|publication))?\s*(?:[.:;,][^\])]*)?[\])][\s.]*$""",
    re.IGNORECASE | re.VERBOSE,
)
_PARTIAL = re.compile(r"\bpartial(?:ly)?[\s-]+(?:retract|withdraw)", re.IGNORECASE)
_REINSTATED = re.compile(
    r"\breinstat|\bretraction\s+of\s+(?:the\s+)?retraction|\bretraction\s+(?:(?:was|is|has\s+been)\s+)?(?:withdrawn|retracted)"
    r"|\bretracted\s+(?:in|by)\s+error",
    re.IGNORECASE,
)
_REINSTATED_TITLE = re.compile(r"^[\W_]*reinstated(?:\s+article)?\s*[:.\])–—-]", re.IGNORECASE)


def retraction_of(citation: Citation) -> Retraction:
    """What has become of the paper, by everything that its record says.

    - *retracted*: publication type Retracted Publication, or a link RetractionIn, or a date in the history,
      or only the title (``RETRACTED ARTICLE: ...``, ``WITHDRAWN: ...``). The title of a notice does not
      count: publishers repeat the words there.
    - *retracted and republished*: a link RetractedandRepublishedIn and no separate retraction.
    - *partially retracted*: an erratum whose source or note says so.
    - *reinstated*: PubMed has no field for it. It is recognised from the words of a link or of the title,
      and only when the publication type is gone. A paper that still carries the type, or the word in its
      title, stays retracted, with the words among the reasons for a person to settle. A reinstatement
      without words shows as a change from retracted to none (``evidence.citations.revision``).
    - *corrected*: an erratum, or corrected and republished.
    """
    types = citation.publication_types
    is_typed = any(word in _RETRACTED_PUBLICATION for term in types for word in (term.name, term.code))
    notices = tuple([link for link in citation.links if link.type in _STATUS_LINKS])
    found = [(_status_by(link), _reason(link)) for link in notices]
    if _REINSTATED_TITLE.search(citation.title):
        found.append((RetractionStatus.REINSTATED, f"title: {citation.title}"))
    statuses = {status for status, _ in found}
    if RetractionStatus.REINSTATED in statuses and not is_typed:
        found = [
            (RetractionStatus.REINSTATED if status is RetractionStatus.RETRACTED else status, reason)
            for status, reason in found
        ]
    if is_typed:
        republished = RetractionStatus.RETRACTED_AND_REPUBLISHED
        status = republished if republished in statuses else RetractionStatus.RETRACTED
        found.append((status, "publication type Retracted Publication (D016441)"))
    if citation.retracted is not None:
        found.append((RetractionStatus.RETRACTED, f"history: retracted on {citation.retracted.iso()}"))
    if _TITLE.search(citation.title) and notice_of(citation) is None:
        only = "" if found else " only"
        found.append((RetractionStatus.RETRACTED, f"title{only}: {citation.title}"))
    found.sort(key=lambda pair: _WORST_FIRST.index(pair[0]))
    worst = found[0][0] if found else RetractionStatus.NONE
    return Retraction(worst, tuple([reason for _, reason in found]), notices)


def reopens(before: Citation, after: Citation) -> bool:
    """Whether a revision says something that can change what a reviewer made of the paper.

    That is a correction (an erratum, a partial retraction, a corrected republication, a reinstatement) that the
    record did not carry before, or a retraction that is not there any more. A retraction takes the paper out, and an
    expression of concern puts it aside: for neither has it to be read again.
    """
    was, now = retraction_of(before), retraction_of(after)
    if was.status in _OUT and now.status not in _OUT:
        return True
    return not {_name(link) for link in now.notices if _corrects(link)} <= {_name(link) for link in was.notices}


_OUT = frozenset({RetractionStatus.RETRACTED, RetractionStatus.RETRACTED_AND_REPUBLISHED})
_CORRECTING = frozenset({RetractionStatus.CORRECTED, RetractionStatus.PARTIALLY_RETRACTED, RetractionStatus.REINSTATED})


def _corrects(link: Link) -> bool:
    return _status_by(link) in _CORRECTING


def _name(link: Link) -> tuple[str, str]:
    # The words around a link are polished for years; its PMID stays.
    return link.type, str(link.pmid or link.source)


def notice_of(citation: Citation) -> Notice | None:
    """The notice that the record is, or ``None`` for a paper.

    A record that both corrects and retracts is the worse of the two. Republished papers
    (``...RepublishedFrom``) are papers, not notices.
    """
    about = tuple([link for link in citation.links if link.type in _NOTICE_LINKS])
    words = [word for term in citation.publication_types for word in (term.code, term.name)]
    kinds = [_NOTICE_TYPES[word] for word in words if word in _NOTICE_TYPES]
    kinds += [_NOTICE_LINKS[link.type] for link in about]
    if not kinds:
        return None
    if NoticeKind.RETRACTION not in kinds and _PARTIAL.search(citation.title):
        kinds.append(NoticeKind.PARTIAL_RETRACTION)
    return Notice(min(kinds, key=_KINDS_WORST_FIRST.index), about)


def _status_by(link: Link) -> RetractionStatus:
    words = f"{link.source} {link.note}"
    if _REINSTATED.search(words):
        return RetractionStatus.REINSTATED
    if link.type == "ErratumIn" and _PARTIAL.search(words):
        return RetractionStatus.PARTIALLY_RETRACTED
    return _STATUS_LINKS[link.type]


def _reason(link: Link) -> str:
    pmid = f" (PMID {link.pmid})" if link.pmid else ""
    note = f": {link.note}" if link.note else ""
    return f"{link.type} {link.source}{pmid}{note}"
