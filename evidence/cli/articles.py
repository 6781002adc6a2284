"""``evidence articles``: which tracked articles somebody should look at again, and why."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.table import table

if TYPE_CHECKING:
    from evidence.services.articles import ArticleStatus

_AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print a JSON list instead of text.")


@click.group("articles")
def command() -> None:
    """Watch the articles of claims.yaml: their sentences, their evidence, and the papers that they cite."""


@command.command("status")
@_AS_JSON
def status(as_json: bool) -> None:
    """Say which articles need a look, and why. Exit code 1 when any does."""
    from evidence.app import App
    from evidence.services.articles import statuses

    app = App.from_environment()
    with app.database_as_it_is().read() as tx:
        _tell(statuses(tx, app.read_article, app.clock.now().date()), as_json)


@command.command("check")
@_AS_JSON
def check(as_json: bool) -> None:
    """Check every article that has a file, keep what was seen, and say which need a look. Exit code 1 when any does."""
    from evidence.app import App
    from evidence.services.articles import check_articles

    app = App.from_environment()
    _tell(check_articles(app.database(), app.read_article, app.clock), as_json)


@command.command("accept")
@click.argument("article")
@click.option("--by", required=True, help="Who has looked at it.")
def accept(article: str, by: str) -> None:
    """Record that a person has reviewed ARTICLE as it is; what changes from now on needs a look again."""
    from evidence.app import App
    from evidence.services.articles import accept as record

    app = App.from_environment()
    record(app.database(), article, by, app.read_article, app.clock)
    click.echo(f"{article} is reviewed as it stands.")


_HEADINGS = ("article", "owner", "review by", "checked", "reviewed", "by", "errors", "warnings", "needs a look")


def _tell(found: Sequence[ArticleStatus], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([_as_json(one) for one in found], ensure_ascii=False))
    elif not found:
        click.echo("No articles are stored yet. Run: evidence refresh")
    else:
        click.echo(table(_HEADINGS, [_as_row(one) for one in found]))
        for one in found:
            for reason in one.needs_review:
                click.echo(f"{one.article.id}: {reason}")
    if any(one.needs_review for one in found):
        sys.exit(1)


def _as_row(one: ArticleStatus) -> tuple[object, ...]:
    return (
        one.article.id,
        one.article.owner,
        one.article.review_by,
        one.checked_at.date() if one.checked_at else None,
        one.reviewed_at.date() if one.reviewed_at else None,
        one.reviewed_by or None,
        one.errors,
        one.warnings,
        "yes" if one.needs_review else "no",
    )


def _as_json(one: ArticleStatus) -> dict[str, Any]:
    """The shape that programs read; documented in docs/checking.md."""
    return {
        "article": one.article.id,
        "title": one.article.title,
        "owner": one.article.owner,
        "file": one.article.file or None,
        "review_by": one.article.review_by.isoformat(),
        "checked_at": one.checked_at.isoformat() if one.checked_at else None,
        "reviewed_at": one.reviewed_at.isoformat() if one.reviewed_at else None,
        "reviewed_by": one.reviewed_by or None,
        "errors": one.errors,
        "warnings": one.warnings,
        "notes": one.notes,
        "needs_review": list(one.needs_review),
    }
