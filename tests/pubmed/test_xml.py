"""Whatever comes in: records, or one clear error that says where."""

from __future__ import annotations

import contextlib
import gzip
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.citations.model import Citation
from evidence.errors import RecordError
from evidence.pubmed import blocks
from evidence.pubmed.xml import DeletedCitations, read_citations
from tests.support.pubmed_xml import DOCTYPE, article, article_set, book_article


def read(data: bytes) -> list[Citation | DeletedCitations]:
    return list(read_citations(io.BytesIO(data), name="test.xml"))


def citations(data: bytes) -> list[Citation]:
    return [record for record in read(data) if isinstance(record, Citation)]


def error_of(data: bytes) -> str:
    with pytest.raises(RecordError) as caught:
        read(data)
    assert caught.value.remedy
    assert str(caught.value).startswith("test.xml")
    return str(caught.value)


def test_articles_books_and_deletions_come_in_their_order() -> None:
    deletion = '<DeleteCitation><PMID Version="1">900000008</PMID><PMID Version="1">900000009</PMID></DeleteCitation>'
    records = read(article_set(article(900000001), book_article(900000002), article(900000003), deletion))
    assert [getattr(record, "pmid", None) for record in records] == [900000001, 900000002, 900000003, None]
    assert records[-1] == DeletedCitations((900000008, 900000009))


def test_an_empty_set_is_no_error() -> None:
    assert read(article_set()) == []
    assert read(b"<PubmedArticleSet/>") == []


def test_two_versions_of_a_record_are_two_records() -> None:
    versions = [record.version for record in citations(article_set(article(version="1"), article(version="2")))]
    assert versions == [1, 2]


def test_a_doctype_is_never_loaded() -> None:
    doctype = '<!DOCTYPE PubmedArticleSet SYSTEM "file:///nowhere/at/all.dtd">'
    assert len(read(article_set(article(), doctype=doctype))) == 1


def test_another_encoding_is_respected_in_every_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 500)
    monkeypatch.setattr(blocks, "PROLOG_BYTES", 500)
    text = article_set(
        *[article(title="Müller") for _ in range(5)], doctype='<?xml version="1.0" encoding="ISO-8859-1"?>'
    )
    assert {record.title for record in citations(text.decode().encode("latin-1"))} == {"Müller"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds nothing"),
        (b" \n", "holds nothing"),
        (b'{"error":"API rate limit exceeded"}', "holds JSON"),
        (b"<!DOCTYPE html><html><body>WWW Error 500 Diagnostic</body></html>", "web page (HTML)"),
        (b"<html><head></head></html>", "web page (HTML)"),
        (b"Unable to route request!", "other data"),
        (gzip.compress(article_set(article())), "compressed data"),
        (article_set(article()).decode().encode("utf-16"), "UTF-16"),
        (b"<ItemList><Item/></ItemList>", "holds <ItemList>"),
        (b"<PubmedArticleSet><Other/></PubmedArticleSet>", "<Other> is no kind of record"),
        (b"<eFetchResult>\n<ERROR>Unable to obtain query #1</ERROR></eFetchResult>", "Unable to obtain query #1"),
        (b"<eFetchResult><ERROR>one</ERROR><ERROR>two</ERROR></eFetchResult>", "one; two"),
    ],
)
def test_other_data_is_named(data: bytes, said: str) -> None:
    assert said in error_of(data)


def test_a_fault_is_placed_by_line_and_record() -> None:
    good, bad = article(900000001), article(900000002, title="<i>never closed")
    data = article_set(good, bad, good)
    line = data[: data.index(b"never closed")].count(b"\n") + 1
    message = error_of(data)
    assert f"line {line}, column " in message
    assert "record 2 after PMID 900000001" in message


def test_lines_are_exact_in_later_blocks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1000)
    monkeypatch.setattr(blocks, "PROLOG_BYTES", 300)
    data = article_set(*[article(900000001 + number) for number in range(20)], article("none"))
    line = data[: data.index(b">none<")].count(b"\n") - 1  # the record begins two lines above
    message = error_of(data)
    assert f"line {line}, record 21 after PMID 900000020: PMID 'none' is not a number" in message


