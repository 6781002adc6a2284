from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from evidence.citations.model import Author, Citation, Journal, Link, PartialDate, Term
from evidence.claims.model import Claim
from evidence.export.evidence_page import SAMPLE, Evidence, evidence_page, index_page
from evidence.export.reference import Reference
from evidence.strength.compute import compute
from tests.support.articles import make_strength
from tests.support.grading import agreed, make_claim, pmid, say
from tests.support.html import check_html

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)> & \u202ereversed"


def reference(number: int, **changes: Any) -> Reference:
    fields: dict[str, Any] = {
        "pmid": pmid(number),
        "title": f"Paper {number}.",
        "authors": (Author(last_name="Doe", initials="J"), Author(collective="A Group")),
        "journal": Journal(title="J Test", volume="1"),
        "published": PartialDate(2024, 3),
        "doi": f"10.1000/{number}",
    }
    return Reference(citation=Citation(**(fields | changes)), counts=True)


def evidence(claim: Claim | None = None, **changes: Any) -> Evidence:
    about = claim or make_claim()
    fields: dict[str, Any] = {
        "claim": about,
        "strength": make_strength(about),
        "references": (reference(1), reference(2, publication_types=(Term("Retracted Publication", "D016441"),))),
        "wording": "The drug may increase live birth.",
        "since": date(2026, 3, 1),
    }
    return Evidence(**(fields | changes))


def page(one: Evidence, *, sample: bool = False) -> str:
    return evidence_page(one, {one.claim.id: one.claim}, sample=sample)


def json_ld(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_a_page_is_valid_html_and_needs_nothing_else() -> None:
    check_html(page(evidence()))
    check_html(index_page([evidence()], sample=True))


def test_a_page_says_what_the_evidence_says_and_what_may_be_written() -> None:
    text = page(evidence())
    assert "<h1>The drug raises the chance of a live birth.</h1>" in text
    assert "Supported" in text
    assert "⊕⊕◯◯" in text
    assert "What a text may say: </strong>The drug may increase live birth." in text
    assert "RETRACTED" in text
    assert f"https://pubmed.ncbi.nlm.nih.gov/{pmid(1)}/" in text


def test_bodies_and_parts_are_tables() -> None:
    claim = make_claim()
    strength = compute(claim, agreed([say(), say(), say()]))
    text = page(evidence(claim, strength=strength))
    check_html(text)
    assert "Summary of findings" in text
    assert "<caption>Bodies of evidence</caption>" in text


def test_only_what_somebody_confirmed_has_a_reviewer() -> None:
    unconfirmed = json_ld(page(evidence(strength=make_strength(provisional=True))))
    assert "reviewedBy" not in unconfirmed
    assert "lastReviewed" not in unconfirmed
    at = datetime(2026, 3, 2, tzinfo=UTC)
    confirmed = json_ld(page(evidence(strength=make_strength(confirmed_by="Ann B, MD; Zoe Q", confirmed_at=at))))
    assert confirmed["reviewedBy"] == [{"@type": "Person", "name": name} for name in ("Ann B, MD", "Zoe Q")]
    assert confirmed["lastReviewed"] == "2026-03-02"
    assert confirmed["@type"] == "MedicalWebPage"


def test_a_provisional_page_names_nobody_who_confirmed_a_part_of_it() -> None:
    claim = make_claim()
    strength = compute(claim, agreed([say(), say(), say()]))
    at = datetime(2026, 3, 2, tzinfo=UTC)
    body = msgspec.structs.replace(strength.bodies[0], confirmed_by="Zoe Quist", confirmed_at=at)
    rationale = (*strength.rationale, f"{body.key}: certainty low. Confirmed by Zoe Quist, 2026-03-02.")
    one = msgspec.structs.replace(strength, bodies=(body,), rationale=rationale)
    assert one.provisional
    text = page(evidence(claim, strength=one))
    assert "Zoe" not in text
    assert "Confirmed on 2026-03-02." in text


def test_a_confirmed_page_says_by_whom_and_when() -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    text = page(evidence(strength=make_strength(confirmed_by="Zoe Quist", confirmed_at=at)))
    assert "Confirmed by Zoe Quist on 2026-03-02." in text


def test_papers_that_were_republished_are_counted_among_the_retracted() -> None:
    link = Link("RetractedandRepublishedIn", "J Test. 2024;1:1", pmid(9))
    text = page(evidence(references=(reference(1), reference(2, links=(link,)))))
    assert "1 retracted, these last" in text


def test_citations_carry_doi_and_pmid() -> None:
    (first, _) = json_ld(page(evidence()))["citation"]
    assert first["@type"] == "ScholarlyArticle"
    assert {one["propertyID"]: one["value"] for one in first["identifier"]} == {
        "PMID": str(pmid(1)),
        "DOI": "10.1000/1",
    }
    assert first["datePublished"] == "2024-03"


def test_hostile_text_stays_text() -> None:
    claim = make_claim(statement=HOSTILE, exposure=HOSTILE)
    text = page(evidence(claim, references=(reference(1, title=HOSTILE),), wording=HOSTILE))
    check_html(text)
    assert "<img" not in text
    assert json_ld(text)["name"] == HOSTILE
    assert "\u202e" not in text


@pytest.mark.parametrize("sample", [True, False])
def test_a_sample_says_so_on_every_page(sample: bool) -> None:
    assert (SAMPLE in page(evidence(), sample=sample)) is sample
    assert (SAMPLE in index_page([evidence()], sample=sample)) is sample


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert page(evidence()) == page(evidence())
