"""How the pipeline waits: straight on for Memory, in threads while the event loop goes on for AsyncMemory."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")
WAITING = 256  # threads that may wait for other machines at once; they cost a stack each and no processor


class InlineRunner:
    """Runs a job at once, in the caller's thread."""

    async def call(self, job: Callable[[], T]) -> T:
        return job()

    async def ask(self, job: Callable[[], T]) -> T:
        return job()

    async def together(self, jobs: Sequence[Callable[[], T]], *, at_once: int = 8) -> list[T]:
        if len(jobs) < 2:
            return [job() for job in jobs]
        with ThreadPoolExecutor(min(at_once, len(jobs)), thread_name_prefix="mem0-together") as pool:
            return _gathered([pool.submit(job) for job in jobs])

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class ThreadRunner:
    """Runs a job in a worker thread and lets the event loop go on meanwhile."""

    async def call(self, job: Callable[[], T]) -> T:
        import asyncio  # here, so that programs without an event loop never load it

        return await asyncio.to_thread(job)

    async def ask(self, job: Callable[[], T]) -> T:
        import asyncio
        import contextvars

        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(_waiting_room(), context.run, job)

    async def together(self, jobs: Sequence[Callable[[], T]], *, at_once: int = 8) -> list[T]:
        import asyncio

        places = asyncio.Semaphore(at_once)
        failed = False

        async def one(job: Callable[[], T]) -> T | None:
            nonlocal failed
            async with places:
                if failed:
                    return None
                try:
                    return await self.ask(job)
                except BaseException:
                    failed = True
                    raise

        results = await asyncio.gather(*(one(job) for job in jobs), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result
        return results  # type: ignore[return-value]  # None stands only beside an error, which was raised

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Drive a coroutine that never waits (its runner is inline) to its end and give its result."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    coroutine.close()
    raise RuntimeError("the pipeline waited although its runner is inline")


_room: ThreadPoolExecutor | None = None
_door = threading.Lock()


def _waiting_room() -> ThreadPoolExecutor:
    """The threads in which AsyncMemory waits for other machines, made when the first one waits."""
    global _room
    with _door:
        if _room is None:
            _room = ThreadPoolExecutor(WAITING, thread_name_prefix="mem0-waiting")
        return _room


def _gathered(futures: Sequence[Future[T]]) -> list[T]:
    """The results in order; at the first error what has not begun is left out, and the error is raised."""
    try:
        return [future.result() for future in futures]
    except BaseException:
        for future in futures:
            future.cancel()
        raise
