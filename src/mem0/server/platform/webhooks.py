"""Webhooks over the platform's routes, and what was delivered."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from ...errors import MemoryNotFoundError
from ...values import iso
from ..call import Call, Json
from ..routing import Table
from ..schemas import FLAG, TEXT, body, listed
from ..webhooks import hooks
from ..webhooks.hooks import Hook

table = Table("platform", "Webhooks")
_OF_PROJECT: Final = "/api/v1/webhooks/projects/{project_id}/"
_ONE: Final = "/api/v1/webhooks/{webhook_id}/"
_PARTS: Final = {"url": TEXT, "name": TEXT, "event_types": listed({"enum": list(hooks.EVENTS)})}


@table.row("GET", _OF_PROJECT, "manage")
def several(call: Call) -> list[Json]:
    """The webhooks of the project."""
    _own(call)
    return [shown(hook) for hook in hooks.hooks_of(call.services.control, call.project)]


@table.row("POST", _OF_PROJECT, "manage", body=body(["url", "name"], **_PARTS))
async def add(call: Call) -> Json:
    """Have an address told of memory_add, memory_update, ...; `secret`, told once, signs what it is sent."""
    _own(call)
    services = call.services
    private = services.settings.private_webhooks
    await services.outbox.begin(call.project, await call.memory())
    made = hooks.add_hook(services.control, call.project, call.body, at=services.clock.now(), private=private)
    return {**shown(made), "secret": made.secret}


@table.row("PUT", _ONE, "manage", body=body(**_PARTS, is_active=FLAG))
async def change(call: Call) -> Json:
    """Change a webhook, or activate it again after it was disabled."""
    services = call.services
    old = hooks.hook_of(services.control, call.project, call.part("webhook_id"))
    if not old.active:
        await services.outbox.begin(call.project, await call.memory())
    private = services.settings.private_webhooks
    made = hooks.change_hook(services.control, old, call.body, at=services.clock.now(), private=private)
    return {"message": "Webhook updated successfully", **shown(made)}


@table.row("DELETE", _ONE, "manage")
def delete(call: Call) -> Json:
    """Delete a webhook with its log."""
    hooks.delete_hook(call.services.control, call.project, call.part("webhook_id"))
    return {"message": "Webhook deleted successfully"}


@table.row("GET", f"{_ONE}deliveries/", "manage")
def deliveries(call: Call) -> list[Json]:
    """The last deliveries of a webhook, newest first: each attempt with its outcome."""
    hook = hooks.hook_of(call.services.control, call.project, call.part("webhook_id"))
    found = hooks.deliveries_of(call.services.control, hook.id, limit=hooks.LOG_KEPT)
    return [{**asdict(one), "at": iso(one.at)} for one in found]


def shown(hook: Hook) -> Json:
    """A webhook as the platform's clients read it."""
    told: dict[str, Any] = {
        "webhook_id": hook.id,
        "name": hook.name,
        "url": hook.url,
        "project": hook.project,
        "event_types": list(hook.event_types),
        "is_active": hook.active,
        "disabled_because": hook.disabled_because,
        "failures": hook.failures,
        "created_at": iso(hook.created_at),
        "updated_at": iso(hook.updated_at),
    }
    return told


def _own(call: Call) -> None:
    """A key sees its own project and nothing else."""
    if call.part("project_id") != call.project:
        raise MemoryNotFoundError("Project not found.")
