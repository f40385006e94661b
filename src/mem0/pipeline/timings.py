"""How long the last searches and adds of this process took."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Timed: TypeAlias = Literal["search", "add"]
LAST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Latency:
    """`count` of the last calls; the times that half and 95 of 100 of them kept within, milliseconds (0: none were made)."""

    count: int
    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, nanoseconds: Sequence[int]) -> Latency:
        ordered = sorted(nanoseconds)
        half, most = (ordered[int(share * (len(ordered) - 1) + 0.5)] / 1e6 if ordered else 0.0 for share in (0.5, 0.95))
        return cls(len(ordered), half, most)


class Timings:
    """A ring of the last calls of each kind; noting one costs a microsecond. Safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rings: dict[Timed, deque[int]] = {"search": deque(maxlen=LAST), "add": deque(maxlen=LAST)}

    @contextmanager
    def timed(self, what: Timed) -> Iterator[None]:
        """Note how long the body takes, also where it raises: a call that ran into a timeout was slow."""
        began = time.perf_counter_ns()
        try:
            yield
        finally:
            took = time.perf_counter_ns() - began
            with self._lock:
                self._rings[what].append(took)

    def latency(self, what: Timed) -> Latency:
        with self._lock:
            kept = list(self._rings[what])
        return Latency.of(kept)
