"""How long the last searches and adds of this process took."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence
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


class Timing:
    """One call that is being timed. By hand: a generator would cost as much as what it times here."""

    __slots__ = ("_began", "_timings", "_what")

    def __init__(self, timings: Timings, what: Timed) -> None:
        self._timings, self._what, self._began = timings, what, 0

    def __enter__(self) -> None:
        self._began = time.perf_counter_ns()

    def __exit__(self, *_: object) -> None:
        self._timings.note(self._what, time.perf_counter_ns() - self._began)


class Timings:
    """A ring of the last calls of each kind; noting one costs a microsecond. Safe in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rings: dict[Timed, deque[int]] = {"search": deque(maxlen=LAST), "add": deque(maxlen=LAST)}

    def timed(self, what: Timed) -> Timing:
        """Note how long the body of a `with` takes, also where it raises: a call that ran into a timeout was slow."""
        return Timing(self, what)

    def note(self, what: Timed, took: int) -> None:
        """Note a call of so many nanoseconds."""
        with self._lock:
            self._rings[what].append(took)

    def latency(self, what: Timed) -> Latency:
        with self._lock:
            kept = list(self._rings[what])
        return Latency.of(kept)
