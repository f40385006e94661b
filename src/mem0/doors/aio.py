"""AsyncMemory: the same door for programs with an event loop. What each argument means stands at Memory (sync.py)."""

from __future__ import annotations

import copy
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from ..config import MemoryConfig, read_config
from ..pipeline.parts import Parts
from ..render import Item, Results
from ..runner import InlineRunner, ThreadRunner
from . import calls, queue
from .arguments import UNSET, refuse_unknown
from .base import ADD, DELETE_ALL, GET_ALL, SEARCH, UPDATE
from .graph_aio import AsyncGraph
from .keeping_aio import AsyncKeeping
from .sync import Messages


class AsyncMemory(AsyncKeeping):
    """Memory whose methods are awaited; blocking work runs in worker threads while the event loop goes on.

    `AsyncMemory.from_config(config)` may be awaited or not: both give the object.
    """

    _inline: tuple[Parts, Self] | None = None  # what `inline` made last, and for which parts

    def __init__(self, config: MemoryConfig | Mapping[str, Any] | None = None) -> None:
        super().__init__(read_config(config if config is not None else {}), ThreadRunner())

    @property
    def graph(self) -> AsyncGraph | None:
        """Entities and relations, asked directly; None where no graph is configured."""
        return AsyncGraph(self._parts) if self.enable_graph else None

    @classmethod
    def from_config(cls, config_dict: Mapping[str, Any] | MemoryConfig) -> Self:
        """An AsyncMemory with these settings."""
        return cls(config_dict)

    def __await__(self) -> Generator[Any, None, Self]:
        return self
        yield  # makes this a generator: awaiting gives the object at once

    def inline(self) -> Self:
        """The same memory, working in the thread that awaits it: for calls that are over sooner than a change of threads.

        It shares the store with this object and closes with it.
        """
        parts = self._parts
        if self._inline is None or self._inline[0] is not parts:
            made = copy.copy(self)
            made._open_parts, made._inline = replace(parts, runner=InlineRunner()), None
            self._inline = (parts, made)
        return self._inline[1]

    async def add(
        self,
        messages: Messages,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        filters: Mapping[str, Any] | None = None,
        prompt: str | None = None,
        *,
        app_id: str | None = None,
        infer: bool = True,
        memory_type: str | None = None,
        timestamp: Any = None,
        expiration_date: Any = None,
        immutable: bool = False,
        includes: str | None = None,
        excludes: str | None = None,
        custom_categories: Sequence[Mapping[str, str]] | None = None,
        custom_instructions: str | None = None,
        llm: Any = None,
        **unknown: Any,
    ) -> Results:
        """See Memory.add. `llm` is taken for programs of 1.x and has no effect: the model is that of the configuration."""
        del llm
        refuse_unknown("add", unknown, ADD)
        return self._listed(await calls.add(self._parts, ADD.of(locals())))

    async def search(
        self,
        query: str,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
        filters: Mapping[str, Any] | None = None,
        *,
        app_id: str | None = None,
        top_k: int | None = None,
        k: int | None = None,
        threshold: float | None = None,
        rerank: bool | None = None,
        explain: bool = False,
        as_of: Any = None,
        reference_date: Any = None,
        show_expired: bool = False,
        metadata_filters: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> Results:
        """See Memory.search."""
        refuse_unknown("search", unknown, SEARCH)
        return await calls.search(self._parts, SEARCH.of(locals()))

    async def add_later(self, messages: Messages, *, key: str | None = None, **arguments: Any) -> str:
        """See Memory.add_later."""
        refuse_unknown("add_later", {name: None for name in arguments if name not in ADD}, ADD)
        return await queue.add_later(self._parts, ADD.call(messages=messages, **arguments), key=key)

    async def event(self, event_id: str) -> Item | None:
        """See Memory.event."""
        return await queue.event(self._parts, event_id)

    async def events(self, *, status: str | None = None, limit: int | None = None, offset: int = 0) -> Results:
        """See Memory.events."""
        return await queue.events(self._parts, queue.which_jobs(status), limit=limit, offset=offset)

    async def retry(self, event_ids: Sequence[str] | None = None) -> int:
        """See Memory.retry."""
        return await queue.retry(self._parts, event_ids)

    async def work(self, limit: int | None = None) -> int:
        """See Memory.work."""
        return await queue.work(self._parts, limit=limit)

    async def get(self, memory_id: str) -> Item | None:
        """See Memory.get."""
        return await calls.get(self._parts, memory_id)

    async def get_all(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        limit: int | None = None,
        filters: Mapping[str, Any] | None = None,
        *,
        app_id: str | None = None,
        top_k: int | None = None,
        offset: int = 0,
        as_of: Any = None,
        include_superseded: bool = False,
        show_expired: bool = False,
        **unknown: Any,
    ) -> Results:
        """See Memory.get_all."""
        refuse_unknown("get_all", unknown, GET_ALL)
        return self._listed(await calls.get_all(self._parts, GET_ALL.of(locals())))

    async def update(
        self,
        memory_id: str,
        text: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        expiration_date: Any = UNSET,
        data: str | None = None,
        *,
        timestamp: Any = None,
        **unknown: Any,
    ) -> Item:
        """See Memory.update."""
        refuse_unknown("update", unknown, UPDATE)
        return await calls.update(self._parts, UPDATE.of(locals()))

    async def delete(self, memory_id: str) -> Item:
        """See Memory.delete."""
        return await calls.delete(self._parts, memory_id)

    async def delete_all(
        self,
        user_id: str | None = None,
        agent_id: str | None = None,
        run_id: str | None = None,
        *,
        app_id: str | None = None,
        filters: Mapping[str, Any] | None = None,
        **unknown: Any,
    ) -> Item:
        """See Memory.delete_all."""
        refuse_unknown("delete_all", unknown, DELETE_ALL)
        return await calls.delete_all(self._parts, DELETE_ALL.of(locals()))

    async def history(self, memory_id: str) -> list[Item]:
        """See Memory.history."""
        return await calls.history(self._parts, memory_id)

    async def users(self) -> Results:
        """See Memory.users."""
        return await calls.users(self._parts)

    async def get_all_users(self) -> list[str]:
        """See Memory.get_all_users."""
        return [item["name"] for item in (await self.users())["results"] if item["type"] == "user"]

    async def reset(self) -> None:
        """See Memory.reset."""
        await calls.reset(self._parts)

    async def chat(self, query: str) -> str:
        """Not part of this library, as in all generations of mem0ai."""
        raise NotImplementedError("Chat function not implemented yet.")

    def close(self) -> None:
        """Give back the store's files; every later call raises. Closing twice is fine."""
        self._close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
