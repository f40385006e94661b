"""The queue of work inside one process: order inside a scope, events that tell how far it is."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from ..ports import Clock
from ..records import Scope
from ..values import iso
from . import work
from .platform import shapes
from .projects import Projects
from .seams import Item


class Queue:
    """Jobs of this process alone."""

    def __init__(self, projects: Projects, clock: Clock) -> None:
        self._projects, self._clock = projects, clock
        self._events: dict[tuple[str, str], Item] = {}
        self._ids: dict[tuple[str, str], str] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def enqueue(
        self, project: str, kind: str, payload: Mapping[str, Any], *, scope: Scope, idempotency_key: str | None = None
    ) -> str:
        event_id = str(uuid4())
        if idempotency_key is not None:
            known = self._ids.setdefault((project, idempotency_key), event_id)
            if known != event_id:
                return known
        now = iso(self._clock.now())
        self._events[project, event_id] = {
            "id": event_id, "event_type": kind, "status": "PENDING", "payload": {}, "metadata": {}, "results": [],
            "error": None, "graph_status": None, "created_at": now, "updated_at": now, "started_at": None,
            "completed_at": None, "latency": None,
        }  # fmt: skip
        order = json.dumps([project, asdict(scope)])
        task = asyncio.create_task(self._work(project, event_id, kind, payload, order))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return event_id

    async def _work(self, project: str, event_id: str, kind: str, payload: Mapping[str, Any], order: str) -> None:
        event = self._events[project, event_id]
        async with self._locks.setdefault(order, asyncio.Lock()):
            event |= {"status": "RUNNING", "started_at": iso(self._clock.now())}
            try:
                results = await work.KINDS[kind](await self._projects.memory_of(project), payload)
                event |= {"status": "SUCCEEDED", "results": [shapes.change(item) for item in results]}
            except MemoryError as error:
                event |= {"status": "FAILED", "error": error.message}
            event |= {"completed_at": iso(self._clock.now()), "updated_at": iso(self._clock.now())}

    async def event(self, project: str, event_id: str) -> Item | None:
        return self._events.get((project, event_id))

    async def events(self, project: str, *, limit: int, offset: int, status: str | None = None) -> tuple[list[Item], int]:
        found = [e for (owner, _), e in reversed(self._events.items()) if owner == project and status in (None, e["status"])]
        return found[offset : offset + limit], len(found)
