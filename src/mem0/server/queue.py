"""The queue of work: handed over into the store of its project, told of as events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..doors import queue
from ..records import Scope
from . import work
from .platform import shapes
from .projects import Projects
from .seams import Item


class Queue:
    """seams.Jobs on the durable queues of the projects. `wake` is told of each project that has work."""

    def __init__(self, projects: Projects, wake: Callable[[str], None]) -> None:
        self._projects, self._wake = projects, wake

    async def enqueue(
        self, project: str, kind: str, payload: Mapping[str, Any], *, scope: Scope, idempotency_key: str | None = None
    ) -> str:
        memory = await self._projects.memory_of(project)
        event = await queue.enqueue(memory.parts, kind, payload, scope=scope, key=idempotency_key)
        self._wake(project)
        return event

    async def event(self, project: str, event_id: str) -> Item | None:
        memory = await self._projects.memory_of(project)
        found = await queue.event(memory.parts, event_id)
        return None if found is None else _shown(found)

    async def events(
        self, project: str, *, limit: int, offset: int, status: str | None = None, kind: str | None = None
    ) -> tuple[list[Item], int]:
        memory = await self._projects.memory_of(project)
        wanted = work.KINDS if kind is None else [one for one in work.KINDS if one == kind.upper()]
        if not wanted:
            return [], 0  # of kinds that the platform has and this server does not tell of, like SEARCH
        which = queue.which_jobs(status, kinds=wanted)
        found = await queue.events(memory.parts, which, limit=limit, offset=offset)
        return [_shown(one) for one in found["results"]], found["total"]


def _shown(event: Item) -> Item:
    """An event whose changes are told as those of an add are."""
    return {**event, "results": [shapes.change(one) if "event" in one else one for one in event["results"]]}
