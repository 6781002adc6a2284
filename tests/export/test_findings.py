from __future__ import annotations

import json
from typing import Any

import pytest
from sarif_pydantic import Sarif

from evidence.article.model import Finding, Level, Relation, Rule, Sureness, Word
from evidence.article.report import ClaimReading, FileFinding, Report, SentenceReading, summarise
from evidence.export import findings, sarif
from evidence.export.report_page import report_page
from tests.support.grading import pmid
from tests.support.html import check_html

FLAT = Finding(
    rule=Rule.OVERSTATED,
    level=Level.ERROR,
    message="sounds certain ('attack')",
    suggestion="It is uncertain whether NK cells attack the embryo.",
    citations=(pmid(1), pmid(2)),
)
UNCITED = Finding(rule=Rule.UNCITED, level=Level.NOTE, message="names no source")
STUB = Finding(rule=Rule.UNTRACKED, level=Level.WARNING, message="a new claim", suggestion="  - id: tea\n    says: may")
LATE = Finding(rule=Rule.STALE, level=Level.WARNING, message="late", suggestion="review it")


COUNTS = (
    "an article.md: 7 sentences, 1 with tracked claims (1 claims); 1 error, 2 warnings, 0 notes; 2 suppressed; "
    "not in the database, so not checked for retraction: PMID 900000009"
)


def report(*sentences: SentenceReading, file: str = "an article.md", wrong: tuple[FileFinding, ...] = ()) -> Report:
    return Report(
        file=file, findings=wrong, sentences=sentences, summary=summarise(7, sentences, wrong, ("PMID 900000009",))
    )


def sentence(*found: Finding, claim: str | None = "nk-attack", line: int = 3, **changes: Any) -> SentenceReading:
    reading = ClaimReading(
        claim=claim,
        score=0.91234,
        words=(Word(text="attack", concept="attack", start=9, end=15),),
        asserted=Sureness.FLAT,
        allowed=Sureness.UNCERTAIN if claim else None,
        relation=Relation.CAUSAL,
        findings=found,
        suppressed=(UNCITED,),
    )
    said: dict[str, Any] = {"text": "NK cells attack the embryo.", "line": line, "column": 5, "start": 40, "end": 67}
    return SentenceReading(**(said | changes), claims=(reading,))


EVERYTHING = report(
    sentence(FLAT),
    sentence(STUB, claim=None, line=9, text="Tea helps."),
    wrong=(FileFinding(line=1, column=1, finding=LATE),),
)


def test_the_text_has_a_line_for_each_finding_with_what_to_do_below_it() -> None:
    assert findings.text([EVERYTHING]).splitlines() == [
        "an article.md:1:1: warning EV006 late",
        "    review it",
        "an article.md:3:5: error EV001 sounds certain ('attack') [nk-attack]",
        "    > NK cells attack the embryo.",
        "    write: It is uncertain whether NK cells attack the embryo.",
        f"    cite: PMID {pmid(1)}, PMID {pmid(2)}",
        "an article.md:9:5: warning EV007 a new claim",
        "    > Tea helps.",
        "    add to claims.yaml:",
        "        - id: tea",
        "          says: may",
        COUNTS,
    ]


def test_text_from_an_article_cannot_steer_a_terminal() -> None:
    told = findings.text([report(sentence(FLAT, text="NK cells\x1b[2J attack\x07 \u202eit."))])
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "\u202e" not in told


def test_the_json_has_the_documented_shape() -> None:
    (found,) = json.loads(findings.as_json([EVERYTHING]))
    assert list(found) == ["file", "article", "findings", "sentences", "summary"]
    first, second = found["sentences"]
    assert {key: first[key] for key in ("line", "column", "start", "end", "text", "cited")} == {
        "line": 3,
        "column": 5,
        "start": 40,
        "end": 67,
        "text": "NK cells attack the embryo.",
        "cited": [],
    }
    (claim,) = first["claims"]
    assert (claim["claim"], claim["score"], claim["words"]) == ("nk-attack", 0.912, ["attack"])
    assert (claim["asserted"], claim["allowed"], claim["relation"]) == (3, 0, "causal")
    assert claim["findings"] == [
        {
            "rule": "EV001",
            "level": "error",
            "message": FLAT.message,
            "suggestion": FLAT.suggestion,
            "citations": [pmid(1), pmid(2)],
        }
    ]
    assert second["claims"][0]["claim"] is None
    assert found["summary"]["errors"] == 1


