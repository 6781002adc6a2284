"""Where the claims stand: what the evidence says against how certain that is, each field a link to its claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from evidence.dashboard import links, words
from evidence.export.marks import certainty, verdict_mark
from evidence.export.markup import Html, tag
from evidence.strength.model import BACKGROUND_SCALE, GRADE_SCALE, MECHANISM_SCALE, Certainty, Strength, Verdict

NONE: Final = "none"
"""How a certainty that there is not is written in an address."""
_ORDER: Final = (*GRADE_SCALE, *MECHANISM_SCALE, *BACKGROUND_SCALE, None)


def claims_map(strengths: Sequence[Strength]) -> Html:
    """A table of counts; only the columns that have claims are shown."""
    counted = Counter((one.direction, one.certainty) for one in strengths)
    used = [level for level in _ORDER if any(level is certainty for _, certainty in counted)]
    heads = (tag("th", certainty(level) if level else "none", scope="col") for level in used)
    head = tag("thead", tag("tr", tag("th", "The evidence", scope="col"), *heads))
    rows = (
        tag(
            "tr",
            tag("th", verdict_mark(verdict, None).html(), scope="row"),
            *(_cell(verdict, level, counted[verdict, level]) for level in used),
        )
        for verdict in reversed(Verdict)
    )
    caption = tag("caption", "Claims by what the evidence says and how certain that is", class_="ev-unseen")
    table = tag("table", caption, head, tag("tbody", *rows), class_="ev-map")
    return tag("div", table, class_="ev-scroll", tabindex="0", role="region", aria_label="Where the claims stand")


def _cell(verdict: Verdict, level: Certainty | None, number: int) -> Html:
    if not number:
        return tag("td", "·", class_="ev-quiet")
    said = f"{words.count(number, 'claim')}: {verdict}, {level or 'no certainty'}"
    url = "./?" + urlencode({"direction": verdict.value, "certainty": level.value if level else NONE})
    return tag("td", links.inside(f"{number}", url, aria_label=said))
