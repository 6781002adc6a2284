"""Is everything as a nightly refresh needs it? Each check says what it found and what to do about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from evidence.pubmed.eutils import Ping
from evidence.store import catalogue, origin, runs
from evidence.store.database import Database
from evidence.store.runs import RunStatus

LEAST_FREE_BYTES = 1_000_000_000
"""A night with much news, its indexes and the log of SQLite fit in this."""
LATEST_SUCCESS = timedelta(days=2)
CLOCK_TOLERANCE = timedelta(minutes=5)


class Verdict(StrEnum):
    """How a check ended; ``warning`` does not keep a refresh from running."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at.

    Attributes:
        name: what was looked at.
        verdict: how it is.
        found: what was seen, in one sentence.
        remedy: what to do; empty when there is nothing to do.
        exit_code: what the command ends with when this check failed.
    """

    name: str
    verdict: Verdict
    found: str
    remedy: str = ""
    exit_code: int = 2


def check_pubmed(ping: Ping) -> Check:
    """Whether PubMed answered the one request that was sent to it."""
    sent = ", ".join(f"{name}={value}" for name, value in ping.sent.items())
    asked = f"sent POST {ping.url} with {sent}"
    if ping.problem:
        return Check(
            name="PubMed",
            verdict=Verdict.FAILED,
            found=f"{ping.problem} ({asked})",
            remedy=ping.remedy or "check the network, EVIDENCE_EUTILS_URL and the proxy settings",
            exit_code=3,
        )
    limits = "".join(f", {name}: {value}" for name, value in ping.limits.items())
    return Check(
        name="PubMed",
        verdict=Verdict.OK,
        found=f"answered {ping.status} in {ping.seconds:.2f} s, {ping.records:,} records{limits} ({asked})",
    )


def check_clock(now: datetime, server_time: datetime | None) -> Check:
    """Whether this machine's clock agrees with the clock of the server that answered."""
    if server_time is None:
        return Check(name="clock", verdict=Verdict.WARNING, found=f"{now:%Y-%m-%d %H:%M:%S} UTC, compared with nothing")
    off = abs(now - server_time)
    if off > CLOCK_TOLERANCE:
        return Check(
            name="clock",
            verdict=Verdict.WARNING,
            found=f"this machine says {now:%Y-%m-%d %H:%M:%S} UTC, the server {server_time:%Y-%m-%d %H:%M:%S}",
            remedy="set the clock (timedatectl set-ntp true): due dates and histories are written with it",
        )
    return Check(name="clock", verdict=Verdict.OK, found=f"within {off.total_seconds():.0f} s of the server's")


def check_database(database: Database) -> Check:
    """What the database holds; that it could be opened says that its schema is current."""
    with database.read() as tx:
        made_from = origin.of(tx)
        claims = len(catalogue.claims(tx))
    return Check(
        name="database",
        verdict=Verdict.OK,
        found=f"{database.address}, schema current, made from {made_from or 'nothing yet'}, {claims} claims",
    )


def check_disk(free_bytes: int, folder: str) -> Check:
    """Whether there is room to store a night's news."""
    found = f"{free_bytes / 1e9:.1f} GB free at {folder}"
    if free_bytes < LEAST_FREE_BYTES:
        return Check(name="disk", verdict=Verdict.WARNING, found=found, remedy="free at least 1 GB")
    return Check(name="disk", verdict=Verdict.OK, found=found)


def check_last_refresh(database: Database, now: datetime) -> Check:
    """Whether the nightly job does its work."""
    with database.read() as tx:
        latest = runs.recent(tx, limit=200)
    if not latest:
        return Check(
            name="last refresh",
            verdict=Verdict.WARNING,
            found="there has been none",
            remedy="run: evidence refresh (and schedule it, see docs/operating.md)",
        )
    good = next((run for run in latest if run.status is RunStatus.OK), None)
    last = f"the last one, of {latest[0].started_at:%Y-%m-%d %H:%M} UTC, ended {latest[0].status}"
    if latest[0].error:
        last += f": {latest[0].error}"
    if good is None or now - good.started_at > LATEST_SUCCESS:
        succeeded = f"{good.started_at:%Y-%m-%d %H:%M} UTC" if good else "never"
        return Check(
            name="last refresh",
            verdict=Verdict.WARNING,
            found=f"last complete success: {succeeded}; {last}",
            remedy="look at the refresh log in the dashboard, and whether the schedule still runs",
        )
    return Check(name="last refresh", verdict=Verdict.OK, found=last)
