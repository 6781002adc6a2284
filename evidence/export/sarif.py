"""Reports of a check as SARIF 2.1.0 (OASIS), which code-scanning services read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from evidence import __version__
from evidence.article.model import Rule
from evidence.article.report import Located, Report
from evidence.article.rules import RULES

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_INDEX = {rule: index for index, rule in enumerate(Rule)}


def sarif(reports: Sequence[Report]) -> str:
    """One run with every finding. Rule ids stay the same for ever; fingerprints survive edits elsewhere in the file."""
    return json.dumps(_log(reports), ensure_ascii=False, indent=2) + "\n"


def _log(reports: Sequence[Report]) -> dict[str, Any]:
    driver = {
        "name": "evidence",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": str(rule),
                "name": re.sub(r"\W", "", RULES[rule].name.title()),
                "shortDescription": {"text": RULES[rule].name},
                "fullDescription": {"text": RULES[rule].reason},
                "help": {"text": RULES[rule].remedy},
            }
            for rule in Rule
        ],
    }
    results = [_result(report.file, one) for report in reports for one in report.located()]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _result(file: str, one: Located) -> dict[str, Any]:
    finding = one.finding
    region: dict[str, Any] = {"startLine": one.line, "startColumn": one.column}
    if one.text:
        region |= {"charOffset": one.start, "charLength": one.end - one.start}
    said = [finding.message, f"Write: {finding.suggestion}" if finding.suggestion and one.claim else ""]
    if finding.citations:
        said.append(f"Cite: {', '.join(f'PMID {pmid}' for pmid in finding.citations)}")
    return {
        "ruleId": str(finding.rule),
        "ruleIndex": _INDEX[finding.rule],
        "level": str(finding.level),
        "message": {"text": ". ".join(filter(None, said))},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": _uri(file)}, "region": region}}],
        "partialFingerprints": {"claimAndSentence/v1": _fingerprint(one)},
        "properties": {"claim": one.claim},
    }


def _uri(file: str) -> str:
    """A relative reference, as services want it to find the file again."""
    return quote(str(PurePosixPath(file.replace("\\", "/"))).lstrip("/"))


def _fingerprint(one: Located) -> str:
    sentence = " ".join(one.text.lower().split())
    return hashlib.sha256(f"{one.finding.rule}\0{one.claim}\0{sentence}".encode()).hexdigest()[:32]
