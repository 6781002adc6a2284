"""What HTML files of ours must be."""

from __future__ import annotations

import re
from itertools import pairwise

import html5lib


def check_html(text: str) -> None:
    """What validators complain of: syntax, headings, ids, heads of tables; and nothing that would be fetched."""
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    headings = [int(element.tag[1]) for element in tree.iter() if re.fullmatch(r"h[1-6]", str(element.tag))]
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(element.get("scope") in {"row", "col"} for element in tree.iter("th"))
    assert all(table.find("caption") is not None for table in tree.iter("table"))
    assert tree.get("lang") == "en"
    assert not [e for e in tree.iter() if e.get("src") or (e.tag == "link")]
    assert {script.get("type") for script in tree.iter("script")} <= {"application/ld+json"}
    assert "@import" not in text
    assert "url(" not in text
