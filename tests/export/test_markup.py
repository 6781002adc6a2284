from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from evidence.export.markup import Html, join, tag, text
from tests.support.dashboard import HOSTILE_TITLES

CONTROLS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


class Reader(HTMLParser):
    """What a browser would make of it: the tags and the text."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.said = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.said += data


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=CONTROLS)))
def test_whatever_a_text_holds_is_read_back_as_that_text_and_nothing_else(said: str) -> None:
    read = Reader(tag("p", said, title=said))
    assert read.tags == [("p", [("title", said)])]
    assert read.said == said


def test_direction_controls_show_as_their_code() -> None:
    shown = text("ends \u202egnp.elpmaxe\u202c \u2066here\u2069")
    assert not re.search(f"[{CONTROLS}]", shown)
    assert Reader(shown).said == "ends U+202Egnp.elpmaxeU+202C U+2066hereU+2069"


def test_hostile_titles_make_no_element() -> None:
    for title in HOSTILE_TITLES:
        assert {name for name, _ in Reader(tag("td", title)).tags} <= {"td", "span"}
        assert "<script" not in text(title)


def test_only_what_was_built_here_passes_as_html() -> None:
    inner = tag("b", "<x>")
    assert tag("p", inner, "<y>") == "<p><b>&lt;x&gt;</b>&lt;y&gt;</p>"
    assert text(inner) is inner
    assert text(str.__str__(inner) + "") == html.escape("<b>&lt;x&gt;</b>")
    assert isinstance(join(["<", inner], " & "), Html)
    assert join(["<", inner], " & ") == "&lt; &amp; <b>&lt;x&gt;</b>"


def test_attributes_are_named_as_html_names_them_and_none_is_left_out() -> None:
    assert tag("td", data_label="Year", class_="a", title=None) == '<td data-label="Year" class="a"></td>'
    assert tag("br") == "<br>"
