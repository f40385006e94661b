"""Turn what a vendor's SDK raises into the library's errors: read by status and kind, without importing any SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from .. import errors
from ..errors import AuthenticationError, MemoryQuotaExceededError, NetworkError, RateLimitError

SHOWN = 300  # characters of the vendor's own words
# What SDKs and the HTTP libraries under them call a lost connection: httpx, httpcore, requests, urllib3, botocore, openai.
_UNREACHED = re.compile(
    r"timeout|connect|network|transport|protocol|incompleteread|endpoint.*error|responsestreaming|(Read|Write)Error", re.I
)
_TIMED_OUT = re.compile(r"timeout|timed.?out", re.I)


@contextmanager
def translating(who: str, kind: type[errors.MemoryError], *, hide: Sequence[str] = ()) -> Iterator[None]:
    """Inside, foreign errors leave as ours: `kind` where nothing more exact fits.

    who: how the other side is called in the message. hide: keys and texts that the vendor may repeat and that must not
    stand in an error.
    """
    try:
        yield
    except errors.MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever an SDK raises, the caller gets ours; theirs may hold texts
        raise translated(error, who, kind, hide=hide) from None


def translated(error: Exception, who: str, kind: type[errors.MemoryError], *, hide: Sequence[str] = ()) -> errors.MemoryError:
    """Our error for a foreign one."""
    status = _status(error)
    facts: dict[str, Any] = {"error": type(error).__name__} | ({} if status is None else {"status": status})
    if status in (401, 403):
        advice = "Check the API key in the configuration or the environment."
        return AuthenticationError(f"{who} refused the key ({status}).", debug_info=facts, suggestion=advice)
    if status == 429:
        wait = _retry_after(error)
        more = "" if wait is None else f" It asks to wait {wait:g} s."
        known = facts if wait is None else facts | {"retry_after": wait}
        return RateLimitError(f"{who} takes no more requests for now (429).{more}", debug_info=known)
    if status == 413:
        return MemoryQuotaExceededError(f"{who} finds the request too large (413).", debug_info=facts)
    said = shown(error, hide)
    if status is not None:
        return kind(f"{who} answered with status {status}: {said}", debug_info=facts)
    return _without_answer(error, who, kind, facts, said)


def _without_answer(
    error: Exception, who: str, kind: type[errors.MemoryError], facts: Mapping[str, Any], said: str
) -> errors.MemoryError:
    """For an error that tells of no HTTP status: not reached, or anything else."""
    chain = list(_chain(error))
    names = " ".join(type(one).__name__ for one in chain)
    if any(isinstance(one, TimeoutError) for one in chain) or _TIMED_OUT.search(names):
        return NetworkError(f"{who} did not answer in time.", error_code="NET_TIMEOUT", debug_info=facts)
    if any(isinstance(one, OSError) for one in chain) or _UNREACHED.search(names):
        return NetworkError(f"{who} could not be reached, or broke off.", error_code="NET_CONNECT", debug_info=facts)
    if "redential" in names or re.search(r"api.?key", said, re.I):
        return AuthenticationError(f"{who} needs a key: {said}", debug_info=facts)
    return kind(f"{who} failed: {said}", debug_info=facts)


def shown(error: Exception, hide: Sequence[str] = ()) -> str:
    """The vendor's own words, short, on one line, without what must not be seen."""
    words = str(error)
    for secret in hide:
        for form in {secret, repr(secret)[1:-1]} - {""}:
            words = words.replace(form, "…")
    # A server that repeats a part of what it was sent (validation errors do) would otherwise put memory text into logs.
    words = re.sub(r"(['\"]?input['\"]?\s*[:=]\s*).*", r"\1…", words, flags=re.S)
    return " ".join(words.split())[:SHOWN] or type(error).__name__


def missing_key(who: str, variable: str) -> AuthenticationError:
    """No key was given and none stands in the environment."""
    return AuthenticationError(
        f"{who} needs a key.", suggestion=f'Set {variable}, or write "api_key" into its configuration.'
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status that an SDK's error carries, under the names that SDKs use."""
    answer = getattr(error, "response", None)
    named = [getattr(error, name, None) for name in ("status_code", "http_status", "code", "status")]
    if isinstance(answer, Mapping):  # botocore
        named.append(answer.get("ResponseMetadata", {}).get("HTTPStatusCode"))
    named.append(getattr(answer, "status_code", None))
    return next((int(one) for one in named if isinstance(one, int) and 100 <= one < 600 and one != 200), None)


def _retry_after(error: BaseException) -> float | None:
    """Seconds of the Retry-After header (its date form is not used by these vendors)."""
    answer = getattr(error, "response", None)
    headers: Any = getattr(answer, "headers", None) or getattr(error, "headers", None)
    if isinstance(answer, Mapping):
        headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders")
    value = next((v for k, v in dict(headers or {}).items() if str(k).lower() == "retry-after"), None)
    try:
        return max(0.0, float(value)) if value is not None else None
    except ValueError:
        return None
