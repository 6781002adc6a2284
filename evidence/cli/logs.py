"""Structured logs on standard error: lines of JSON for a scheduler, coloured lines on a terminal."""

from __future__ import annotations

import logging
import sys


def configure_logs(*, verbose: bool) -> None:
    """Sets up structlog for this process.

    On a terminal only warnings are shown unless ``verbose``: the progress bar says the rest.
    """
    import structlog

    on_terminal = sys.stderr.isatty()
    level = logging.DEBUG if verbose else logging.WARNING if on_terminal else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
