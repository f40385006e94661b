"""One handler for everything that goes wrong: our errors by their status, strange ones as 500 without their words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

from ..errors import (
    AuthenticationError,
    DatabaseError,
    EmbeddingError,
    LLMError,
    MemoryError,  # noqa: A004 - the base of this library's errors
    NetworkError,
    RateLimitError,
    RerankerError,
    VectorStoreError,
)
from . import wire
from .limits import TooManyRequests

log = logging.getLogger("mem0.server")
# What mem0's own server calls failures of those it asks.
_UPSTREAM: Final[tuple[tuple[type[MemoryError], str], ...]] = (
    (RateLimitError, "provider_rate_limited"),
    (AuthenticationError, "provider_auth_failed"),
    (VectorStoreError, "vector_store_unavailable"),
    (DatabaseError, "datastore_unavailable"),
    (LLMError, "provider_unavailable"),
    (EmbeddingError, "provider_unavailable"),
    (RerankerError, "provider_unavailable"),
    (NetworkError, "provider_unavailable"),
)


class RouteError(MemoryError):
    """An answer in a form of its own: some routes of the platform say {"error": ...} instead of {"detail": ...}."""

    def __init__(self, status: int, message: str, *, named: str = "error") -> None:
        super().__init__(message, f"HTTP_{status}")
        self.http_status, self.named = status, named


class Conflict(MemoryError):
    """The state of things forbids it."""

    status, code = 409, "CONFLICT_001"


class Unprocessable(MemoryError):
    """It is well formed and cannot be done."""

    status, code = 422, "VALIDATION_006"


class UpstreamError(MemoryError):
    """What a memory asks (a model, a database) failed, told in the words of the self-hosted dialect."""

    status = 502

    def __init__(self, error: MemoryError) -> None:
        kind = next((word for type_, word in _UPSTREAM if isinstance(error, type_)), "unknown")
        super().__init__(error.message, kind, suggestion=error.suggestion)


def install(app: FastAPI) -> None:
    """Put the handlers on an application, for routes that are not made by routing.py too."""
    app.add_exception_handler(MemoryError, _handled)
    app.add_exception_handler(HTTPException, _handled)
    app.add_exception_handler(Exception, _handled)


async def _handled(request: Request, error: Exception) -> Response:
    return response_to(error, request_id=str(request.scope.get("state", {}).get("request_id", "")))


def response_to(error: Exception, *, request_id: str) -> Response:
    """What the one who asked is told."""
    if isinstance(error, HTTPException):
        return wire.answer({"detail": error.detail}, error.status_code, dict(error.headers or {}))
    if not isinstance(error, MemoryError):
        log.error("request %s failed", request_id, exc_info=error)
        return wire.answer({"detail": "Internal server error.", "request_id": request_id}, 500)
    return wire.answer(_body(error, request_id), _status(error), _headers(error))


def _status(error: MemoryError) -> int:
    return error.http_status if isinstance(error, RouteError) else error.status


def _body(error: MemoryError, request_id: str) -> Mapping[str, Any]:
    if isinstance(error, RouteError):
        return {error.named: error.message}
    if isinstance(error, UpstreamError):
        return {"detail": str(error), "code": error.error_code, "request_id": request_id}
    return {"detail": str(error), "code": error.error_code}


def _headers(error: MemoryError) -> dict[str, str]:
    if isinstance(error, TooManyRequests):
        return error.headers
    return {"WWW-Authenticate": "Token"} if _status(error) == 401 else {}
