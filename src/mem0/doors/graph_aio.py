"""`memory.graph`: entities and relations, asked directly. For AsyncMemory; what each means stands at Graph (graph.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..pipeline.parts import Parts
from ..render import Item
from . import graph_calls
from .graph import ids_of


class AsyncGraph:
    """The graph of a memory whose methods are awaited."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def nodes(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """See Graph.nodes."""
        return await graph_calls.nodes(self._parts, ids_of(user_id, agent_id, run_id, app_id))

    async def relations(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        as_of: Any = None,
        include_superseded: bool = False,
    ) -> list[Item]:
        """See Graph.relations."""
        return await graph_calls.relations(
            self._parts, ids_of(user_id, agent_id, run_id, app_id), as_of, include_superseded
        )

    async def as_of(
        self,
        moment: Any,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """See Graph.as_of."""
        return await graph_calls.relations(self._parts, ids_of(user_id, agent_id, run_id, app_id), moment, False)

    async def find(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """See Graph.find."""
        return await graph_calls.find(self._parts, name, ids_of(user_id, agent_id, run_id, app_id))

    async def neighbours(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        hops: int = 1,
        as_of: Any = None,
    ) -> list[Item]:
        """See Graph.neighbours."""
        return await graph_calls.neighbours(self._parts, name, ids_of(user_id, agent_id, run_id, app_id), hops, as_of)

    async def paths(
        self,
        source: str,
        target: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        hops: int = 4,
        as_of: Any = None,
    ) -> list[list[Item]]:
        """See Graph.paths."""
        return await graph_calls.paths(
            self._parts, source, target, ids_of(user_id, agent_id, run_id, app_id), hops, as_of
        )

    async def timeline(
        self,
        name: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
    ) -> list[Item]:
        """See Graph.timeline."""
        return await graph_calls.timeline(self._parts, name, ids_of(user_id, agent_id, run_id, app_id))

    async def implicit_connections(
        self,
        target_memory: str,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        relationship_types: Sequence[str] | None = None,
        limit: int = 10,
    ) -> list[Item]:
        """See Graph.implicit_connections."""
        return await graph_calls.connections(
            self._parts, target_memory, relationship_types, ids_of(user_id, agent_id, run_id, app_id), limit
        )

    async def changes(
        self,
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        time_window: Any = "last_30_days",
        memory_type: str | None = None,
    ) -> Item:
        """See Graph.changes."""
        return await graph_calls.changes(
            self._parts, memory_type, time_window, ids_of(user_id, agent_id, run_id, app_id)
        )

    async def export(
        self,
        format: str = "json",
        *,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        include_superseded: bool = True,
    ) -> str:
        """See Graph.export."""
        return await graph_calls.export(
            self._parts, format, ids_of(user_id, agent_id, run_id, app_id), include_superseded
        )

    async def add(self, data: str, filters: Mapping[str, Any]) -> Item:
        """See Graph.add."""
        return await graph_calls.add(self._parts, data, filters)

    async def search(self, query: str, filters: Mapping[str, Any], limit: int = 100) -> list[Item]:
        """See Graph.search."""
        return await graph_calls.search(self._parts, query, filters, limit)

    async def get_all(self, filters: Mapping[str, Any], limit: int = 100) -> list[Item]:
        """See Graph.get_all."""
        return await graph_calls.get_all(self._parts, filters, limit)

    async def delete_all(self, filters: Mapping[str, Any]) -> None:
        """See Graph.delete_all."""
        await graph_calls.delete_all(self._parts, filters)

    async def reset(self) -> None:
        """See Graph.reset."""
        await graph_calls.reset(self._parts)

    async def find_implicit_connections(self, target_memory: str, **more: Any) -> list[Item]:
        """`implicit_connections` by another name."""
        return await self.implicit_connections(target_memory, **more)

    async def track_changes(
        self, memory_type: str | None = None, time_window: Any = "last_30_days", **ids: Any
    ) -> Item:
        """`changes` by another name."""
        return await self.changes(time_window=time_window, memory_type=memory_type, **ids)
