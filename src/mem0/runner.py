"""How the pipeline waits: straight on for Memory, in a thread while the event loop goes on for AsyncMemory."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class InlineRunner:
    """Runs a job at once, in the caller's thread."""

    async def call(self, job: Callable[[], T]) -> T:
        return job()


class ThreadRunner:
    """Runs a job in a worker thread and lets the event loop go on meanwhile."""

    async def call(self, job: Callable[[], T]) -> T:
        import asyncio  # here, so that programs without an event loop never load it

        return await asyncio.to_thread(job)


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Drive a coroutine that never waits (its runner is inline) to its end and give its result."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise RuntimeError("the pipeline waited although its runner is inline")
