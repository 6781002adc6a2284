"""The tracked articles, and which of them somebody should look at again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from evidence.dashboard import words
from evidence.dashboard.components.page import section
from evidence.dashboard.components.table import Column, table
from evidence.export.marks import Mark
from evidence.export.markup import Html, join, tag
from evidence.services.articles import ArticleStatus

AT_MOST: Final = 12
"""Reasons that are listed of one article; a rewritten article has as many as it has sentences."""
_COLUMNS: Final = (
    Column("Article", "wide"),
    Column("Owner"),
    Column("Review by", "date"),
    Column("Checked", "date"),
    Column("Reviewed", "date"),
    Column("Errors", "number"),
    Column("Warnings", "number"),
)
_LOOK: Final = Mark("▲", "Needs a look", "doubt")
_FINE: Final = Mark("✓", "As it was reviewed", "good")


def statuses(found: Sequence[ArticleStatus]) -> Html:
    """A row an article, its reasons below its title; nothing when none is tracked."""
    if not found:
        return Html()
    return join((section("Tracked articles"), table("Tracked articles", _COLUMNS, map(_row, found))))


def _row(one: ArticleStatus) -> tuple[str, ...]:
    mark = _LOOK if one.needs_review else _FINE
    reasons = [tag("li", reason) for reason in one.needs_review[:AT_MOST]]
    more = len(one.needs_review) - AT_MOST
    if more > 0:
        reasons.append(tag("li", f"and {more} more: evidence articles status lists them all"))
    by = tag("div", f"by {one.reviewed_by}", class_="ev-small") if one.reviewed_by else ""
    return (
        join((tag("div", one.article.title), mark.html(), tag("ul", *reasons) if reasons else "")),
        one.article.owner,
        words.day(one.article.review_by),
        words.day(one.checked_at),
        join((words.day(one.reviewed_at), by)),
        f"{one.errors:,}",
        f"{one.warnings:,}",
    )
