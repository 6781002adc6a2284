"""When this browser was here before, so that the first page can say what has changed since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
import streamlit as st

_COOKIE: Final = "evidence-visits"
_A_YEAR: Final = 365 * 24 * 3600
APART: Final = timedelta(hours=1)
"""Looks that are no further apart belong to one visit: a reload must not make the news disappear."""


class Visits(msgspec.Struct, frozen=True):
    """When somebody looked last, and when the visit before this one ended (``None``: there was none)."""

    looked: datetime
    before: datetime | None = None


def looked_again(known: Visits | None, now: datetime) -> Visits:
    """What is known after a look now; what lies in the future was written by another clock, and is forgotten."""
    if known is None or known.looked > now:
        return Visits(now)
    return Visits(now, known.looked if now - known.looked > APART else known.before)


def last_visit(now: datetime) -> datetime | None:
    """When the visit before this one ended; ``None``: this is the first. Only the browser remembers it."""
    if "visits" not in st.session_state:
        st.session_state.visits = _read(st.context.cookies.get(_COOKIE, ""))
    visits: Visits = looked_again(st.session_state.visits, now)
    st.session_state.visits = visits
    moments = "~".join(f"{moment:%Y%m%dT%H%M%SZ}" for moment in (visits.looked, visits.before) if moment)
    remember = f"document.cookie = '{_COOKIE}={moments}; path=/; max-age={_A_YEAR}; samesite=strict'"
    st.html(f"<script>{remember}</script>", unsafe_allow_javascript=True)
    return visits.before


def _read(cookie: str) -> Visits | None:
    """What the browser remembered; nothing when anybody changed it."""
    try:
        looked, *before = (datetime.strptime(moment, "%Y%m%dT%H%M%S%z") for moment in cookie.split("~"))
    except ValueError:
        return None
    return Visits(looked, *before[:1])
