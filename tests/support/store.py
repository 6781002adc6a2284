"""Small values for tests of the store, and a way to see everything it holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select

from evidence.claims.model import Article, Catalogue, Claim, Combine, Kind, Place, Query, Says
from evidence.store.database import Database
from evidence.store.schema import metadata, setting


def claim(
    id: str,  # noqa: A002 - the field's name
    *queries: Query,
    part_of: str | None = None,
    combine: Combine | None = None,
    statement: str = "",
) -> Claim:
    return Claim(
        id=id,
        statement=statement or f"statement of {id}",
        kind=Kind.THERAPY,
        says=Says.MAY,
        places=(Place(article="nk-cells", section="Practical steps"),),
        population="adults",
        exposure="an exposure",
        part_of=part_of,
        combine=combine,
        queries=queries,
    )


def catalogue(*claims: Claim) -> Catalogue:
    article = Article(id="nk-cells", title="An article", owner="content team", review_by=date(2027, 1, 1))
    return Catalogue(articles=(article,), claims=claims)


def content(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in the order of the keys."""
    with database.read() as tx:
        return {
            table.name: [tuple(row) for row in tx.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def put_setting(database: Database, key: str, value: str = "x") -> None:
    with database.write() as tx:
        tx.execute(insert(setting).values(key=key, value=value))


def settings(database: Database) -> set[str]:
    with database.read() as tx:
        return set(tx.scalars(select(setting.c.key)))
