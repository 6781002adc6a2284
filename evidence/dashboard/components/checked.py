"""An article that was checked: its sentences underlined by verdict, and beside them what each finding says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import streamlit as st

from evidence.article.model import Document, Finding, Level, Sentence
from evidence.article.report import ClaimReading, Report, SentenceReading
from evidence.article.rules import RULES
from evidence.article.verdict import SOUNDS
from evidence.claims.model import Claim
from evidence.dashboard import links
from evidence.export import papers
from evidence.export.marks import Mark
from evidence.export.markup import Html, join, tag

FITS: Final = Mark("✓", "Fits the evidence", "good")
MARKS: Final = {
    Level.ERROR: Mark("✕", "Error", "bad"),
    Level.WARNING: Mark("▲", "Warning", "doubt"),
    Level.NOTE: Mark("●", "Note", "note"),
}

# One panel is open at a time; a click outside of Streamlit's own widgets needs no round trip to the server.
_BEHAVIOUR: Final = """<script>if (!window.evidenceChecked) { window.evidenceChecked = true;
  const open = said => document.querySelectorAll('.ev-said').forEach(one => {
    const is = one === said;
    one.setAttribute('aria-expanded', is);
    const panel = document.getElementById(one.getAttribute('aria-controls'));
    if (panel) panel.hidden = !is;
  });
  const copied = async button => {
    const text = button.parentElement.querySelector('.ev-copied-text').textContent;
    try { await navigator.clipboard.writeText(text); button.textContent = 'Copied'; }
    catch { button.textContent = 'Not allowed: select the text'; }
    setTimeout(() => button.textContent = 'Copy', 1600);
  };
  addEventListener('click', e => {
    const said = e.target.closest('.ev-said'), copy = e.target.closest('.ev-copy');
    if (copy) copied(copy);
    else if (said) open(said);
    else if (e.target.closest('.ev-close')) open(null);
  });
  addEventListener('keydown', e => {
    const shown = [...document.querySelectorAll('.ev-said')], at = shown.indexOf(document.activeElement);
    const step = {ArrowDown: 1, ArrowUp: -1, Enter: 0, ' ': 0}[e.key];
    if (at < 0 || step === undefined) return;
    e.preventDefault();
    shown[Math.min(Math.max(at + step, 0), shown.length - 1)].focus();
    document.activeElement.click();
  });
}</script>"""


def behaviour() -> None:
    """Lets a click on a sentence show what was found, and buttons copy."""
    st.html(_BEHAVIOUR, unsafe_allow_javascript=True)


def article(document: Document, report: Report) -> Html:
    """The text as it reads, with every sentence that makes a claim to click on."""
    readings = {reading.start: reading for reading in report.sentences}
    blocks: list[list[Sentence]] = []
    for sentence in document.sentences:
        if sentence.before and blocks:
            blocks[-1].append(sentence)
        else:
            blocks.append([sentence])
    shown = (_paragraph(block, readings) for block in blocks)
    return tag("div", *shown, class_="ev-article", role="region", aria_label="The article")


def _paragraph(sentences: list[Sentence], readings: Mapping[int, SentenceReading]) -> Html:
    said = join((_sentence(sentence, readings.get(sentence.start)) for sentence in sentences), " ")
    return tag("p", said, class_=f"ev-art-{sentences[0].block.replace(' ', '-')}")


def _sentence(sentence: Sentence, reading: SentenceReading | None) -> Html:
    if reading is None:
        return tag("span", sentence.text)
    mark = worst(reading)
    return tag(
        "span",  # a button would not flow with the text
        sentence.text,
        tag("span", f" ({mark.word})", class_="ev-unseen"),
        role="button",
        tabindex="0",
        class_=f"ev-said ev-said-{mark.tone}",
        aria_expanded="false",
        aria_controls=_panel_id(reading),
    )


def worst(reading: SentenceReading) -> Mark:
    """The mark of the worst finding of a sentence."""
    levels = [finding.level for one in reading.claims for finding in one.findings]
    return MARKS[max(levels, key=lambda level: level.rank)] if levels else FITS


def panels(report: Report, claims: Mapping[str, Claim]) -> Html:
    """What was found, one panel a sentence; all but one are hidden."""
    first = tag(
        "p", "Choose an underlined sentence: by a click, or with Tab and the arrow keys.", class_="ev-panel-none"
    )
    return tag("div", first, *(_panel(reading, claims) for reading in report.sentences), class_="ev-panels")


def _panel(reading: SentenceReading, claims: Mapping[str, Claim]) -> Html:
    title = tag("h3", f"Line {reading.line}: {reading.text}", class_="ev-panel-title")
    body = (_claim(one, claims) for one in reading.claims)
    close = tag("button", "Close", type="button", class_="ev-close")
    return tag("section", close, title, *body, id=_panel_id(reading), hidden="", aria_live="polite", class_="ev-panel")


def _claim(reading: ClaimReading, claims: Mapping[str, Claim]) -> Html:
    parts: list[str] = []
    if reading.claim is not None:
        statement = claims[reading.claim].statement if reading.claim in claims else reading.claim
        why = ", ".join(dict.fromkeys(word.text for word in reading.words))
        allowed = SOUNDS[reading.allowed] if reading.allowed is not None else ""
        parts += [
            tag("p", links.inside(statement, links.claim_url(reading.claim)), class_="ev-statement"),
            tag("p", f"Evidence: {reading.standing}.", class_="ev-small"),
            tag("p", f"Sounds {SOUNDS[reading.asserted]}; may sound {allowed}. ", _aside(reading), class_="ev-small"),
            tag("p", f"Read so because of: {why}.", class_="ev-small") if why else "",
        ]
    parts += [_finding(finding) for finding in reading.findings]
    parts += [tag("p", "Guideline: ", said, class_="ev-small") for said in reading.guidelines]
    if reading.claim is not None and not reading.findings:
        parts.append(tag("p", FITS.html()))
    parts += [
        tag("p", f"Suppressed by a reviewer: {one.rule} {one.message}", class_="ev-small") for one in reading.suppressed
    ]
    return tag("div", *parts, class_="ev-card")


def _aside(reading: ClaimReading) -> str:
    said = ["it denies it"] if reading.denied else []
    said += ["it asks"] if reading.question else []
    said += [f"given to others ('{reading.attributed}')"] if reading.attributed else []
    return f"({'; '.join(said)})" if said else ""


def _finding(finding: Finding) -> Html:
    name = f"{finding.rule} {RULES[finding.rule].name}"
    message = finding.message[:1].upper() + finding.message[1:]
    parts: list[str] = [tag("p", MARKS[finding.level].html(), " ", tag("strong", name), tag("br"), f"{message}.")]
    if finding.suggestion:
        many = "\n" in finding.suggestion
        label = "For claims.yaml:" if many else "Write instead:"
        text = tag("pre" if many else "q", finding.suggestion, class_="ev-copied-text")
        copy = tag("button", "Copy", type="button", class_="ev-copy")
        parts.append(tag("div", tag("span", label, class_="ev-small"), " ", text, " ", copy, class_="ev-instead"))
    if finding.citations:
        to_cite = join((papers.outside(f"PMID {pmid}", papers.pubmed_url(pmid)) for pmid in finding.citations), ", ")
        parts.append(tag("p", "Cite: ", to_cite, class_="ev-small"))
    return tag("div", *parts, class_=f"ev-finding ev-{MARKS[finding.level].tone}-line")


def of_the_file(report: Report) -> Html:
    """Findings that belong to no sentence, and papers that nobody could look up."""
    lines = [
        tag(
            "li",
            MARKS[one.finding.level].html(),
            f" Line {one.line}: {one.finding.rule} {one.finding.message}. ",
            _to_do(one.finding),
        )
        for one in report.findings
    ]
    if report.summary.unchecked:
        unknown = ", ".join(report.summary.unchecked)
        lines.append(
            tag("li", f"Cited, but not in the database, so nobody looked whether it was retracted: {unknown}.")
        )
    return tag("ul", *lines, class_="ev-of-file") if lines else Html()


def _to_do(finding: Finding) -> str:
    return f"{finding.suggestion[:1].upper()}{finding.suggestion[1:]}." if finding.suggestion else ""


def legend(report: Report) -> Html:
    """How many sentences there are of each kind, with the line that marks them."""
    marks = [worst(reading) for reading in report.sentences]
    items: Iterable[Html] = (
        tag("li", tag("span", f"{marks.count(mark)} {mark.word.lower()}", class_=f"ev-said-{mark.tone}"))
        for mark in (*MARKS.values(), FITS)
    )
    return tag("ul", *items, class_="ev-legend")


def _panel_id(reading: SentenceReading) -> str:
    return f"ev-found-{reading.start}"
