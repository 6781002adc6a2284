"""A check of an article as one HTML file, to print or to pass on."""

from __future__ import annotations

from evidence.article.report import Located, Report
from evidence.article.rules import RULES
from evidence.export import papers
from evidence.export.evidence_page import SAMPLE, document, table
from evidence.export.markup import Html, join, tag

_HEADS = ("Line", "Sentence", "Finding", "What to do")


def report_page(report: Report, *, sample: bool) -> str:
    """Every finding with its sentence, what to write instead and what to cite; it needs nothing else."""
    found, title = report.summary, f"Findings in {report.file}"
    counts = (
        f"{found.sentences} sentences, {found.tracked} of them with tracked claims: {found.errors} errors, "
        f"{found.warnings} warnings, {found.notes} notes, {found.suppressed} suppressed by a reviewer."
    )
    parts = [tag("div", tag("strong", SAMPLE), class_="ev-banner", role="note")] if sample else []
    parts += [tag("h1", title), tag("p", counts)]
    if found.unchecked:
        unknown = ", ".join(found.unchecked)
        parts.append(tag("p", f"Cited, but not in the database, so nobody knows whether it was retracted: {unknown}."))
    parts.append(table("Findings, in the order of the text", _HEADS, map(_row, report.located())))
    return document(title, counts, [tag("main", *parts)])


def _row(one: Located) -> Html:
    finding = one.finding
    name = f"{finding.rule} {RULES[finding.rule].name}"
    claim = tag("div", one.claim, class_="ev-small") if one.claim else ""
    said = (tag("strong", f"{finding.level}: {name}"), tag("div", finding.message), claim)
    to_do: list[str] = []
    if finding.suggestion:
        to_do.append(tag("pre" if "\n" in finding.suggestion else "div", finding.suggestion))
    to_do += [tag("div", f"Guideline: {position}", class_="ev-small") for position in one.guidelines]
    if finding.citations:
        cited = (papers.outside(f"PMID {pmid}", papers.pubmed_url(pmid)) for pmid in finding.citations)
        to_do.append(tag("div", "Cite: ", join(cited, ", ")))
    line = tag("th", str(one.line), scope="row")
    return tag("tr", line, tag("td", one.text), tag("td", *said), tag("td", *to_do))
