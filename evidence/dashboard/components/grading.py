"""The card on which a reviewer grades: one paper, the claim beside it, and a key for every answer.

It runs as a fragment: a key press redraws the card and nothing else of the page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from evidence.citations.design import Design, propose_design
from evidence.dashboard import answers, session
from evidence.dashboard.components import criteria, details, page, progress, record
from evidence.dashboard.desk import Desk, Seen
from evidence.errors import EvidenceError, RefusedError
from evidence.export.markup import Html, tag
from evidence.grading.model import Assessment, Direction, Relevance, RiskOfBias
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
RISK_KEYS: Final = {"L": RiskOfBias.LOW, "S": RiskOfBias.SOME, "H": RiskOfBias.HIGH, "X": RiskOfBias.CRITICAL}
UNSURE_KEY: Final = "U"
UNDO_KEY: Final = "Z"
DETAILS_KEY: Final = "D"
BEFORE_AND_AFTER: Final = (
    "Non-randomised trial: people with and without the treatment, at the same time. "
    "The same people before and after, with nobody beside them who went without: case series, "
    "whatever its authors call it."
)

TOO_FAST_MS: Final = 100
"""Two keys closer together may reach the server as one, in either order: only the first counts."""

# A held key repeats, and one second of it would grade ten papers: only its first press counts. Enter, Escape, or a
# choice leaves a field, in which keys are letters and grade nothing.
_KEYBOARD: Final = """<p class="ev-told ev-doubt-note ev-too-fast" role="status"></p>
<script>if (!window.evidenceKeys) { window.evidenceKeys = true;
  const writing = e => /INPUT|TEXTAREA|SELECT/.test(e.target.tagName) || e.target.isContentEditable;
  const leave = () => setTimeout(() => document.activeElement.blur(), 50);  // after the list has closed
  const tell = text => { const place = document.querySelector('.ev-too-fast'); if (place) place.textContent = text; };
  let last = -1e9;
  addEventListener('keydown', e => {
    if (e.key === 'Escape' && writing(e)) leave();
    if (writing(e) || e.key.length > 1 || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.repeat) return e.stopImmediatePropagation();
    if (e.timeStamp - last < TOO_FAST) {
      tell(`${e.key} came too close after another key: nothing was saved for it`);
      return e.stopImmediatePropagation();
    }
    last = e.timeStamp;
    tell('');
  }, true);
  addEventListener('keyup', e => { if (e.key === 'Enter' && writing(e)) leave(); });
  addEventListener('pointerup', e => { if (e.target.closest('[role=option]')) leave(); }, true);
}</script>""".replace("TOO_FAST", str(TOO_FAST_MS))


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
            desk.on_screen = None
            progress.nothing_left(desk, reviewer, claim_id)
            _undo_key(desk, reviewer, None)
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
    page.show(progress.told(desk, progress.how_far(reviewer, claim_id, paper.claim.id)))
    reading, judging = st.columns([4, 3], gap="large")
    with reading:
        _paper(desk, seen, paper)
    with judging, st.container(key="judging", gap="small"):
        page.show(criteria.of_claim(paper.claim))
        _keys(desk, seen, paper)
        page.show(criteria.definitions(paper.claim))
    desk.lay(seen, session.clock().elapsed())


# --- The paper -----------------------------------------------------------------------------------------


def _paper(desk: Desk, seen: Seen, paper: PaperToGrade) -> None:
    page.show(record.head(paper.stored, paper.claim), _look_again(paper) if paper.corrected_since else "")
    _design(seen, paper)
    page.show(record.abstract(paper.stored, paper.claim))
    if _has_details(desk, seen, paper.own):
        with st.expander("Details", expanded=True):
            details.form(seen.key, paper.claim, paper.own.details if paper.own else None, desk.wrong)


def _has_details(desk: Desk, seen: Seen, own: Assessment | None) -> bool:
    return desk.in_detail == seen or (own is not None and own.details is not None)


def _look_again(paper: PaperToGrade) -> Html:
    own = f"You graded it as: {answers.quick(paper.own)}. " if paper.own else ""
    return tag("p", own, "The paper was corrected since: please look at it again.", class_="ev-told ev-doubt-note")


def _design(seen: Seen, paper: PaperToGrade) -> None:
    """It is proposed, and goes with whatever key is pressed."""
    proposal, own = propose_design(paper.stored.citation), paper.own
    design = own.design if own and own.design else proposal.design
    by_design, because = st.columns(2, vertical_alignment="bottom")
    by_design.selectbox(
        "Study design (proposed)",
        list(Design),
        index=list(Design).index(design),
        key=seen.key("design"),
        format_func=answers.capital,
        help=BEFORE_AND_AFTER,
    )
    with because:
        page.show(record.why_design(proposal))


# --- The keys ------------------------------------------------------------------------------------------


def _keys(desk: Desk, seen: Seen, paper: PaperToGrade) -> None:
    with st.container(key="keys", gap="xsmall"):
        _risk_keys(desk, seen, paper.own)
        for keys in (("1", "5"), ("2", "6"), ("3", "7"), ("4", "8")):
            for column, key in zip(st.columns(2, gap="xsmall", wrap=False), keys, strict=True):
                _grade_key(column, key, desk, seen, paper)
        not_relevant, others = st.columns(2, gap="xsmall", wrap=False)
        _grade_key(not_relevant, "9", desk, seen, paper)
        with others.container(horizontal=True, wrap=False, gap="xsmall"):
            st.button(
                "Unsure",
                key=seen.key("unsure"),
                shortcut=UNSURE_KEY,
                width="stretch",
                on_click=_hand_on,
                args=(desk, seen),
            )
            _undo_key(desk, seen.reviewer, seen)
        st.button(
            "Details: read, results, funding",
            key=seen.key("details"),
            shortcut=DETAILS_KEY,
            width="stretch",
            disabled=_has_details(desk, seen, paper.own),
            on_click=_open_details,
            args=(desk, seen),
        )


def _risk_keys(desk: Desk, seen: Seen, own: Assessment | None) -> None:
    """The risk of bias that goes with whatever key is pressed next; some is proposed."""
    chosen = st.session_state.setdefault(seen.key("risk"), (own and own.risk_of_bias) or RiskOfBias.SOME)
    refused = tag("p", f"▲ {desk.wrong['risk_of_bias']}", class_="ev-refused") if "risk_of_bias" in desk.wrong else ""
    page.show(tag("p", "Risk of bias: ", tag("strong", chosen), class_="ev-risk"), refused)
    for column, (key, risk) in zip(st.columns(4, gap="xsmall", wrap=False), RISK_KEYS.items(), strict=True):
        column.button(
            answers.capital(risk),
            key=seen.key(f"risk-{key}"),
            shortcut=key,
            type="primary" if risk is chosen else "secondary",
            width="stretch",
            on_click=_choose_risk,
            args=(desk, seen, risk),
        )


def _grade_key(place: st.delta_generator.DeltaGenerator, key: str, desk: Desk, seen: Seen, paper: PaperToGrade) -> None:
    relevance, direction = GRADE_KEYS[key]
    place.button(
        answers.short(relevance, direction),
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


# --- What a press does ---------------------------------------------------------------------------------


def _choose_risk(desk: Desk, seen: Seen, risk: RiskOfBias) -> None:
    if seen == desk.on_screen:
        st.session_state[seen.key("risk")] = risk
        desk.wrong.pop("risk_of_bias", None)


def _open_details(desk: Desk, seen: Seen) -> None:
    if seen == desk.on_screen:
        desk.in_detail = seen


def _grade(desk: Desk, seen: Seen, relevance: Relevance, direction: Direction | None, own: Assessment | None) -> None:
    if not desk.takes(seen, session.clock().elapsed()):
        return
    said = Assessment(relevance=relevance)
    if relevance is not Relevance.NONE:
        design: Design = st.session_state[seen.key("design")]
        before = own.details if own else None
        said = Assessment(
            relevance=relevance,
            direction=direction,
            design=design,
            risk_of_bias=None if design in WITHOUT_RISK_OF_BIAS else st.session_state[seen.key("risk")],
            details=details.read(seen.key, before) if _has_details(desk, seen, own) else None,
        )

    def record_it() -> str:
        review.record_grade(
            session.database(), seen.claim, seen.pmid, seen.reviewer, said, seen.revision, session.clock()
        )
        return answers.quick(said)

    _store(desk, seen, record_it)


def _hand_on(desk: Desk, seen: Seen) -> None:
    def hand_on() -> str:
        review.hand_on(session.database(), seen.claim, seen.pmid, seen.reviewer, session.clock())
        return "unsure, left to others"

    if desk.takes(seen, session.clock().elapsed()):
        _store(desk, seen, hand_on)


def _store(desk: Desk, seen: Seen, what: Callable[[], str]) -> None:
    try:
        done = what()
    except RefusedError as problem:
        desk.wrong = dict(problem.problems)
        desk.note = f"Not saved: {page.why(problem)}"
    except EvidenceError as problem:
        desk.note = f"Not saved: {page.why(problem)}"
    else:
        desk.done(f"saved {session.clock().now():%H:%M:%S} UTC: PMID {seen.pmid}, {done}")


def _undo(desk: Desk, reviewer: str, seen: Seen | None) -> None:
    if seen and not desk.takes(seen, session.clock().elapsed()):
        return
    try:
        paper = review.undo(session.database(), reviewer, session.clock())
    except EvidenceError as problem:
        desk.note = f"Not undone: {page.why(problem)}"
        return
    if paper is None:
        desk.note = "There is nothing to take back"
        return
    pmid = paper.stored.citation.pmid
    said = f"taken back {session.clock().now():%H:%M:%S} UTC: what you said of PMID {pmid}"
    desk.done(said, again=Task(paper.claim.id, pmid))
