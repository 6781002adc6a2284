"""The ``evidence`` command: thin words around ``evidence.services``.

Each command is a module of its own and is imported only when it is called, so that every command starts
fast however heavy another one is.
"""

from __future__ import annotations

import importlib
import signal
import sys
from typing import Any, NoReturn

import click
from typing_extensions import override

from evidence import __version__
from evidence.cli.logs import configure_logs
from evidence.errors import EvidenceError

# name -> (module, what `evidence --help` says); the module calls its command `command`.
COMMANDS = {
    "refresh": ("evidence.cli.refresh", "Ask PubMed (or the sample) for what is new on every claim."),
    "claims": ("evidence.cli.claims", "List the claims with their citations."),
    "lint": ("evidence.cli.lint", "Check claims.yaml and say where what is wrong."),
    "import": ("evidence.cli.import_", "Read PubMed XML or MEDLINE files into the database."),
    "strength": ("evidence.cli.strength", "Say how strong the evidence for each claim is, and why."),
    "check": ("evidence.cli.check", "Say which sentences of an article the evidence bears, and what to write instead."),
    "articles": ("evidence.cli.articles", "Say which tracked articles need a look, and why."),
    "export": ("evidence.cli.export", "Write the references of claims for lists and reference managers."),
    "publish": ("evidence.cli.publish", "Write evidence pages for readers into a folder."),
    "grades": ("evidence.cli.grades", "Import and export reviewers' grades as CSV."),
    "events": ("evidence.cli.events", "List what refreshes found: new, revised, retracted, left, missed."),
    "doctor": ("evidence.cli.doctor", "Check settings, database, PubMed, clock and disk, with remedies."),
    "db": ("evidence.cli.db", "Look after the database."),
}


class _LazyGroup(click.Group):
    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    @override
    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name][0]).command
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="evidence")
@click.option("-v", "--verbose", is_flag=True, help="Log every step on standard error.")
def evidence(verbose: bool) -> None:
    r"""Track the claims of an article, refresh their citations, and see how strong the evidence is.

    \b
    Exit codes: 0 done; 1 done in part, or findings; 2 bad input or settings;
                3 the source cannot be reached; 4 another refresh is running.
    """
    configure_logs(verbose=verbose)


def main(args: list[str] | None = None, prog_name: str = "evidence") -> NoReturn:
    """Runs the command line; a mistake of the user's ends in a sentence, never in a traceback."""
    # A scheduler stops a job with SIGTERM: unwind as for Ctrl+C, so that the run is closed in the log.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        result: Any = evidence.main(args, prog_name=prog_name, standalone_mode=False)
    except EvidenceError as error:
        click.echo(f"{prog_name}: {error}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    sys.exit(result if isinstance(result, int) else 0)
