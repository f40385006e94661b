"""What is noted of every request: its figures, its line in the log, its span. Plain ASGI, outside of the routes."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .logs import ACCESS, REQUEST_ID, told_request
from .metrics import Metrics
from .tracing import Tracing

_QUIET: Final = ("/health/live", "/health/ready", "/metrics")  # asked every few seconds: no line in the log
UNKNOWN: Final = "(unknown)"  # paths that no route has; their own text would be a label a stranger chooses


class Watching:
    """Around every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics, tracing: Tracing) -> None:
        self._app, self._metrics, self._tracing = app, metrics, tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        noted = _Noted(send)
        REQUEST_ID.set(scope.get("state", {}).get("request_id"))
        began = time.perf_counter()
        with self._tracing.span(scope["method"], scope["headers"]) as span:
            try:
                await self._app(scope, receive, noted)
            finally:
                self._note(scope, noted.status, time.perf_counter() - began, span)

    def _note(self, scope: Scope, status: int, seconds: float, span: Any) -> None:
        state = scope.get("state", {})
        route = state.get("route") or getattr(scope.get("route"), "path", UNKNOWN)
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.request(method, route, status, seconds)
        if span is not None:
            span.update_name(f"{method} {route}")
            span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
        if route not in _QUIET and ACCESS.isEnabledFor(logging.INFO):
            facts = {"method": method, "route": route, "status": status, "ms": round(seconds * 1_000, 2)}
            principal = state.get("principal")
            told_request(facts | ({"project": principal.project, "key": principal.key} if principal is not None else {}))


_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


class _Noted:
    """Sending that notes the status. Nothing sent means that the server failed."""

    def __init__(self, send: Send) -> None:
        self._send, self.status = send, 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        await self._send(message)
