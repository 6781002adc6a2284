"""HTML in which text is always text.

Streamlit reads most labels and texts as Markdown: a title could make links, formulas, colours, or fetch an image
that tells its author who reads it. So what comes from outside is shown as HTML that is built here, by functions
that escape every ``str`` they are given; only what they made themselves (``Html``) passes as it is.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

# They change the order in which the text around them is shown, so that it reads as something else.
_DIRECTION_CONTROLS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
_VOID: Final = frozenset({"br", "hr"})


class Html(str):
    """HTML made by the functions of this module."""

    __slots__ = ()


def text(value: str) -> Html:
    """``value`` as it is, every character visible; directional control characters show as their code."""
    if isinstance(value, Html):
        return value
    return Html(_DIRECTION_CONTROLS.sub(_visible, html.escape(value)))


def visible(value: str) -> str:
    """``value``, its directional control characters as their code."""
    return _DIRECTION_CONTROLS.sub(lambda control: f"U+{ord(control.group()):04X}", value)


def plain(value: str) -> Html:
    """``value`` for where no element can stand, as in a title or an attribute: controls show as their code."""
    return Html(html.escape(visible(value)))


def tag(name: str, *children: str, **attributes: str | None) -> Html:
    """An element.

    Args:
        name: of the element.
        children: its content; what is no ``Html`` is escaped.
        attributes: ``class_`` for ``class``, ``data_label`` for ``data-label``; ``None`` leaves one out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{written}>")
    return Html(f"<{name}{written}>{''.join(text(child) for child in children)}</{name}>")


def join(parts: Iterable[str], between: str = "") -> Html:
    """Several pieces as one."""
    return Html(text(between).join(text(part) for part in parts))


def _visible(control: re.Match[str]) -> str:
    return f'<span class="ev-control">U+{ord(control.group()):04X}</span>'
