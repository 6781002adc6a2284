"""What the values of claims.yaml must mean together: unique ids, known articles, parts and parents.

The rules read the tree of the file rather than finished claims, so that they also speak about a file
whose single values have faults. They say nothing about a value that is missing or of the wrong type;
``schema`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from evidence.claims.findings import Code, quoted
from evidence.claims.model import Kind
from evidence.claims.yaml_tree import Document, Node

INTERVENTION_KINDS = (Kind.THERAPY, Kind.TEST_TREAT)
"""Kinds of claims about something that people do to change an outcome; the others name an exposure."""


def apply(document: Document) -> None:
    """Reports everything that does not fit together to the document."""
    articles, claims = document.root.items("articles"), document.root.items("claims")
    _unique_ids(document, "article", articles)
    _unique_ids(document, "claim", claims)
    concepts = document.root.items("concepts")
    _unique_ids(document, "concept", concepts)
    for concept in concepts:
        _report_repeated(document, "phrase", concept.items("words"))
    known_concepts = {concept.text("id") for concept in concepts}
    known_articles = {article.text("id") for article in articles}
    for claim in claims:
        _check_exposure(document, claim)
        _check_places(document, claim, known_articles)
        _check_outcomes(document, claim)
        _check_repetitions(document, claim)
        _check_concepts(document, claim, known_concepts)
    _check_parts(document, claims)


def _unique_ids(document: Document, what: str, items: Iterable[Node]) -> None:
    seen: set[str] = set()
    for item in items:
        identifier = item.text("id")
        if identifier is None:
            continue
        if identifier in seen:
            document.report(
                (item.entry("id") or item).start,
                Code.DUPLICATE_ID,
                f"another {what} above has the id {quoted(identifier)}",
                "give one of them another id",
            )
        seen.add(identifier)


def _check_exposure(document: Document, claim: Node) -> None:
    kind = claim.text("kind")
    if kind not in set(Kind):
        return
    wanted, other = ("intervention", "exposure") if kind in INTERVENTION_KINDS else ("exposure", "intervention")
    if claim.entry(other) is not None:
        remedy = f"remove '{other}'" if claim.entry(wanted) is not None else f"call the key '{wanted}'"
        document.report(claim.keys[other], Code.EXPOSURE, f"a claim of kind {kind} has no '{other}'", remedy)
    elif claim.entry(wanted) is None:
        document.report(
            claim.start,
            Code.EXPOSURE,
            f"a claim of kind {kind} needs the key '{wanted}'",
            f"add '{wanted}:' with its value",
        )


def _check_places(document: Document, claim: Node, known_articles: set[str | None]) -> None:
    named, places = claim.entry("named_in_article"), claim.entry("places")
    if (places is None or places.value == []) and (named is None or named.value is True):
        document.report(
            (places or claim).start,
            Code.NO_PLACE,
            "the claim says nowhere which article makes it",
            "add 'places:', or 'named_in_article: false' to a part that the article does not name",
        )
    for place in claim.items("places"):
        article = place.text("article")
        if article is not None and article not in known_articles:
            document.report(
                (place.entry("article") or place).start,
                Code.UNKNOWN_ARTICLE,
                f"no article has the id {quoted(article)}",
                "write the id of an article listed under 'articles'",
            )


def _check_outcomes(document: Document, claim: Node) -> None:
    for outcome in claim.items("outcomes"):
        difference = outcome.entry("minimal_important_difference")
        if difference is not None and outcome.entry("mid_unit") is None:
            document.report(
                difference.start,
                Code.DIFFERENCE_WITHOUT_UNIT,
                "the minimal important difference has no unit",
                "add 'mid_unit:', for instance percentage points",
            )


def _check_concepts(document: Document, claim: Node, known: set[str | None]) -> None:
    groups = [group.value for group in claim.items("about") if isinstance(group.value, list)]
    for named in chain(*groups, claim.items("unless")):
        if isinstance(named.value, str) and named.value not in known:
            document.report(
                named.start,
                Code.UNKNOWN_CONCEPT,
                f"no concept has the id {quoted(named.value)}",
                "add it under 'concepts:', or correct the id",
            )


def _check_repetitions(document: Document, claim: Node) -> None:
    _unique_ids(document, "query of the claim", claim.items("queries"))
    _report_repeated(document, "alias", claim.items("aliases"))
    _report_repeated(document, "outcome", (outcome.entry("name") for outcome in claim.items("outcomes")))
    for query in claim.items("queries"):
        _report_repeated(document, "sentinel", query.items("sentinels"))
    seen = set()
    for place in claim.items("places"):
        where = (place.text("article"), place.text("section"))
        if None not in where and where in seen:
            document.report(place.start, Code.REPEATED, "this place stands here a second time", "remove one of them")
        seen.add(where)


def _report_repeated(document: Document, what: str, nodes: Iterable[Node | None]) -> None:
    """Reports scalars that occur twice; case and the amount of white space make no difference."""
    seen = set()
    for node in nodes:
        if node is None or not isinstance(node.value, str | int):
            continue
        value = " ".join(str(node.value).casefold().split())
        if value and value in seen:
            document.report(
                node.start,
                Code.REPEATED,
                f"the {what} {quoted(str(node.value))} stands here a second time",
                "remove one of them",
            )
        seen.add(value)


def _check_parts(document: Document, claims: list[Node]) -> None:
    ids = {claim.text("id") for claim in claims}
    parents = {claim.text("part_of") for claim in claims}
    for claim in claims:
        parent = claim.text("part_of")
        if parent is not None and parent not in ids:
            document.report(
                (claim.entry("part_of") or claim).start,
                Code.UNKNOWN_PARENT,
                f"no claim has the id {quoted(parent)}",
                "write the id of the claim that this one is a part of",
            )
        identifier = claim.text("id")
        if identifier is None:
            continue
        combine = claim.entry("combine")
        if identifier in parents and combine is None:
            document.report(
                claim.start,
                Code.COMBINE_MISSING,
                f"the claim {quoted(identifier)} has parts and does not say how it stands on them",
                "add 'combine: all' (it asserts every part) or 'combine: any' (it lists examples)",
            )
        elif identifier not in parents and combine is not None:
            document.report(
                claim.keys["combine"],
                Code.COMBINE_WITHOUT_PARTS,
                f"no claim is a part of {quoted(identifier)}",
                f"remove 'combine', or add 'part_of: {identifier}' to its parts",
            )
        queries = claim.entry("queries")
        if identifier not in parents and (queries is None or queries.value == []):
            document.report(
                (queries or claim).start,
                Code.NO_QUERY,
                f"the claim {quoted(identifier)} has neither a query nor parts",
                "add 'queries:' with at least one PubMed query",
            )
    _report_cycles(document, claims)


def _report_cycles(document: Document, claims: list[Node]) -> None:
    """Reports each circle of parts once, at the member that comes first in the file."""
    by_id = {identifier: claim for claim in reversed(claims) if (identifier := claim.text("id")) is not None}
    parent_of = {identifier: claim.text("part_of") for identifier, claim in by_id.items()}
    done: set[str] = set()
    for claim in claims:
        path: list[str] = []
        current = claim.text("id")
        while current is not None and current in parent_of and current not in done:
            done.add(current)
            path.append(current)
            current = parent_of[current]
        if current is not None and current in path:
            circle = path[path.index(current) :]
            first = min(circle, key=lambda identifier: by_id[identifier].start)
            turn = circle.index(first)
            shown = " -> ".join([*circle[turn:], *circle[:turn], first])
            document.report(
                (by_id[first].entry("part_of") or by_id[first]).start,
                Code.PART_CYCLE,
                f"the claim is a part of itself: {shown}",
                "remove one 'part_of' of this circle",
            )
