"""docs/claims-file.md explains every key and every code, and its examples do what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence.claims import schema
from evidence.claims.findings import Code
from evidence.claims.loader import check, load
from evidence.claims.query_lint import lint

TEXT = (Path(__file__).parents[2] / "docs" / "claims-file.md").read_text(encoding="utf-8")
ROWS = {row[0]: row[1:] for row in re.findall(r"^\| (CL\d+) \| (.+?) \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)}


def test_every_code_is_explained_and_no_other() -> None:
    assert list(ROWS) == [str(code) for code in Code]


@pytest.mark.parametrize(("items", "keys"), schema.keys().items())
def test_every_key_is_explained_under_its_list(items: str, keys: tuple[str, ...]) -> None:
    heading = rf"### Of an? [a-z]+: `{items}`" if items else "### Of the file"
    section = re.search(rf"{heading}\n(.*?)\n\n", TEXT, re.DOTALL)
    assert section is not None
    assert re.findall(r"^\| `(\w+)`", section[1], re.MULTILINE) == list(keys)


def test_the_shortest_complete_file_has_no_findings() -> None:
    example = re.search(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    assert example is not None
    assert check(example[1].encode(), "example") == []
    assert [claim.id for claim in load(example[1].encode(), "example").claims] == ["nk-early-loss"]


@pytest.mark.parametrize("code", [code for code in Code if code >= Code.UNBALANCED_QUOTES])
def test_the_example_of_a_query_code_has_that_finding_and_no_other(code: Code) -> None:
    term = ROWS[code][0].strip("`")
    assert {finding.code for finding in lint(term)} == {code}


def test_the_warnings_are_the_codes_that_the_document_calls_so() -> None:
    assert [code for code in Code if code.is_warning] == ["CL450", "CL451", "CL452"]
    assert "the three *warnings* at the end (CL450 to CL452)" in TEXT
