"""Check an article: paste or upload it, and see which sentences the evidence bears."""

import streamlit as st

from evidence.article import documents
from evidence.article.model import Document
from evidence.article.report import Report
from evidence.dashboard import session
from evidence.dashboard.components import articles, checked, page
from evidence.errors import DocumentError
from evidence.export import findings, sarif
from evidence.export.report_page import report_page
from evidence.services.articles import statuses
from evidence.services.check import check
from evidence.store import catalogue, origin

KINDS = {"Markdown": "pasted.md", "HTML": "pasted.html", "Plain text": "pasted.txt"}


def given() -> tuple[bytes, str] | None:
    """What the writer pasted or uploaded, and what it is called."""
    paste, upload = st.tabs(["Paste", "Upload"])
    with upload:
        file = st.file_uploader("Article", type=["md", "markdown", "html", "htm", "docx", "txt"], key="check-file")
    with paste, st.form("check-paste", border=False):
        text = st.text_area("The article, or a sentence of it", height=180, key="check-text")
        kind = st.segmented_control("It is", list(KINDS), default="Markdown", key="check-kind")
        st.form_submit_button("Check")
    if file is not None:
        return file.getvalue(), file.name
    return (text.encode(), KINDS[kind or "Markdown"]) if text.strip() else None


def downloads(report: Report, *, sample: bool) -> None:
    """The findings as files."""
    columns = st.columns(5)
    made = {
        "Text": (findings.text([report]), "txt"),
        "JSON": (findings.as_json([report]), "json"),
        "SARIF": (sarif.sarif([report]), "sarif"),
        "CSV": (findings.csv([report]), "csv"),
        "HTML to print": (report_page(report, sample=sample), "html"),
    }
    for column, (label, (text, ending)) in zip(columns, made.items(), strict=True):
        column.download_button(
            f"Download {label}", text, f"findings.{ending}", key=f"check-as-{ending}", on_click="ignore"
        )


def show(document: Document, report: Report) -> None:
    """The article with its findings."""
    found = report.summary
    page.show(
        tag_counts(found.sentences, found.tracked, found.claims), checked.legend(report), checked.of_the_file(report)
    )
    text, beside = st.columns([3, 2])
    with session.reading() as tx:
        claims = {claim.id: claim for claim in catalogue.claims(tx)}
        sample = origin.of(tx) == "sample"
    with beside, st.container(key="found"):  # first, so that no sentence can be clicked before its panel is there
        page.show(checked.panels(report, claims))
    with text:
        page.show(checked.article(document, report))
    downloads(report, sample=sample)


def tag_counts(sentences: int, tracked: int, claims: int) -> str:
    """What was read, in a line."""
    return f"{sentences} sentences read; {tracked} make {claims} tracked claims."


page.heading("Check an article")
checked.behaviour()
article = given()
if article is None:
    page.nothing(
        "May I write this sentence?", "Paste an article or a sentence, or upload a file. Nothing of it is kept."
    )
    with session.reading() as tx:
        page.show(articles.statuses(statuses(tx, session.read_article, session.today())))
    st.stop()
try:
    document = documents.read(*article)
except DocumentError as problem:
    page.problem(problem)
    st.stop()
with session.reading() as tx:
    (report,) = check(tx, [document], today=session.today())
show(document, report)
