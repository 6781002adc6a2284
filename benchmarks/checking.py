"""``evidence check`` of a short text from the shell, start included, over the sample's database."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

ROOT: Final = Path(__file__).parents[1]
RUNS: Final = 7
TEXT: Final = "NK cells attack the embryo. Stress may raise NK cells. Vitamin D helps to regulate immune function.\n"


def main() -> None:
    """Prints the median of some runs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"EVIDENCE_DATABASE_URL": f"sqlite:///{folder}/evidence.db"}

        def run(*words: str, text: str = "") -> float:
            start = time.perf_counter()
            command = [sys.executable, "-m", "evidence.cli", *words]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, input=text, capture_output=True, text=True, check=False
            )
            if done.returncode == 2:
                raise SystemExit(done.stderr)
            return time.perf_counter() - start

        run("refresh", "--source", "sample")
        run("grades", "import", "data/sample/grades.csv")
        taken = [run("check", "-", text=TEXT) for _ in range(RUNS)]
        article = run("check", "data/sample/article.md")
    sys.stdout.write(
        f"evidence check of {len(TEXT.split())} words: {median(taken):.2f} s; of the sample article: {article:.2f} s "
        f"(start included, 51 claims)\n"
    )


if __name__ == "__main__":
    main()
