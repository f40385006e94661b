"""Adding over the platform's routes: at once or as an event, and the answer in the form of each generation."""

from __future__ import annotations

from typing import Any, Final

from ...errors import ValidationError
from ...scope import add_scope
from .. import work
from ..call import Call, Json
from ..idempotency import once, once_queued
from ..routing import Table
from ..schemas import ANY, DAY, FILTERS, FLAG, IDS, MESSAGES, OBJECT, TEXT, TIME, body, listed
from . import asking, options, shapes

table = Table("platform", "Memories")
_BODY: Final = body(
    ["messages"],
    messages=MESSAGES,
    **IDS,
    filters=FILTERS,
    metadata=OBJECT,
    memory_type=TEXT,
    infer=FLAG,
    expiration_date=DAY,
    timestamp=TIME,
    custom_instructions=TEXT,
    prompt=TEXT,
    agent_custom_instructions=TEXT,
    includes=TEXT,
    excludes=TEXT,
    custom_categories=listed(OBJECT),
    immutable=FLAG,
    async_mode=FLAG,
    output_format=TEXT,
    version=TEXT,
    structured_data_schema=ANY,
    enable_graph=FLAG,
)
_KEPT: Final = ("filters", "metadata", "infer", "expiration_date", "timestamp", "immutable", "memory_type")
_QUEUED: Final = "Memory processing has been queued for background execution"


@table.row("POST", "/v3/memories/add/", "write", body=_BODY)
async def add(call: Call) -> Any:
    """Remember messages: as an event that is worked on after the answer, or at once with infer=false.

    The header Idempotency-Key makes sending it again safe: the same key is the same add. `warnings` in the answer tell of
    options that have no effect here.
    """
    given = call.body
    if asking.flag(given, "infer", True) and asking.flag(given, "async_mode", True):
        return options.warned(await queued(call), await _warnings(call))
    results = await done(call)
    answer = {"message": "Memories added successfully.", "status": "SUCCEEDED", "results": results}
    return options.warned(answer, await _warnings(call))


async def _warnings(call: Call) -> list[str]:
    return options.warnings(await call.memory(), call.body, options.ADDING, known=_BODY["properties"])


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
    answer = {"results": results} if given.get("output_format") == "v1.1" else results
    return options.warned(answer, await _warnings(call))


async def queued(call: Call) -> Json:
    """Queue an add; what is wrong with its arguments is said now and not by the event."""
    payload, services = arguments(call), call.services
    payload.setdefault("timestamp", services.clock.now() / 1_000_000)  # when it was said, not when it is worked on
    scope = work.checked_add(payload)

    async def enqueue(key: str | None) -> str:
        services.limits.count_add(call.principal, services.clock.now())
        return await services.jobs.enqueue(call.project, work.ADDING, payload, scope=scope, idempotency_key=key)

    return {"message": _QUEUED, "status": "PENDING", "event_id": await once_queued(call, enqueue)}


async def done(call: Call) -> list[Json]:
    """Add now; returns the changes."""
    payload = arguments(call)
    memory = await call.memory()

    async def adding() -> list[Json]:
        call.services.limits.count_add(call.principal, call.services.clock.now())
        return [shapes.change(item) for item in await work.add(memory, payload, call.services.metrics)]

    return await once(call, adding)


def arguments(call: Call) -> Json:
    """The arguments of Memory.add in a body."""
    given = call.body
    if given.get("messages") in (None, "", [], {}):
        raise ValidationError("messages is required and cannot be empty.", details={"argument": "messages"})
    kept = {name: given[name] for name in _KEPT if given.get(name) is not None}
    ids = asking.ids_of(given)
    scope = add_scope(dict.fromkeys(asking.IDS) | ids, given.get("filters"))
    return {"messages": given["messages"], **ids, **kept, **options.advice(call, given, scope)}
