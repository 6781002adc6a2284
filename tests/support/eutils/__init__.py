"""A server that answers as NCBI's E-utilities do, for tests and for trying the commands without NCBI.

    with EutilsServer(corpus) as server:
        client = ... server.url ...

By hand: ``python -m tests.support.eutils --help``.
"""

from tests.support.eutils.corpus import Corpus, Found
from tests.support.eutils.faults import KINDS, STRANGER, Fault, Faults
from tests.support.eutils.records import Record, read_records, split_records, synthetic_book, synthetic_record
from tests.support.eutils.server import API_KEY, EutilsServer, Request

__all__ = [
    "API_KEY",
    "KINDS",
    "STRANGER",
    "Corpus",
    "EutilsServer",
    "Fault",
    "Faults",
    "Found",
    "Record",
    "Request",
    "read_records",
    "split_records",
    "synthetic_book",
    "synthetic_record",
]
