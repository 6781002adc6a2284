"""Conflicts: where reviewers differ; somebody who did not vote decides, with a reason."""

import streamlit as st

from evidence.dashboard import links, session, words
from evidence.dashboard.components import conflict, page
from evidence.dashboard.components.table import Column, table
from evidence.dashboard.reviewer import current_reviewer
from evidence.errors import RefusedError
from evidence.export.markup import tag
from evidence.services import adjudicate
from evidence.store import catalogue, citations
from evidence.store.tasks import Task

AT_MOST = 100
COLUMNS = (Column("Paper", "wide"), Column("Claim"))


def wanted() -> Task | None:
    """The conflict that the address names."""
    claim, pmid = st.query_params.get("claim", ""), st.query_params.get("pmid", "")
    return Task(claim, int(pmid)) if claim and pmid.isascii() and pmid.isdigit() and len(pmid) < 10 else None


def show_list(adjudicator: str) -> None:
    """What waits for this person to decide."""
    waiting = adjudicate.conflicts(session.database(), adjudicator, claim_id=st.query_params.get("claim") or None)
    if not waiting:
        page.nothing(
            "There is no conflict for you to decide.",
            "Papers on which you voted are decided by somebody else. Go on with ",
            links.inside("Review", "review"), ".",
        )  # fmt: skip
        return
    with session.reading() as tx:
        statements = {claim.id: claim.statement for claim in catalogue.claims(tx)}
        stored = {task.pmid: citations.get(tx, task.pmid) for task in waiting[:AT_MOST]}
    titles = {pmid: (one and one.citation.title) or f"PMID {pmid}" for pmid, one in stored.items()}
    more = f"; the first {AT_MOST} are listed" if len(waiting) > AT_MOST else ""
    rows = (
        (links.inside(titles[task.pmid], links.conflicts_url(task.claim, task.pmid)), statements[task.claim])
        for task in waiting[:AT_MOST]
    )
    page.show(
        tag("p", f"{words.count(len(waiting), 'paper')} to decide{more}.", class_="ev-small"),
        table("Papers in conflict", COLUMNS, rows),
    )


def show_one(adjudicator: str, task: Task) -> None:
    """One conflict, for whoever may decide it."""
    page.show(tag("p", links.inside("All conflicts", "conflicts"), class_="ev-above"))
    try:
        found = adjudicate.conflict(session.database(), adjudicator, task.claim, task.pmid)
    except RefusedError as refused:
        page.nothing("This is not for you to decide.", page.why(refused), ".")
    else:
        conflict.show(adjudicator, found)


page.heading("Conflicts")
adjudicator, task = current_reviewer(), wanted()
if saved := st.session_state.get("decided"):
    page.show(tag("p", "✓ ", saved, class_="ev-told", role="status"))
if not adjudicator:
    page.nothing("Who is deciding?", "Write your name in the bar at the left (» opens it), and press Enter.")
elif task is None:
    show_list(adjudicator)
else:
    show_one(adjudicator, task)
