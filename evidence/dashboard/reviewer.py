"""Who is grading. The one place to change when people sign in."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

import streamlit as st

from evidence.dashboard import session
from evidence.services import review

_COOKIE: Final = "evidence-reviewer"
_A_MONTH: Final = 30 * 24 * 3600


def current_reviewer() -> str:
    """The name that grades are stored under; empty while nobody has said it.

    This browser remembers it, over pages and reloads. It is never in the address: whoever opened a colleague's link
    would grade in their name.
    """
    said = st.sidebar.text_input(
        "Who is grading",
        value=unquote(st.context.cookies.get(_COOKIE, "")),
        key="reviewer",
        placeholder="Your name",
        help="Always write it the same way, whatever the case: another name counts as another person.",
        persist_state="session",
    )
    name = _known(" ".join((said or "").split()))
    # Quoted, a name holds no character that means anything in a script or in a cookie.
    remember = f"document.cookie = '{_COOKIE}={quote(name, safe='')}; path=/; max-age={_A_MONTH}; samesite=strict'"
    with st.sidebar:
        st.html(f"<script>{remember}</script>", unsafe_allow_javascript=True)
    return name


def _known(name: str) -> str:
    """The name as the database spells it; looked up once for each name that this visitor types."""
    spellings = st.session_state.setdefault("spellings", {})
    if name and name not in spellings:
        with session.reading() as tx:
            spellings[name] = review.known_spelling(tx, name)
    return str(spellings.get(name, name))
