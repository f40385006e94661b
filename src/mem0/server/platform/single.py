"""One memory, and several by their ids: get, update, delete, history, batches, feedback."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID, uuid4

from ...doors.aio import AsyncMemory
from ...errors import MemoryNotFoundError, ValidationError
from ..call import Call, Json
from ..control import notes
from ..failures import RouteError
from ..routing import Table
from ..schemas import FLAG, ID, OBJECT, TEXT, TIME, body, listed, maybe
from . import options, shapes

table = Table("platform", "Memories")
_CHANGE: Final = {"text": TEXT, "metadata": OBJECT, "timestamp": TIME}
_UPDATE: Final = body(**_CHANGE, expiration_date=maybe(TEXT))
CHANGES: Final = (*_UPDATE["properties"], "data")
_BATCH_UPDATE: Final = body(["memories"], memories=listed(body(["memory_id"], memory_id=ID, **_CHANGE)))
_BATCH_DELETE: Final = body(["memories"], memories=listed(body(["memory_id"], memory_id=ID)))
_FEEDBACK: Final = body(
    ["memory_id"],
    memory_id=ID,
    feedback=maybe({"enum": ["POSITIVE", "NEGATIVE", "VERY_NEGATIVE"]}),
    feedback_reason=maybe(TEXT),
)
_VERDICTS: Final = ("POSITIVE", "NEGATIVE", "VERY_NEGATIVE", None)
_BATCH: Final = 1_000


@table.row("GET", "/v1/memories/{memory_id}/", "read")
async def get(call: Call) -> Json:
    """One memory."""
    return shapes.memory(await existing(await call.memory(), call.part("memory_id")))


@table.row("PUT", "/v1/memories/{memory_id}/", "write", body=_UPDATE)
async def update(call: Call) -> Json:
    """Change a memory's text, metadata or expiry; expiration_date null clears it. Answers with the memory."""
    memory, memory_id = await call.memory(), call.part("memory_id")
    await existing(memory, memory_id)
    await change(memory, memory_id, call.body)
    told = options.warnings(memory, call.body, (), known=CHANGES)
    return dict(options.warned(shapes.memory(await existing(memory, memory_id)), told))


async def change(memory: AsyncMemory, memory_id: str, given: Mapping[str, Any]) -> None:
    """Change what is given of a memory: text (or data), metadata, expiration_date; timestamp says since when."""
    text = given.get("text", given.get("data"))
    expiry = {"expiration_date": given["expiration_date"]} if "expiration_date" in given else {}
    await memory.update(
        memory_id, text=text, metadata=given.get("metadata"), timestamp=given.get("timestamp"), **expiry
    )


@table.row("DELETE", "/v1/memories/{memory_id}/", "write", query={"delete_linked": FLAG})
async def delete(call: Call) -> Json:
    """Delete one memory for good, its past versions too. Nothing else is linked with it: `cascade_count` is 0."""
    memory, memory_id = await call.memory(), call.part("memory_id")
    await existing(memory, memory_id)
    await memory.delete(memory_id)
    notes.forget_memories(call.services.control, call.project, [memory_id])
    linked = {"cascade_count": 0} if call.asked_flag("delete_linked") else {}
    return {"message": "Memory deleted successfully!", **linked}


@table.row("GET", "/v1/memories/{memory_id}/history/", "read")
async def history(call: Call) -> list[Json]:
    """The changes of a memory, oldest first."""
    memory, memory_id = await call.memory(), call.part("memory_id")
    now = await memory.get(memory_id) or {}
    said = [{"role": now.get("role") or "user", "content": source["quote"]} for source in now.get("sources", [])]
    about = {"input": said, "user_id": now.get("user_id"), "metadata": now.get("metadata") or {}}
    shared = {**about, "categories": now.get("categories", [])}
    return [{**entry, **shared, "updated_at": entry["timestamp"]} for entry in await memory.history(memory_id)]


async def existing(memory: AsyncMemory, memory_id: str) -> Mapping[str, Any]:
    """The memory of an id, in the platform's words where there is none."""
    found = await memory.get(memory_id)
    if found is not None:
        return found
    if not _is_uuid(memory_id):
        raise RouteError(400, "memory_id should be a valid UUID")
    raise RouteError(404, "Memory not found!")


def _is_uuid(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@table.row("PUT", "/v1/batch/", "write", body=_BATCH_UPDATE)
async def batch_update(call: Call) -> Json:
    """Change up to 1000 memories. An id that is not there stops the call before anything is changed."""
    memory, items = await call.memory(), _items(call.body)
    for item in items:
        await _there(memory, item["memory_id"])
    for item in items:
        await change(memory, item["memory_id"], item)
    return {"message": f"Successfully updated {len(items)} memories"}


@table.row("DELETE", "/v1/batch/", "write", body=_BATCH_DELETE)
async def batch_delete(call: Call) -> Json:
    """Delete up to 1000 memories for good. An id that is not there stops the call before anything is deleted."""
    memory = await call.memory()
    ids = list(dict.fromkeys(item["memory_id"] for item in _items(call.body)))
    for memory_id in ids:
        await _there(memory, memory_id)
    for memory_id in ids:
        await memory.delete(memory_id)
    notes.forget_memories(call.services.control, call.project, ids)
    return {"message": f"Successfully deleted {len(ids)} memories"}


def _items(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = given.get("memories")
    if not isinstance(items, list) or not 0 < len(items) <= _BATCH:
        raise ValidationError(f"memories must be a list of 1 to {_BATCH:,} items.", details={"argument": "memories"})
    if not all(isinstance(item, dict) and isinstance(item.get("memory_id"), str) for item in items):
        raise ValidationError("Every item of memories needs a memory_id.", details={"argument": "memories"})
    return items


async def _there(memory: AsyncMemory, memory_id: str) -> None:
    if await memory.get(memory_id) is None:
        raise MemoryNotFoundError(f"Memory {memory_id} not found.", details={"memory_id": memory_id})


@table.row("POST", "/v1/feedback/", "write", body=_FEEDBACK)
async def feedback(call: Call) -> Json:
    """Say how good a memory is; null takes it back."""
    given, memory_id = call.body, call.body.get("memory_id")
    verdict, reason = given.get("feedback"), given.get("feedback_reason")
    if verdict not in _VERDICTS:
        raise ValidationError(
            "feedback is POSITIVE, NEGATIVE, VERY_NEGATIVE or null.", details={"argument": "feedback"}
        )
    if reason is not None and not isinstance(reason, str):
        raise ValidationError("feedback_reason must be a text.", details={"argument": "feedback_reason"})
    if not isinstance(memory_id, str):
        raise ValidationError("memory_id is required.", details={"argument": "memory_id"})
    await existing(await call.memory(), memory_id)
    made = notes.Feedback(uuid4().hex, memory_id, verdict, reason, call.services.clock.now())
    kept = notes.put_feedback(call.services.control, call.project, made)
    return {"id": kept, "feedback": verdict, "feedback_reason": reason}
