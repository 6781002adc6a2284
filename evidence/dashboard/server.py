"""How the pages are served: prepared before the first visitor comes, and forbidden what they don't need."""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SCRIPT: Final = Path(__file__).with_name("pages") / "app.py"

# Streamlit's own scripts and styles are partly inline, and it draws charts and unpacks data with WebAssembly.
# Nothing may be fetched from anywhere else: a record cannot tell its author who reads it.
_CONTENT_SECURITY_POLICY: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_SECONDS_PER_TURN: Final = 0.0005


class _SecurityHeaders:
    """Adds ``HEADERS`` to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


MIDDLEWARE: Final = [Middleware(_SecurityHeaders)]


@asynccontextmanager
async def prepared(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Imports what the pages need, takes it out of the garbage collector's sight, and lets threads alternate quickly.

    Every visitor has a thread, and a database answers in less time than Python leaves to one thread before it turns
    to another (5 ms): a page asks it thirty times, and would wait for somebody else's page as often.
    """
    from evidence.dashboard import components, session  # noqa: F401 - settings and store come with it

    for module in pkgutil.iter_modules(components.__path__):
        importlib.import_module(f"{components.__name__}.{module.name}")
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SECONDS_PER_TURN)
    yield None
