"""The present time, as the pipeline sees it; tests put a fixed one in its place."""

from __future__ import annotations

import time

from .records import Micros


class SystemClock:
    """The computer's clock."""

    def now(self) -> Micros:
        return time.time_ns() // 1_000
