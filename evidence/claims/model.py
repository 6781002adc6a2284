"""What is tracked: articles, their claims, and the PubMed queries of each claim.

These are values: they are read from claims.yaml (``evidence.claims.loader``), kept in the store, and
never change in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum

import msgspec


class Kind(StrEnum):
    """What sort of statement a claim is; it decides the scale of its strength."""

    THERAPY = "therapy"
    ETIOLOGY = "etiology"
    PROGNOSIS = "prognosis"
    ASSOCIATION = "association"
    DIAGNOSTIC = "diagnostic"
    TEST_TREAT = "test-treat"
    MECHANISM = "mechanism"
    BACKGROUND = "background"


class Says(StrEnum):
    """How sure the article sounds when it makes the claim."""

    FLAT = "flat"
    CAN = "can"
    MAY = "may"
    SOMETIMES = "sometimes"


class Combine(StrEnum):
    """How a compound claim stands on its parts: it asserts every one, or lists them as examples."""

    ALL = "all"
    ANY = "any"


class Importance(StrEnum):
    """How much an outcome matters to the people the claim is about (GRADE guidelines 2)."""

    CRITICAL = "critical"
    IMPORTANT = "important"
    SURROGATE = "surrogate"


class Better(StrEnum):
    """Which direction of an outcome is the good one."""

    MORE = "more"
    LESS = "less"


class Outcome(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A result by which the claim is judged, fixed before anyone grades.

    Attributes:
        name: for instance ``live birth``.
        importance: critical, important or surrogate.
        better: whether more or less of it is good.
        measure: how it is expressed, for instance ``risk ratio``.
        minimal_important_difference: smallest absolute difference that would matter, in the unit of
            ``mid_unit``; ``None`` until people have set one.
        mid_unit: unit of the difference, for instance ``percentage points``.
        baseline_risk: risk without the exposure, 0..1; ``None`` until people have set one.
    """

    name: str
    importance: Importance
    better: Better
    measure: str
    minimal_important_difference: float | None = None
    mid_unit: str = ""
    baseline_risk: float | None = None


class Query(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One PubMed search of a claim.

    Attributes:
        id: unique within its claim.
        term: the search, every word tagged.
        note: why the query is as it is, for the next curator.
        sentinels: PMIDs that a good query finds; not checked against live PubMed until a refresh
            has found them.
        every_days: days from one refresh of the query to the next.
    """

    id: str
    term: str
    note: str = ""
    sentinels: tuple[int, ...] = ()
    every_days: int = 1


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Where an article makes a claim."""

    article: str
    section: str


class Concept(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A thing that articles name in many words.

    Attributes:
        id: what claims call it.
        words: phrases as writers use them, in any inflection. ``a ~ b``: both near each other, in any order.
    """

    id: str
    words: tuple[str, ...]


class Claim(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One checkable statement of an article.

    A claim with parts is compound: the parts name it in ``part_of`` and it says in ``combine`` how it
    stands on them. A compound claim needs no query of its own.

    ``about`` says how a sentence is recognised: it makes the claim when each group has a concept that it names. With a
    concept of ``unless`` it speaks of something else.
    """

    id: str
    statement: str
    kind: Kind
    says: Says
    places: tuple[Place, ...]
    population: str
    exposure: str
    comparator: str = ""
    outcomes: tuple[Outcome, ...] = ()
    aliases: tuple[str, ...] = ()
    about: tuple[tuple[Concept, ...], ...] = ()
    unless: tuple[Concept, ...] = ()
    queries: tuple[Query, ...] = ()
    votes_needed: int = 2
    part_of: str | None = None
    combine: Combine | None = None
    named_in_article: bool = True

    def definition_hash(self) -> str:
        """Fingerprint of everything the claim says, to tell when a stored strength is of an older one."""
        return hashlib.sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


class Article(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A text whose claims are tracked. ``file``: where it is, seen from the folder of claims.yaml; empty: elsewhere."""

    id: str
    title: str
    owner: str
    review_by: date
    file: str = ""


class Catalogue(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Everything that claims.yaml says, in its order."""

    articles: tuple[Article, ...]
    claims: tuple[Claim, ...]

    def parts_of(self, claim_id: str) -> tuple[Claim, ...]:
        """The parts of a compound claim, in file order; empty for a claim without parts."""
        return tuple(claim for claim in self.claims if claim.part_of == claim_id)

    def queries(self) -> Iterator[tuple[Claim, Query]]:
        """Every query with the claim it belongs to, in file order."""
        for claim in self.claims:
            for query in claim.queries:
                yield claim, query
