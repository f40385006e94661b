"""What one does to the store as a whole, in programs with an event loop. What each argument means stands at Memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..pipeline import portability
from ..render import Item
from . import calls
from .arguments import UNSET
from .trust import AsyncTrust


class AsyncKeeping(AsyncTrust):
    """The part of an AsyncMemory that looks after its store."""

    async def sweep(
        self,
        *,
        dry_run: bool = False,
        archive_after_days: float | None = None,
        min_relevance: float | None = None,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        app_id: str | None = None,
        filters: Mapping[str, Any] | None = None,
    ) -> Item:
        """See Memory.sweep."""
        call = {name: value for name, value in locals().items() if name in calls.SWEEP}
        return await calls.sweep(self._parts, call)

    async def sweep_if_due(self, every_hours: float = 24.0) -> Item | None:
        """See Memory.sweep_if_due."""
        return await calls.sweep_if_due(self._parts, every_hours)

    async def restore(self, memory_id: str) -> Item:
        """See Memory.restore."""
        return await calls.restore(self._parts, memory_id)

    async def stats(self) -> Item:
        """See Memory.stats."""
        return await calls.stats(self._parts)

    async def health(self, *, alert: Any = UNSET, checks: Sequence[str] | None = None) -> Item:
        """See Memory.health. A callable runs in a worker thread; what it returns is awaited where it can be."""
        return await calls.health(self._parts, self.config, alert=alert, checks=checks, waits=True)

    async def reindex(
        self,
        embedder: str | Mapping[str, Any] | None = None,
        progress: Callable[[int, int], None] | None = None,
        vectors: bool = False,
        *,
        graph: bool = False,
    ) -> int:
        """See Memory.reindex. `progress` is called in the event loop; with `vectors` or `graph` in a worker thread."""
        return await self._reindex(embedder, progress, vectors=vectors, graph=graph)

    async def backup(self, path: str | Path, *, keys: str | Path = "beside") -> Item:
        """See Memory.backup."""
        return await calls.backup(self._parts, path, keys)

    async def dump(self) -> AsyncIterator[Item]:
        """See Memory.dump."""
        for record in await portability.dump(self._parts):
            yield record

    async def message_ids(self) -> set[str]:
        """See Memory.message_ids."""
        return await portability.message_ids(self._parts)

    async def load(self, records: Iterable[Mapping[str, Any]], *, forgotten: bool = False) -> Item:
        """See Memory.load."""
        return await calls.load(self._parts, records, forgotten=forgotten)
