"""What went wrong at a graph database, told as the library's errors: read by class and code, without importing the driver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from mem0.errors import AuthenticationError, GraphStoreError, MemoryError, NetworkError  # noqa: A004

_WAITS: Final = "What was learned is in the store; the database catches up when it answers again."
_UNREACHED: Final = frozenset({"ServiceUnavailable", "SessionExpired", "ConnectionAcquisitionTimeoutError", "TransientError"})
_SCHEMA: Final = ("Neo.ClientError.Schema.", "Neo.ClientError.Security.Forbidden")


@contextmanager
def translating(who: str, url: str) -> Iterator[None]:
    """Inside, whatever the driver raises leaves as ours. Its own words are left out: they may repeat names."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - it leaves as ours
        raise _translated(error, who, _place(url)) from None


def is_schema_refusal(error: Any) -> bool:
    """Whether a database only does not want an index: there is one already, or the user may not make any."""
    return str(error.code or "").startswith(_SCHEMA)


def _translated(error: Exception, who: str, place: str) -> MemoryError:
    code = str(getattr(error, "code", None) or "")
    kinds = {kind.__name__ for kind in type(error).__mro__}
    facts = {"error": type(error).__name__, "code": code or None}
    if code.startswith("Neo.ClientError.Security.") or "AuthError" in kinds:
        advice = 'Check "username" and "password" in its config, and what the user may do.'
        return AuthenticationError(f"{who} at {place} refused the login.", debug_info=facts, suggestion=advice)
    if not kinds.isdisjoint(_UNREACHED) or isinstance(error, OSError):
        return NetworkError(f"{who} at {place} could not be reached.", debug_info=facts, suggestion=_WAITS)
    if code.startswith("Neo.ClientError.Database."):
        advice = 'Check "database" in its config.'
        return GraphStoreError(f"{who} at {place} has no such database.", debug_info=facts, suggestion=advice)
    return GraphStoreError(f"{who} at {place} failed ({code or type(error).__name__}).", debug_info=facts, suggestion=_WAITS)


def _place(url: str) -> str:
    """The address without anything that may be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}" + (f":{parts.port}" if parts.port else "")
