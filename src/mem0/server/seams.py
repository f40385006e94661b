"""Where routes and workers meet: the queue of work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ..records import Scope

Item = dict[str, Any]


class Jobs(Protocol):
    """Work that is done after the answer, in order inside a scope; how far it is can be read as events."""

    async def enqueue(
        self, project: str, kind: str, payload: Mapping[str, Any], *, scope: Scope, idempotency_key: str | None = None
    ) -> str:
        """Queue work; returns the id of its event. The same idempotency_key is the same event, and no second work."""

    async def event(self, project: str, event_id: str) -> Item | None:
        """One event in the platform's form: id, event_type, status, payload, metadata, results, error, times, latency."""

    async def events(
        self, project: str, *, limit: int, offset: int, status: str | None = None, kind: str | None = None
    ) -> tuple[list[Item], int]:
        """Events of a project (of one kind), newest first, and how many there are in all."""
