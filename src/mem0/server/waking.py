"""Tell the workers of every project in which a request may have changed something."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

_READING: Final = ("GET", "HEAD", "OPTIONS")


class Waking:
    """After a request that is no mere question the outbox of its project is looked at."""

    def __init__(self, app: ASGIApp, wake: Callable[[str], None]) -> None:
        self._app, self._wake = app, wake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._app(scope, receive, send)
        finally:
            principal = scope.get("state", {}).get("principal")
            if principal is not None and scope["method"] not in _READING and not scope["path"].rstrip("/").endswith("search"):
                self._wake(principal.project)
