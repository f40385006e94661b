"""What happens to every request before and after the routes: request ids, paths as they were sent, size, secure headers.

Plain ASGI: a middleware that builds request and response objects of its own would cost more than a search.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ..errors import MemoryQuotaExceededError
from . import wire

_REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_SECURE: Final = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_OURS: Final = frozenset({*(name for name, _ in _SECURE), b"x-request-id"})


class Edge:
    """The outermost layer."""

    def __init__(self, app: ASGIApp, max_body_bytes: int) -> None:
        self._app, self._limit = app, max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        # Ids may hold slashes (team%2Fana): routes match the path as it was sent, and decode its parts.
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        scope["path"] = raw.split(b"?")[0].decode("latin-1")
        answering = _Answering(send, request_id)
        if _length(headers) > self._limit:
            await answering.refuse(too_large(self._limit))
            return
        await self._app(scope, _counted(receive, self._limit), answering)


class _Answering:
    """Sends an answer with the headers that every answer carries."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self._headers = [*_SECURE, (b"x-request-id", request_id.encode())]

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = message["headers"]
            there = {name for name, _ in given}
            ours = self._headers if there.isdisjoint(_OURS) else [pair for pair in self._headers if pair[0] not in there]
            message["headers"] = [*given, *ours]
        await self._send(message)

    async def refuse(self, error: MemoryQuotaExceededError) -> None:
        """Answer 413 before anybody has read the body."""
        body = wire.dumps({"detail": str(error), "code": error.error_code})
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        headers.append((b"connection", b"close"))  # what else is being sent is not wanted
        await self({"type": "http.response.start", "status": error.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


def too_large(limit: int) -> MemoryQuotaExceededError:
    return MemoryQuotaExceededError(f"The request is larger than {limit:,} bytes.", details={"max_body_bytes": limit})


def _request_id(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"")
    return given.decode() if _REQUEST_ID.fullmatch(given) else secrets.token_hex(16)


def _length(headers: dict[bytes, bytes]) -> int:
    text = headers.get(b"content-length", b"")
    return int(text) if text.isdigit() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    """Receiving that stops a body without a length at the limit."""
    seen = 0

    async def counted() -> Any:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise too_large(limit)
        return message

    return counted
