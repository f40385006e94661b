"""Turn answers into results, and refusals, cut lines and silence into the errors of this library."""

from __future__ import annotations

import functools
import inspect
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ..errors import (
    AuthenticationError,
    MemoryError,  # noqa: A004 - the base of this library's errors
    MemoryNotFoundError,
    MemoryQuotaExceededError,
    MissingExtra,
    NetworkError,
    RateLimitError,
    ValidationError,
)

if TYPE_CHECKING:
    import httpx

F = TypeVar("F", bound=Callable[..., Any])
_SHOWN_CHARS: Final = 2_000
_BY_STATUS: Final[Mapping[int, type[MemoryError]]] = {
    **dict.fromkeys((400, 409, 422), ValidationError),
    **dict.fromkeys((401, 403), AuthenticationError),
    404: MemoryNotFoundError,
    413: MemoryQuotaExceededError,
    429: RateLimitError,
    **dict.fromkeys((408, 502, 503, 504), NetworkError),
}
_RATE_HEADERS: Final = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")


class PingError(MemoryError, ValueError):
    """The server was reached, but did not accept this client; `__cause__` says as what the refusal is known elsewhere."""

    code = "PING_001"

    @classmethod
    def of(cls, refusal: MemoryError) -> PingError:
        return cls(
            f"Error: {refusal.message}", refusal.error_code, refusal.details, refusal.suggestion, refusal.debug_info
        )


def need_httpx(asking: str) -> Any:
    """The HTTP library, or MissingExtra naming what to install."""
    try:
        import httpx
    except ImportError:
        raise MissingExtra(asking, "client") from None
    return httpx


def read(response: httpx.Response, key: str) -> Any:
    """The JSON of an answer. Raises the error that its status stands for; `key` is cut out of whatever the server says."""
    text = response.content.decode("utf-8", "replace").replace(key, "[key]")
    about = {"status_code": response.status_code, "url": str(response.url), "method": response.request.method}
    if not response.is_success:
        raise _refusal(response, text, about)
    if not text.strip():
        return {}
    try:
        return json.loads(text)
    except ValueError:
        raise MemoryError(
            "The server did not answer with JSON.",
            f"HTTP_{response.status_code}",
            {"body": text[:_SHOWN_CHARS]},
            "Is the host the address of a memory server?",
            about,
        ) from None


def _refusal(response: httpx.Response, text: str, about: dict[str, Any]) -> MemoryError:
    status = response.status_code
    body = _parsed(text, response.headers.get("content-type", ""))
    debug = {**about, **(_patience(response.headers) if status == 429 else {})}
    hint = f"The server says to ask {response.headers['location']}." if response.has_redirect_location else None
    details = body if isinstance(body, Mapping) else {"body": text[:_SHOWN_CHARS]} if text else {}
    return _BY_STATUS.get(status, MemoryError)(
        _message(body, text) or f"The server answered with status {status}.", f"HTTP_{status}", details, hint, debug
    )


def _parsed(text: str, content_type: str) -> Any:
    if "json" not in content_type:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _message(body: Any, text: str) -> str:
    found = [body[name] for name in ("detail", "error", "message") if body.get(name)] if isinstance(body, dict) else []
    said = found[0] if found else text
    return (said if isinstance(said, str) else json.dumps(said, ensure_ascii=False))[:_SHOWN_CHARS]


def _patience(headers: Mapping[str, str]) -> dict[str, Any]:
    """What a 429 says about when to come back: seconds, and the limits as the server wrote them."""
    told: dict[str, Any] = {name.replace("-", "_"): headers[name] for name in _RATE_HEADERS if name in headers}
    seconds = _seconds(headers.get("retry-after", ""))
    return told if seconds is None else {"retry_after": seconds, **told}


def _seconds(retry_after: str) -> int | None:
    try:
        return max(0, int(float(retry_after)))
    except (ValueError, OverflowError):
        pass
    try:
        return max(0, round(parsedate_to_datetime(retry_after).timestamp() - time.time()))
    except (ValueError, TypeError):
        return None


@contextmanager
def translating() -> Iterator[None]:
    """Errors of the connection as NetworkError: NET_TIMEOUT, NET_CONNECT (never reached) or NET_GENERIC (cut off).

    An id so long that no address can hold it is a ValidationError.
    """
    import httpx

    try:
        yield
    except httpx.TimeoutException as error:
        raise _unreached(error, "NET_TIMEOUT", "The server did not answer in time.") from error
    except httpx.ConnectError as error:
        raise _unreached(error, "NET_CONNECT", "The server could not be reached.") from error
    except httpx.RequestError as error:
        raise _unreached(error, "NET_GENERIC", "The connection broke before the answer was complete.") from error
    except httpx.InvalidURL as error:
        raise ValidationError(f"The address of this call cannot be written: {error}") from error


def _unreached(error: httpx.RequestError, code: str, message: str) -> NetworkError:
    try:
        about = {"url": str(error.request.url), "method": error.request.method}
    except RuntimeError:  # httpx keeps no request where none had been built
        about = {}
    return NetworkError(message, code, {"reason": str(error) or type(error).__name__}, None, about)


def api_error_handler(function: F) -> F:
    """Decorator for functions that use httpx themselves: its errors become errors of this library."""
    need_httpx("api_error_handler")
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            with _translating_all():
                return await function(*args, **kwargs)

        return awaited  # type: ignore[return-value]

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        with _translating_all():
            return function(*args, **kwargs)

    return called  # type: ignore[return-value]


@contextmanager
def _translating_all() -> Iterator[None]:
    import httpx

    with translating():
        try:
            yield
        except httpx.HTTPStatusError as error:
            response = error.response
            text = response.content.decode("utf-8", "replace")
            about = {"status_code": response.status_code, "url": str(response.url), "method": error.request.method}
            raise _refusal(response, text, about) from error
