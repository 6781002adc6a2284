"""Connections to E-utilities that wait for their turn with the line already open.

Were the turn taken before connecting, the handshakes of a new connection (three round trips) would delay the
first request on it, the next one on an open connection would overtake it, and both would reach the server in
the same moment: the pace kept here would be exceeded there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class PacedAdapter(HTTPAdapter):
    """Sends each request when ``turn`` returns, over at most ``connections`` kept-alive connections.

    Args:
        turn: called when the request can leave at once; returns when it may.
        connections: how many requests may be under way; one more waits for a connection.
    """

    def __init__(self, turn: Callable[[], None], connections: int) -> None:
        self._pools = _paced_pools(turn)
        super().__init__(pool_connections=2, pool_maxsize=connections, pool_block=True, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Make the pool of connections through a proxy."""
        manager = super().proxy_manager_for(*args, **kwargs)
        manager.pool_classes_by_scheme = self._pools
        return manager


def _paced_pools(turn: Callable[[], None]) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def request(self, *args: Any, **kwargs: Any) -> None:
            if self.sock is None:
                self.connect()
            turn()
            super().request(*args, **kwargs)

    class Secure(HTTPSConnection):
        def request(self, *args: Any, **kwargs: Any) -> None:
            if self.sock is None:
                self.connect()
            turn()
            super().request(*args, **kwargs)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
