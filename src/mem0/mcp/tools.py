"""The eleven tools and the prompt: what a model reads of them, and what they ask of the memory behind them."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, TypeAlias

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from pydantic import Field

from ..errors import MemoryError  # noqa: A004 - the base of this library's errors
from ..version import __version__
from .backends import Backend, about, ids_of, need_ids

log = logging.getLogger("mem0.mcp")
Desk: TypeAlias = Callable[[Context], Awaitable[tuple[Backend, str]]]  # a call -> the memory it is about, its default user
Tool: TypeAlias = Callable[..., Awaitable[str]]

UserId = Annotated[str | None, Field(description="Whose memory. Left out: the default user.")]
AgentId = Annotated[str | None, Field(description="An agent that the memory belongs to.")]
AppId = Annotated[str | None, Field(description="An app that the memory belongs to.")]
RunId = Annotated[str | None, Field(description="A run (session) that the memory belongs to.")]
Filters = Annotated[
    dict[str, Any] | None,
    Field(description='Conditions: {"AND": [{"user_id": "ana"}, {"created_at": {"gte": "2026-01-01"}}]}; also OR, NOT.'),
]
MemoryId = Annotated[str, Field(description="The id of a memory, as search_memories gives it.")]
Graph = Annotated[bool | None, Field(description="Taken for older clients; has no effect.")]

INSTRUCTIONS: Final = (
    "Long-term memory. Search it before answering what may depend on earlier conversations, and add what is worth "
    "remembering: preferences, facts, decisions. Deleting cannot be undone: confirm it with the person first."
)
PROMPT: Final = """You have a long-term memory, kept by the mem0 server.

- Begin with search_memories when the question may depend on what was said before; filter by ids and dates.
- add_memory stores what is worth remembering later. Pass the words as they were said; facts are found in them.
- update_memory corrects one memory; delete_memory removes one for good; delete_all_memories and delete_entities remove
  much: ask the person before.
