"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.databases import (  # noqa: F401 - fixtures, for whatever test asks for them
    database,
    impatient,
    postgres_server,
    postgres_url,
    url,
)

ROOT = Path(__file__).parent.parent
REAL_DATA = Path(os.environ.get("EVIDENCE_REAL_DATA", ROOT.parent / "shared" / "data"))


# No test looks at a clock. Where a run decides whether something lands, the same examples are tried every time;
# elsewhere new ones are, so that what they find is found by somebody who can mend it.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real PubMed data that is not part of the project; tests that need it are skipped without it."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"real data not found at {REAL_DATA} (set EVIDENCE_REAL_DATA)")
    return REAL_DATA
