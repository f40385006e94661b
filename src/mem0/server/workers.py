"""Do queued work in the background: over all projects in turn, a few jobs at a time, given back when the server stops."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Final

from ..doors.aio import AsyncMemory
from ..errors import MemoryError, MemoryNotFoundError  # noqa: A004 - the base of this library's errors
from ..jobs import Job
from ..pipeline import work as working
from ..pipeline.parts import Parts
from ..ports import Transaction
from .projects import Projects
from .work import Work

log = logging.getLogger("mem0.server.jobs")
LEASE: Final = 30.0  # seconds that a job is ours without a word of this process: so long it waits when we are killed
SCAN: Final = 30.0  # seconds between looks for work that other processes left
GRACE: Final = 20.0  # seconds for jobs to end when the server stops
RETENTION: Final = 7 * 24 * 3600.0  # seconds for which events of finished work are kept
Before = Callable[[str, AsyncMemory], Awaitable[None]]


class Workers:
    """At most `at_once` jobs run at a time. Projects with work take turns, so that none waits for another's backlog.

    `before` is called at each turn of a project, ahead of its jobs: the outbox of webhooks queues what is to be sent.
    """

    def __init__(
        self,
        projects: Projects,
        kinds: Mapping[str, Work],
        *,
        at_once: int,
        before: Before | None = None,
        lease: float = LEASE,
    ) -> None:
        self._projects, self._kinds, self._before, self._lease = projects, kinds, before, lease
        self._free = self._at_once = at_once
        self._ready: OrderedDict[str, None] = OrderedDict()  # the turns
        self._running: dict[str, tuple[Parts, Job]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self, project: str) -> None:
        """There may be work in this project. To be called in the server's event loop; before it runs, nothing happens."""
        if self._loop is not None:
            self._ready.setdefault(project)
            self._news.set()

    @property
    def at_work_now(self) -> bool:
        """Whether jobs are taken: not before the server has begun, nor while it stops."""
        return self._loop is not None

    @property
    def running(self) -> int:
        """How many jobs are being done now."""
        return len(self._running)

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Work while the context lasts; at its end running jobs are finished, or given back after `GRACE` seconds."""
        self._loop = asyncio.get_running_loop()
        loops = [asyncio.create_task(one()) for one in (self._dispatch, self._keep_leases, self._look_around)]
        try:
            yield
        finally:
            self._loop = None
            await _cancel(loops)
            for timer in self._timers.values():
                timer.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=GRACE)
            await _cancel(list(self._tasks))

    async def _dispatch(self) -> None:
        """Give each project with work its turn, as long as there are hands."""
        while True:
            await self._news.wait()
            if not self._ready or not self._free:
                self._news.clear()
                continue
            share = max(1, self._free // len(self._ready))
            project, _ = self._ready.popitem(last=False)
            try:
                await self._turn(project, share)
            except MemoryNotFoundError:
                continue  # the project was deleted
            except MemoryError as error:
                log.warning("project %s cannot be worked on now: %s", project, error.message)
                self._later(project, SCAN)

    async def _turn(self, project: str, share: int) -> None:
        memory = await self._projects.memory_of(project)
        if self._before is not None:
            await self._before(project, memory)
        jobs = await working.take(memory.parts, list(self._kinds), lasts=self._lease, limit=share)
        for job in jobs:
            self._begin(project, memory, job)
        if len(jobs) == share:
            self.wake(project)
        elif not jobs:
            await self._wait_for_due(project, memory.parts)

    def _begin(self, project: str, memory: AsyncMemory, job: Job) -> None:
        self._free -= 1
        self._running[job.id] = (memory.parts, job)
        task = asyncio.create_task(self._do(memory, job))
        self._tasks.add(task)
        task.add_done_callback(partial(self._ended, project, job.id))

    async def _do(self, memory: AsyncMemory, job: Job) -> None:
        await working.carry_out(memory.parts, job, lambda _, one: self._kinds[one.kind](memory, one))

    def _ended(self, project: str, job_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._running.pop(job_id, None)
        self._free += 1
        if not task.cancelled() and task.exception() is not None:
            log.warning("job %s could not be written down; it will be done again", job_id, exc_info=task.exception())
        self.wake(project)

    async def _wait_for_due(self, project: str, parts: Parts) -> None:
        state = await parts.runner.call(lambda: parts.store.read(lambda snapshot: snapshot.queue()))
        if state.next_due is not None:
            self._later(project, (state.next_due - parts.clock.now()) / working.SECOND)

    def _later(self, project: str, seconds: float) -> None:
        if self._loop is None:
            return
        earlier = self._timers.pop(project, None)
        if earlier is not None:
            earlier.cancel()
        self._timers[project] = self._loop.call_later(max(seconds, 0.05), self._due, project)

    def _due(self, project: str) -> None:
        self._timers.pop(project, None)
        self.wake(project)

    async def _keep_leases(self) -> None:
        """Prolong what runs here, in one write a project."""
        while True:
            await asyncio.sleep(self._lease / 3)
            stores: dict[int, tuple[Parts, list[Job]]] = {}
            for parts, job in self._running.values():
                stores.setdefault(id(parts), (parts, []))[1].append(job)
            for parts, jobs in stores.values():
                try:
                    await _extend(parts, jobs, self._lease)
                except MemoryError as error:  # the leases may end; then the jobs are done by whoever takes them
                    log.warning("leases could not be prolonged: %s", error.message)

    async def _look_around(self) -> None:
        """Find work of an earlier run or of other processes: in files that changed. Old events go."""
        seen: dict[str, int] = {}
        while True:
            for project, changed in await asyncio.to_thread(self._projects.changes):
                if seen.get(project) != changed:
                    seen[project] = changed
                    self.wake(project)
            await asyncio.sleep(SCAN)


async def _extend(parts: Parts, jobs: list[Job], lease: float) -> None:
    now = parts.clock.now()
    until = now + int(lease * working.SECOND)
    before = now - int(RETENTION * working.SECOND)

    def write() -> None:
        def job(tx: Transaction) -> None:
            for one in jobs:
                tx.extend(one.lease, now=now, until=until)
            tx.drop_jobs(before=before)

        parts.store.write(job)

    await parts.runner.call(write)


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    for task in tasks:
        with suppress(asyncio.CancelledError):
            await task
