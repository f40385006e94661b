"""The ports of the surroundings: how the pipeline waits, and what time it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

from ..records import Micros

T = TypeVar("T")


class Runner(Protocol):
    """How the pipeline waits: straight on (Memory) or in a thread while the event loop goes on (AsyncMemory)."""

    async def call(self, job: Callable[[], T]) -> T:
        """Run a job that works here (store, ranking) and wait for it."""

    async def ask(self, job: Callable[[], T]) -> T:
        """Run a job that mostly waits for another machine (a model, a remote index): hundreds may be under way at once."""

    async def together(self, jobs: Sequence[Callable[[], T]], *, at_once: int = 8) -> list[T]:
        """Run jobs that wait for other machines side by side, at most `at_once`; results in the order of the jobs.

        The first error is raised when all that were begun have ended; jobs not yet begun are left out then.
        """

    async def sleep(self, seconds: float) -> None:
        """Wait that long."""


class Clock(Protocol):
    def now(self) -> Micros:
        """The present time."""


@runtime_checkable
class Closeable(Protocol):
    def close(self) -> None: ...
