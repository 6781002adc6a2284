"""Which source a database was made from. It is stamped once: sample and PubMed never mix."""

from __future__ import annotations

from sqlalchemy import insert, select

from evidence.errors import StoreError
from evidence.store.database import Transaction
from evidence.store.schema import setting

_KEY = "origin"


def of(tx: Transaction) -> str | None:
    """The name of the source that the citations came from; ``None`` while there are none."""
    origin: str | None = tx.scalar(select(setting.c.value).where(setting.c.key == _KEY))
    return origin


def check(tx: Transaction, source: str) -> None:
    """Makes sure that ``source`` may write to this database.

    Raises:
        StoreError: the database was made from another source.
    """
    origin = of(tx)
    if origin not in {None, source}:
        raise StoreError(
            f"this database was made from the source {origin!r} and takes nothing from {source!r}",
            "point EVIDENCE_DATABASE_URL at another database, or choose the source it was made from",
        )


def claim(tx: Transaction, source: str) -> None:
    """Stamps a fresh database with its source, ``pubmed`` or ``sample``.

    Raises:
        StoreError: the database was made from another source.
    """
    check(tx, source)
    if of(tx) is None:
        tx.execute(insert(setting).values(key=_KEY, value=source))
