"""Memories in the self-hosted dialect: add, list, get, update, delete, history, search, reset, entities."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response
from fastapi.responses import RedirectResponse

from ...errors import ValidationError
from ..call import Call, Json
from ..control import notes
from ..platform import asking, options, single
from ..platform.entities import erase, existing
from ..roles import need
from ..routing import Table
from ..schemas import DAY, FILTERS, FLAG, IDS, MESSAGES, NUMBER, OBJECT, TEXT, WHOLE, body, maybe

table = Table("self-hosted", "Self-hosted")
_ADD: Final = body(
    ["messages"], messages=MESSAGES, **IDS, metadata=OBJECT, expiration_date=DAY, infer=FLAG, memory_type=TEXT, prompt=TEXT
)
_SEARCH: Final = body(
    ["query"], query=TEXT, filters=FILTERS, **IDS, top_k=WHOLE, limit=WHOLE, threshold=NUMBER, explain=FLAG, show_expired=FLAG,
    rerank=FLAG,
)
_UPDATE: Final = body(text=TEXT, metadata=OBJECT, expiration_date=maybe(DAY))
_KEPT: Final = ("metadata", "expiration_date", "memory_type", "prompt", "infer", "timestamp")
_EVERYBODY: Final = {"OR": [{name: "*"} for name in asking.IDS]}
_MOST: Final = 1_000


@table.row("GET", "/", None, hidden=True)
def root(_: Call) -> Response:
    """Where the API is described."""
    return RedirectResponse("/docs", status_code=307)


@table.row("POST", "/memories", "write", body=_ADD)
async def add(call: Call) -> Json:
    """Remember messages; answers when it is done."""
    given = call.body
    call.services.limits.count_add(call.principal, call.services.clock.now())
    kept = {name: given[name] for name in _KEPT if given.get(name) is not None}
    memory = await call.memory()
    messages = given.get("messages")
    added = await memory.add(messages, **asking.ids_of(given), **kept)  # type: ignore[arg-type]
    told = options.warnings(memory, given, (), known=(*_ADD["properties"], *_KEPT))
    return dict(options.warned(dict(added.items()), told))


@table.row("GET", "/memories", "read", query={**IDS, "top_k": WHOLE, "show_expired": FLAG})
async def get_all(call: Call) -> Json:
    """Memories of a scope; of everybody, for administrators, where no id is given."""
    ids = asking.ids_of({name: call.asked(name) for name in IDS})
    if not ids:
        need(call.principal, "manage")
    limit = call.asked_number("top_k", _MOST, most=_MOST)
    memory, expired = await call.memory(), call.asked_flag("show_expired")
    found = await memory.get_all(**ids, filters=None if ids else _EVERYBODY, limit=limit, show_expired=expired)
    told = options.warnings(memory, dict.fromkeys(call.query, True), (), known=(*IDS, "top_k", "show_expired"))
    return dict(options.warned(dict(found.items()), told))


@table.row("DELETE", "/memories", "erase", query=IDS)
async def delete_all(call: Call) -> Json:
    """Delete all memories of a scope for good."""
    ids = asking.ids_of({name: call.asked(name) for name in IDS})
    if not ids:
        raise ValidationError("At least one identifier is required.", error_code="VALIDATION_001")
    options.only_ids(call, IDS)
    await erase(call, ids)
    return {"message": "All relevant memories deleted"}


@table.row("GET", "/memories/{memory_id}", "read")
async def get(call: Call) -> Any:
    """One memory, or null."""
    return await (await call.memory()).get(call.part("memory_id"))


@table.row("PUT", "/memories/{memory_id}", "write", body=_UPDATE)
async def update(call: Call) -> Json:
    """Change a memory's text, metadata or expiry."""
    memory = await call.memory()
    await single.change(memory, call.part("memory_id"), call.body)
    told = options.warnings(memory, call.body, (), known=single.CHANGES)
    return dict(options.warned({"message": "Memory updated successfully!"}, told))


@table.row("DELETE", "/memories/{memory_id}", "write")
async def delete(call: Call) -> Json:
    """Delete one memory for good."""
    memory_id = call.part("memory_id")
    await (await call.memory()).delete(memory_id)
    await asyncio.to_thread(notes.forget_memories, call.services.control, call.project, [memory_id])
    return {"message": "Memory deleted successfully"}


@table.row("GET", "/memories/{memory_id}/history", "read")
async def history(call: Call) -> list[Json]:
    """The changes of a memory, oldest first."""
    return await (await call.memory()).history(call.part("memory_id"))


@table.row("POST", "/search", "read", body=_SEARCH)
async def search(call: Call) -> Json:
    """The memories that answer a question best; ids stand in `filters`, or beside it as in older programs."""
    given = call.body
    named = ("top_k", "limit", "threshold", "filters", "rerank")
    asked = {name: given[name] for name in named if given.get(name) is not None}
    flags = {name: asking.flag(given, name) for name in ("explain", "show_expired")}
    found = await call.search(given.get("query"), **asking.ids_of(given), **asked, **flags)
    told = options.warnings(await call.memory(), given, options.SEARCHING, known=_SEARCH["properties"])
    return dict(options.warned(dict(found.items()), told))


@table.row("POST", "/reset", "erase")
async def reset(call: Call) -> Json:
    """Delete every memory of the project for good."""
    await (await call.memory()).reset()
    await asyncio.to_thread(notes.forget_all, call.services.control, call.project)
    return {"message": "All memories reset"}


@table.row("GET", "/entities", "read")
async def entities(call: Call) -> list[Mapping[str, Any]]:
    """Everyone who has memories."""
    return list((await (await call.memory()).users())["results"])


@table.row("DELETE", "/entities/{entity_type}/{entity_id}", "erase")
async def delete_entity(call: Call) -> Json:
    """Delete a user, agent, app or run with all memories, for good."""
    kind, name = call.part("entity_type"), call.part("entity_id")
    await existing(call, kind, name)
    await erase(call, {f"{kind}_id": name})
    return {"message": "Entity deleted successfully"}


