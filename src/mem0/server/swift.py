"""Where a read runs: in a worker thread, or, when it is over sooner than a change of threads, in the event loop itself.

A search in a scope of a hundred memories takes less than handing it to a thread and back. What is not known yet, or was
slow the last time (a large scope), goes to a thread, and so does what may wait for other machines; nobody else has to
wait for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from ..config import MemoryConfig
from ..doors.aio import AsyncMemory
from ..runner import finish

T = TypeVar("T")
SHORT_S: Final = 0.005  # of processor time
_KEPT: Final = 20_000  # scopes whose last read is remembered
_HERE: Final = (None, "static", "minilm")  # parts that ask no other machine


class Swift:
    """How long the last read of each scope took."""

    def __init__(self) -> None:
        self._took: OrderedDict[str, float] = OrderedDict()

    async def read(self, memory: AsyncMemory, scope: str, job: Callable[[AsyncMemory], Coroutine[Any, Any, T]]) -> T:
        """Run `job` on the memory; how long it takes decides where the next read of the scope runs."""
        if not _stays_here(memory.config):
            return await job(memory)
        inline = memory.inline()
        # The clock costs nothing to read and never says too little. Where it says much, perhaps because something else
        # ran, the next read goes to a thread, and there the processor's time tells.
        if self._took.get(scope, SHORT_S) < SHORT_S:
            return self._timed(scope, job, inline, time.perf_counter)
        return await asyncio.to_thread(self._timed, scope, job, inline, time.thread_time)

    def _timed(
        self,
        scope: str,
        job: Callable[[AsyncMemory], Coroutine[Any, Any, T]],
        memory: AsyncMemory,
        clock: Callable[[], float],
    ) -> T:
        began = clock()
        try:
            return finish(job(memory))
        finally:
            self._note(scope, clock() - began)

    def _note(self, scope: str, took: float) -> None:
        self._took[scope] = took
        if len(self._took) > _KEPT:
            self._took.popitem(last=False)


def _stays_here(config: MemoryConfig) -> bool:
    """Whether searching with these parts waits for nobody."""
    embedder = None if config.embedder is None else config.embedder.provider
    return embedder in _HERE and config.reranker is None and config.vector_store is None
