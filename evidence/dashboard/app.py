"""The script that Streamlit runs for every page and every click: chooses the page, and shows what keeps it from being shown."""

from pathlib import Path

import streamlit as st

from evidence.dashboard import session
from evidence.dashboard.components import page
from evidence.errors import EvidenceError
from evidence.store import origin

HERE = Path(__file__).parent
PAGES = HERE / "pages"

st.set_page_config(page_title="Evidence", page_icon=str(HERE / "icon.svg"), layout="wide")
st.html(HERE / "style.css")
chosen = st.navigation(
    [
        st.Page(PAGES / "claims.py", title="Claims", default=True),
        st.Page(PAGES / "claim.py", title="Claim", visibility="hidden"),
        st.Page(PAGES / "citation.py", title="Citation", visibility="hidden"),
        st.Page(PAGES / "refresh.py", title="Refresh"),
    ],
    position="top",
)
try:
    with session.reading() as tx:
        is_sample = origin.of(tx) == "sample"
    if is_sample:
        page.sample_banner()
    chosen.run()
except EvidenceError as error:
    page.heading(chosen.title)
    page.problem(error)
