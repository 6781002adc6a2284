from __future__ import annotations

import io
import re
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.article.documents import MAX_BYTES, read
from evidence.article.model import Block, Document, Sentence
from evidence.errors import DocumentError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def markdown(text: str) -> Document:
    return read(text.encode(), "article.md")


def html(text: str) -> Document:
    return read(text.encode(), "article.html")


def texts(document: Document) -> list[str]:
    return [sentence.text for sentence in document.sentences]


def only(document: Document) -> Sentence:
    (sentence,) = document.sentences
    return sentence


def docx(*paragraphs: str, body: str | None = None) -> bytes:
    inside = body if body is not None else f"<w:document {W}><w:body>{''.join(paragraphs)}</w:body></w:document>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", inside)
    return packed.getvalue()


def with_field(packed: bytes, local: int, central: int, value: int) -> bytes:
    """A zip file of one member with another number at these places of its local and its central header."""
    changed = bytearray(packed)
    for header, place in ((b"PK\x03\x04", local), (b"PK\x01\x02", central)):
        struct.pack_into("<H", changed, changed.index(header) + place, value)
    return bytes(changed)


def paragraph(text: str, style: str = "", extra: str = "") -> str:
    properties = f"<w:pPr>{f'<w:pStyle w:val={style!r}/>' if style else ''}{extra}</w:pPr>"
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


# --- Markdown -------------------------------------------------------------------------------------------


def test_sentences_have_the_words_that_readers_see_and_their_place_in_the_original() -> None:
    found = markdown("# NK *cells*\n\n**Raised** NK cells may [harm](https://a.b/c) embryos.[^1] Dr. Smith agrees.\n")
    assert texts(found) == ["NK cells", "Raised NK cells may harm embryos.", "Dr. Smith agrees."]
    second = found.sentences[1]
    assert found.text[second.start : second.end] == "**Raised** NK cells may [harm](https://a.b/c) embryos."
    assert (second.line, second.column, second.heading) == (3, 1, "NK cells")
    assert found.sentences[2].before == second.text


def test_a_list_is_read_with_the_words_that_introduce_it() -> None:
    found = markdown("Causes may include:\n\n- stress\n  - *physical* strain\n- worry\n\nThat is all.\n")
    assert [(one.block, one.text, one.lead_in) for one in found.sentences] == [
        (Block.PARAGRAPH, "Causes may include:", ""),
        (Block.LIST_ITEM, "stress", "Causes may include:"),
        (Block.LIST_ITEM, "physical strain", "Causes may include: stress"),
        (Block.LIST_ITEM, "worry", "Causes may include:"),
        (Block.PARAGRAPH, "That is all.", ""),
    ]


def test_a_cell_is_read_with_the_heads_of_its_row_and_its_column() -> None:
    found = markdown(
        "| treatment | effect |\n|---|---|\n| Intralipid | calms *NK* cells |\n| Steroids | calm NK cells |\n"
    )
    assert [(one.text, one.lead_in, one.line) for one in found.sentences if one.block is Block.TABLE_CELL] == [
        ("Intralipid", "treatment", 3),
        ("calms NK cells", "Intralipid: effect", 3),
        ("Steroids", "treatment", 4),
        ("calm NK cells", "Steroids: effect", 4),
    ]


def test_quotes_are_told_apart_and_code_is_left_out() -> None:
    found = markdown("> It helped me.\n\n```\nNK cells attack.\n```\n\n    indented code\n\nSee `evidence`.\n")
    assert [(one.block, one.text) for one in found.sentences] == [
        (Block.QUOTE, "It helped me."),
        (Block.PARAGRAPH, "See evidence."),
    ]


def test_front_matter_is_no_text() -> None:
    found = markdown('---\ntitle: "NK cells"\nowner: A. Name\n---\nText here.\n')
    assert found.meta == {"title": "NK cells", "owner": "A. Name"}
    assert (only(found).text, only(found).line) == ("Text here.", 5)


def test_comments_are_kept_apart_from_text_but_not_those_in_code() -> None:
    found = markdown("<!-- one -->\n\nText <!-- two --> here.\n\n```\n<!-- code -->\n```\n")
    assert [(one.text, one.line, one.column) for one in found.comments] == [("one", 1, 1), ("two", 3, 6)]
    assert texts(found) == ["Text here."]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("NK cells &amp; embryos", "NK cells & embryos"),
        (r"5 \* 3 and 2 * 3", "5 * 3 and 2 * 3"),
        ("snake_case and _stress_", "snake_case and stress"),
        ("![a picture](x.png) NK cells", "NK cells"),
        ("<span class='x'>NK</span> cells<br>rise", "NK cells rise"),
        ("[NK cells][nk] rise", "NK cells rise"),
        ("see <https://example.org>", "see https://example.org"),
        ("~~NK~~ cells", "NK cells"),
        ("CD56+ [see note] cells", "CD56+ [see note] cells"),
    ],
)
def test_markup_vanishes(source: str, seen: str) -> None:
    assert only(markdown(source)).text == seen