def test_records_before_a_fault_are_given() -> None:
    records = read_citations(
        io.BytesIO(article_set(article(900000001), article(900000002), "<Broken")), name="test.xml"
    )
    assert [getattr(next(records), "pmid", 0) for _ in range(2)] == [900000001, 900000002]
    with pytest.raises(RecordError, match="record 3 after PMID 900000002"):
        next(records)


@pytest.mark.parametrize("pmid", ["", "abc", "12a", "-5", "1.5", "٣", "12345678901"])
def test_a_pmid_that_is_no_number_is_an_error(pmid: str) -> None:
    assert "is not a number" in error_of(article_set(article(pmid)))


def test_a_record_without_pmid_is_an_error() -> None:
    data = article_set(article(900000001), article(900000002).replace('<PMID Version="1">900000002</PMID>', ""))
    assert "record 2 after PMID 900000001: the record has no PMID" in error_of(data)


def test_a_file_cut_short_is_an_error_wherever_it_is_cut() -> None:
    whole = article_set(article(900000001), article(900000002)).rstrip()
    for end in range(len(whole)):
        assert error_of(whole[:end])


@pytest.mark.parametrize(
    "declaration",
    [
        '<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">',
        '<!ENTITY secret SYSTEM "file:///etc/hostname">',
        '<!ENTITY % remote SYSTEM "http://127.0.0.1/x.dtd"> %remote;',
        '<!ATTLIST Author ValidYN CDATA "N">',
    ],
)
def test_a_doctype_with_rules_of_its_own_is_refused(declaration: str) -> None:
    doctype = f"<!DOCTYPE PubmedArticleSet [{declaration}]>"
    assert "DOCTYPE declares rules of its own" in error_of(article_set(article(title="&lol2;"), doctype=doctype))


def test_an_entity_cuts_no_text_silently() -> None:
    assert "Entity 'uuml' not defined" in error_of(article_set(article(title="M&uuml;ller")))


def test_a_doctype_among_the_records_is_refused() -> None:
    assert error_of(article_set(article(), '<!DOCTYPE x [<!ENTITY a "b">]>', article(title="&a;")))


def test_a_set_inside_the_set_is_refused() -> None:
    assert error_of(article_set(article(), "</PubmedArticleSet><PubmedArticleSet>", article()))


