"""What went wrong at a vendor, told as the library's errors: read by status and kind, without importing any SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from .. import errors
from ..errors import AuthenticationError, MemoryQuotaExceededError, NetworkError, RateLimitError

SHOWN = 300  # characters of the vendor's own words
# What SDKs and the HTTP libraries under them call a lost connection: httpx, httpcore, requests, urllib3, botocore, openai.
_UNREACHED = re.compile(
    r"timeout|connect|network|transport|protocol|incompleteread|endpoint.*error|responsestreaming|(Read|Write)Error", re.I
)
_TIMED_OUT = re.compile(r"timeout|timed.?out", re.I)
# Keys as vendors write them (sk-..., gsk_..., AIza..., AKIA...) and what follows "key" or "bearer" in a sentence.
_SECRETS: Final = re.compile(
    r"\b(?:sk|pk|gsk|xai|key|tok|Bearer)[-_ ][\w*.-]{6,}|\bAIza[\w-]{10,}|\bA[KS]IA[A-Z0-9]{12,}|(?<=[?&]key=)[^&\s]+"
)
Facts: TypeAlias = Mapping[str, Any]
_NOTHING: Final[Facts] = MappingProxyType({})


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
    if status is not None:
        return refusal(who, status, str(error) or type(error).__name__, kind, headers=_headers(error), facts=facts, hide=hide)
    chain = list(_chain(error))
    names = " ".join(type(one).__name__ for one in chain)
    if any(isinstance(one, TimeoutError) for one in chain) or _TIMED_OUT.search(names):
        return timed_out(who, facts=facts)
    if any(isinstance(one, OSError) for one in chain) or _UNREACHED.search(names):
        return not_reached(who, facts=facts)
    said = safe(str(error) or type(error).__name__, hide)
    if "redential" in names or re.search(r"api.?key", said, re.I):
        return AuthenticationError(f"{who} needs a key: {said}", debug_info=facts)
    return kind(f"{who} failed: {said}", debug_info=facts)


def refusal(
    who: str,
    status: int,
    said: str,
    kind: type[errors.MemoryError],
    *,
    headers: Mapping[str, str],
    about: Facts = _NOTHING,
    facts: Facts = _NOTHING,
    hide: Sequence[str] = (),
) -> errors.MemoryError:
    """Our error for an HTTP answer other than 2xx: `kind` where nothing more exact fits.

    said: the vendor's own words. about: the `details` of the error; facts: its `debug_info`.
    """
    if status in (401, 403):
        advice = "Check that the API key is whole, current and allowed to use this model."
        why = "." if status == 401 else f": {safe(said, hide)}"  # a 403 may be about the country, the model, the project
        return AuthenticationError(f"{who} refused the key ({status}){why}", details=about, debug_info=facts, suggestion=advice)
    if status == 408:
        return NetworkError(f"{who} gave up waiting for the request ({status}).", details=about, debug_info=facts)
    if status == 413:
        return MemoryQuotaExceededError(f"{who} finds the request too large (413).", details=about, debug_info=facts)
    if status == 429:
        wait = retry_after(headers)
        advice = "Try again later." if wait is None else f"Try again in {wait:g} seconds."
        known = facts if wait is None else {**facts, "retry_after": wait}
        why = safe(said, hide)  # too many at once, or a quota that is used up, which no waiting mends
        return RateLimitError(
            f"{who} takes no more requests for now (429): {why}", details=about, debug_info=known, suggestion=advice
        )
    return kind(f"{who} answered with status {status}: {safe(said, hide)}", details=about, debug_info=facts)


def timed_out(who: str, *, about: Facts = _NOTHING, facts: Facts = _NOTHING) -> NetworkError:
    return NetworkError(
        f"{who} did not answer in time.",
        error_code="NET_TIMEOUT",
        details=about,
        debug_info=facts,
        suggestion='Raise "timeout" in its configuration, or try again.',
    )


def not_reached(who: str, *, about: Facts = _NOTHING, facts: Facts = _NOTHING) -> NetworkError:
    """It could not be connected to, or the connection broke before the answer was whole."""
    return NetworkError(
        f"{who} could not be reached, or the connection broke before the answer was whole.",
        error_code="NET_CONNECT",
        details=about,
        debug_info=facts,
        suggestion="Check its address and the network, or try again.",
    )


def safe(said: str, hide: Sequence[str] = ()) -> str:
    """A vendor's words, short, on one line, without what is to be hidden and without whatever looks like a key."""
    for secret in hide:
        for form in {secret, repr(secret)[1:-1]} - {""}:
            said = said.replace(form, "***")
    # A server that repeats a part of what it was sent (validation errors do) would otherwise put memory text into logs.
    said = re.sub(r"(['\"]?input['\"]?\s*[:=]\s*).*", r"\1***", said, flags=re.S)
    return " ".join(_SECRETS.sub("***", said).split())[:SHOWN] or "no reason given"


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Seconds until the next try, as the header says: seconds, milliseconds (`retry-after-ms`) or an HTTP date."""
    lower = {str(name).lower(): value for name, value in headers.items()}
    if (milliseconds := _number(lower.get("retry-after-ms"))) is not None:
        return milliseconds / 1000
    raw = lower.get("retry-after")
    if raw is None:
        return None
    if (seconds := _number(raw)) is not None:
        return seconds
    try:
        at = parsedate_to_datetime(raw)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - (now or datetime.now(UTC))).total_seconds())


def _number(raw: str | None) -> float | None:
    try:
        value = float(raw) if raw is not None else None
    except ValueError:
        return None
    return value if value is not None and 0 <= value < 1e9 else None


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


def _headers(error: BaseException) -> Mapping[str, str]:
    """The headers of the answer that an SDK's error carries."""
    answer = getattr(error, "response", None)
    if isinstance(answer, Mapping):  # botocore
        return dict(answer.get("ResponseMetadata", {}).get("HTTPHeaders") or {})
    return dict(getattr(answer, "headers", None) or getattr(error, "headers", None) or {})
