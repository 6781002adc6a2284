from __future__ import annotations

from typing import Any

from evidence.article.drift import Drift, Moved, Seen, Snapshot, drift, snapshot
from evidence.article.model import Finding, Level, Relation, Rule, Sureness
from evidence.article.report import ClaimReading, Report, SentenceReading, summarise
from tests.support.grading import pmid


def seen(text: str = "Stress raises NK cells.", standing: str = "insufficient", claim: str = "stress") -> Seen:
    return Seen(text=text, claims={claim: standing})


def before(*sentences: Seen, **changes: Any) -> Snapshot:
    return Snapshot(sentences=sentences or (seen(),), **changes)


def test_nothing_has_happened_to_an_article_that_reads_and_stands_as_before() -> None:
    assert not drift(before(), before())
    assert drift(before(), before()).in_words() == ()


def test_sentences_may_change_places() -> None:
    first, second = seen(), seen("Vitamin D helps.", claim="vitamin-d")
    assert not drift(before(first, second), before(second, first))


def test_a_rewritten_sentence_is_new_and_its_former_words_are_gone() -> None:
    found = drift(before(), before(seen("Stress always raises NK cells.")))
    assert found == Drift(written=("Stress always raises NK cells.",), gone=("Stress raises NK cells.",))


def test_a_claim_whose_evidence_moved_is_named_once_with_both_standings() -> None:
    twice = (seen(), seen("Worry pushes NK cells up."))
    moved = (seen(standing="supported, low certainty"), seen("Worry pushes NK cells up.", "supported, low certainty"))
    found = drift(before(*twice), before(*moved))
    assert found.moved == (Moved(claim="stress", before="insufficient", now="supported, low certainty"),)
    assert found.in_words() == ("the evidence of stress moved from 'insufficient' to 'supported, low certainty'",)


def test_a_sentence_that_is_read_as_another_claim_needs_a_look() -> None:
    assert drift(before(), before(seen(claim="stress-emotional"))).written == ("Stress raises NK cells.",)


def test_only_papers_that_were_retracted_since_are_named() -> None:
    found = drift(before(retracted=(pmid(1),)), before(retracted=(pmid(1), pmid(2))))
    assert found == Drift(retracted=(pmid(2),))
    assert found.in_words()[0] == f"cited paper PMID {pmid(2)} was retracted or is in doubt"


def test_a_snapshot_keeps_tracked_sentences_and_retracted_papers_even_suppressed_ones() -> None:
    doubted = Finding(rule=Rule.RETRACTED, level=Level.ERROR, message="cites it", retracted=(pmid(3),))
    common: dict[str, Any] = {"score": 1.0, "words": (), "asserted": Sureness.FLAT, "relation": Relation.CAUSAL}
    place: dict[str, Any] = {"line": 1, "column": 1, "start": 0, "end": 5}
    tracked = ClaimReading(
        claim="stress", allowed=Sureness.UNCERTAIN, standing="mixed", suppressed=(doubted,), **common
    )
    untracked = ClaimReading(claim=None, allowed=None, **common)
    sentences = (
        SentenceReading(text="Stress.", claims=(tracked,), cited=(pmid(3),), **place),
        SentenceReading(text="Tea.", claims=(untracked,), **place),
    )
    report = Report(file="a.md", sentences=sentences, summary=summarise(2, sentences, (), ()))
    kept = snapshot(report)
    assert kept.sentences == (Seen(text="Stress.", claims={"stress": "mixed"}, cited=(pmid(3),)),)
    assert kept.retracted == (pmid(3),)
