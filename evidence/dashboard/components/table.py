"""Tables and lists of facts as HTML: real links, read by screen readers, and cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from evidence.export.markup import Html, tag


class Column(msgspec.Struct, frozen=True):
    """A column: ``date`` and ``number`` don't break, numbers stand at the right, ``wide`` takes the space left."""

    title: str
    kind: Literal["text", "quiet", "date", "number", "wide"] = "text"


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]]) -> Html:
    """A table.

    Args:
        caption: what it holds, for those who do not see it.
        columns: the heading of each; on a phone it stands before each cell instead.
        rows: their cells; the first names the row.
    """
    head = tag("tr", *(tag("th", column.title, scope="col", class_=f"ev-{column.kind}") for column in columns))
    body = (tag("tr", *map(_cell, columns, row, range(len(columns)))) for row in rows)
    return tag(
        "div",
        tag(
            "table",
            tag("caption", caption, class_="ev-unseen"),
            tag("thead", head),
            tag("tbody", *body),
            class_="ev-table",
        ),
        class_="ev-scroll",
    )


def _cell(column: Column, content: str, place: int) -> Html:
    name, scope = ("td", None) if place else ("th", "row")
    return tag(
        name, content, scope=scope, data_label=column.title, class_=f"ev-{column.kind}" if content else "ev-none"
    )


def facts(pairs: Iterable[tuple[str, str]], *, side_by_side: bool = False) -> Html:
    """A list of names and values, short ones ``side_by_side``; those without a value are left out."""
    shown = [tag("div", tag("dt", name), tag("dd", value)) for name, value in pairs if value]
    return tag("dl", *shown, class_="ev-facts ev-side" if side_by_side else "ev-facts")


def figures(pairs: Iterable[tuple[str, str, str]]) -> Html:
    """A line of figures: value, what it counts, and a tone (empty: an ordinary one)."""
    return tag(
        "ul",
        *(
            tag("li", tag("strong", value), tag("span", words), class_=f"ev-{tone}" if tone else None)
            for value, words, tone in pairs
        ),
        class_="ev-figures",
    )