def test_github_is_told_the_worst_first_and_how_many_it_will_not_show() -> None:
    notes = [sentence(UNCITED, line=line) for line in range(1, 13)]
    lines = findings.github([report(*notes, sentence(FLAT, line=99))]).splitlines()
    assert lines[0].startswith("::error file=an article.md,line=99,col=5,title=EV001::sounds certain")
    assert sum(line.startswith("::notice") for line in lines) == findings.SHOWN_BY_GITHUB
    assert "2 more of level note" in lines[-2]


def test_nothing_in_an_article_can_end_a_command_to_github() -> None:
    hostile = sentence(FLAT, text="Hello\n::error::%0A owned")
    command, *others = findings.github([report(hostile, file="a,b:c.md")]).splitlines()
    assert command.startswith("::error file=a%2Cb%3Ac.md,line=3")
    assert not any(line.startswith("::") for line in others)
    assert "%250A owned" in command


def _extras(model: Any) -> list[str]:
    """Keys that the models of SARIF do not know."""
    if isinstance(model, list):
        return [key for one in model for key in _extras(one)]
    if not hasattr(model, "model_fields_set"):
        return []
    below = [key for name in type(model).model_fields for key in _extras(getattr(model, name))]
    return [*(model.model_extra or {}), *below]


def test_sarif_is_valid_and_says_nothing_that_sarif_does_not_know() -> None:
    log = Sarif.model_validate_json(sarif.sarif([EVERYTHING]))
    known_elsewhere = {"columnKind"}  # in the standard (3.14.27), missing in the models
    assert set(_extras(log)) <= known_elsewhere
    (run,) = log.runs
    assert [result.rule_id for result in run.results or []] == ["EV006", "EV001", "EV007"]


def test_sarif_names_files_relatively_and_rules_by_their_place() -> None:
    (run,) = json.loads(sarif.sarif([EVERYTHING]))["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        location = result["locations"][0]["physicalLocation"]
        assert location["artifactLocation"]["uri"] == "an%20article.md"
    assert {rule["id"] for rule in rules} == set(Rule)


def test_a_fingerprint_survives_edits_elsewhere_but_not_of_the_sentence() -> None:
    def fingerprint(one: SentenceReading) -> str:
        (run,) = json.loads(sarif.sarif([report(one)]))["runs"]
        (result,) = run["results"]
        return str(result["partialFingerprints"])

    assert fingerprint(sentence(FLAT)) == fingerprint(sentence(FLAT, line=77))
    assert fingerprint(sentence(FLAT)) != fingerprint(sentence(FLAT, text="NK cells harm the embryo."))
    assert fingerprint(sentence(FLAT)) != fingerprint(sentence(FLAT, claim="another"))


@pytest.mark.parametrize("level", Level)
def test_a_report_reaches_the_levels_of_its_findings(level: Level) -> None:
    assert report(sentence(FLAT)).reaches(level)
    assert report(sentence(UNCITED)).reaches(level) == (level is Level.NOTE)
    assert not report(sentence()).reaches(level)


def test_a_report_can_be_printed_as_valid_html_in_which_text_is_text() -> None:
    hostile = report(sentence(FLAT, text="<script>alert(1)</script>"), sentence(STUB, claim=None, line=9))
    text = report_page(hostile, sample=True)
    check_html(text)
    assert "&lt;script&gt;" in text
    assert f"PMID {pmid(1)}" in text
    assert "not a medical appraisal" in text
    assert "PMID 900000009" in text
    assert "not a medical appraisal" not in report_page(hostile, sample=False)


def test_a_spreadsheet_is_given_no_formulas() -> None:
    (_, row) = findings.csv([report(sentence(FLAT, text="=HYPERLINK(1)"))]).splitlines()
    assert ",'=HYPERLINK(1),nk-attack,EV001,error," in row
