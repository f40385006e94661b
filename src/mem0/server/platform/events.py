"""Events: how far work is that was handed to the queue."""

from __future__ import annotations

from typing import Final

from ...errors import ValidationError
from ..call import Call, Json
from ..failures import RouteError
from ..routing import Table
from ..schemas import PAGE, TEXT
from . import shapes

table = Table("platform", "Events")
_QUERY: Final = {**PAGE, "status": TEXT, "event_type": TEXT}


@table.row("GET", "/v1/event/{event_id}/", "read")
async def one(call: Call) -> Json:
    """One event: PENDING, RUNNING, SUCCEEDED or FAILED, and what it did."""
    found = await call.services.jobs.event(call.project, call.part("event_id"))
    if found is None:
        raise RouteError(404, "Event not found!")
    return found


@table.row("GET", "/v1/events/", "read", query=_QUERY)
@table.row("GET", "/v1/memories/events/", "read", query=_QUERY)
async def several(call: Call) -> Json:
    """Events of the project, newest first, by pages."""
    for name in ("start_date", "end_date"):
        if call.asked(name) is not None:
            raise ValidationError(f"Events are not chosen by {name} here; the newest come first.", details={"argument": name})
    number, size = shapes.page_asked(call, {})
    offset = (number - 1) * size
    kind, status = call.asked("event_type"), call.asked("status")
    found, total = await call.services.jobs.events(call.project, limit=size, offset=offset, status=status, kind=kind)
    return shapes.page(call, found, total=total, number=number, size=size)
