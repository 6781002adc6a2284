"""What is wrong with a PubMed query, and nothing that is right."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.claims.findings import Code
from evidence.claims.query_lint import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, errors, lint, warnings

GOOD = [
    '"Killer Cells, Natural"[mh] OR "natural killer"[tiab]',
    '("Killer Cells, Natural"[mh] OR "NK cell*"[tiab]) AND ("Embryo Implantation"[mh] OR implantation[tiab])',
    "natural killer cells[tiab] OR Diet[mh]",
    "Diet[MeSH Terms] OR diet[Title/Abstract]",
    "Diet [ MeSH  Terms ] OR diet[ Title / Abstract ]",
    'Diet[mh:noexp] OR "Diet Therapy"[majr:noexp] OR diet*[ti]',
    '"Fertilization in Vitro/methods"[majr] OR IVF[tw]',
    '"killer uterus"[tiab:~3] AND Uterus[mh]',
    '"killer uterus"[Title/Abstract:~0] AND Uterus[mh]',
    '"soybean oil, phospholipid emulsion"[nm] OR intralipid[tiab]',
    "diet[tiab] AND Diet[mh] NOT (animals[mh] NOT humans[mh])",
    "diet[tiab] AND Diet[mh] NOT 418499[uid] NOT 418499[pmid]",
    "(1:9[uid] OR diet[tiab]) AND Diet[mh]",
    "TNF-alpha[tiab] OR Crohn's disease[tiab] OR Diet[mh]",
    '((((diet[tiab])))) OR ("Diet"[mh])',
    "Diet[mh]\n\tOR diet[tiab]",
    '"Diet"[mh] OR "Diet Therapy"[mh] OR diets[ot] OR dieting[tiab]',
    "diet[tiab] AND Diet[mh] AND english[la] AND review[pt] AND systematic[sb] AND hasabstract[filter]",
]

# Each: the query, and its findings as (code, the text they stand at).
BAD = [
    ("diet AND Diet[mh] AND food[tiab]", [(Code.UNTAGGED_TERM, "diet")]),
    ('"low fat" AND Diet[mh] AND food[tiab]', [(Code.UNTAGGED_TERM, '"low fat"')]),
    ('"low fat" diet[tiab] AND Diet[mh]', [(Code.UNTAGGED_TERM, '"low fat"'), (Code.MISSING_OPERATOR, "diet")]),
    ("diet[foo] AND Diet[mh]", [(Code.UNKNOWN_FIELD, "[")]),
    ("diet[tiab:noexp] AND Diet[mh]", [(Code.UNKNOWN_FIELD, "[")]),
    ("diet[ab] AND Diet[mh]", [(Code.UNKNOWN_FIELD, "[")]),
    ("diet[] AND Diet[mh]", [(Code.UNKNOWN_FIELD, "[")]),
    ("(diet[tiab] AND Diet[mh]", [(Code.UNBALANCED_PARENTHESES, "(")]),
    ("diet[tiab] AND Diet[mh])", [(Code.UNBALANCED_PARENTHESES, ")")]),
    (
        "diet[tiab]) AND (Diet[mh]",
        [(Code.UNBALANCED_PARENTHESES, ")"), (Code.UNBALANCED_PARENTHESES, "(")],
    ),
    ('diet"[tiab] AND Diet[mh]', [(Code.UNBALANCED_QUOTES, '"')]),
    ('"diet[tiab] AND "Diet"[mh]', [(Code.UNBALANCED_QUOTES, '"')]),
    ('"diet[tiab] AND Diet"[mh]', [(Code.UNBALANCED_QUOTES, '"')]),
    ("diet[tiab AND Diet[mh]", [(Code.UNBALANCED_BRACKETS, "[")]),
    ("diet tiab] AND Diet[mh]", [(Code.UNBALANCED_BRACKETS, "]")]),
    ("“low fat”[tiab] AND Diet[mh]", [(Code.TYPOGRAPHIC_CHARACTER, "“")]),
    ("Hashimoto’s[tiab] AND Diet[mh]", [(Code.TYPOGRAPHIC_CHARACTER, "’")]),
    ("low–fat[tiab] AND Diet[mh]", [(Code.TYPOGRAPHIC_CHARACTER, "–")]),
    ("low\u00a0fat[tiab] AND Diet[mh]", [(Code.TYPOGRAPHIC_CHARACTER, "\u00a0")]),
    ("diet[tiab] AND () AND Diet[mh]", [(Code.EMPTY_PARENTHESES, "(")]),
    ("diet[tiab] and Diet[mh]", [(Code.OPERATOR_CASE, "and")]),
    ("diet[tiab] Or Diet[mh]", [(Code.OPERATOR_CASE, "Or")]),
    ("diet[tiab] & Diet[mh]", [(Code.OPERATOR_CASE, "&")]),
    ("fat|diet[tiab] OR Diet[mh]", [(Code.UNTAGGED_TERM, "fat"), (Code.OPERATOR_CASE, "|")]),
    ("AND diet[tiab] AND Diet[mh]", [(Code.OPERATOR_WITHOUT_TERM, "AND")]),
    ("diet[tiab] AND Diet[mh] AND", [(Code.OPERATOR_WITHOUT_TERM, "AND")]),
    ("diet[tiab] AND OR Diet[mh]", [(Code.OPERATOR_WITHOUT_TERM, "OR"), (Code.MIXED_OPERATORS, "OR")]),
    ("(diet[tiab] AND ) AND Diet[mh]", [(Code.OPERATOR_WITHOUT_TERM, "AND")]),
    ("diet[tiab] AND Diet[mh] AND NOT food[tiab]", [(Code.OPERATOR_WITHOUT_TERM, "NOT")]),
    ("diet[tiab] Diet[mh]", [(Code.MISSING_OPERATOR, "Diet")]),
    ("diet[tiab] (Diet[mh])", [(Code.MISSING_OPERATOR, "(")]),
    ("diet[tiab] OR food[tiab] AND Diet[mh]", [(Code.MIXED_OPERATORS, "AND")]),
    ("diet[tiab] OR food[tiab] NOT Diet[mh] OR Food[mh]", [(Code.MIXED_OPERATORS, "NOT")]),
    ("diet[tiab] NOT food[tiab] AND Diet[mh]", [(Code.MIXED_OPERATORS, "AND")]),
    ("(diet[tiab] OR food[tiab])[mh]", [(Code.TAG_WITHOUT_TERM, "[mh]")]),
    ("diet[tiab][mh]", [(Code.TAG_WITHOUT_TERM, "[mh]")]),
    ("die*[tiab] AND Diet[mh]", [(Code.SHORT_TRUNCATION, "*")]),
    ('"fish oil*"[tiab] AND Diet[mh]', [(Code.SHORT_TRUNCATION, "*")]),
    ("*diet[tiab] AND Diet[mh]", [(Code.MISPLACED_TRUNCATION, "*")]),
    ("colo*r[tiab] AND Diet[mh]", [(Code.MISPLACED_TRUNCATION, "*")]),
    ('"diet* food"[tiab] AND Diet[mh]', [(Code.MISPLACED_TRUNCATION, "*")]),
    ("diet food* fat[tiab] AND Diet[mh]", [(Code.MISPLACED_TRUNCATION, "*")]),
    ("diet[tiab] AND Diets*[mh]", [(Code.TRUNCATED_HEADING, "*")]),
    ("diet[tiab] AND Diet[mh] AND trial*[pt]", [(Code.TRUNCATED_HEADING, "*")]),
    ('"diet food"[tiab:~x] AND Diet[mh]', [(Code.PROXIMITY, "[")]),
    ("diet food[tiab:~3] AND Diet[mh]", [(Code.PROXIMITY, "[")]),
    ('"diet"[tiab:~3] AND Diet[mh]', [(Code.PROXIMITY, "[")]),
    ('"diet food"[mh:~3] AND diet[tiab]', [(Code.PROXIMITY, "[")]),
    ('"diet foods*"[tiab:~3] AND Diet[mh]', [(Code.PROXIMITY, "[")]),
    ("PubMed: diet[tiab] AND Diet[mh]", [(Code.RANGE, ":")]),
    ("diet[tiab]", [(Code.NO_MESH, "diet[tiab]")]),
    ("diet[tiab] NOT Diet[mh]", [(Code.NO_MESH, "diet[tiab] NOT Diet[mh]")]),
    ("diet[tiab] NOT (food[tiab] OR (fat[tiab] AND Diet[mh]))", [(Code.NO_MESH, ...)]),
    ("diet[tiab] AND review[pt]", [(Code.NO_MESH, "diet[tiab] AND review[pt]")]),
    ("Diet[mh] AND Food[majr]", [(Code.NO_TEXT_WORD, "Diet[mh] AND Food[majr]")]),
    ("Diet[mh] AND 418499[uid]", [(Code.NO_TEXT_WORD, "Diet[mh] AND 418499[uid]")]),
]

WARNED = [
    ("diet[tiab] AND Diet[mh] AND 2020:2024[dp]", [(Code.FROZEN_DATE, "2024")]),
    ('diet[tiab] AND Diet[mh] AND "2020/01/01"[Date - Publication]', [(Code.FROZEN_DATE, '"2020/01/01"')]),
    ('diet[tiab] AND Diet[mh] AND "last 5 years"[edat]', [(Code.FROZEN_DATE, '"last 5 years"')]),
    ("diet[tiab] OR diet[tiab] OR Diet[mh]", [(Code.REPEATED_TERM, "diet")]),
    ('diet[tiab] OR "fat diet"[tiab] OR Diet[mh]', [(Code.REPEATED_TERM, '"fat diet"')]),
    ('"CD56+"[tiab] OR Diet[mh]', [(Code.SECOND_OPINION, "+")]),
    ("IN=diet[tiab] AND Diet[mh]", [(Code.SECOND_OPINION, "IN=")]),
]


def found(term: str) -> list[tuple[Code, object]]:
    return [(finding.code, term[finding.start : finding.end]) for finding in lint(term)]


@pytest.mark.parametrize("term", GOOD)
def test_a_good_query_has_no_findings(term: str) -> None:
    assert lint(term) == []


@pytest.mark.parametrize(("term", "expected"), BAD)
def test_a_bad_query_has_exactly_these_errors(term: str, expected: list[tuple[Code, object]]) -> None:
    assert found(term) == [(code, term if text is ... else text) for code, text in expected]
    assert warnings(term) == []


@pytest.mark.parametrize(("term", "expected"), WARNED)
def test_a_doubtful_query_has_exactly_these_warnings(term: str, expected: list[tuple[Code, object]]) -> None:
    assert errors(term) == []
    assert found(term) == expected


def test_a_misspelt_tag_is_answered_with_the_tag_that_was_meant() -> None:
    assert [finding.remedy for finding in lint("diet[tibb] AND Diet[mh]")] == ["did you mean [tiab]?"]


def test_a_misspelt_mesh_heading_is_not_claimed_to_be_known() -> None:
    assert lint('"Killer Cells, Unnatural"[mh] OR "natural killer"[tiab]') == []


@pytest.mark.parametrize(
    "term",
    [
        "x" * (MAX_LENGTH + 1),
        "(" * 5_000 + "diet[tiab]" + ")" * 5_000,
        "(" * (MAX_DEPTH + 1) + "diet[tiab]" + ")" * (MAX_DEPTH + 1),
        " OR ".join(["diet[tiab]"] * (MAX_TERMS + 1)),
        '"' * 20_000,
    ],
)
def test_a_query_that_is_too_large_is_told_so_and_not_judged(term: str) -> None:
    assert {finding.code for finding in lint(term)} == {Code.QUERY_TOO_LARGE}


def test_the_largest_query_is_judged() -> None:
    term = (
        "(" * MAX_DEPTH + " OR ".join(f"diet{n}[tiab]" for n in range(MAX_TERMS - 1)) + ")" * MAX_DEPTH + " OR Diet[mh]"
    )
    assert lint(term) == []


def test_the_second_linter_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for term in GOOD + [term for term, _ in BAD + WARNED]:
        lint(term)
    assert capsys.readouterr() == ("", "")


def test_a_breakdown_of_the_second_linter_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(parser: object) -> None:
        raise ValueError

    monkeypatch.setattr("search_query.pubmed.parser.PubmedParser.parse", break_down)
    (finding,) = lint("diet[tiab] AND Diet[mh]")
    assert finding.code is Code.SECOND_OPINION
    assert finding.what == "the second linter cannot read the query (ValueError)"


_pieces = st.sampled_from(
    [
        *'()[]":*“& ',
        "AND",
        "or",
        "NOT",
        "diet",
        "[tiab]",
        "[mh]",
        "[uid]",
        "[dp]",
        "[tiab:~2]",
        '"a b"',
        "2020",
        "\n",
        "'",
    ]
)


@given(st.lists(_pieces, max_size=25))
def test_no_text_breaks_the_lint_and_every_finding_lies_in_it(pieces: list[str]) -> None:
    term = " ".join(pieces)
    for finding in lint(term):
        assert 0 <= finding.start <= finding.end <= len(term)
        assert "\n" not in finding.what + finding.remedy


_operands = st.sampled_from(
    ["diet[tiab]", "Diet[mh]", '"fat food"[ti]', "1:2[uid]", "2020:2021[dp]", '"a b"[tiab:~2]', "fish*[tw]"]
)
_queries = st.recursive(
    _operands,
    lambda inner: st.tuples(st.sampled_from([" AND ", " OR ", " NOT "]), st.lists(inner, min_size=1, max_size=3)).map(
        lambda node: f"({node[0].join(node[1])})"
    ),
    max_leaves=20,
)


@given(_queries)
def test_a_query_put_together_by_the_rules_has_no_error(query: str) -> None:
    term = f"diet[tiab] AND Diet[mh] AND {query}"
    assume(errors(term) == [] or errors(term)[0].code is not Code.QUERY_TOO_LARGE)
    assert errors(term) == []
    assert "cannot read" not in "".join(finding.what for finding in warnings(term))
