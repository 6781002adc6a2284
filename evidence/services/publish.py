"""Writes evidence pages for readers into a folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection
from pathlib import Path

from evidence.article.ladder import allowed
from evidence.errors import PublishError, UnknownClaimError
from evidence.export.evidence_page import OURS, Evidence, evidence_page, index_page, page_name
from evidence.services import strength
from evidence.services.export import of_strengths
from evidence.store import catalogue, origin, strengths
from evidence.store.database import Transaction


def publish(tx: Transaction, folder: Path, claim_ids: Collection[str] | None = None) -> tuple[Path, ...]:
    """Writes a page for each claim, and an index of all when no claims are named.

    The same data give the same bytes. A file is replaced as a whole or not at all.

    Args:
        tx: an open transaction.
        folder: where to; made when it does not exist.
        claim_ids: only these claims.

    Returns:
        The files that were written.

    Raises:
        UnknownClaimError: no tracked claim has one of these ids.
        PublishError: a file of somebody else's is in the way, or the folder cannot be written.
    """
    claims = {claim.id: claim for claim in catalogue.claims(tx)}
    if claim_ids is not None and (unknown := [name for name in claim_ids if name not in claims]):
        raise UnknownClaimError(f"no claim has the id {unknown[0]!r}", "see: evidence claims")
    sample = origin.of(tx) == "sample"
    found = []
    for one in strength.current(tx):
        if claim_ids is None or one.claim in claim_ids:
            history = strengths.over_time(tx, one.claim)
            found.append(
                Evidence(
                    claim=claims[one.claim],
                    strength=one,
                    references=of_strengths(tx, [one], claims),
                    wording=allowed(claims[one.claim], one).wording,
                    since=history[-1].at.date() if history and history[-1].strength == one else None,
                )
            )
    listed = {one.claim.id: one.claim for one in found}
    whole = claim_ids is None
    pages = {page_name(one.claim.id): evidence_page(one, listed, sample=sample, indexed=whole) for one in found}
    if whole:
        pages["index.html"] = index_page(found, sample=sample)
    return _write(folder, pages)


def _write(folder: Path, pages: dict[str, str]) -> tuple[Path, ...]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in pages:
            path = folder / name
            if path.exists() and not path.read_text(encoding="utf-8", errors="replace").startswith(OURS):
                raise PublishError(f"{path} is no page of ours", "move it away, or publish into another folder")
        for name, page in pages.items():
            _replace(folder / name, page)
    except OSError as problem:
        raise PublishError(f"{folder} cannot be written: {problem.strerror}", "name a folder that can be") from problem
    return tuple(folder / name for name in pages)


def _replace(path: Path, page: str) -> None:
    """Through a file beside it: whoever reads meanwhile sees the former page or the new one."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".publishing-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
