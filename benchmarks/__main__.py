"""Every speed figure of the README, measured here and now: ``make bench``, or ``python -m benchmarks NAME ...``."""

from __future__ import annotations

import importlib
import sys

MODULES = (
    "parsing",
    "designs",
    "storing",
    "fetching",
    "refreshing",
    "strength",
    "reviewing",
    "grading_keys",
    "dashboard",
    "matching",
    "checking",
    "causal_language",
)


def main(names: list[str]) -> None:
    """Runs the named benchmarks, or all, one after the other."""
    for name in names or MODULES:
        print(f"\n== {name} ==", flush=True)
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