@pytest.mark.parametrize(
    "text",
    [
        "It rose by 5.3 % (p < 0.05), e.g. in women.",
        "Smith et al. found it in Fig. 2 of their paper.",
        "G-CSF vs. placebo, i.e. nothing, made no difference.",
        "NK cells (CD56+ etc.) may rise.",
    ],
)
def test_abbreviations_end_no_sentence(text: str) -> None:
    assert texts(markdown(text)) == [text]


def test_line_ends_do_not_matter() -> None:
    lines = "# Title\n\nOne sentence\nhere. Another.\n\n- item\n"
    expected = [(one.text, one.line, one.column) for one in markdown(lines).sentences]
    for end in ("\r\n", "\r"):
        assert [(one.text, one.line, one.column) for one in markdown(lines.replace("\n", end)).sentences] == expected


# --- HTML -----------------------------------------------------------------------------------------------


def test_only_the_main_text_of_a_page_is_read() -> None:
    page = (
        "<html><head><title>NK &amp; you</title><style>p{}</style></head><body><nav><p>Home</p></nav>"
        "<main><h1>NK cells</h1><p>They <b>may</b> rise&nbsp;here.</p><script>var a='<p>no</p>'</script>"
        "<form><p>Sign up</p></form></main><footer><p>Us</p></footer></body></html>"
    )
    found = html(page)
    assert texts(found) == ["NK cells", "They may rise here."]
    assert found.meta == {"title": "NK & you"}


def test_html_has_lists_tables_captions_and_quotes_too() -> None:
    found = html(
        "<p>Causes:</p><ul><li>stress<li>worry</ul><table><tr><th>drug<th>effect<tr><td>Steroids<td>calm NK</table>"
        "<figure><figcaption>A figure.</figcaption></figure><blockquote><p>It helped.</p></blockquote><pre>code</pre>"
    )
    assert [(one.block, one.text, one.lead_in) for one in found.sentences] == [
        (Block.PARAGRAPH, "Causes:", ""),
        (Block.LIST_ITEM, "stress", "Causes:"),
        (Block.LIST_ITEM, "worry", "Causes:"),
        (Block.TABLE_CELL, "Steroids", "drug"),
        (Block.TABLE_CELL, "calm NK", "Steroids: effect"),
        (Block.CAPTION, "A figure.", ""),
        (Block.QUOTE, "It helped.", ""),
    ]


def test_comments_of_html_are_kept() -> None:
    (comment,) = html("<p>Text</p>\n <!-- evidence-ignore EV001 -->").comments
    assert (comment.text, comment.line, comment.column) == ("evidence-ignore EV001", 2, 2)


@given(st.text(alphabet="<>/aphulitdr=\"' &;!-\n", max_size=200))
def test_broken_html_is_read_as_far_as_it_goes(text: str) -> None:
    html(text)


def test_an_html_file_may_name_its_encoding() -> None:
    found = read("<meta charset='windows-1252'><p>naïve cells".encode("cp1252"), "a.html")
    assert texts(found) == ["naïve cells"]


# --- Word -----------------------------------------------------------------------------------------------


def test_a_word_file_is_read_paragraph_by_paragraph() -> None:
    listed = "<w:numPr><w:ilvl w:val='0'/></w:numPr>"
    table = (
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>"
    ).format(*(paragraph(text) for text in ("drug", "effect", "Steroids", "calm NK")))
    found = read(
        docx(paragraph("NK cells", "Heading1"), paragraph("Causes:"), paragraph("stress", extra=listed), table),
        "a.docx",
    )
    assert [(one.block, one.text, one.lead_in, one.line) for one in found.sentences] == [
        (Block.HEADING, "NK cells", "", 1),
        (Block.PARAGRAPH, "Causes:", "", 2),
        (Block.LIST_ITEM, "stress", "Causes:", 3),
        (Block.TABLE_CELL, "Steroids", "drug", 4),
        (Block.TABLE_CELL, "calm NK", "Steroids: effect", 5),
    ]


def test_what_was_struck_out_of_a_word_file_is_not_read() -> None:
    struck = (
        "<w:p><w:r><w:t>It may </w:t></w:r><w:del><w:r><w:delText>always </w:delText></w:r></w:del>"
        "<w:r><w:t>help.</w:t></w:r></w:p>"
    )
    assert texts(read(docx(struck), "a.docx")) == ["It may help."]


