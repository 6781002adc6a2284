"""References as journals print them.

The strings were written by hand after the AMA Manual of Style (11th ed.), ICMJE's sample references (NLM) and the APA
Manual (7th ed.); the records are those of the sample.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from evidence.citations.model import Author, Citation, Journal, PartialDate
from evidence.export.csl import Style, formatted
from evidence.export.lists import markdown
from evidence.export.reference import Reference
from evidence.pubmed.sample import SampleSource
from tests.conftest import ROOT
from tests.support.grading import pmid


def reference(**changes: Any) -> Reference:
    fields: dict[str, Any] = {
        "pmid": pmid(1),
        "title": "T",
        "authors": (Author(last_name="Doe", fore_name="Jane", initials="J"),),
        "journal": Journal(title="Journal of Tests", abbreviation="J Test", volume="12", issue="3"),
        "published": PartialDate(2023, 5, 2),
        "pages": "1-9",
    }
    return Reference(citation=Citation(**(fields | changes)))


def printed(style: Style, **changes: Any) -> str:
    return formatted([reference(**changes)], style)[0]


TRIAL = (
    "Prednisone vs Placebo and Live Birth in Patients With Recurrent Implantation Failure Undergoing In Vitro "
    "Fertilization: A Randomized Clinical Trial"
)
STRESS = (
    "Meta-Analysis of Children's Acute Psychological Stress and Action Stress on Immune Function under Microscope "
    "Images"
)
ADD_ONS = "Good practice recommendations on add-ons in reproductive medicine"
UTERUS = (
    "Evaluation of peripheral and uterine immune status of chronic endometritis in patients with recurrent "
    "reproductive failure"
)
REAL = {
    # More authors than any list names in full; pages in full and shortened.
    37129654: {
        Style.AMA: f"Sun Y, Cui L, Lu Y, et al. {TRIAL}. JAMA. 2023;329(17):1460-1468. doi:10.1001/jama.2023.5302",
        Style.VANCOUVER: f"Sun Y, Cui L, Lu Y, Tan J, Dong X, Ni T, et al. {TRIAL}. JAMA. 2023;329(17):1460-8. "
        "doi:10.1001/jama.2023.5302",
        Style.APA: "Sun, Y., Cui, L., Lu, Y., Tan, J., Dong, X., Ni, T., Yan, J., Guan, Y., Hao, G., Liu, J. Y., "
        "Zhang, B., Wei, D., Hong, Y., He, Y., Qi, J., Xu, B., Lu, J., Zhang, Q., Zhao, S., … Chen, Z. J. (2023). "
        f"{TRIAL}. JAMA, 329(17), 1460–1468. https://doi.org/10.1001/jama.2023.5302",
    },
    # Retracted.
    35368932: {
        Style.AMA: f"RETRACTED: He H, Tan Y, Li L. {STRESS}. J Healthc Eng. 2022;2022:6549805. "
        "doi:10.1155/2022/6549805",
        Style.VANCOUVER: f"RETRACTED: He H, Tan Y, Li L. {STRESS}. J Healthc Eng. 2022;2022:6549805. "
        "doi:10.1155/2022/6549805",
        Style.APA: f"RETRACTED: He, H., Tan, Y., & Li, L. (2022). {STRESS}. J Healthc Eng, 2022, 6549805. "
        "https://doi.org/10.1155/2022/6549805",
    },
    # A group among the authors.
    37747409: {
        Style.AMA: f"ESHRE Add-ons working group, Lundin K, Bentzen JG, et al. {ADD_ONS}. Hum Reprod. "
        "2023;38(11):2062-2104. doi:10.1093/humrep/dead184",
        Style.VANCOUVER: "ESHRE Add-ons working group, Lundin K, Bentzen JG, Bozdag G, Ebner T, Harper J, et al. "
        f"{ADD_ONS}. Hum Reprod. 2023;38(11):2062-104. doi:10.1093/humrep/dead184",
        Style.APA: "ESHRE Add-ons working group, Lundin, K., Bentzen, J. G., Bozdag, G., Ebner, T., Harper, J., "
        "Le Clef, N., Moffett, A., Norcross, S., Polyzos, N. P., Rautakallio-Hokkanen, S., Sfontouris, I., "
        f"Sermon, K., Vermeulen, N., & Pinborg, A. (2023). {ADD_ONS}. Hum Reprod, 38(11), 2062–2104. "
        "https://doi.org/10.1093/humrep/dead184",
    },
    # Pages that end in a supplement.
    31718829: {
        Style.VANCOUVER: f"Li Y, Yu S, Huang C, Lian R, Chen C, Liu S, et al. {UTERUS}. Fertil Steril. "
        "2020;113(1):187-196.e1. doi:10.1016/j.fertnstert.2019.09.001",
    },
    # A title that asks; a number in the place of pages.
    36776839: {
        Style.AMA: "Wang F, Cui Y, He D, Gong L, Liang H. Natural killer cells in sepsis: Friends or foes? "
        "Front Immunol. 2023;14:1101918. doi:10.3389/fimmu.2023.1101918",
        Style.APA: "Wang, F., Cui, Y., He, D., Gong, L., & Liang, H. (2023). Natural killer cells in sepsis: Friends "
        "or foes? Front Immunol, 14, 1101918. https://doi.org/10.3389/fimmu.2023.1101918",
    },
}


def test_real_records_are_printed_as_journals_want_them() -> None:
    (page,) = SampleSource.open(ROOT / "data" / "sample").fetch(list(REAL))
    records = {one.pmid: Reference(citation=one) for one in page.citations}
    wanted = {(number, style): text for number, styles in REAL.items() for style, text in styles.items()}
    assert {(number, style): formatted([records[number]], style)[0] for number, style in wanted} == wanted


@pytest.mark.parametrize(
    ("author", "medical", "apa"),
    [
        (
            Author(last_name="van der Berg", fore_name="Jan K", initials="JK", suffix="Jr"),
            "van der Berg JK Jr",
            "van der Berg, J. K., Jr",
        ),
        (Author(last_name="Zhang", fore_name="WEI", initials="W"), "Zhang W", "Zhang, W"),
        (Author(last_name="Li", fore_name="Xiao-Ming", initials="XM"), "Li XM", "Li, X.-M"),
        (Author(last_name="O'Brien", fore_name="Øystein", initials="Ø"), "O'Brien Ø", "O'Brien, Ø"),
        (Author(last_name="Christiansen", initials="OB"), "Christiansen OB", "Christiansen, O. B"),
        (Author(last_name="Madonna"), "Madonna", "Madonna"),
        (Author(collective="The X Group & Co"), "The X Group & Co", "The X Group & Co"),
    ],
)
def test_names_are_printed_with_the_initials_of_the_record(author: Author, medical: str, apa: str) -> None:
    assert printed(Style.AMA, authors=(author,)).startswith(f"{medical}. T. ")
    assert printed(Style.VANCOUVER, authors=(author,)).startswith(f"{medical}. T. ")
    assert printed(Style.APA, authors=(author,)).startswith(f"{apa}. (2023). ")


@pytest.mark.parametrize(
    ("pages", "full", "short"),
    [
        ("1460-8", "1460-1468", "1460-8"),
        ("1460-1468", "1460-1468", "1460-8"),
        ("S93-9", "S93-S99", "S93-9"),
        ("e13-e15", "e13-e15", "e13-5"),
        ("124A-126A", "124A-126A", "124A-126A"),
        ("187-196.e1", "187-196.e1", "187-196.e1"),
        ("98-101", "98-101", "98-101"),
        ("i-xiii", "i-xiii", "i-xiii"),
        ("5-5", "5-5", "5-5"),
        ("hoad002", "hoad002", "hoad002"),
        ("1460-8; discussion 1469", "1460-8; discussion 1469", "1460-8; discussion 1469"),
    ],
)
def test_pages_are_printed_in_full_or_short(pages: str, full: str, short: str) -> None:
    assert printed(Style.AMA, pages=pages).endswith(f"2023;12(3):{full}.")
    assert printed(Style.VANCOUVER, pages=pages).endswith(f"2023 May 2;12(3):{short}.")
    assert printed(Style.APA, pages=pages).endswith(f"12(3), {full.replace('-', '–')}.")


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(
    "title",
    ["12. Twelve reasons", "What? Yes!. And more", "2023May2; a date", "p<0.05 & <i>n</i> > 3", "A -- B – C 'd' \"e\""],
)
@pytest.mark.parametrize("authors", [(), (Author(last_name="Doe", initials="J"),)])
def test_a_title_is_printed_as_it_is(title: str, style: Style, authors: tuple[Author, ...]) -> None:
    assert title in printed(style, title=title, authors=authors)


@pytest.mark.parametrize(
    ("date", "said"),
    [
        (PartialDate(2023, 5, 2), "2023 May 2;"),
        (PartialDate(2023, 9), "2023 Sep;"),
        (PartialDate(2023), "2023;"),
    ],
)
def test_as_much_of_the_date_is_printed_as_is_known(date: PartialDate, said: str) -> None:
    assert f" J Test. {said}12(3)" in printed(Style.VANCOUVER, published=date)


SIGNS = st.one_of(st.sampled_from("#-+*_`[]()<>!~$&;.0129=|\\:\"'@"), st.characters(exclude_categories=["C", "Z"]))
TITLES = st.lists(st.text(SIGNS, min_size=1, max_size=8), min_size=1, max_size=4).map(" ".join)


@given(TITLES)
def test_what_markdown_reads_is_the_reference_and_nothing_else(title: str) -> None:
    one = reference(title=title, authors=())
    read = MarkdownIt("gfm-like", {"linkify": False}).parse(markdown([one], Style.AMA))
    assert [token.type for token in read if token.nesting == 1] == [
        "ordered_list_open",
        "list_item_open",
        "paragraph_open",
    ]
    (inline,) = (token for token in read if token.type == "inline")
    said = "".join(child.content for child in inline.children or ())
    assert said == f"{formatted([one], Style.AMA)[0]} PubMed {pmid(1)}"


def test_what_turns_text_around_is_shown_as_its_code_in_lists() -> None:
    assert "U+202Egnp.x" in markdown([reference(title="An image \u202egnp.x")], Style.AMA)
