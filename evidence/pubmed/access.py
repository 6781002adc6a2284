"""How E-utilities may be used from here: the address, who asks, and how fast."""

from __future__ import annotations

from pathlib import Path

import msgspec

NCBI_URL = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"


class EutilsAccess(msgspec.Struct, frozen=True, kw_only=True):
    """An access point of E-utilities. The key is never shown.

    Attributes:
        url: of the folder that holds ``esearch.fcgi``.
        tool: the name that this program is registered by; NCBI writes to ``email`` before it blocks a tool.
        email: of whoever runs it.
        api_key: of an NCBI account; empty without one.
        connect_timeout: seconds until a connection stands.
        read_timeout: seconds without a byte.
        pace_file: shared by all processes on this machine that use this address with this key.
    """

    url: str = NCBI_URL
    tool: str
    email: str
    api_key: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    pace_file: Path

    @property
    def rate(self) -> int:
        """Requests a second that NCBI permits (https://www.ncbi.nlm.nih.gov/books/NBK25497/)."""
        return 10 if self.api_key else 3

    @property
    def concurrency(self) -> int:
        """Requests under way at once: enough to use the whole rate while answers take up to 1.2 s."""
        return 12 if self.api_key else 4

    def __repr__(self) -> str:
        key = "[key]" if self.api_key else "none"
        return f"EutilsAccess(url={self.url!r}, tool={self.tool!r}, email={self.email!r}, api_key={key})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [("access", repr(self))]
