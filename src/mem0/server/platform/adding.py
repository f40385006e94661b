"""Adding over the platform's routes: at once or as an event, and the answer in the form of each generation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ...errors import ValidationError
from .. import work
from ..call import Call, Json
from ..idempotency import once
from ..routing import Table
from ..schemas import ANY, DAY, FILTERS, FLAG, IDS, MESSAGES, OBJECT, TEXT, TIME, body, listed
from . import asking, shapes

table = Table("platform", "Memories")
_BODY: Final = body(
    ["messages"],
    messages=MESSAGES,
    **IDS,
    filters=FILTERS,
    metadata=OBJECT,
    infer=FLAG,
    expiration_date=DAY,
    timestamp=TIME,
    custom_instructions=TEXT,
    immutable=FLAG,
    async_mode=FLAG,
    output_format=TEXT,
    version=TEXT,
    custom_categories=listed(OBJECT),
    structured_data_schema=ANY,
)
_KEPT: Final = ("filters", "metadata", "infer", "expiration_date", "timestamp", "immutable", "memory_type")
_QUEUED: Final = "Memory processing has been queued for background execution"


@table.row("POST", "/v3/memories/add/", "write", body=_BODY)
async def add(call: Call) -> Any:
    """Remember messages: as an event that is worked on after the answer, or at once with infer=false.

    The header Idempotency-Key makes sending it again safe: the same key is the same add.
    """
    given = call.body
    if asking.flag(given, "infer", True) and asking.flag(given, "async_mode", True):
        return await queued(call)
    results = await done(call)
    return {"message": "Memories added successfully.", "status": "SUCCEEDED", "results": results}


@table.row("POST", "/v1/memories/", "write", body=_BODY)
async def add_v1(call: Call) -> Any:
    """Remember messages, as programs of 0.1 and 1.x call it.

    Those of 1.x say async_mode=true; one that says neither async_mode nor version="v2" knows no events and is answered
    when it is done.
    """
    given = call.body
    later = asking.flag(given, "async_mode", given.get("version") == "v2")
    if later and asking.flag(given, "infer", True):
        results = [await queued(call)]
    else:
        results = await done(call)
    return {"results": results} if given.get("output_format") == "v1.1" else results


async def queued(call: Call) -> Json:
    """Queue an add; what is wrong with its arguments is said now and not by the event."""
    payload = arguments(call.body)
    payload.setdefault("timestamp", call.services.clock.now() / 1_000_000)  # when it was said, not when it is worked on
    scope = work.checked_add(payload)
    call.services.limits.count_add(call.principal, call.services.clock.now())
    key = call.request.headers.get("idempotency-key")
    event = await call.services.jobs.enqueue(call.project, work.ADDING, payload, scope=scope, idempotency_key=key)
    return {"message": _QUEUED, "status": "PENDING", "event_id": event}


async def done(call: Call) -> list[Json]:
    """Add now; returns the changes."""
    payload = arguments(call.body)
    memory = await call.memory()

    async def adding() -> list[Json]:
        call.services.limits.count_add(call.principal, call.services.clock.now())
        return [shapes.change(item) for item in await work.add(memory, payload, call.services.metrics)]

    return await once(call, adding)


def arguments(given: Mapping[str, Any]) -> Json:
    """The arguments of Memory.add in a body. What only the platform knows is passed over."""
    if given.get("messages") in (None, "", [], {}):
        raise ValidationError("messages is required and cannot be empty.", details={"argument": "messages"})
    kept = {name: given[name] for name in _KEPT if given.get(name) is not None}
    prompt = given.get("custom_instructions") or given.get("prompt")
    return {"messages": given["messages"], **asking.ids_of(given), **kept, **({"prompt": prompt} if prompt else {})}
