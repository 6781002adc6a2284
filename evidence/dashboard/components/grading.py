"""The card on which a reviewer grades: one paper, the claim beside it, and a key for every answer.

It runs as a fragment: a key press redraws the card and nothing else of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from evidence.citations.design import Design, propose_design
from evidence.citations.retraction import notice_of
from evidence.dashboard import highlight, links, session, words
from evidence.dashboard.components import citations, criteria, page
from evidence.dashboard.desk import Desk, Seen
from evidence.dashboard.markup import Html, tag
from evidence.errors import EvidenceError, RefusedError
from evidence.grading.model import Assessment, Direction, Read, Relevance, RiskOfBias
from evidence.grading.rules import WITHOUT_RISK_OF_BIAS
from evidence.services import review
from evidence.services.review import PaperToGrade
from evidence.store.tasks import Task

DIRECTIONS: Final = (Direction.FOR, Direction.AGAINST, Direction.NO_DIFFERENCE, Direction.UNCLEAR)
GRADE_KEYS: Final = {
    **{str(1 + place): (Relevance.DIRECT, direction) for place, direction in enumerate(DIRECTIONS)},
    **{str(5 + place): (Relevance.PARTIAL, direction) for place, direction in enumerate(DIRECTIONS)},
    "9": (Relevance.NONE, None),
}
"""Key -> answer. C and R are not to be had: Streamlit keeps them for itself."""
UNSURE_KEY: Final = "U"
UNDO_KEY: Final = "Z"

# A held key repeats, and one second of it would grade ten papers: only its first press counts. Enter, Escape, or a
# choice leaves a field, in which keys are letters and grade nothing.
_KEYBOARD: Final = """<script>if (!window.evidenceKeys) { window.evidenceKeys = true;
  const writing = e => /INPUT|TEXTAREA|SELECT/.test(e.target.tagName) || e.target.isContentEditable;
  const leave = () => setTimeout(() => document.activeElement.blur(), 50);  // after the list has closed
  addEventListener('keydown', e => {
    if (e.repeat && !writing(e)) e.stopImmediatePropagation();
    if (e.key === 'Escape' && writing(e)) leave();
  }, true);
  addEventListener('keyup', e => { if (e.key === 'Enter' && writing(e)) leave(); });
  addEventListener('pointerup', e => { if (e.target.closest('[role=option]')) leave(); }, true);
}</script>"""


def keyboard() -> None:
    """Makes every press of a key count once."""
    st.html(_KEYBOARD, unsafe_allow_javascript=True)


@st.fragment
def card(reviewer: str, claim_id: str | None) -> None:
    """The next paper for a reviewer, of one claim or of any."""
    desk: Desk = st.session_state.setdefault(f"desk-{reviewer}", Desk())
    try:
        paper = _next(desk, reviewer, claim_id)
        if paper is None:
            _nothing_left(desk, reviewer, claim_id)
        else:
            _show(desk, reviewer, paper, claim_id)
    except EvidenceError as problem:  # a fragment that runs alone is not within the frame that tells of errors
        page.problem(problem)


def _next(desk: Desk, reviewer: str, claim_id: str | None) -> PaperToGrade | None:
    if desk.again:
        return review.paper(session.database(), reviewer, desk.again.claim, desk.again.pmid)
    return review.next_paper(session.database(), reviewer, session.clock(), claim_id=claim_id)


def _show(desk: Desk, reviewer: str, paper: PaperToGrade, claim_id: str | None) -> None:
    stored = paper.stored
    seen = Seen(reviewer, paper.claim.id, stored.citation.pmid, stored.revision)
    page.show(_told(desk, _how_far(reviewer, claim_id, paper.claim.id)))
    reading, judging = st.columns([4, 3], gap="large")
    with reading:
        _record(seen, paper)
    with judging, st.container(key="judging", gap="small"):
        page.show(criteria.of_claim(paper.claim))
        _keys(desk, seen, paper)
        page.show(criteria.definitions(paper.claim))
    desk.lay(seen, session.clock().elapsed())


# --- The paper -----------------------------------------------------------------------------------------


def _record(seen: Seen, paper: PaperToGrade) -> None:
    stored, citation = paper.stored, paper.stored.citation
    notice = notice_of(citation)
    terms = highlight.terms_of(paper.claim)
    page.show(
        words.paper_marks(stored.status, notice.kind if notice else None, missing=stored.missing_since is not None),
        tag("p", words.reference(citation), " ", links.to_paper(citation.pmid, citation.doi, citation.pmcid)),
        tag("h2", highlight.marked(citation.title or f"PMID {citation.pmid}", terms), class_="ev-record-title"),
        _look_again(paper) if paper.corrected_since else "",
    )
    _design_and_risk(seen, paper)
    page.show(citations.abstract(citation, terms))


def _look_again(paper: PaperToGrade) -> Html:
    own = f"You graded it as: {answer(paper.own)}. " if paper.own else ""
    return tag("p", own, "The paper was corrected since: please look at it again.", class_="ev-told ev-doubt-note")


def _design_and_risk(seen: Seen, paper: PaperToGrade) -> None:
    """Both are proposed, and go with whatever key is pressed."""
    proposal = propose_design(paper.stored.citation)
    own = paper.own
    design = own.design if own and own.design else proposal.design
    risk = own.risk_of_bias if own and own.risk_of_bias else RiskOfBias.SOME
    designs, risks = list(Design), _risks(own)
    by_design, by_risk = st.columns(2)
    by_design.selectbox(
        "Study design (proposed)", designs, index=designs.index(design), key=seen.key("design"), format_func=_capital
    )
    by_risk.segmented_control(
        "Risk of bias (proposed)", risks, default=risk, required=True, key=seen.key("risk"), format_func=_capital
    )
    if proposal.basis:
        page.show(tag("p", "Proposed because of: ", "; ".join(proposal.basis), class_="ev-small"))


def _risks(own: Assessment | None) -> list[RiskOfBias]:
    full_text = own is not None and own.read is Read.FULL_TEXT
    return [risk for risk in RiskOfBias if full_text or risk is not RiskOfBias.LOW]


def _capital(term: str) -> str:
    plain = words.plain(term)
    return plain[0].upper() + plain[1:]


# --- The keys ------------------------------------------------------------------------------------------


def _keys(desk: Desk, seen: Seen, paper: PaperToGrade) -> None:
    with st.container(key="keys", gap="xsmall"):
        for keys in (("1", "5"), ("2", "6"), ("3", "7"), ("4", "8")):
            for column, key in zip(st.columns(2, gap="xsmall", wrap=False), keys, strict=True):
                _grade_key(column, key, desk, seen, paper)
        not_relevant, others = st.columns(2, gap="xsmall", wrap=False)
        _grade_key(not_relevant, "9", desk, seen, paper)
        unsure, undo = others.columns(2, gap="xsmall", wrap=False)
        unsure.button(
            "Unsure", key=seen.key("unsure"), shortcut=UNSURE_KEY, width="stretch", on_click=_hand_on, args=(desk, seen)
        )
        with undo:
            _undo_key(desk, seen.reviewer, seen)


def _grade_key(place: st.delta_generator.DeltaGenerator, key: str, desk: Desk, seen: Seen, paper: PaperToGrade) -> None:
    relevance, direction = GRADE_KEYS[key]
    place.button(
        _answer(relevance, direction),
        key=seen.key(f"grade-{key}"),
        shortcut=key,
        width="stretch",
        on_click=_grade,
        args=(desk, seen, relevance, direction, paper.own),
    )


def _undo_key(desk: Desk, reviewer: str, seen: Seen | None) -> None:
    st.button(
        "Undo",
        key=seen.key("undo") if seen else f"undo-{reviewer}",
        shortcut=UNDO_KEY,
        width="stretch" if seen else "content",
        on_click=_undo,
        args=(desk, reviewer, seen),
    )


def _grade(desk: Desk, seen: Seen, relevance: Relevance, direction: Direction | None, own: Assessment | None) -> None:
    design: Design = st.session_state[seen.key("design")]
    risk: RiskOfBias = st.session_state[seen.key("risk")]
    relevant = relevance is not Relevance.NONE
    said = Assessment(
        relevance=relevance,
        direction=direction,
        design=design if relevant else None,
        risk_of_bias=risk if relevant and design not in WITHOUT_RISK_OF_BIAS else None,
        details=own.details if own and relevant else None,  # what was read before is not lost by a key
    )

    def record() -> str:
        review.record_grade(
            session.database(), seen.claim, seen.pmid, seen.reviewer, said, seen.revision, session.clock()
        )
        return answer(said)

    _store(desk, seen, record)


def _hand_on(desk: Desk, seen: Seen) -> None:
    def hand_on() -> str:
        review.hand_on(session.database(), seen.claim, seen.pmid, seen.reviewer, session.clock())
        return "unsure, left to others"

    _store(desk, seen, hand_on)


def _store(desk: Desk, seen: Seen, what: Callable[[], str]) -> None:
    if not desk.takes(seen, session.clock().elapsed()):
        return
    try:
        done = what()
    except EvidenceError as problem:
        desk.note = f"Not saved: {_why(problem)}"
    else:
        desk.done(f"saved {session.clock().now():%H:%M:%S} UTC: PMID {seen.pmid}, {done}")


def _undo(desk: Desk, reviewer: str, seen: Seen | None) -> None:
    if seen and not desk.takes(seen, session.clock().elapsed()):
        return
    try:
        paper = review.undo(session.database(), reviewer, session.clock())
    except EvidenceError as problem:
        desk.note = f"Not undone: {_why(problem)}"
        return
    if paper is None:
        desk.note = "There is nothing to take back"
        return
    pmid = paper.stored.citation.pmid
    said = f"taken back {session.clock().now():%H:%M:%S} UTC: what you said of PMID {pmid}"
    desk.done(said, again=Task(paper.claim.id, pmid))


def _why(problem: EvidenceError) -> str:
    if isinstance(problem, RefusedError):
        return "; ".join(f"{field.replace('_', ' ')}: {reason}" for field, reason in problem.problems)
    return f"{problem.what}. {_sentence(problem.remedy)}" if problem.remedy else problem.what


def _sentence(remedy: str) -> str:
    return remedy[0].upper() + remedy[1:] + "."


# --- What is told --------------------------------------------------------------------------------------


def answer(said: Assessment) -> str:
    """A quick grade in words: ``Direct: against, design cohort, some risk of bias``."""
    parts = [_answer(said.relevance, said.direction)]
    parts += [f"design {words.plain(said.design)}"] if said.design else []
    parts += [f"{said.risk_of_bias} risk of bias"] if said.risk_of_bias else []
    return ", ".join(parts)


def _answer(relevance: Relevance, direction: Direction | None) -> str:
    name = {Relevance.DIRECT: "Direct", Relevance.PARTIAL: "Partly", Relevance.NONE: "Not relevant"}[relevance]
    return f"{name}: {direction.replace('_', ' ')}" if direction else name


def _told(desk: Desk, far: Html) -> Html:
    """How far one is, and what became of the last press; that is read aloud when it changes."""
    note = tag("p", tag("strong", desk.note), class_="ev-told ev-doubt-note") if desk.note else ""
    saved = tag("p", "✓ ", desk.saved, class_="ev-told") if desk.saved else ""
    return tag("div", far, tag("div", note, saved, role="status", aria_live="polite"), class_="ev-told-line")


def _how_far(reviewer: str, claim_id: str | None, of_claim: str) -> Html:
    """``12 left, about 6 min``: for the claim that was chosen, else for all."""
    done = review.progress(session.database(), reviewer, of_claim)
    left = done.left if claim_id else sum(review.claims_with_work(session.database(), reviewer).values())
    where = "for this claim" if claim_id else "over all claims"
    return tag("p", tag("strong", f"{left:,} left"), f" {where}{_time(left, done.seconds_per_grade)}", class_="ev-far")


def _time(left: int, seconds_per_grade: float | None) -> str:
    if seconds_per_grade is None:
        return ""
    minutes = left * seconds_per_grade / 60
    if minutes < 1:
        return ", under a minute"
    return f", about {minutes:.0f} min" if minutes < 100 else f", about {minutes / 60:.0f} h"


def _nothing_left(desk: Desk, reviewer: str, claim_id: str | None) -> None:
    desk.on_screen = None
    page.show(_told(desk, Html()))
    work = review.claims_with_work(session.database(), reviewer)
    here = sum(work.values()) if claim_id is None else work.get(claim_id, 0)
    if here:
        page.nothing(
            "1 paper still waits, but somebody has it open."
            if here == 1
            else f"{here:,} papers still wait, but somebody has them open.",
            "Come back in a quarter of an hour, or choose another claim.",
        )
    elif work:
        page.nothing(
            "Nothing is left for you to grade for this claim.",
            links.inside(f"Go on with other claims ({sum(work.values()):,} left)", "review"), ".",
        )  # fmt: skip
    else:
        page.nothing(
            "Nothing is left for you to grade.",
            "New papers come with the next refresh. See what the grades amount to under ",
            links.inside("Claims", "./"), ".",
        )  # fmt: skip
    _undo_key(desk, reviewer, None)
