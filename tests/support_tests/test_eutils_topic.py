"""The evaluator of PubMed's Boolean syntax, on made-up records and on real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.support.eutils import EutilsServer, read_records, synthetic_record
from tests.support.eutils.plain_client import PlainClient, listed, message
from tests.support.eutils.records import FIRST_SYNTHETIC_PMID as FIRST
from tests.support.eutils.topic import TopicCorpus

TRIAL = [("D016449", "Randomized Controlled Trial")]
A, B, C = FIRST + 1, FIRST + 2, FIRST + 3


@pytest.fixture
def topic() -> TopicCorpus:
    """A: vitamin D trial in pregnancy. B: natural killer cells in rheumatoid arthritis. C: vitamin K in Sjögren."""
    corpus = TopicCorpus()
    records = [
        synthetic_record(
            A,
            title="Vitamin-D supplements.",
            abstract="Pregnant women took vitamin D. Killer results.",
            mesh=[("D011247", "Pregnancy"), ("D014807", "Vitamin D")],
            publication_types=TRIAL,
            created=(2019, 5, 6),
        ),
        synthetic_record(
            B,
            title="Natural killer cells in rheumatoid arthritis",
            abstract=None,
            mesh=[("D001172", "Arthritis, Rheumatoid"), ("D006801", "Humans")],
            created=(2020, 5, 6),
        ),
        synthetic_record(
            C, title="Vitamin K in Sjögren's syndrome", abstract="No natural vitamin.", created=(2021, 5, 6)
        ),
    ]
    for pmid, record in zip((A, B, C), records, strict=True):
        corpus.add(pmid, record)
    return corpus


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ('"vitamin D"[tiab]', [A]),
        ("vitamin d[Title/Abstract]", [A]),
        ("vitamin[ti] NOT pregnan*[tiab]", [C]),
        ("killer[ti]", [B]),
        ("killer[tiab]", [A, B]),
        ('"natural killer cell*"[tiab]', [B]),
        ('"nat* kill* cells"[tiab]', [B]),
        ('"nat* cells"[tiab]', []),
        ("sjogren[ti]", [C]),
        # a phrase does not reach from the title into the abstract
        ('"supplements pregnant"[tiab]', []),
        ('"killer natural"[tiab:~1]', [B]),
        ('"vitamin syndrome"[ti:~1]', []),
        ('"vitamin syndrome"[ti:~4]', [C]),
        ('"Arthritis, Rheumatoid"[mh]', [B]),
        ("Arthritis[mh]", [B]),
        ("Arthritis[mh:noexp]", []),
        ("Vitamin D[Mesh]", [A]),
        ('"Vitamin D"[majr]', []),
        ("randomized controlled trial[pt]", [A]),
        ("Clinical Trial[pt]", [A]),
        ("hasabstract[filter]", [A, C]),
        ("humans[filter]", [B]),
        ("vitamin natural", [C]),
        ("pregnancy", [A]),
        ("english[la]", [A, B, C]),
        # operators bind from left to right, all alike
        ("killer[ti] OR vitamin[ti] AND pregnan*[tiab]", [A]),
        ("killer[ti] OR (vitamin[ti] AND pregnan*[tiab])", [A, B]),
        ("(vitamin[ti] 2021:3000[dp]) OR killer[ti]", [B, C]),
        (f"vitamin[ti] AND {A}:{B}[uid]", [A]),
        (f"killer[ti] OR {A}[uid]", [A, B]),
    ],
)
def test_term_finds_what_it_describes(topic: TopicCorpus, term: str, found: list[int]) -> None:
    assert topic.search(term).pmids == found


@pytest.mark.parametrize("term", ["(a", "a)", "a AND", "AND a", "a[xx]", "b[filter]", 'a "b'])
def test_unreadable_term_is_an_error_and_not_zero_hits(topic: TopicCorpus, term: str) -> None:
    with EutilsServer(topic, rate=None) as server, PlainClient(server) as client:
        assert message(client.get("esearch", term=term).content).startswith("Search Backend failed: ")


def test_replaced_record_is_read_again(topic: TopicCorpus) -> None:
    assert topic.search("magnesium[ti]").pmids == []
    topic.add(A, synthetic_record(A, title="Magnesium"))
    assert topic.search("magnesium[ti]").pmids == [A]
    topic.remove(A)
    assert topic.search("magnesium[ti]").pmids == []


@pytest.mark.realdata
def test_real_records_are_found_by_what_they_hold(shared_data: Path) -> None:
    file = shared_data / "pubmed" / "topic_subset.xml.gz"
    roots = {pmid: etree.fromstring(xml) for pmid, xml in read_records(file).items()}

    def holding(path: str, text: str) -> list[int]:
        return sorted(pmid for pmid, root in roots.items() if any(e.text == text for e in root.iterfind(path)))

    pregnancy = holding(".//DescriptorName", "Pregnancy")
    trials = holding(".//PublicationType", "Randomized Controlled Trial")
    assert len(pregnancy) > 100
    with EutilsServer(TopicCorpus.of(file), rate=None) as server, PlainClient(server) as client:

        def found(term: str) -> list[int]:
            return sorted(listed(client.post("esearch", term=term, retmax=9_999).content))

        assert found("Pregnancy[mh:noexp]") == pregnancy
        assert found("Randomized Controlled Trial[pt]") == trials
        both = found('("Pregnancy"[mh:noexp] OR pregnan*[tiab]) AND Randomized Controlled Trial[pt] AND 1900:3000[dp]')
        assert set(pregnancy) & set(trials) <= set(both) <= set(trials)
        assert found('"vitamin D"[tiab] NOT "vitamin D"[tiab]') == []
