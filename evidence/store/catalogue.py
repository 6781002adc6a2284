"""Keeps the store in step with claims.yaml. What left the file is archived with all its data, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Select, Table, insert, select, update

from evidence.claims.model import Article, Catalogue, Claim
from evidence.errors import UnknownClaimError
from evidence.store.database import Transaction
from evidence.store.schema import article, catalogue_version, claim, claim_definition, query


class QueryRef(msgspec.Struct, frozen=True):
    """A query: its key in the store, and what claims.yaml calls it."""

    key: int
    claim_id: str
    query_id: str


class CatalogueChange(msgspec.Struct, frozen=True, kw_only=True):
    """What claims.yaml said differently from before.

    Attributes:
        added, changed, archived, restored: ids of claims. A claim is changed when any word of its
            definition is, those of its queries included.
        queries_added, queries_changed, queries_archived, queries_restored: a query is changed when its
            term is; what refreshes of the former term came to is then forgotten, and the query due.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    archived: tuple[str, ...] = ()
    restored: tuple[str, ...] = ()
    queries_added: tuple[QueryRef, ...] = ()
    queries_changed: tuple[QueryRef, ...] = ()
    queries_archived: tuple[QueryRef, ...] = ()
    queries_restored: tuple[QueryRef, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything did."""
        return any(getattr(self, field) for field in self.__struct_fields__)


def sync(tx: Transaction, catalogue: Catalogue, now: datetime) -> CatalogueChange:
    """Makes the store say what ``catalogue`` says; writes nothing when it does so already."""
    _sync_rows(tx, article, ("id",), _article_rows(catalogue), now)
    of_claims = _sync_rows(tx, claim, ("id",), _claim_rows(catalogue, now), now)
    of_queries = _sync_rows(tx, query, ("claim_id", "query_id"), _query_rows(catalogue), now)
    _keep_version(tx, catalogue, now)
    keys = {(c, q): key for key, c, q in tx.execute(select(query.c.key, query.c.claim_id, query.c.query_id))}

    def claim_ids(names: list[_Name]) -> tuple[str, ...]:
        return tuple(claim_id for (claim_id,) in names)

    def query_refs(names: list[_Name]) -> tuple[QueryRef, ...]:
        return tuple(QueryRef(keys[c, q], c, q) for c, q in names)

    return CatalogueChange(
        added=claim_ids(of_claims.added),
        changed=claim_ids(of_claims.changed),
        archived=claim_ids(of_claims.archived),
        restored=claim_ids(of_claims.restored),
        queries_added=query_refs(of_queries.added),
        queries_changed=query_refs(of_queries.changed),
        queries_archived=query_refs(of_queries.archived),
        queries_restored=query_refs(of_queries.restored),
    )


def claims(tx: Transaction, *, archived: bool = False) -> tuple[Claim, ...]:
    """The tracked claims in the order of the file, or those that left it."""
    return tuple(tx.scalars(_in_order(claim, [claim.c.definition], archived)))


def claim_of(tx: Transaction, claim_id: str) -> Claim:
    """The tracked claim of that id.

    Raises:
        UnknownClaimError: there is none.
    """
    found: Claim | None = tx.scalar(
        select(claim.c.definition).where(claim.c.id == claim_id, claim.c.archived_at.is_(None))
    )
    if found is None:
        raise UnknownClaimError(f"no claim has the id {claim_id!r}", "see: evidence claims")
    return found


def with_kin(tx: Transaction, claim_ids: Collection[str]) -> Catalogue:
    """These claims, the compound claims they are part of, and all parts of those, in the order of the file.

    It is what the strengths of the claims depend on, and what depends on them. Ids of no tracked claim are left out.
    """
    tracked = {
        row.id: row for row in tx.execute(select(claim.c.id, claim.c.part_of).where(claim.c.archived_at.is_(None)))
    }
    kin: set[str] = set()
    for claim_id in claim_ids:
        current: str | None = claim_id
        while current is not None and current in tracked and current not in kin:
            kin.add(current)
            current = tracked[current].part_of
    grew = True
    while grew:
        parts = {row.id for row in tracked.values() if row.part_of in kin} - kin
        kin |= parts
        grew = bool(parts)
    chosen = select(claim.c.definition).where(claim.c.id.in_(kin)).order_by(claim.c.position, claim.c.id)
    return Catalogue(articles=(), claims=tuple(tx.scalars(chosen)))


def as_of(tx: Transaction, when: datetime) -> Catalogue:
    """The claims as they were defined at some moment, in the order of the file of then; articles are left out."""
    hashes: tuple[str, ...] = (
        tx.scalar(
            select(catalogue_version.c.definitions)
            .where(catalogue_version.c.at <= when)
            .order_by(catalogue_version.c.id.desc())
            .limit(1)
        )
        or ()
    )
    rows = tx.execute(select(claim_definition).where(claim_definition.c.hash.in_(hashes)))
    definitions = {row.hash: row.definition for row in rows}
    return Catalogue(articles=(), claims=tuple(definitions[name] for name in hashes))


def articles(tx: Transaction, *, archived: bool = False) -> tuple[Article, ...]:
    """The tracked articles in the order of the file, or those that left it."""
    columns = [article.c[field] for field in Article.__struct_fields__]
    return tuple(Article(**row) for row in tx.execute(_in_order(article, columns, archived)).mappings())


def _in_order(table: Table, columns: list[Column[Any]], archived: bool) -> Select[Any]:
    is_archived = table.c.archived_at.is_not(None)
    chosen = is_archived if archived else ~is_archived
    return select(*columns).where(chosen).order_by(table.c.position, table.c.id)


def _keep_version(tx: Transaction, catalogue: Catalogue, now: datetime) -> None:
    """Keeps every definition and every order that claims.yaml ever had."""
    hashes = {one.definition_hash(): one for one in catalogue.claims}
    newest = select(catalogue_version.c.definitions).order_by(catalogue_version.c.id.desc()).limit(1)
    if tx.scalar(newest) == tuple(hashes):
        return
    known = set(tx.scalars(select(claim_definition.c.hash).where(claim_definition.c.hash.in_(hashes))))
    if unknown := [{"hash": name, "definition": one} for name, one in hashes.items() if name not in known]:
        tx.execute(insert(claim_definition), unknown)
    tx.execute(insert(catalogue_version).values(at=now, definitions=tuple(hashes)))


# --- One way to bring a table in step with a part of the file -----------------------------------------

_Name = tuple[str, ...]


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    """What a row must say.

    Attributes:
        values: of the columns that follow the file.
        essence: the column that makes the row a changed one when it differs; empty: nobody asks.
        if_added, if_changed: what else is written then.
    """

    values: dict[str, Any]
    essence: str = ""
    if_added: dict[str, Any] = {}
    if_changed: dict[str, Any] = {}


class _Difference(msgspec.Struct):
    added: list[_Name] = []
    changed: list[_Name] = []
    archived: list[_Name] = []
    restored: list[_Name] = []


def _article_rows(catalogue: Catalogue) -> Iterator[_Row]:
    for position, one in enumerate(catalogue.articles):
        yield _Row(
            values={
                "id": one.id,
                "position": position,
                "title": one.title,
                "owner": one.owner,
                "review_by": one.review_by,
                "file": one.file,
            },
        )


def _claim_rows(catalogue: Catalogue, now: datetime) -> Iterator[_Row]:
    for position, one in enumerate(catalogue.claims):
        yield _Row(
            values={
                "id": one.id,
                "position": position,
                "statement": one.statement,
                "kind": one.kind,
                "part_of": one.part_of,
                "definition_hash": one.definition_hash(),
            },
            essence="definition_hash",
            if_added={"definition": one, "first_seen_at": now, "changed_at": now},
            if_changed={"definition": one, "changed_at": now},
        )


def _query_rows(catalogue: Catalogue) -> Iterator[_Row]:
    for position, (one, asked) in enumerate(catalogue.queries()):
        yield _Row(
            values={
                "claim_id": one.id,
                "query_id": asked.id,
                "position": position,
                "term": asked.term,
                "every_days": asked.every_days,
                "sentinels": asked.sentinels,
                "note": asked.note,
            },
            essence="term",
            if_changed={
                "due_on": None,
                "last_success_at": None,
                "last_count": None,
                "translation": None,
                "last_error": None,
            },
        )


def _sync_rows(
    tx: Transaction, table: Table, names: tuple[str, ...], rows: Iterable[_Row], now: datetime
) -> _Difference:
    # A definition is not read: an older version of the program may have written it. Its hash stands for it.
    columns = [column for column in table.c if column.key != "definition"]
    stored = {tuple(row[name] for name in names): row for row in tx.execute(select(*columns)).mappings()}
    difference = _Difference()
    for row in rows:
        name = tuple(row.values[column] for column in names)
        before = stored.pop(name, None)
        if before is None:
            tx.execute(insert(table).values(row.values | row.if_added))
            difference.added.append(name)
            continue
        writes = {column: value for column, value in row.values.items() if before[column] != value}
        if row.essence in writes:
            writes |= row.if_changed
            difference.changed.append(name)
        if before["archived_at"] is not None:
            writes["archived_at"] = None
            difference.restored.append(name)
        if writes:
            _update(tx, table, names, name, writes)
    for name, before in stored.items():
        if before["archived_at"] is None:
            _update(tx, table, names, name, {"archived_at": now})
            difference.archived.append(name)
    return difference


def _update(tx: Transaction, table: Table, names: tuple[str, ...], name: _Name, values: Mapping[str, Any]) -> None:
    tx.execute(update(table).where(*(table.c[n] == part for n, part in zip(names, name, strict=True))).values(values))
