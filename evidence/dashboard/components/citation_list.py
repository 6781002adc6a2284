"""The citations of a claim: filtered, counted, a page at a time."""

from __future__ import annotations

from typing import Final

import streamlit as st

from evidence.dashboard import words
from evidence.dashboard.components import citations, page
from evidence.store import listing
from evidence.store.database import Transaction

PAGE_SIZE: Final = 50
_MARKS: Final = {words.mark_word(mark): mark for mark in listing.Mark}


def show(tx: Transaction, claim_id: str) -> None:
    """Renders what the queries of a claim and of its parts find; the filters live in the address."""
    everything = listing.of_claim(tx, claim_id, limit=0)
    if not everything.total:
        page.nothing("Its queries find nothing.", "Ask again: ", page.command(f"evidence refresh --claim {claim_id}"))
        return
    by_text, by_mark = st.columns([2, 3])
    text = by_text.text_input("Words of title, journal or DOI, or a PMID", key="text", bind="query-params") or ""
    chosen = by_mark.multiselect("Show only", list(_MARKS), placeholder="All", key="only", bind="query-params")
    marks = [_MARKS[word] for word in chosen]
    is_filtered = bool(text or marks)
    fitting = listing.of_claim(tx, claim_id, words=text, marks=marks, limit=0) if is_filtered else everything
    if not fitting.total:
        page.nothing("No citation fits these filters.", "Use fewer words, or take off a mark.")
        return
    pages = -(-fitting.total // PAGE_SIZE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    offset = (number - 1) * PAGE_SIZE
    shown = listing.of_claim(tx, claim_id, words=text, marks=marks, offset=offset, limit=PAGE_SIZE)
    page.show(
        citations.how_many(fitting.total, everything.total, everything.marked),
        citations.rows(shown.citations, claim_id),
    )
