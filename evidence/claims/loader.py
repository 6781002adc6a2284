"""Reads claims.yaml: ``load`` for everybody who needs the claims, ``check`` for the lint.

Everything that is wrong is found at once, with its line and column; only a file that is not YAML at
all stops at the first fault. Pure: bytes in, values out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from evidence.claims import query_lint, rules, schema
from evidence.claims.findings import ClaimsFileFindingsError, Code, Finding, QueryFinding
from evidence.claims.model import Catalogue
from evidence.claims.yaml_tree import Document, Node


def load(text: bytes, name: str) -> Catalogue:
    """What claims.yaml says.

    Args:
        text: the file.
        name: what messages call it, usually its path.

    Raises:
        ClaimsFileFindingsError: it has errors; the exception holds all of them. Warnings do not matter here.
    """
    document = Document(text, name)
    _find_errors(document)
    if document.findings:
        raise ClaimsFileFindingsError(name, sorted(document.findings))
    return _catalogue(document.root)


def check(text: bytes, name: str) -> list[Finding]:
    """All errors and warnings of claims.yaml, by position; the arguments are those of ``load``."""
    document = Document(text, name)
    _find_errors(document)
    _check_queries(document, query_lint.warnings)
    return sorted(document.findings)


def _find_errors(document: Document) -> None:
    if not document.is_readable or document.root.refused:
        return
    for problem in schema.problems(document.root.plain()):
        _report(document, problem)
    rules.apply(document)
    _check_queries(document, query_lint.errors)


def _check_queries(document: Document, lint: Callable[[str], Iterable[QueryFinding]]) -> None:
    for claim in document.root.items("claims"):
        for query in claim.items("queries"):
            node, term = query.entry("term"), query.text("term")
            if node is None or not term or node.refused:
                continue
            for finding in lint(term):
                document.report(document.index_of(node, finding.start), finding.code, finding.what, finding.remedy)


def _report(document: Document, problem: schema.Problem) -> None:
    """Reports a problem at the value its path leads to, or at the item that lacks the value."""
    node = document.root
    position = node.start
    for step in problem.path:
        if isinstance(step, str) and isinstance(node.value, dict) and step in node.value:
            position = node.keys[step]
            node = node.value[step]
        elif isinstance(step, int) and isinstance(node.value, list):
            node = node.value[step]
        else:
            break  # the key is missing: the position stays that of its item
        if node.refused:
            return  # a finding says already why there is no value
        if problem.code is not Code.UNKNOWN_KEY:
            position = node.start
    document.report(position, problem.code, problem.what, problem.remedy)


def _catalogue(root: Node) -> Catalogue:
    values: Any = root.plain()
    concepts = {concept["id"]: concept for concept in values.pop("concepts", [])}
    for claim in values["claims"]:
        claim["about"] = [[concepts[name] for name in group] for group in claim.get("about", [])]
        claim["unless"] = [concepts[name] for name in claim.get("unless", [])]
        claim.setdefault("exposure", claim.pop("intervention", None))
        claim.setdefault("places", [])
    return msgspec.convert(values, Catalogue)
