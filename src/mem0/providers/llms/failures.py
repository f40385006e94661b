"""What went wrong at a vendor, told as our errors; no key and no whole answer ever stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from ... import errors
from ...errors import AuthenticationError, ConfigurationError, LLMError, NetworkError, RateLimitError

# Keys as vendors write them (sk-..., gsk_..., AIza..., AKIA...) and what follows "key" or "bearer" in a sentence.
_SECRETS: Final = re.compile(
    r"\b(?:sk|pk|gsk|xai|key|tok|Bearer)[-_ ][\w*.-]{6,}|\bAIza[\w-]{10,}|\bA[KS]IA[A-Z0-9]{12,}|(?<=[?&]key=)[^&\s]+"
)
LONGEST = 300


class Refused(Exception):
    """An HTTP answer other than 2xx, between a vendor's call and the error that the caller gets."""

    def __init__(self, status: int, said: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status, self.said, self.headers = status, said, headers or {}


def refused(provider: str, refusal: Refused, *, key: str | None = None) -> errors.MemoryError:
    """The error for a refusal."""
    status, said, headers = refusal.status, refusal.said, refusal.headers
    about: dict[str, Any] = {"llm": provider, "status": status}
    if status in (401, 403):
        return AuthenticationError(
            f"{provider} refused the key ({status}).",
            details=about,
            suggestion="Check that it is whole, current and allowed to use this model.",
        )
    if status == 429:
        return _too_many(provider, about, headers)
    if status == 408:
        return NetworkError(f"{provider} gave up waiting for the request ({status}).", details=about)
    if status == 404:
        return ConfigurationError(
            f"{provider} does not know this model or address ({status}): {safe(said, key)}", details=about
        )
    return LLMError(f"{provider} answered with status {status}: {safe(said, key)}", details=about)


def timed_out(provider: str) -> NetworkError:
    return NetworkError(
        f"{provider} did not answer in time.",
        error_code="NET_TIMEOUT",
        details={"llm": provider},
        suggestion='Raise "timeout" in the llm config, or try again.',
    )


def not_reached(provider: str) -> NetworkError:
    """It could not be connected to, or the connection broke before the answer was whole."""
    return NetworkError(
        f"{provider} could not be reached, or the connection broke before the answer was whole.",
        error_code="NET_CONNECT",
        details={"llm": provider},
        suggestion="Check its address and the network, or try again.",
    )


def unreadable(provider: str, what: str = "an answer that is not of its own format") -> LLMError:
    return LLMError(f"{provider} gave {what}.", details={"llm": provider})


def safe(said: str, key: str | None = None) -> str:
    """A vendor's words cut short, with whatever looks like a key taken out."""
    bare = said.replace(key, "***") if key else said
    return _SECRETS.sub("***", bare)[:LONGEST] or "no reason given"


def retry_after(headers: Mapping[str, str], *, now: datetime | None = None) -> float | None:
    """Seconds until the next try, as the header says: seconds, milliseconds (`retry-after-ms`) or an HTTP date."""
    lower = {name.lower(): value for name, value in headers.items()}
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


def _too_many(provider: str, about: Mapping[str, Any], headers: Mapping[str, str]) -> RateLimitError:
    wait = retry_after(headers)
    return RateLimitError(
        f"{provider} takes no more requests for now (429).",
        details=about,
        suggestion=f"Try again in {wait:g} seconds." if wait is not None else "Try again later.",
        debug_info={} if wait is None else {"retry_after": wait},
    )
