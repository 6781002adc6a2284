"""Checks of tracked articles and who has looked at them. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import func, insert, select

from evidence.article.drift import Snapshot
from evidence.store.database import Transaction
from evidence.store.schema import article_check, article_review


class StoredCheck(msgspec.Struct, frozen=True, kw_only=True):
    """A check: its key, when it was, and what it saw."""

    key: int
    at: datetime
    snapshot: Snapshot


class StoredReview(msgspec.Struct, frozen=True, kw_only=True):
    """A person's look at an article: who, when, and what the check before it had seen."""

    by: str
    at: datetime
    snapshot: Snapshot


def record_check(tx: Transaction, article_id: str, snapshot: Snapshot, *, now: datetime) -> int:
    """Keeps what a check saw; gives its key."""
    row = insert(article_check).values(article_id=article_id, at=now, snapshot=snapshot)
    key: int = tx.execute(row.returning(article_check.c.id)).scalar_one()
    return key


def record_review(tx: Transaction, check: int, by: str, *, now: datetime) -> None:
    """Keeps that a person has looked at the article as that check saw it."""
    tx.execute(insert(article_review).values(check=check, by=by, at=now))


def last_checks(tx: Transaction) -> dict[str, StoredCheck]:
    """The newest check of each article that was ever checked."""
    newest = select(func.max(article_check.c.id)).group_by(article_check.c.article_id)
    rows = tx.execute(select(article_check).where(article_check.c.id.in_(newest)))
    return {row.article_id: StoredCheck(key=row.id, at=row.at, snapshot=row.snapshot) for row in rows}


def last_reviews(tx: Transaction) -> dict[str, StoredReview]:
    """The newest review of each article that a person has ever looked at."""
    of_article = select(func.max(article_review.c.id)).join(article_check).group_by(article_check.c.article_id)
    rows = tx.execute(
        select(article_check.c.article_id, article_check.c.snapshot, article_review.c.by, article_review.c.at)
        .join(article_check)
        .where(article_review.c.id.in_(of_article))
    )
    return {row.article_id: StoredReview(by=row.by, at=row.at, snapshot=row.snapshot) for row in rows}
