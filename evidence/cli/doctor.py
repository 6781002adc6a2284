"""``evidence doctor``: one command that says whether the nightly refresh can work."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from evidence.errors import EvidenceError

if TYPE_CHECKING:
    from evidence.app import App
    from evidence.services.doctor import Check

_MARKS = {"ok": "ok     ", "warning": "WARNING", "failed": "FAILED "}


@click.command("doctor")
def command() -> int:
    """Check settings, claims.yaml, database, PubMed, clock and disk, with remedies.

    Sends one real request to PubMed and prints what it sent. Exit codes: 0 nothing keeps a refresh from
    running (warnings may be printed); 2 settings, claims or database need mending; 3 PubMed cannot be reached.
    """
    worst = 0
    for check in _checks():
        click.echo(f"{_MARKS[check.verdict]}  {check.name}: {check.found}")
        if check.remedy:
            click.echo(f"         -> {check.remedy}")
        if check.verdict == "failed" and worst != 2:
            worst = check.exit_code
    return worst


def _checks() -> Iterator[Check]:
    from evidence.app import App
    from evidence.services.doctor import Check, Verdict

    try:
        app = App.from_environment()
    except EvidenceError as error:
        yield _failed("settings", error)
        return
    yield Check(name="settings", verdict=Verdict.OK, found=_settings_in_words(app))
    yield from _guarded("claims", lambda: [_check_claims(app)])
    yield from _guarded("database", lambda: _check_database(app))
    yield from _guarded("PubMed", lambda: _check_pubmed(app))


def _guarded(name: str, checks: Callable[[], list[Check]]) -> list[Check]:
    try:
        return checks()
    except EvidenceError as error:
        return [_failed(name, error)]


def _failed(name: str, error: EvidenceError) -> Check:
    from evidence.services.doctor import Check, Verdict

    return Check(name=name, verdict=Verdict.FAILED, found=error.what, remedy=error.remedy, exit_code=error.exit_code)


def _settings_in_words(app: App) -> str:
    settings = app.settings
    key = (
        "with a key (10 requests a second)"
        if settings.ncbi_api_key.get_secret_value()
        else "without a key (3 a second)"
    )
    return f"tool {settings.ncbi_tool}, e-mail {settings.ncbi_email or 'not set'}, {key}"


def _check_claims(app: App) -> Check:
    from evidence.services.doctor import Check, Verdict

    catalogue = app.catalogue()
    queries = sum(1 for _ in catalogue.queries())
    return Check(
        name="claims",
        verdict=Verdict.OK,
        found=f"{app.settings.claims_file}: {len(catalogue.claims)} claims, {queries} queries",
    )


def _check_database(app: App) -> list[Check]:
    from evidence.services import doctor

    database = app.database()
    folder = app.database_folder()
    return [
        doctor.check_database(database),
        *([doctor.check_disk(shutil.disk_usage(folder).free, str(folder))] if folder else []),
        doctor.check_last_refresh(database, app.clock.now()),
    ]


def _check_pubmed(app: App) -> list[Check]:
    from evidence.services import doctor

    ping = app.pubmed().ping()
    return [doctor.check_pubmed(ping), doctor.check_clock(app.clock.now(), ping.server_time)]