class Endless:
    """A stream that begins like a file of records and then repeats a filler for ever."""

    def __init__(self, start: str, filler: bytes) -> None:
        self.start = start.encode()
        self.filler = filler
        self.given = 0

    def read(self, size: int) -> bytes:
        data, self.start = self.start[:size], self.start[size:]
        data += (self.filler * (size // len(self.filler) + 1))[: size - len(data)]
        self.given += len(data)
        return data


@pytest.mark.parametrize(
    "start",
    [
        DOCTYPE + "<PubmedArticleSet><PubmedArticle><MedlineCitation><Article><ArticleTitle>",
        DOCTYPE + "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version='",
        "<PubmedArticleSet",
        "<!--",
        "",
    ],
)
@pytest.mark.parametrize("filler", [b"a", b"<b>", b" ", b"<!-- "])
def test_an_endless_text_ends_in_an_error_soon(start: str, filler: bytes) -> None:
    stream = Endless(start, filler)
    with pytest.raises(RecordError):
        list(read_citations(stream, name="test.xml"))
    assert stream.given < blocks.RECORD_BYTES * 2


def test_a_text_of_more_than_ten_million_characters_is_refused() -> None:
    assert "damaged" in error_of(article_set(article(title="a" * 10_100_000)))


def test_elements_too_deep_are_refused() -> None:
    assert "damaged" in error_of(article_set(article(title="<b>" * 5000 + "</b>" * 5000)))


@pytest.mark.parametrize("cut", [10, -10])
def test_gzip_that_is_cut_short_is_an_error(cut: int) -> None:
    data = io.BytesIO(gzip.compress(article_set(article()))[:cut])
    with gzip.open(data) as stream, pytest.raises(RecordError, match="compressed data is damaged or cut short"):
        list(read_citations(stream, name="test.xml"))


def test_gzip_that_is_damaged_is_an_error() -> None:
    data = bytearray(gzip.compress(article_set(*[article(title=str(n) * 50) for n in range(50)])))
    data[len(data) // 2] ^= 0xFF
    with gzip.open(io.BytesIO(bytes(data))) as stream, pytest.raises(RecordError):
        list(read_citations(stream, name="test.xml"))


class Many:
    """A file of so many records, made while it is read."""

    def __init__(self, count: int) -> None:
        self.parts: Iterator[bytes] = self._parts(count)
        self.rest = b""

    def _parts(self, count: int) -> Iterator[bytes]:
        yield b"<PubmedArticleSet>"
        record = article(abstract=f"<Abstract><AbstractText>{'word ' * 300}</AbstractText></Abstract>").encode()
        for _ in range(count):
            yield record
        yield b"</PubmedArticleSet>"

    def read(self, size: int) -> bytes:
        while len(self.rest) < size and (part := next(self.parts, b"")):
            self.rest += part
        data, self.rest = self.rest[:size], self.rest[size:]
        return data


def peak_bytes(records: int) -> int:
    tracemalloc.start()
    assert len([record.__class__ for record in read_citations(Many(records), name="test.xml")]) == records
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_file() -> None:
    peak_bytes(10)
    assert peak_bytes(5000) < peak_bytes(500) * 1.5


RECORDS = article_set(
    article(
        900000001,
        title="One <i>with</i> markup",
        authors="<AuthorList><Author><LastName>A</LastName></Author></AuthorList>",
    ),
    book_article(900000002),
    article(
        900000003,
        after_info="<MeshHeadingList><MeshHeading><DescriptorName UI='D1'>M</DescriptorName></MeshHeading>"
        "</MeshHeadingList>",
        history="<History><PubMedPubDate PubStatus='entrez'><Year>2021</Year><Month>1</Month><Day>2</Day>"
        "</PubMedPubDate></History>",
    ),
)
TAGS = sorted({tag.split()[0].strip("</>") for tag in RECORDS.decode().split("<")[3:] if tag})


def reads_or_raises_our_error(data: bytes) -> None:
    with contextlib.suppress(RecordError):
        read(data)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(RECORDS) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_changed_bytes_raise_nothing_but_our_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(RECORDS)
    for place, byte in changes:
        data[place] = byte
    reads_or_raises_our_error(bytes(data))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TAGS), st.sampled_from(TAGS), st.integers(0, 3), st.integers(0, 3))
def test_swapped_tags_raise_nothing_but_our_error(tag: str, other: str, first: int, second: int) -> None:
    text = RECORDS.decode().replace(f"<{tag}>", f"<{other}>", first).replace(f"</{tag}>", f"</{other}>", second)
    reads_or_raises_our_error(text.encode())


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(TAGS), st.sampled_from(TAGS))
def test_renamed_elements_raise_nothing_but_our_error(tag: str, other: str) -> None:
    text = RECORDS.decode().replace(f"<{tag}", f"<{other}").replace(f"</{tag}", f"</{other}")
    reads_or_raises_our_error(text.encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing_but_our_error(data: bytes) -> None:
    reads_or_raises_our_error(data)
    reads_or_raises_our_error(b"<PubmedArticleSet>" + data + b"</PubmedArticleSet>")


@settings(max_examples=50, deadline=None)
@given(st.integers(50, 5000), st.integers(100, 5000))
def test_the_size_of_blocks_makes_no_difference(block: int, prolog: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocks, "BLOCK_BYTES", block)
        patch.setattr(blocks, "PROLOG_BYTES", max(prolog, len(DOCTYPE) + 40))
        cut = read(RECORDS)
    assert cut == read(RECORDS)
