"""Work that routes hand to the queue: kinds, what each does, and what its event tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from ..clock import SystemClock
from ..conversation import read_messages
from ..doors import queue
from ..doors.aio import AsyncMemory
from ..doors.arguments import addition
from ..doors.base import ADD
from ..jobs import Job
from ..records import Scope
from .metrics import Metrics
from .seams import Item

ADDING: Final = "ADD"
DELETING: Final = "DELETE"  # done when it is queued: clients look for the event of a deletion
Work = Callable[[AsyncMemory, Job], Awaitable[Sequence[Mapping[str, Any]]]]


async def add(memory: AsyncMemory, payload: Mapping[str, Any], metrics: Metrics) -> list[Item]:
    """Remember messages; returns what it changed."""
    answer = await memory.add(**payload)
    metrics.used(answer.get("usage"))
    return list(answer["results"])


def checked_add(payload: Mapping[str, Any]) -> Scope:
    """Whose memory an add is for. Raises what the add itself would raise for its arguments, before it is queued."""
    wanted = addition({**dict.fromkeys(ADD), "infer": True, "immutable": False, **payload}, SystemClock())
    read_messages(
        wanted.messages, scope=wanted.scope, at=wanted.at, metadata=wanted.metadata, expires_on=wanted.expires_on
    )
    return wanted.scope


async def add_queued(memory: AsyncMemory, job: Job, metrics: Metrics) -> Sequence[Mapping[str, Any]]:
    """A queued add: what it changes and that it is done are one transaction."""
    answer = await queue.add_of(memory.parts, job)
    metrics.used(answer.get("usage"))
    return queue.changes_of(answer)


KINDS: Final = (ADDING, DELETING)  # of which events tell


def works(metrics: Metrics, more: Mapping[str, Work]) -> dict[str, Work]:
    """What the workers do, by kind; every attempt is counted with its outcome."""

    async def adding(memory: AsyncMemory, job: Job) -> Sequence[Mapping[str, Any]]:
        return await add_queued(memory, job, metrics)

    return {kind: _counted(work, metrics) for kind, work in {ADDING: adding, DELETING: _deleted, **more}.items()}


async def _deleted(_: AsyncMemory, __: Job) -> Sequence[Mapping[str, Any]]:
    return []


def _counted(work: Work, metrics: Metrics) -> Work:
    async def counted(memory: AsyncMemory, job: Job) -> Sequence[Mapping[str, Any]]:
        outcome = "failed"
        try:
            found = await work(memory, job)
            outcome = "done"
        finally:
            metrics.job(job.kind, outcome)
        return found

    return counted
