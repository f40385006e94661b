"""Users, agents, apps and runs: who there is, and deleting them with all that is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ...doors.aio import AsyncMemory
from ...errors import MemoryNotFoundError, ValidationError
from ...records import Scope
from ...values import clean_id
from .. import work
from ..call import Call, Json
from ..control import notes
from ..routing import Handler, Table
from ..schemas import ID, IDS, OBJECT, PAGE, body
from . import asking, options, shapes

table = Table("platform", "Entities")
_KINDS: Final = tuple(name.removesuffix("_id") for name in asking.IDS)
_DELETED: Final = "Entity deleted successfully!"


@table.row("GET", "/v1/entities/", "read", query=PAGE)
async def entities(call: Call) -> Json:
    """Everyone who has memories, by pages, with the number of each kind."""
    found = await (await call.memory()).users()
    number, size = shapes.page_asked(call, {})
    items = [_item(call, item) for item in found["results"]]
    shown = shapes.page(call, items[(number - 1) * size : number * size], total=len(items), number=number, size=size)
    return {**shown, **{f"total_{kind}s": found[f"total_{kind}s"] for kind in _KINDS}}


@table.row("GET", "/v1/entities/filters/", "read")
async def entity_filters(call: Call) -> Json:
    """The names that filters may ask for: {"user_id": [...], "agent_id": [...], "app_id": [...], "run_id": [...]}."""
    found = (await (await call.memory()).users())["results"]
    return {f"{kind}_id": [item["name"] for item in found if item["type"] == kind] for kind in _KINDS}


def _creating(kind: str) -> Handler:
    async def create(call: Call) -> Json:
        name = clean_id(call.body.get(f"{kind}_id"), name=f"{kind}_id")
        if name is None:
            raise ValidationError(f"{kind}_id is required.", details={"argument": f"{kind}_id"})
        if call.body.get("metadata"):
            raise ValidationError(
                f"This server keeps no metadata of {kind}s.",
                details={"argument": "metadata"},
                suggestion="Leave it out, or put it on memories.",
            )
        return {f"{kind}_id": name, "metadata": {}}

    create.__doc__ = f"Check an id of the kind {kind}: nothing is kept of it before its first memory."
    return create


for _kind in _KINDS:
    _body = body([f"{_kind}_id"], **{f"{_kind}_id": ID, "metadata": OBJECT})
    table.row("POST", f"/v1/{_kind}s/", "write", body=_body, status=201)(_creating(_kind))


@table.row("GET", "/v1/entities/{entity_type}/{entity_id}/", "read")
@table.row("GET", "/v2/entities/{entity_type}/{entity_id}/", "read")
async def entity(call: Call) -> Json:
    """One user, agent, app or run."""
    return _item(call, await existing(call, call.part("entity_type"), call.part("entity_id")))


def _item(call: Call, item: Mapping[str, Any]) -> Json:
    return {**item, "owner": call.principal.email, "metadata": {}}


async def existing(call: Call, kind: str, name: str) -> Mapping[str, Any]:
    """The summary of an entity. Raises MemoryNotFoundError for one that has nothing here."""
    if kind not in _KINDS:
        raise ValidationError(f"entity_type is one of {', '.join(_KINDS)}.", details={"argument": "entity_type"})
    for item in (await (await call.memory()).users())["results"]:
        if (item["type"], item["name"]) == (kind, name):
            return dict(item)
    raise MemoryNotFoundError("Not found.", details={"entity_type": kind})


@table.row("DELETE", "/v2/entities/{entity_type}/{entity_id}/", "erase")
@table.row("DELETE", "/v1/entities/{entity_type}/{entity_id}/", "erase")
async def delete_entity(call: Call) -> Json:
    """Delete a user, agent, app or run with all memories, for good; it is gone when the answer comes."""
    kind, name = call.part("entity_type"), call.part("entity_id")
    await existing(call, kind, name)
    await erase(call, {f"{kind}_id": name})
    return {"message": _DELETED, "event_id": await _event(call)}


async def _event(call: Call) -> str:
    """The event of a deletion, which is done already. It names nobody."""
    return await call.services.jobs.enqueue(call.project, work.DELETING, {}, scope=Scope())


@table.row("DELETE", "/v1/memories/", "erase", query=IDS)
async def delete_all(call: Call) -> Json:
    """Delete the memories of a scope for good. Ids are ANDed; "*" is any."""
    ids = asking.ids_of({name: call.asked(name) for name in (*IDS, "session_id")})
    if not ids:
        raise ValidationError(
            "At least one of user_id, agent_id, app_id or run_id is required to delete memories.",
            error_code="VALIDATION_001",
        )
    options.only_ids(call, (*IDS, "session_id"))
    await erase(call, ids)
    return {"message": "Memories deleted successfully!", "event_id": await _event(call)}


async def erase(call: Call, ids: Mapping[str, str]) -> None:
    """Remove what belongs to all of these, and what was said of it."""
    memory = await call.memory()
    anybody = {name: "*" for name, value in ids.items() if value == "*"}
    named = {name: value for name, value in ids.items() if value != "*"}
    await memory.delete_all(**named, filters=anybody or None)
    await clear_up(call, memory, named.values() if len(ids) == 1 else ())


async def clear_up(call: Call, memory: AsyncMemory, names: Iterable[str]) -> None:
    """After memories were removed: what was said of them goes too, and what asks for those `names`."""
    control = call.services.control
    gone = [one for one in notes.with_feedback(control, call.project) if await memory.get(one) is None]
    notes.forget_memories(control, call.project, gone)
    for name in names:
        notes.forget_name(control, call.project, str(name))


@table.row("GET", "/v1/stats/", "read")
async def stats(call: Call) -> Json:
    """How much the project holds."""
    memory = await call.memory()
    held, found = await memory.stats(), await memory.users()
    counts = {f"total_{kind}s": found[f"total_{kind}s"] for kind in _KINDS}
    return {"total_memories": held["memories"], "total_messages": held["messages"], **counts}
