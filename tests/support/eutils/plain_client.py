"""Asks the server without any of the care that a real client takes, so that its faults can be seen."""

from __future__ import annotations

import http.client
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

import requests
from lxml import etree

from tests.support.eutils.server import EutilsServer


class PlainClient:
    """Each request has db=pubmed unless told otherwise."""

    def __init__(self, server: EutilsServer) -> None:
        self.server = server
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, endpoint: str, **params: object) -> requests.Response:
        return self._session.get(f"{self.server.url}{endpoint}.fcgi", params=_full(params), timeout=10)

    def post(self, endpoint: str, **params: object) -> requests.Response:
        return self._session.post(f"{self.server.url}{endpoint}.fcgi", data=_full(params), timeout=10)

    def raw(self, path: str) -> requests.Response:
        return self._session.get(self.server.url + path, timeout=10)

    def read(self, endpoint: str, *, timeout: float = 10, **params: object) -> bytes:
        """The body, or the plain error of the standard library."""
        parts = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=timeout)
        try:
            connection.request("GET", f"{parts.path}{endpoint}.fcgi?{urlencode(_full(params))}")
            return connection.getresponse().read()
        finally:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session.close()


def _full(params: dict[str, object]) -> dict[str, str]:
    return {"db": "pubmed"} | {name: str(value) for name, value in params.items()}


def listed(answer: bytes) -> list[int]:
    """PMIDs that an answer of ESearch lists."""
    return [int(found.text or "") for found in etree.fromstring(answer).findall("IdList/Id")]


def fetched(answer: bytes) -> list[int]:
    """PMIDs of the records in an answer of EFetch."""
    root = etree.fromstring(answer)
    assert root.tag == "PubmedArticleSet", answer[:300]
    return [int(record.findtext("*/PMID") or "") for record in root]


def message(answer: bytes) -> str:
    """The first ERROR; empty when there is none."""
    return etree.fromstring(answer).findtext("ERROR") or ""
