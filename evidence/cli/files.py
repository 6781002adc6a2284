"""Files that a command writes because it was told to."""

from __future__ import annotations

from pathlib import Path

import click


def write(file: Path, data: bytes, *, named: str) -> None:
    """Writes a file.

    Args:
        file: where to.
        data: what it shall hold.
        named: the option or argument that named the file.

    Raises:
        click.BadParameter: it cannot be written.
    """
    try:
        file.write_bytes(data)
    except OSError as problem:
        raise click.BadParameter(f"{file} cannot be written: {problem.strerror}.", param_hint=named) from problem
