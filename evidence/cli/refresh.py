"""``evidence refresh``: the scheduled job."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from evidence.cli.table import table

if TYPE_CHECKING:
    from evidence.services.refresh import Progress, RefreshReport


@click.command("refresh")
@click.option("--claim", "claims", multiple=True, metavar="ID", help="Only this claim and its parts, due or not.")
@click.option("--source", type=click.Choice(["pubmed", "sample"]), default="pubmed", show_default=True)
@click.option("--full", is_flag=True, help="Ask every query, due or not, and fetch every known citation again.")
@click.option("--dry-run", is_flag=True, help="Print what would change, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as one JSON object, last on standard output.")
def command(claims: tuple[str, ...], source: str, full: bool, dry_run: bool, as_json: bool) -> int:
    """Ask PubMed (or the sample) for what is new on every claim.

    Queries whose day has come are asked for their whole list of citations; what is new is fetched, what left
    is marked, and known citations are fetched again from time to time, so that retractions and corrections
    surface. A second call changes nothing.
    """
    from evidence.app import App
    from evidence.services.refresh import RefreshOptions, refresh

    app = App.from_environment()
    options = RefreshOptions(claims=claims, full=full, dry_run=dry_run, recheck_days=app.settings.recheck_days)
    catalogue = app.catalogue()
    where = app.source(source)
    database = app.database_as_it_is() if dry_run else app.database()
    with _progress_bar() as progress:
        report = refresh(database, where, catalogue, app.clock, options, progress)
    if not as_json:
        click.echo(_as_text(report))
    else:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False))
    return _exit_code(report)


def _exit_code(report: RefreshReport) -> int:
    if report.unreachable:
        return 3
    return 0 if report.status == "ok" else 1


def _as_json(report: RefreshReport) -> dict[str, Any]:
    """The shape that schedulers read; documented in docs/operating.md."""
    import msgspec

    return {
        "status": report.status,
        "dry_run": report.dry_run,
        "queries": [
            {
                "claim": line.claim_id,
                "query": line.query_id,
                "count": line.count,
                "added": line.added,
                "changed": line.changed,
                "left": line.left,
                "warnings": line.warnings,
                "error": line.error,
            }
            for line in report.queries
        ],
        "not_due": report.not_due,
        "rechecked": report.rechecked,
        "error": report.error,
        **msgspec.structs.asdict(report.totals),
    }


def _as_text(report: RefreshReport) -> str:
    telling = [
        (f"{line.claim_id}/{line.query_id}", line.count, line.added, line.changed, line.left)
        for line in report.queries
        if line.added or line.changed or line.left
    ]
    parts = [table(("query", "found", "new", "revised", "left"), telling)] if telling else []
    for line in report.queries:
        name = f"{line.claim_id}/{line.query_id}"
        parts += [f"{name}: warning: {warning}" for warning in line.warnings]
        if line.error:
            parts.append(f"{name}: FAILED: {line.error}")
    if report.error:
        parts.append(f"Not complete: {report.error}")
    if report.not_due:
        parts.append(f"{report.not_due} queries are not due yet (--full asks them all the same).")
    totals = report.totals
    verb = "would be" if report.dry_run else "were"
    parts.append(
        f"{'Dry run, nothing was changed. ' if report.dry_run else ''}{len(report.queries)} queries asked, "
        f"{totals.failed} failed. Citations: {totals.added} {verb} added, {totals.changed} revised, "
        f"{totals.retracted} found retracted; {totals.left} left a query. "
        f"{totals.requests} requests, {totals.seconds:.1f} s."
    )
    return "\n".join(parts)


class _progress_bar:  # noqa: N801 (used as a function: with _progress_bar() as progress)
    """A bar on a terminal; nothing under cron, where standard error is a file or a pipe."""

    def __enter__(self) -> Progress:
        from tqdm import tqdm

        self._bar: tqdm[Any] = tqdm(disable=None, leave=False, file=sys.stderr, unit="")

        def progress(step: str, done: int, of: int) -> None:
            self._bar.set_description_str(step, refresh=False)
            self._bar.total, self._bar.n = of, done
            self._bar.refresh()

        return progress

    def __exit__(self, *_: object) -> None:
        self._bar.close()
