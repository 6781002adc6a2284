"""What every page has: a heading, sentences, and what to do when there is nothing to show."""

from __future__ import annotations

import streamlit as st

from evidence.errors import EvidenceError, RefusedError
from evidence.export.markup import Html, join, tag


def show(*parts: str) -> None:
    """Renders HTML; a plain ``str`` appears letter by letter."""
    st.html(join(parts))


def heading(title: str, above: str = "") -> None:
    """The one h1 of a page, with the way back above it."""
    show(tag("p", above, class_="ev-above") if above else "", tag("h1", title, class_="ev-title"))


def section(title: str) -> Html:
    """The heading of a part of a page."""
    return tag("h2", title, class_="ev-section")


def folded(title: str, content: Html) -> Html:
    """What opens by a click."""
    return tag("details", tag("summary", title), content, class_="ev-grounds")


def nothing(what: str, *remedy: str) -> None:
    """That there is nothing, and what to do about it."""
    show(tag("div", tag("p", tag("strong", what)), tag("p", *remedy) if remedy else "", class_="ev-empty"))


def problem(error: EvidenceError) -> None:
    """What went wrong and what to do, as a sentence."""
    said = tag("p", tag("strong", "✕ This page cannot be shown: "), error.what, ".")
    remedy = tag("p", "What to do: ", error.remedy, ".") if error.remedy else ""
    show(tag("div", said, remedy, class_="ev-problem", role="alert"))


def why(problem: EvidenceError) -> str:
    """What kept something from being stored, and what to do, in a line."""
    if isinstance(problem, RefusedError):
        return "; ".join(f"{field.replace('_', ' ')}: {reason}" for field, reason in problem.problems)
    return f"{problem.what}. {problem.remedy[:1].upper()}{problem.remedy[1:]}." if problem.remedy else problem.what


def sample_banner() -> None:
    """That what follows is no answer of PubMed."""
    show(
        tag(
            "div",
            tag("strong", "Sample data. "),
            "Constructed from verified bibliographic facts; not a recorded PubMed answer. "
            "It has no abstracts, and finds only what it was built from. "
            "Its grades are illustrative: strengths shown here are not a medical appraisal.",
            class_="ev-banner",
            role="note",
        )
    )


def command(line: str) -> Html:
    """A command to type."""
    return tag("code", line)
