"""Keeps an eye on the tracked articles: checks them, and says which of them a person should look at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from evidence.article import documents
from evidence.article.drift import Snapshot, drift, snapshot
from evidence.article.report import Report
from evidence.claims.model import Article
from evidence.errors import DocumentError, RefusedError, UnknownArticleError
from evidence.services.check import check
from evidence.services.clock import Clock
from evidence.services.recording import person
from evidence.store import articles, catalogue
from evidence.store.articles import StoredReview
from evidence.store.database import Database, Transaction

ReadFile = Callable[[str], bytes]
"""Gives the bytes of an article's file, or raises ``DocumentError``."""


class ArticleStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How a tracked article stands.

    Attributes:
        article: which.
        checked_at: when its file was last checked and kept; ``None``: never.
        reviewed_at, reviewed_by: the last look of a person.
        needs_review: why somebody should look at it, the gravest reason first; empty when nobody needs to.
        errors, warnings, notes: findings of the article as it is; zero where it cannot be read.
    """

    article: Article
    checked_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str
    needs_review: tuple[str, ...]
    errors: int = 0
    warnings: int = 0
    notes: int = 0


def check_articles(database: Database, read_file: ReadFile, clock: Clock) -> tuple[ArticleStatus, ...]:
    """Checks every tracked article that has a file, keeps what was seen, and says how each stands now.

    Articles whose file cannot be read are told of in their status; the others are checked all the same.
    """
    now = clock.now()
    with database.write() as tx:
        for article in catalogue.articles(tx):
            seen = _look(tx, article, read_file, now.date()) if article.file else None
            if isinstance(seen, Report):
                articles.record_check(tx, article.id, snapshot(seen), now=now)
    with database.read() as tx:
        return statuses(tx, read_file, now.date())


def statuses(tx: Transaction, read_file: ReadFile, today: date) -> tuple[ArticleStatus, ...]:
    """How each tracked article stands, in the order of claims.yaml; its file is held against the evidence of now."""
    checks, reviews = articles.last_checks(tx), articles.last_reviews(tx)
    found = []
    for article in catalogue.articles(tx):
        checked, review = checks.get(article.id), reviews.get(article.id)
        seen = _look(tx, article, read_file, today)
        now = snapshot(seen) if isinstance(seen, Report) else None
        trouble = () if isinstance(seen, Report) else (seen,)
        status = ArticleStatus(
            article=article,
            checked_at=checked.at if checked else None,
            reviewed_at=review.at if review else None,
            reviewed_by=review.by if review else "",
            needs_review=(*trouble, *_reasons(article, review, now, today)),
            errors=now.errors if now else 0,
            warnings=now.warnings if now else 0,
            notes=now.notes if now else 0,
        )
        found.append(status)
    return tuple(found)


def accept(database: Database, article_id: str, by: str, read_file: ReadFile, clock: Clock) -> None:
    """Keeps that a person has looked at an article as it is: from now on only what changes needs a look.

    Raises:
        UnknownArticleError: no tracked article has that id.
        RefusedError: nobody is named.
        DocumentError: its file cannot be read.
    """
    if not person(by):
        raise RefusedError(f"the review of {article_id}", [("by", "say who has looked at it")])
    now = clock.now()
    with database.write() as tx:
        article = next((one for one in catalogue.articles(tx) if one.id == article_id), None)
        if article is None:
            raise UnknownArticleError(f"no article has the id {article_id!r}", "see: evidence articles status")
        seen = _look(tx, article, read_file, now.date())
        if not isinstance(seen, Report):
            raise DocumentError(
                f"{article_id} cannot be reviewed: {seen}", "give it a 'file' in claims.yaml that can be read"
            )
        key = articles.record_check(tx, article_id, snapshot(seen), now=now)
        articles.record_review(tx, key, person(by), now=now)


def _look(tx: Transaction, article: Article, read_file: ReadFile, today: date) -> Report | str:
    """The article held against the evidence of now, or why it could not be."""
    if not article.file:
        return "claims.yaml names no file of it, so nobody checks its sentences"
    try:
        document = documents.read(read_file(article.file), article.file)
    except DocumentError as problem:
        return str(problem)
    (report,) = check(tx, [document], today=today, articles=[article])
    return report


def _reasons(article: Article, review: StoredReview | None, now: Snapshot | None, today: date) -> tuple[str, ...]:
    past = (f"it was to be reviewed by {article.review_by}",) if article.review_by < today else ()
    if review is None:
        return (*past, "nobody has reviewed it yet")
    return (*past, *(drift(review.snapshot, now).in_words() if now else ()))
