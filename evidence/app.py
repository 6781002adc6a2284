"""The only place where settings meet store, sources and clock. Everything below takes them as arguments."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from evidence.errors import ClaimsFileError, SettingsError
from evidence.settings import NCBI_EUTILS_URL, Settings, read_settings

if TYPE_CHECKING:
    # Only for the reader: a command imports what it uses, and nothing else.
    from evidence.claims.model import Catalogue
    from evidence.pubmed.eutils import PubmedSource
    from evidence.pubmed.source import CitationSource
    from evidence.store.database import Database


class SystemClock:
    """The clock of this machine."""

    def now(self) -> datetime:
        """The time of day in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


class App:
    """What a command or a page asks for; each thing is made when it is asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = SystemClock()

    @classmethod
    def from_environment(cls) -> App:
        """Wired from the environment and ``.env``.

        Raises:
            SettingsError: a setting is wrong.
        """
        return cls(read_settings())

    def database(self) -> Database:
        """The database; a new one gets its tables.

        Raises:
            StoreError: it cannot be used, and why.
        """
        from evidence.store.database import Database

        return Database.open(self.settings.database_url)

    def database_as_it_is(self) -> Database:
        """The database for looking only: one that does not exist yet is not made, but seems empty.

        Raises:
            StoreError: it cannot be used, and why.
        """
        from evidence.store.database import Database

        file = self.database_file()
        if file and not file.exists():
            return Database.in_memory()
        return Database.open(self.settings.database_url)

    def catalogue(self) -> Catalogue:
        """What claims.yaml says.

        Raises:
            ClaimsFileError: it cannot be read, or has findings.
        """
        from evidence.claims.loader import load

        path = self.settings.claims_file
        return load(read_claims_file(path), str(path))

    def read_article(self, file: str) -> bytes:
        """The bytes of an article that claims.yaml names, from the folder of claims.yaml or below it.

        Raises:
            DocumentError: it lies elsewhere, or it cannot be read.
        """
        from evidence.errors import DocumentError

        folder = self.settings.claims_file.parent.resolve()
        path = (folder / file).resolve()
        if not path.is_relative_to(folder):
            raise DocumentError(f"{file} lies outside the folder of claims.yaml", "move it there, or name another file")
        try:
            return path.read_bytes()
        except OSError as problem:
            raise DocumentError(
                f"{file} cannot be read: {problem.strerror}", "correct 'file' in claims.yaml"
            ) from problem

    def source(self, name: str) -> CitationSource:
        """The source of citations called ``name``: ``pubmed`` or ``sample``.

        Raises:
            SettingsError: PubMed is to be asked and a setting it needs is missing.
            RecordError: the sample cannot be read.
        """
        if name == "sample":
            from evidence.pubmed.sample import SampleSource

            return SampleSource.open(self.settings.sample_folder)
        return self.pubmed()

    def pubmed(self) -> PubmedSource:
        """PubMed, as the settings say it may be asked.

        Raises:
            SettingsError: NCBI is to be asked and no e-mail address is set.
        """
        from evidence.pubmed.access import EutilsAccess
        from evidence.pubmed.eutils import PubmedSource

        settings = self.settings
        if settings.eutils_url == NCBI_EUTILS_URL and not settings.ncbi_email:
            raise SettingsError(
                "NCBI_EMAIL is not set, and NCBI wants to know whom to write to before it blocks a program",
                "set NCBI_EMAIL to your address in the environment or in .env, or use --source sample",
            )
        key = settings.ncbi_api_key.get_secret_value()
        return PubmedSource(
            EutilsAccess(
                url=settings.eutils_url,
                tool=settings.ncbi_tool,
                email=settings.ncbi_email,
                api_key=key,
                connect_timeout=settings.connect_timeout,
                read_timeout=settings.read_timeout,
                pace_file=pace_file(settings.eutils_url, with_key=bool(key)),
            )
        )

    def database_folder(self) -> Path | None:
        """The folder of ``database_file``, where there is one."""
        file = self.database_file()
        return file.parent if file else None

    def database_file(self) -> Path | None:
        """Where the database is, or will be; ``None`` when it is on a server or in memory."""
        prefix, _, path = self.settings.database_url.partition(":///")
        return Path(path) if prefix.startswith("sqlite") and path else None


def read_claims_file(path: Path) -> bytes:
    """The bytes of claims.yaml.

    Raises:
        ClaimsFileError: there is no such file, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as problem:
        raise ClaimsFileError(
            f"{path} cannot be read: {problem.strerror}",
            "name the file that says which claims are tracked in EVIDENCE_CLAIMS_FILE",
        ) from problem


def pace_file(url: str, *, with_key: bool) -> Path:
    """The file through which all processes of this user keep one pace towards one address.

    It is in the machine's folder for temporary files, not beside the database: two projects on one machine
    share the address that NCBI counts. It is each user's own, as Linux lets nobody write a file of
    somebody else's there (``fs.protected_regular``).
    """
    import hashlib
    import os
    import tempfile

    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    name = hashlib.sha256(f"{user} {url} {with_key}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"evidence-pace-{name}"
