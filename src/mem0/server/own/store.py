"""The store of a project over HTTP: forgetting with a receipt, the audit log, health, sweeps, a backup, failed work."""

from __future__ import annotations

from typing import Any, Final

from fastapi import Response

from ...errors import ValidationError
from ..call import Call, Json
from ..control import notes
from ..platform import asking
from ..platform.entities import clear_up
from ..routing import Table
from ..schemas import FILTERS, FLAG, ID, IDS, NUMBER, OBJECT, TEXT, WHOLE, body, listed, maybe
from .copying import copied

table = Table("own", "Store")
_SWEEP: Final = body(dry_run=FLAG, archive_after_days=maybe(NUMBER), min_relevance=maybe(NUMBER), filters=FILTERS, **IDS)


@table.row("POST", "/store/forget", "erase", body=body(**IDS))
async def forget(call: Call) -> Json:
    """Forget one user, agent, app or run for good, everywhere, and answer with a receipt to keep."""
    memory, ids = await call.memory(), asking.ids_of(call.body)
    receipt = await memory.forget(**ids)
    await clear_up(call, memory, ids.values())
    return receipt


@table.row("POST", "/store/receipts/verify", "read", body=body(["receipt"], receipt=OBJECT))
async def verify_receipt(call: Call) -> Json:
    """Check a receipt of forgetting: its signature, the audit log, and that the owner is still gone."""
    return await (await call.memory()).verify_receipt(call.body.get("receipt"))  # type: ignore[arg-type]


@table.row("GET", "/store/audit", "manage", query={**IDS, "after": WHOLE, "limit": WHOLE})
async def audit(call: Call) -> Json:
    """The lines of the audit log, oldest first: who did what, when, to which ids; with an id those about that owner."""
    ids = asking.ids_of({name: call.asked(name) for name in IDS})
    after, limit = call.asked_number("after", 0) or 0, call.asked_number("limit", 1_000, most=10_000)
    found = await (await call.memory()).audit(**ids, after=after, limit=limit)
    return dict(found.items())


@table.row("GET", "/store/audit/verify", "manage", query={"head": TEXT})
async def verify_audit(call: Call) -> Json:
    """Whether no line of the audit log was changed or removed; `head` is a "number:hash" that was kept elsewhere."""
    return await (await call.memory()).verify_audit(call.asked("head"))


@table.row("GET", "/store/health", "read", query={"check": TEXT})
async def health(call: Call) -> Json:
    """The state of the store judged by thresholds, each `check` or all. Nobody is alerted: whoever asks is told."""
    return await (await call.memory()).health(alert=None, checks=call.query.get("check"))


@table.row("POST", "/store/sweep", "erase", body=_SWEEP)
async def sweep(call: Call) -> Json:
    """Remove what expired and archive what is old and not used; with dry_run only tell what would go."""
    memory, given = await call.memory(), call.body
    named = {name: given[name] for name in ("archive_after_days", "min_relevance", "filters") if given.get(name) is not None}
    swept = await memory.sweep(dry_run=asking.flag(given, "dry_run"), **named, **asking.ids_of(given))
    if not swept["dry_run"]:
        notes.forget_memories(call.services.control, call.project, swept["expired"])
    return swept


@table.row("POST", "/store/memories/{memory_id}/restore", "write")
async def restore(call: Call) -> Json:
    """Bring an archived memory back."""
    return await (await call.memory()).restore(call.part("memory_id"))


@table.row("POST", "/store/backup", "manage")
async def backup(call: Call) -> Response:
    """Download the whole store of the project as one checked file, as it is at this moment."""
    return await copied(call)


@table.row("POST", "/store/events/retry", "manage", body=body(event_ids=listed(ID)))
async def retry(call: Call) -> Json:
    """Queue failed work anew: these events, or all that failed."""
    wanted: Any = call.body.get("event_ids")
    if wanted is not None and not (isinstance(wanted, list) and all(isinstance(one, str) for one in wanted)):
        raise ValidationError("event_ids must be a list of ids.", details={"argument": "event_ids"})
    return {"queued": await (await call.memory()).retry(wanted)}
