from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from evidence.dashboard.highlight import marked, terms_of
from evidence.export.markup import text as escaped
from tests.support.grading import make_claim


def test_the_words_of_exposure_outcomes_and_population_are_terms_and_common_ones_are_not() -> None:
    claim = make_claim(exposure="Intralipid with raised NK cells", population="Women who try to conceive")
    assert set(terms_of(claim)) >= {"intralipid", "nk", "live", "birth", "miscarriage", "conceive"}
    assert not {"raised", "cells", "with", "women"} & set(terms_of(claim))


def test_words_are_marked_by_their_beginning_in_whatever_case() -> None:
    assert marked("Miscarriages rose.", ["miscarriage"]) == "<mark>Miscarriages</mark> rose."
    assert marked("A stillbirth", ["birth"]) == "A stillbirth"


def test_an_abbreviation_is_marked_as_a_whole_word_only() -> None:
    assert marked("NK and NKs, not NKX2", ["nk"]) == "<mark>NK</mark> and <mark>NKs</mark>, not NKX2"


def test_no_term_is_found_inside_an_escape() -> None:
    assert marked("a < b & quot", ["quot", "lt", "amp"]) == "a &lt; b &amp; <mark>quot</mark>"


def test_without_terms_the_text_is_as_it_was() -> None:
    assert marked("<b>", []) == "&lt;b&gt;"


_TEXT = st.text(alphabet="<>&\"'; abcNKlive\u202e-", max_size=60)


@given(_TEXT, st.lists(st.sampled_from(["live", "nk", "abc", "amp", "quot", "lt"]), max_size=4))
def test_marking_changes_nothing_but_adds_marks(said: str, terms: list[str]) -> None:
    assert re.sub("</?mark>", "", marked(said, terms)) == escaped(said)
    assert "<" not in re.sub(r"</?mark>|<span class=\"ev-control\">|</span>", "", marked(html.escape(said), terms))
