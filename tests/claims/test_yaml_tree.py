"""What cannot be read is told in one finding, and hostile files neither hang nor fill the memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import (
    DoubleQuotedScalarString,
    FoldedScalarString,
    LiteralScalarString,
    SingleQuotedScalarString,
)

from evidence.claims.findings import Code
from evidence.claims.yaml_tree import MAX_BYTES, Document


def only_finding(text: bytes) -> tuple[Code, int, int, str]:
    document = Document(text, "claims.yaml")
    assert not document.is_readable
    assert document.root.plain() is None
    (finding,) = document.findings
    return finding.code, finding.line, finding.column, finding.what


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b'a: 1\nb: "open\n', Code.NOT_YAML, 3, 1),
        (b"a: 1\nb: [1, 2\n", Code.NOT_YAML, 3, 1),
        (b"a: 1\n\tb: 2\n", Code.NOT_YAML, 2, 1),
        (b"a: b: c\n", Code.NOT_YAML, 1, 5),
        (b"a: 1\n---\nb: 2\n", Code.NOT_YAML, 2, 1),
        (b"a: \x00\n", Code.NOT_YAML, 1, 4),
        ("\nä: \x07\n".encode(), Code.NOT_YAML, 2, 4),
        (b"a: *unknown\n{", Code.NOT_YAML, 2, 1),
        ("a: 1\nä: Löffel\n".encode("latin-1"), Code.NOT_UTF8, 2, 1),
        ("a: 1\nä: L".encode() + b"\xf6ffel", Code.NOT_UTF8, 2, 5),
        ("a: 1\n".encode("utf-16"), Code.NOT_UTF8, 1, 1),
    ],
)
def test_a_file_that_is_not_yaml_is_told_where(text: bytes, code: Code, line: int, column: int) -> None:
    assert only_finding(text)[:3] == (code, line, column)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 1_000_000,
        b"[\n" * 1_000_000,
        b"{a: " * 500_000,
        b"? " * 500_000,
        b"- " * 1_000_000,
        "".join(" " * depth + "a:\n" for depth in range(1_000)).encode(),
    ],
)
def test_deep_nesting_is_refused(text: bytes) -> None:
    code, _, _, what = only_finding(text)
    assert code == Code.NOT_YAML
    assert what == "values are nested more than 20 levels deep"


def test_a_billion_laughs_are_as_many_findings_as_there_are_aliases() -> None:
    lines = ["a0: &a0 lol"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    document = Document("\n".join(lines).encode(), "claims.yaml")
    assert document.is_readable
    assert {finding.code for finding in document.findings} == {Code.ALIAS}
    assert len(document.findings) == 12 + 11 * 9


def test_a_file_that_is_too_long_is_not_even_decoded() -> None:
    assert only_finding(b"\xff" * (MAX_BYTES + 1))[0] == Code.TOO_LARGE


def test_too_many_values_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evidence.claims.yaml_tree.MAX_NODES", 100)  # the real limit takes seconds to reach
    assert only_finding(b"- *a\n" * 101)[:3] == (Code.TOO_LARGE, 100, 3)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("null", None),
        ("12", 12),
        ("-3", -3),
        ("007", 7.0),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2027-05-25", "2027-05-25"),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        ("'12'", "12"),
        ("' a '", "a"),
        ("9" * 400, "9" * 400),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(written: str, value: object) -> None:
    assert Document(f"key: {written}".encode(), "claims.yaml").root.plain() == {"key": value}


# No backslash: ruamel's writer folds double-quoted text at one and cannot read back what it wrote.
_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="\\"), min_size=1, max_size=12
)
_styles = st.sampled_from(
    [str, DoubleQuotedScalarString, SingleQuotedScalarString, FoldedScalarString, LiteralScalarString]
)


@given(words=st.lists(_words, min_size=1, max_size=30), style=_styles, data=st.data())
def test_each_character_of_a_value_is_found_in_the_file(
    words: list[str], style: type[str], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = " ".join(words)
    file = tmp_path_factory.mktemp("yaml") / "file.yaml"
    writer = YAML()
    writer.width = 30
    writer.dump({"before": [1], "key": style(text), "after": 2}, file)
    document = Document(file.read_bytes(), "file.yaml")
    node = document.root.entry("key")
    assert node is not None
    assert node.value == text
    offset = data.draw(st.integers(0, len(text) - 1))
    if not text[offset].isspace():
        found = document.text[document.index_of(node, offset)]
        assert found == text[offset] or (found == "\\" and style is not FoldedScalarString)
