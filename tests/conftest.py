"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real PubMed data that is not part of the project; tests that need it are skipped without it."""
    folder = Path(os.environ.get("EVIDENCE_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data not found at {folder} (set EVIDENCE_REAL_DATA)")
    return folder
