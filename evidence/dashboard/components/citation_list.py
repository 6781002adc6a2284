"""The citations of a claim: filtered, counted, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from evidence.dashboard import words
from evidence.dashboard.components import citations, page
from evidence.store import listing
from evidence.store.database import Transaction
from evidence.strength.eligibility import Place

PAGE_SIZE: Final = 50
_MARKS: Final = {words.mark_word(mark): mark for mark in listing.Mark}
_PLACES: Final = {words.PLACE_MARKS[place].word: place for place in Place if place is not Place.RETRACTED}


def show(tx: Transaction, claim_id: str, places: Mapping[int, frozenset[Place]]) -> None:
    """Renders what the queries of a claim and of its parts find; the filters live in the address.

    Args:
        tx: an open transaction.
        claim_id: of a tracked claim.
        places: what became of each paper.
    """
    everything = listing.of_claim(tx, claim_id, limit=0)
    if not everything.total:
        page.nothing("Its queries find nothing.", "Ask again: ", page.command(f"evidence refresh --claim {claim_id}"))
        return
    by_text, by_mark, by_place = st.columns(3)
    text = by_text.text_input("Words of title, journal or DOI, or a PMID", key="text", bind="query-params") or ""
    chosen = by_mark.multiselect("Show only", list(_MARKS), placeholder="All", key="only", bind="query-params")
    marks = [_MARKS[word] for word in chosen]
    became = by_place.multiselect(
        "What became of it", list(_PLACES), placeholder="All", key="place", bind="query-params"
    )
    asked = {_PLACES[word] for word in became}
    only = [pmid for pmid, one in places.items() if one & asked] if asked else None
    is_filtered = bool(text or marks or asked)
    fitting = listing.of_claim(tx, claim_id, words=text, marks=marks, only=only, limit=0) if is_filtered else everything
    if not fitting.total:
        page.nothing("No citation fits these filters.", "Use fewer words, or take off a mark.")
        return
    pages = -(-fitting.total // PAGE_SIZE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    offset = (number - 1) * PAGE_SIZE
    shown = listing.of_claim(tx, claim_id, words=text, marks=marks, only=only, offset=offset, limit=PAGE_SIZE)
    page.show(
        citations.how_many(fitting.total, everything.total, everything.marked),
        citations.rows(shown.citations, claim_id, places),
    )
