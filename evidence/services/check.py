"""Checks articles: may these sentences be written?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from evidence.article.check import Checker, Library
from evidence.article.cited import References
from evidence.article.model import Document, Rule
from evidence.article.report import Report
from evidence.claims.model import Article
from evidence.errors import StoreError
from evidence.services import strength
from evidence.store import catalogue, citations, papers
from evidence.store.database import Transaction


def check(
    tx: Transaction,
    documents: Sequence[Document],
    *,
    today: date,
    as_of: datetime | None = None,
    articles: Sequence[Article | None] = (),
    disabled: frozenset[Rule] = frozenset(),
) -> tuple[Report, ...]:
    """What is found in each document, in their order.

    Args:
        tx: an open transaction.
        documents: the articles, as they were read.
        today: the day on which suppressions and articles may be past their date.
        as_of: hold them against the claims and strengths that stood at that time instead of now's.
        articles: for each document the tracked article that it is, where it is one.
        disabled: rules that are not reported.

    Raises:
        StoreError: there are no claims to hold anything against.
    """
    if as_of is None:
        claims, found = catalogue.claims(tx), strength.current(tx)
    else:
        claims, found = catalogue.as_of(tx, as_of).claims, strength.as_of(tx, as_of)
    if not claims:
        when = "were stored by then" if as_of else "are stored yet"
        raise StoreError(f"no claims {when}, so nothing can be checked", "run: evidence refresh")
    strengths = {one.claim: one for one in found}
    known = [claim for claim in claims if claim.id in strengths]
    checker = Checker(known, strengths, today=today, disabled=disabled)
    library = _library(tx, documents, as_of)
    tracked = articles or [None] * len(documents)
    return tuple(checker.check(one, library, article) for one, article in zip(documents, tracked, strict=True))


def _library(tx: Transaction, documents: Sequence[Document], as_of: datetime | None) -> Library:
    """What the database knows of the papers that the documents cite."""
    cited = [References(document).of(sentence) for document in documents for sentence in document.sentences]
    pmids = citations.pmids_by_doi(tx, {doi for one in cited for doi in one.dois})
    wanted = {pmid for one in cited for pmid in one.pmids} | set(pmids.values())
    known = papers.get(tx, wanted, at=as_of)
    return Library(statuses={pmid: reading.facts.retraction for pmid, reading in known.items()}, pmids=pmids)
