"""What Streamlit runs for every page and every click: chooses the page, and says what keeps it from being shown.

It stands among the pages because Streamlit would take a folder ``pages`` beside it for pages of its own, and show
the first one that is asked for without anything of this: without the banner, and without the style.
"""

from pathlib import Path

import streamlit as st

from evidence.dashboard import session
from evidence.dashboard.components import page
from evidence.errors import EvidenceError
from evidence.store import origin

PAGES = Path(__file__).parent
LOOK = PAGES.parent / "look"

st.set_page_config(page_title="Evidence", page_icon=str(LOOK / "icon.svg"), layout="wide", initial_sidebar_state=210)
st.html(LOOK / "style.css")
chosen = st.navigation(
    [
        st.Page(PAGES / "claims.py", title="Claims", default=True),
        st.Page(PAGES / "claim.py", title="Claim", visibility="hidden"),
        st.Page(PAGES / "citation.py", title="Citation", visibility="hidden"),
        st.Page(PAGES / "review.py", title="Review"),
        st.Page(PAGES / "conflicts.py", title="Conflicts"),
        st.Page(PAGES / "confirm.py", title="Confirm"),
        st.Page(PAGES / "check.py", title="Check an article"),
        st.Page(PAGES / "team.py", title="Team"),
        st.Page(PAGES / "refresh.py", title="Refresh"),
    ],
    position="top",
)
banner, body = st.empty(), st.empty()
try:
    with session.reading() as tx:
        is_sample = origin.of(tx) == "sample"
    if is_sample:
        with banner:
            page.sample_banner()
    with body.container():
        chosen.run()
except EvidenceError as error:
    with body.container():  # instead of what was shown so far
        page.heading(chosen.title)
        page.problem(error)
