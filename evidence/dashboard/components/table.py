"""Tables and lists of facts as HTML: real links, read by screen readers, and cards on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from evidence.dashboard.markup import Html, join, tag


class Column(msgspec.Struct, frozen=True):
    """A column; ``number``: its cells are right-aligned; ``wide``: it takes the space that is left."""

    title: str
    number: bool = False
    wide: bool = False

    def style(self) -> str | None:
        """Its class in ``style.css``."""
        return "ev-number" if self.number else "ev-wide" if self.wide else None


def table(caption: str, columns: Sequence[Column], rows: Iterable[Sequence[str]], row_class: str | None = None) -> Html:
    """A table.

    Args:
        caption: what it holds, for those who do not see it.
        columns: the heading of each; on a phone it stands before each cell instead.
        rows: their cells; the first names the row.
        row_class: a class for every row.
    """
    head = tag("tr", *(tag("th", column.title, scope="col", class_=column.style()) for column in columns))
    body = (
        tag("tr", *(_cell(column, cell) for column, cell in zip(columns, row, strict=True)), class_=row_class)
        for row in rows
    )
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


def _cell(column: Column, content: str) -> Html:
    empty = "ev-none" if not content else ""
    return tag("td", content, data_label=column.title, class_=" ".join(filter(None, (column.style(), empty))) or None)


def facts(pairs: Iterable[tuple[str, str]]) -> Html:
    """A list of names and values; those without a value are left out."""
    shown = [join((tag("dt", name), tag("dd", value))) for name, value in pairs if value]
    return tag("dl", *shown, class_="ev-facts")


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
