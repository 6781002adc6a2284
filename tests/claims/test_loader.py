"""Every mistake in claims.yaml is found, all at once, at its line and column."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from evidence.claims.findings import ClaimsFileFindingsError, Code, Finding
from evidence.claims.loader import check, load
from evidence.claims.model import (
    Article,
    Better,
    Catalogue,
    Claim,
    Combine,
    Importance,
    Kind,
    Outcome,
    Place,
    Query,
    Says,
)
from evidence.errors import ClaimsFileError
from tests.support.claims_file import VALID


def positions(findings: list[Finding]) -> list[tuple[int, int, str]]:
    return [(finding.line, finding.column, str(finding.code)) for finding in findings]


def marked(text: str) -> tuple[bytes, list[tuple[int, int]]]:
    """The text without its marks (@@), and the lines and columns at which they stood."""
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        places += [(number, match.start() + 1 - 2 * index) for index, match in enumerate(re.finditer("@@", line))]
    return text.replace("@@", "").encode(), places


def test_a_valid_file_becomes_what_it_says() -> None:
    place = Place(article="nk-article", section="Causes")
    assert check(VALID.encode(), "claims.yaml") == []
    assert load(VALID.encode(), "claims.yaml") == Catalogue(
        articles=(Article(id="nk-article", title="NK cells: causes", owner="Editor", review_by=date(2027, 5, 25)),),
        claims=(
            Claim(
                id="cause-stress",
                statement="Stress raises NK activity.",
                kind=Kind.ETIOLOGY,
                says=Says.SOMETIMES,
                places=(place,),
                population="Adults",
                exposure="Stress",
                combine=Combine.ALL,
            ),
            Claim(
                id="cause-stress-physical",
                statement="Physical stress raises NK activity.",
                kind=Kind.ETIOLOGY,
                says=Says.SOMETIMES,
                places=(place, Place(article="nk-article", section="What to do")),
                population="Adults",
                exposure="Physical stress",
                comparator="Rest",
                outcomes=(
                    Outcome(
                        name="NK activity",
                        importance=Importance.SURROGATE,
                        better=Better.LESS,
                        measure="percent lysis",
                    ),
                    Outcome(
                        name="live birth",
                        importance=Importance.CRITICAL,
                        better=Better.MORE,
                        measure="risk ratio",
                        minimal_important_difference=5,
                        mid_unit="percentage points",
                        baseline_risk=0.25,
                    ),
                ),
                aliases=("exercise raises NK cells", "training raises NK activity"),
                votes_needed=3,
                part_of="cause-stress",
                queries=(
                    Query(
                        id="main",
                        term='("Killer Cells, Natural"[mh] OR "NK cell*"[tiab]) AND ("Exercise"[mh] OR exercis*[tiab])',
                        note="broad on purpose",
                        sentinels=(38438886, 418499),
                        every_days=7,
                    ),
                    Query(id="narrow", term='Exercise[mh] AND "natural killer"[ti]'),
                ),
            ),
            Claim(
                id="success-diet",
                statement="A diet raises the chance of a pregnancy.",
                kind=Kind.THERAPY,
                says=Says.CAN,
                places=(),
                population="Women",
                exposure="Diet",
                named_in_article=False,
                queries=(Query(id="main", term="diet*[tiab] OR Diet[mh]"),),
            ),
        ),
    )


def test_the_claims_file_of_the_project_has_no_findings() -> None:
    file = Path(__file__).parents[2] / "claims.yaml"
    assert [str(finding) for finding in check(file.read_bytes(), "claims.yaml")] == []


# Each: what is replaced in VALID, by what (@@ where a finding is expected), and the codes of the findings in order.
MISTAKES = [
    # YAML
    ("    owner: Editor\n", "    owner: Editor\n    @@owner: Other\n", [Code.DUPLICATE_KEY]),
    ("owner: Editor", "owner: @@&who Editor", [Code.ALIAS]),
    ("owner: Editor", "owner: @@!!str Editor", [Code.TAG]),
    ("owner: Editor", "owner: Editor\n    ? @@[a, b]\n    : c", [Code.KEY_NOT_TEXT]),
    # one value
    ("    aliases:", "    @@aliasses:", [Code.UNKNOWN_KEY]),
    ("    every_days: 7", "    @@everydays: 7", [Code.UNKNOWN_KEY]),
    ("articles:\n", "@@claim: []\narticles:\n", [Code.UNKNOWN_KEY]),
    ("  - id: success-diet\n    statement", "  - @@statement", [Code.MISSING_KEY]),
    ("- {id: narrow, term", "- @@{term", [Code.MISSING_KEY]),
    ("votes_needed: 3", 'votes_needed: @@"3"', [Code.WRONG_TYPE]),
    ("votes_needed: 3", "votes_needed: @@true", [Code.WRONG_TYPE]),
    ("votes_needed: 3", "votes_needed: @@2.5", [Code.WRONG_TYPE]),
    ("named_in_article: false", "named_in_article: @@no", [Code.WRONG_TYPE]),
    ("owner: Editor", "owner: @@2027", [Code.WRONG_TYPE]),
    ("baseline_risk: 0.25", "baseline_risk: @@a quarter", [Code.WRONG_TYPE]),
    ("baseline_risk: 0.25", "baseline_risk: @@true", [Code.WRONG_TYPE]),
    ("baseline_risk: 0.25", "baseline_risk: @@1e999", [Code.WRONG_TYPE]),
    ("sentinels: [38438886, 418499]", "sentinels: @@418499", [Code.WRONG_TYPE]),
    ("aliases: [exercise raises NK cells, training", "aliases: [@@{a: b}, training", [Code.WRONG_TYPE]),
    ("note: broad on purpose", "note@@:", [Code.EMPTY]),
    ("note: broad on purpose", 'note: @@"  "', [Code.EMPTY]),
    ("note: broad on purpose", "note: @@~", [Code.EMPTY]),
    ("kind: therapy", "kind: @@treatment", [Code.UNKNOWN_VALUE]),
    ("says: can", "says: @@might", [Code.UNKNOWN_VALUE]),
    ("combine: all", "combine: @@some", [Code.UNKNOWN_VALUE]),
    ("importance: critical", "importance: @@Critical", [Code.UNKNOWN_VALUE]),
    ("better: more", "better: @@up", [Code.UNKNOWN_VALUE]),
    ("votes_needed: 3", "votes_needed: @@0", [Code.OUT_OF_RANGE]),
    ("every_days: 7", "every_days: @@-1", [Code.OUT_OF_RANGE]),
    ("baseline_risk: 0.25", "baseline_risk: @@25", [Code.OUT_OF_RANGE]),
    ("baseline_risk: 0.25", "baseline_risk: @@-.1", [Code.OUT_OF_RANGE]),
    ("minimal_important_difference: 5", "minimal_important_difference: @@0", [Code.OUT_OF_RANGE]),
    ("id: success-diet", "id: @@Success_Diet", [Code.BAD_ID]),
    ("id: success-diet", "id: @@success--diet", [Code.BAD_ID]),
    (
        "[38438886, 418499]",
        "[@@true, @@1.5, @@'418499', @@PMC418499, @@123456789, @@0, @@-418499, @@0x1F, @@00418499]",
        [Code.NOT_A_PMID] * 9,
    ),
    ("[38438886, 418499]", "\n          - @@" + "9" * 5000, [Code.NOT_A_PMID]),
    ("review_by: 2027-05-25", "review_by: @@25.5.2027", [Code.NOT_A_DATE]),
    ("review_by: 2027-05-25", "review_by: @@2027-02-30", [Code.NOT_A_DATE]),
    ("review_by: 2027-05-25", "review_by: @@20270525", [Code.NOT_A_DATE]),
    ("review_by: 2027-05-25", "review_by: @@2027-05-25 10:00:00", [Code.NOT_A_DATE]),
    # values that belong together
    ("id: success-diet", "id: @@cause-stress-physical", [Code.DUPLICATE_ID]),
    ("{id: narrow,", "{id: @@main,", [Code.DUPLICATE_ID]),
    (
        "\nclaims:",
        "  - {id: @@nk-article, title: Other, owner: Editor, review_by: 2027-01-01}\nclaims:",
        [Code.DUPLICATE_ID],
    ),
    ("training raises NK activity]", "@@Exercise  raises NK cells]", [Code.REPEATED]),
    ("38438886, 418499", "418499, @@418499", [Code.REPEATED]),
    ("name: live birth", "name: @@NK activity", [Code.REPEATED]),
    ("- {article: nk-article, section: What to do}", "- @@{article: nk-article, section: Causes}", [Code.REPEATED]),
    ("nk-article, section: What", "@@nk-artikel, section: What", [Code.UNKNOWN_ARTICLE]),
    (
        "    part_of: cause-stress\n    queries",
        "    part_of: @@cause-stres\n    queries",
        [Code.NO_QUERY, Code.COMBINE_WITHOUT_PARTS, Code.UNKNOWN_PARENT],
    ),
    (
        "    combine: all\n",
        "    combine: all\n    part_of: @@cause-stress-physical\n",
        [Code.PART_CYCLE, Code.COMBINE_MISSING],
    ),
    ("    combine: all\n", "    combine: all\n    part_of: @@cause-stress\n", [Code.PART_CYCLE]),
    ("[exercise raises NK cells, training raises NK activity]", "\n    - a\n    @@-\n    - b", [Code.EMPTY]),
    ("  - id: cause-stress\n", "  - @@id: cause-stress\n", [Code.COMBINE_MISSING]),
    ("named_in_article: false", "named_in_article: false\n    @@combine: any", [Code.COMBINE_WITHOUT_PARTS]),
    ("    queries:\n      - id: main\n        term: diet*[tiab] OR Diet[mh]\n", "    queries: @@[]\n", [Code.NO_QUERY]),
    ("intervention: Diet", "@@exposure: Diet", [Code.EXPOSURE]),
    ("exposure: Stress", "@@intervention: Stress", [Code.EXPOSURE]),
    ("intervention: Diet", "@@exposure: Diet\n    intervention: Diet", [Code.EXPOSURE]),
    ("        mid_unit: percentage points\n", "", [Code.DIFFERENCE_WITHOUT_UNIT]),
    ("named_in_article: false", "named_in_article: true", [Code.NO_PLACE]),
    ("    combine: all\n", "    combine: all\n    about: [[@@nk]]\n", [Code.UNKNOWN_CONCEPT]),
    ("    combine: all\n", "    combine: all\n    unless: [@@nk]\n", [Code.UNKNOWN_CONCEPT]),
    ("\narticles:", "\n@@!!map\narticles:", [Code.TAG]),
    # queries, wherever they are written
    ("OR exercis*[tiab])", "OR @@exercise)", [Code.UNTAGGED_TERM]),
    ('AND ("Exercise"[mh]', 'AND ("Exercise"@@[mhh]', [Code.UNKNOWN_FIELD]),
    ('"natural killer"[ti]\'', '@@"natural killer"\'', [Code.NO_TEXT_WORD, Code.UNTAGGED_TERM]),
    ("term: diet*[tiab] OR Diet[mh]", "term: diet*[tiab]\n          @@or Diet[mh]", [Code.OPERATOR_CASE]),
    ("diet*[tiab] OR Diet[mh]", '"diet*[tiab] OR \\"a b\\"[tiab]\n          @@or Diet[mh]"', [Code.OPERATOR_CASE]),
    ("diet*[tiab] OR Diet[mh]", "|\n          diet*[tiab]\n\n            @@or Diet[mh]", [Code.OPERATOR_CASE]),
    ("diet*[tiab] OR Diet[mh]", ">2 # why\n            diet*[tiab]\n          @@or Diet[mh]", [Code.OPERATOR_CASE]),
    ("diet*[tiab] OR Diet[mh]", "'d''iet[tiab] OR ''''[tiab]\n\n          @@or Diet[mh]'", [Code.OPERATOR_CASE]),
]
# Findings whose place is not in the replacement itself: (line, column) by code.
ELSEWHERE = {
    Code.DIFFERENCE_WITHOUT_UNIT: [(36, 39)],
    Code.NO_PLACE: [(52, 5)],
}


@pytest.mark.parametrize(("old", "new", "codes"), MISTAKES)
def test_a_mistake_is_found_where_it_is(old: str, new: str, codes: list[Code]) -> None:
    assert VALID.count(old) >= 1
    text, places = marked(VALID.replace(old, new, 1))
    if codes == [Code.COMBINE_MISSING]:
        text = text.replace(b"    combine: all\n", b"")
    found = [(finding.line, finding.column) for finding in check(text, "claims.yaml")]
    assert [finding.code for finding in check(text, "claims.yaml")] == codes
    assert set(ELSEWHERE.get(codes[0], places)) <= set(found)


def test_all_mistakes_are_found_at_once_and_in_the_order_of_the_file() -> None:
    text = (
        VALID.replace("owner: Editor", "owner:")
        .replace("kind: therapy", "kind: treatment")
        .replace("votes_needed: 3", "votes_needed: 0")
        .replace("OR exercis*[tiab])", "OR exercise)")
        .replace("id: success-diet", "id: cause-stress")
    )
    assert [finding.code for finding in check(text.encode(), "claims.yaml")] == [
        Code.EMPTY,
        Code.OUT_OF_RANGE,
        Code.UNTAGGED_TERM,
        Code.COMBINE_MISSING,
        Code.DUPLICATE_ID,
        Code.UNKNOWN_VALUE,
    ]


def test_a_finding_is_printed_on_one_line_with_what_is_wrong_and_what_to_do() -> None:
    text = VALID.replace("kind: therapy", 'kind: "thera\\npi\\u0000e"')
    (finding,) = check(text.encode(), "claims.yaml")
    assert str(finding) == (
        "claims.yaml:54:11: CL205 unknown kind 'thera pi�e' - did you mean therapy? allowed: therapy, "
        "etiology, prognosis, association, diagnostic, test-treat, mechanism, background"
    )


def test_an_unknown_key_is_answered_with_the_key_that_was_meant() -> None:
    (finding,) = check(VALID.replace("    votes_needed", "    vote_needed").encode(), "claims.yaml")
    assert "did you mean votes_needed?" in finding.remedy


def test_a_circle_of_parts_is_shown_once_with_its_members() -> None:
    text = VALID.replace("    combine: all\n", "    combine: all\n    part_of: success-diet\n").replace(
        "    named_in_article: false\n",
        "    named_in_article: false\n    combine: any\n    part_of: cause-stress-physical\n",
    )
    text = text.replace("    votes_needed: 3\n", "    votes_needed: 3\n    combine: any\n")
    (finding,) = check(text.encode(), "claims.yaml")
    assert finding.code == Code.PART_CYCLE
    assert finding.what.endswith("cause-stress -> success-diet -> cause-stress-physical -> cause-stress")


def test_a_part_may_have_parts_itself() -> None:
    text = VALID.replace("    votes_needed: 3\n", "    votes_needed: 3\n    combine: any\n").replace(
        "    named_in_article: false\n", "    named_in_article: false\n    part_of: cause-stress-physical\n"
    )
    assert check(text.encode(), "claims.yaml") == []


def test_loading_refuses_a_file_with_errors_and_carries_all_of_them() -> None:
    text = VALID.replace("kind: therapy", "kind: treatment").replace("votes_needed: 3", "votes_needed: 0").encode()
    with pytest.raises(ClaimsFileError) as caught:
        load(text, "claims.yaml")
    assert isinstance(caught.value, ClaimsFileFindingsError)
    assert list(caught.value.findings) == check(text, "claims.yaml")
    assert str(caught.value).startswith("claims.yaml has 2 errors:\nclaims.yaml:40:19: CL206 ")


def test_loading_accepts_a_file_with_warnings_only() -> None:
    text = VALID.replace("diet*[tiab] OR Diet[mh]", "diet*[tiab] OR Diet[mh] OR diet[ti] OR diet[ti]").encode()
    assert [finding.code for finding in check(text, "claims.yaml")] == [Code.REPEATED_TERM]
    assert len(load(text, "claims.yaml").claims) == 3


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"---\n", b"~"])
def test_an_empty_file_is_told_so(text: bytes) -> None:
    assert [finding.what for finding in check(text, "claims.yaml")] == ["the file is empty"]


@pytest.mark.parametrize("text", [b"- a\n", b"claims", b"5", b"[]"])
def test_a_file_that_holds_something_else_is_told_so(text: bytes) -> None:
    assert positions(check(text, "claims.yaml")) == [(1, 1, "CL203")]


def test_lines_are_counted_as_editors_do() -> None:
    text = VALID.replace("kind: therapy", "kind: treatment")
    expected = positions(check(text.encode(), "claims.yaml"))
    assert positions(check(text.replace("\n", "\r\n").encode(), "claims.yaml")) == expected
    assert positions(check(b"\xef\xbb\xbf" + text.encode(), "claims.yaml")) == expected
