"""Who is grading. The one place to change when people sign in."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

import streamlit as st

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
        help="Always write it the same way: another spelling counts as another person.",
        persist_state="session",
    )
    name = " ".join((said or "").split())
    # Quoted, a name holds no character that means anything in a script or in a cookie.
    remember = f"document.cookie = '{_COOKIE}={quote(name, safe='')}; path=/; max-age={_A_MONTH}; samesite=strict'"
    with st.sidebar:
        st.html(f"<script>{remember}</script>", unsafe_allow_javascript=True)
    return name
