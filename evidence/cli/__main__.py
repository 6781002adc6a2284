"""``python -m evidence.cli`` is ``evidence``."""

from evidence.cli import main

main()