- add_memory may answer with an event_id: get_event_status tells when it is done.
- Where no user is named, the default user is meant."""


def make_server(desk: Desk) -> MCPServer:
    """The MCP server; `desk` gives each call the memory it is about."""
    quiet = logging.NullHandler()  # the SDK puts a handler on the root logger, unless there is one
    logging.getLogger().addHandler(quiet)
    try:
        server: MCPServer = MCPServer("mem0", title="open-mem0", instructions=INSTRUCTIONS, version=__version__)
    finally:
        logging.getLogger().removeHandler(quiet)
    for tool in Tools(desk).all():
        server.add_tool(tool)
    server.prompt(name="memory_assistant", description="How to work with this memory.")(lambda: PROMPT)
    return server


async def _answer(asked: Awaitable[Any]) -> str:
    """The answer as JSON; a refusal too, since a model can read what to do better."""
    try:
        found = await asked
    except MemoryError as error:
        found = {"error": str(error), "status": error.debug_info.get("status_code", error.status), "payload": error.details}
    except Exception:
        log.exception("a tool failed")
        raise
    return json.dumps(found, ensure_ascii=False, default=str)


class Tools:
    """The tools as methods; their signatures and docstrings are what a model reads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> tuple[Tool, ...]:
        return (
            self.add_memory,
            self.search_memories,
            self.get_memories,
            self.get_memory,
            self.update_memory,
            self.delete_memory,
            self.delete_all_memories,
            self.delete_entities,
            self.list_entities,
            self.list_events,
            self.get_event_status,
        )

    async def add_memory(
        self,
        ctx: Context,
        text: Annotated[str | None, Field(description="What to remember, in plain words.")] = None,
        messages: Annotated[
            list[dict[str, Any]] | None,
            Field(description='A conversation instead of text: [{"role": "user", "content": "..."}, ...].'),
        ] = None,
        user_id: UserId = None,
        agent_id: AgentId = None,
        app_id: AppId = None,
        run_id: RunId = None,
        metadata: Annotated[dict[str, Any] | None, Field(description="Any JSON values to keep with the memory.")] = None,
        infer: Annotated[bool | None, Field(description="False stores the words as they are.")] = None,
        enable_graph: Graph = None,
    ) -> str:
        """Remember what a text or a conversation says: preferences, facts, plans, decisions."""
        del enable_graph
        backend, default = await self._desk(ctx)
        ids = ids_of(user_id=user_id, agent_id=agent_id, app_id=app_id, run_id=run_id)
        if not ids.keys() - {"app_id"}:
            ids["user_id"] = default
        more = {name: value for name, value in (("metadata", metadata), ("infer", infer)) if value is not None}
        said = messages or ([] if text is None else [{"role": "user", "content": text}])
        return await _answer(backend.add(said, {**ids, **more}))

    async def update_memory(
        self,
        ctx: Context,
        memory_id: MemoryId,
        text: Annotated[str | None, Field(description="The new text.")] = None,
        metadata: Annotated[dict[str, Any] | None, Field(description="Values to set in its metadata.")] = None,
    ) -> str:
        """Overwrite the text of one memory; the old text stays in its history."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.update(memory_id, text, metadata))

    async def search_memories(
        self,
        ctx: Context,
        query: Annotated[str, Field(description="A question or a few words.")],
        filters: Filters = None,
        limit: Annotated[int | None, Field(description="How many at most.", ge=1, le=1_000)] = None,
        top_k: Annotated[int | None, Field(description="The same as limit.", ge=1, le=1_000)] = None,
        enable_graph: Graph = None,
    ) -> str:
        """Find the memories that answer a question best."""
        del enable_graph
        backend, default = await self._desk(ctx)
        return await _answer(backend.search(query, about(default, filters), top_k=limit or top_k))

    async def get_memories(
        self,
        ctx: Context,
        filters: Filters = None,
        page: Annotated[int, Field(ge=1)] = 1,
        page_size: Annotated[int, Field(ge=1, le=200)] = 50,
        enable_graph: Graph = None,
    ) -> str:
        """List memories by pages, without a question."""
        del enable_graph
        backend, default = await self._desk(ctx)
        return await _answer(backend.get_all(about(default, filters), page=page, page_size=page_size))

    async def get_memory(self, ctx: Context, memory_id: MemoryId) -> str:
        """Read one memory by its id."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.get(memory_id))

    async def list_entities(self, ctx: Context) -> str:
        """List the users, agents, apps and runs that have memories."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.entities())

    async def delete_memory(self, ctx: Context, memory_id: MemoryId) -> str:
        """Delete one memory for good. Confirm it with the person first."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.delete(memory_id))

    async def delete_all_memories(
        self, ctx: Context, user_id: UserId = None, agent_id: AgentId = None, app_id: AppId = None, run_id: RunId = None
    ) -> str:
        """Delete all memories that belong to every id given. Confirm it with the person first."""
        backend, default = await self._desk(ctx)
        ids = ids_of(user_id=user_id, agent_id=agent_id, app_id=app_id, run_id=run_id)
        return await _answer(backend.delete_all(ids or {"user_id": default}))

    async def delete_entities(
        self, ctx: Context, user_id: UserId = None, agent_id: AgentId = None, app_id: AppId = None, run_id: RunId = None
    ) -> str:
        """Delete users, agents, apps or runs with all of their memories. Confirm it with the person first."""
        backend, _ = await self._desk(ctx)

        async def delete() -> Any:
            ids = need_ids(ids_of(user_id=user_id, agent_id=agent_id, app_id=app_id, run_id=run_id))
            return await backend.delete_entities(ids)

        return await _answer(delete())

    async def list_events(
        self, ctx: Context, page: Annotated[int, Field(ge=1)] = 1, page_size: Annotated[int, Field(ge=1, le=200)] = 50
    ) -> str:
        """List additions that are worked on in the background, newest first."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.events(page=page, page_size=page_size))

    async def get_event_status(
        self, ctx: Context, event_id: Annotated[str, Field(description="The event_id that add_memory gave.")]
    ) -> str:
        """Tell how far an addition is: PENDING, RUNNING, SUCCEEDED or FAILED, and what it did."""
        backend, _ = await self._desk(ctx)
        return await _answer(backend.event(event_id))
