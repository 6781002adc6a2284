"""Whatever claims.yaml holds: findings in order or a catalogue, and what was written is what is loaded."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from evidence.claims.findings import ClaimsFileFindingsError
from evidence.claims.loader import check, load
from evidence.claims.model import (
    Catalogue,
    Kind,
    Says,
)
from tests.support.claims_file import VALID

_BYTES = VALID.encode()


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_mutated_file_gives_sorted_findings_or_a_catalogue_and_never_another_error(data: st.DataObject) -> None:
    text = _BYTES
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.sampled_from([start, start + 1, start + 20, len(text)]))
        new = data.draw(
            st.sampled_from(
                [b"", b"\n", b"  ", b"- ", b": ", b'"', b"[", b"{", b"*a ", b"&a ", b"!t ", b"\x00", b"\xff"]
            )
            | st.binary(max_size=4)
            | st.text(max_size=4).map(str.encode)
        )
        text = text[:start] + new + text[end:]
    findings = check(text, "claims.yaml")
    assert findings == sorted(findings, key=lambda finding: (finding.line, finding.column))
    lines = re.split(r"\r\n|\r|\n", text.decode("utf-8-sig", "replace"))
    for finding in findings:
        assert 1 <= finding.line <= len(lines)
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1
        assert "\n" not in str(finding)
    if any(not finding.code.is_warning for finding in findings):
        with pytest.raises(ClaimsFileFindingsError):
            load(text, "claims.yaml")
    else:
        assert isinstance(load(text, "claims.yaml"), Catalogue)


_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1).map(str.strip)
_texts = _texts.filter(bool)
_ids = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True)
_terms = st.lists(st.sampled_from(['"NK cell*"[tiab]', "Diet[mh]", "loss[ti]", '"fat oil"[tiab:~2]'])).map(
    lambda terms: " OR ".join(['"Killer Cells, Natural"[mh]', "nk[tiab]", *terms])
)


@st.composite
def _claims(draw: st.DrawFn, identifier: str) -> dict[str, object]:
    kind = draw(st.sampled_from(Kind))
    optional: dict[str, st.SearchStrategy[object]] = {
        "comparator": _texts,
        "votes_needed": st.integers(1, 9),
        "named_in_article": st.just(True),
        "aliases": st.lists(_texts, max_size=3, unique_by=lambda alias: " ".join(alias.casefold().split())),
    }
    chosen = draw(st.fixed_dictionaries({}, optional=optional))
    return {
        "id": identifier,
        "statement": draw(_texts),
        "kind": str(kind),
        "says": str(draw(st.sampled_from(Says))),
        "places": [{"article": "an-article", "section": draw(_texts)}],
        "population": draw(_texts),
        "intervention" if kind in {Kind.THERAPY, Kind.TEST_TREAT} else "exposure": draw(_texts),
        **chosen,
        "queries": [
            {
                "id": "main",
                "term": draw(_terms),
                "sentinels": draw(st.lists(st.integers(1, 99_999_999), unique=True, max_size=3)),
            }
        ],
    }


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_what_was_written_is_what_is_loaded(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    identifiers = data.draw(st.lists(_ids, min_size=1, max_size=3, unique=True))
    claims = [data.draw(_claims(identifier)) for identifier in identifiers]
    article = {"id": "an-article", "title": data.draw(_texts), "owner": "x", "review_by": "2027-01-31"}
    file = tmp_path_factory.mktemp("claims") / "claims.yaml"
    YAML().dump({"articles": [article], "claims": claims}, file)

    catalogue = load(file.read_bytes(), "claims.yaml")

    assert [(a.id, a.title, a.review_by) for a in catalogue.articles] == [
        ("an-article", article["title"], date(2027, 1, 31))
    ]
    for claim, written in zip(catalogue.claims, claims, strict=True):
        assert claim.id == written["id"]
        assert claim.statement == written["statement"]
        assert claim.exposure == written.get("exposure", written.get("intervention"))
        assert list(claim.aliases) == written.get("aliases", [])
        assert claim.votes_needed == written.get("votes_needed", 2)
        assert [{"id": q.id, "term": q.term, "sentinels": list(q.sentinels)} for q in claim.queries] == written[
            "queries"
        ]