def test_a_zip_bomb_is_refused() -> None:
    bomb = docx(body=" " * (MAX_BYTES + 1))
    assert len(bomb) < MAX_BYTES / 100
    with pytest.raises(DocumentError, match="unpacks to more than 20 MB"):
        read(bomb, "bomb.docx")


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = docx(body=" " * (MAX_BYTES + 1))
    lied = bomb.replace((MAX_BYTES + 1).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lied != bomb
    with pytest.raises(DocumentError, match=r"bomb\.docx"):
        read(lied, "bomb.docx")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nonsense",
        docx(body="<w:document"),
        docx(body='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        docx(paragraph("text"))[:-30],
        with_field(docx(paragraph("text")), 14, 16, 0),  # a wrong checksum
    ],
)
def test_a_broken_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"a\.docx") as refused:
        read(data, "a.docx")
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("local", "central", "value", "seen"),
    [(8, 10, 99, "compression"), (6, 8, 1, "password")],
    ids=["a compression that nobody knows", "a password"],
)
def test_a_word_file_that_cannot_be_unpacked_is_refused_with_the_reason(
    local: int, central: int, value: int, seen: str
) -> None:
    with pytest.raises(DocumentError, match=seen):
        read(with_field(docx(paragraph("text")), local, central, value), "a.docx")


def test_a_zip_file_that_is_no_word_file_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("other.xml", "<a/>")
    with pytest.raises(DocumentError, match="no Word document"):
        read(packed.getvalue(), "a.docx")


# --- Plain text, and bytes -------------------------------------------------------------------------------


def test_plain_text_has_paragraphs_and_items() -> None:
    found = read(b"Causes may be:\n\n- stress\n2) worry\n\nTwo lines\nof text. More.\n", "a.txt")
    assert [(one.block, one.text, one.lead_in, one.line) for one in found.sentences] == [
        (Block.PARAGRAPH, "Causes may be:", "", 1),
        (Block.LIST_ITEM, "stress", "Causes may be:", 3),
        (Block.LIST_ITEM, "worry", "Causes may be:", 4),
        (Block.PARAGRAPH, "Two lines of text.", "", 6),
        (Block.PARAGRAPH, "More.", "", 7),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_text(encoding: str) -> None:
    assert texts(read("Größe zählt.".encode(encoding), "a.txt")) == ["Größe zählt."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"One.\nTw\xff.", "a.md:2: byte 8 is no UTF-8"),
        (b"\x00\x01", "a.md:1: a NUL character"),
        (b"a" * (MAX_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=re.escape(message)):
        read(data, "a.md")


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(DocumentError, match="nobody knows"):
        read(b"<meta charset=klingon><p>a", "a.html")


@pytest.mark.parametrize("name", ["a.md", "a.html", "a.txt"])
def test_an_empty_file_has_no_sentences(name: str) -> None:
    assert read(b"", name).sentences == ()


# --- What holds for every text ---------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from(["NK", "cells", "may", "rise", "*bold*", "e.g.", "`x`", "&amp;", "5.3", "[a](b)"]), min_size=1
)
PIECES = st.lists(
    st.tuples(st.sampled_from(["", "# ", "- ", "> ", "1. ", "  - "]), WORDS, st.sampled_from([".", "?", "", ":"])),
    min_size=1,
    max_size=8,
)
ENDS = st.sampled_from(["\n", "\r\n"])


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@given(pieces=PIECES, end=ENDS, between=st.integers(1, 2))
def test_every_sentence_stands_where_it_says(
    name: str, pieces: list[tuple[str, list[str], str]], end: str, between: int
) -> None:
    source = (end * between).join(start + " ".join(words) + stop for start, words, stop in pieces)
    found = read(source.encode(), name)
    former = 0
    for one in found.sentences:
        assert former <= one.start < one.end
        former = one.end
        before = found.text[: one.start]
        assert one.line == before.count("\n") + 1
        assert one.column == one.start - (before.rfind("\n") + 1) + 1
        original = found.text[one.start : one.end]
        assert re.findall(r"NK|cells|rise|bold", original) == re.findall(r"NK|cells|rise|bold", one.text)


@given(st.text(max_size=400), st.sampled_from(["a.md", "a.html", "a.txt"]))
def test_no_text_is_too_odd(text: str, name: str) -> None:
    clean = text.replace("\0", "").encode("utf-8", "replace")
    found = read(clean, name)
    for one in found.sentences:
        assert 0 <= one.start < one.end <= len(found.text)
        assert one.text == " ".join(one.text.split())
