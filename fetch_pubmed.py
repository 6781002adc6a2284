"""The scheduled job's door: ``python fetch_pubmed.py`` is ``evidence refresh``, with the same options."""

import sys

from evidence.cli import main

if __name__ == "__main__":
    main(["refresh", *sys.argv[1:]], prog_name="fetch_pubmed.py")
