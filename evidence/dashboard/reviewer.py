"""Who is grading. The one place to change when people sign in."""

import streamlit as st


def current_reviewer() -> str:
    """The name that grades are stored under; empty while nobody has said it.

    It is kept for the visit and never in the address: whoever opened a colleague's link would grade in their name.
    """
    name = st.sidebar.text_input(
        "Who is grading",
        key="reviewer",
        placeholder="Your name",
        help="Always write it the same way: another spelling counts as another person.",
        persist_state="session",
    )
    return " ".join((name or "").split())
