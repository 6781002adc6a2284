from __future__ import annotations

import re

import pytest

from evidence.article.model import Rule
from evidence.article.rules import RULES
from tests.conftest import ROOT

DOCS = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_is_documented_in_the_words_that_programs_are_given(rule: Rule) -> None:
    about = RULES[rule]
    section = re.search(rf"^#+ {rule} {re.escape(about.name)}\n(.*?)(?=^#|\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert section, f"docs/rules.md has no heading '{rule} {about.name}'"
    words = " ".join(section[1].split())
    assert about.reason in words
    assert about.remedy in words
