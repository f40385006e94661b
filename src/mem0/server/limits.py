"""How much one key may ask for: requests a minute by token bucket, adds a month by count."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..errors import MemoryQuotaExceededError, RateLimitError
from ..records import Micros
from ..values import day_of
from .control import keys
from .control.file import ControlFile
from .roles import Principal

_BUCKETS: Final = 10_000  # kept at once; a bucket that is dropped is a full one again


@dataclass(slots=True)
class Bucket:
    """Tokens that come back evenly. `limit` of them fit in; a minute fills it."""

    limit: int
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Take one; returns how many seconds to wait where there is none."""
        self.tokens = min(self.limit, self.tokens + (now - self.at) * self.limit / 60)
        self.at = now
        if self.tokens < 1:
            return (1 - self.tokens) * 60 / self.limit
        self.tokens -= 1
        return 0.0

    def headers(self) -> dict[str, str]:
        missing = (self.limit - self.tokens) * 60 / self.limit
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(int(self.tokens)),
            "x-ratelimit-reset": str(int(missing + 0.999)),
        }


class TooManyRequests(RateLimitError):
    """Asked too often; `headers` say when to come back."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(f"Request was throttled. Expected available in {headers['retry-after']} seconds.")
        self.headers = headers


class Limits:
    """The buckets of those who asked lately, and the adds that are not written down yet."""

    def __init__(self, control: ControlFile, *, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._control, self._per_minute, self._clock = control, per_minute, clock
        self._buckets: dict[str, Bucket] = {}
        self._used: dict[str, Micros] = {}
        self._added: dict[tuple[str, str], int] = {}

    def admit(self, principal: Principal) -> dict[str, str]:
        """Count a request; returns the headers that say what is left. Raises TooManyRequests."""
        limit = self._per_minute if principal.per_minute is None else principal.per_minute
        return self.take(principal.bucket, limit) if limit else {}

    def take(self, name: str, limit: int) -> dict[str, str]:
        """Count one thing of that name, at most `limit` a minute."""
        now = self._clock()
        bucket = self._buckets.get(name)
        if bucket is None or bucket.limit != limit:
            self._forget_old()
            bucket = self._buckets[name] = Bucket(limit, limit, now)
        wait = bucket.take(now)
        if wait:
            raise TooManyRequests({"retry-after": str(max(1, int(wait + 0.999))), **bucket.headers()})
        return bucket.headers()

    def _forget_old(self) -> None:
        while len(self._buckets) >= _BUCKETS:
            del self._buckets[next(iter(self._buckets))]

    def note_use(self, principal: Principal, at: Micros) -> None:
        """Remember that a key was used; `write_down` keeps it."""
        if principal.key is not None:
            self._used[principal.key] = at

    def count_add(self, principal: Principal, at: Micros) -> None:
        """Count one add. Raises MemoryQuotaExceededError when the key has made all of this month's."""
        if principal.key is None:
            return
        month = day_of(at)[:7]
        place = (principal.key, month)
        if principal.adds_per_month is not None:
            made = keys.adds_in(self._control, principal.key, month) + self._added.get(place, 0)
            if made >= principal.adds_per_month:
                raise MemoryQuotaExceededError(
                    f"This key may add {principal.adds_per_month:,} times a month, and has.",
                    details={"adds_per_month": principal.adds_per_month},
                )
        self._added[place] = self._added.get(place, 0) + 1

    def write_down(self) -> None:
        """Put what was counted into the control store."""
        used, self._used = self._used, {}
        added, self._added = self._added, {}
        if used or added:
            keys.note_use(self._control, used, added)
