"""Webhooks: which addresses are told of what happens in the project."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from ...errors import MemoryNotFoundError, ValidationError
from ...values import clean_text, iso
from ..call import Call, Json
from ..control import webhooks as kept
from ..routing import Table
from ..schemas import FLAG, TEXT, body, listed

table = Table("platform", "Webhooks")
EVENT_TYPES: Final = (
    "memory_add",
    "memory_update",
    "memory_delete",
    "memory_categorize",
    "ingest_job_completed",
    "ingest_job_partially_completed",
    "ingest_job_failed",
    "ingest_job_cancelled",
)
_OF_PROJECT: Final = "/api/v1/webhooks/projects/{project_id}/"
_ONE: Final = "/api/v1/webhooks/{webhook_id}/"
_PARTS: Final = {"url": TEXT, "name": TEXT, "event_types": listed({"enum": list(EVENT_TYPES)})}


@table.row("GET", _OF_PROJECT, "manage")
def webhooks(call: Call) -> list[Json]:
    """The webhooks of the project."""
    _of_this_project(call)
    return [_shown(one) for one in kept.webhooks(call.services.control, call.project)]


@table.row("POST", _OF_PROJECT, "manage", body=body(["url", "name"], **_PARTS))
def create(call: Call) -> Json:
    """Have an address told of memory_add, memory_update, ...; `secret`, told once, signs what it is sent."""
    _of_this_project(call)
    given = _checked({"event_types": list(EVENT_TYPES[:3]), **call.body}, needed=("url", "name"))
    control, now = call.services.control, call.services.clock.now()
    made = kept.add_webhook(control, call.project, given["url"], given["name"], given["event_types"], at=now)
    return {**_shown(made), "secret": made.secret}


@table.row("PUT", _ONE, "manage", body=body(**_PARTS, is_active=FLAG))
def change(call: Call) -> Json:
    """Change what is given of a webhook; is_active true lets one go on that was disabled after failures."""
    given = _checked(call.body)
    if not given:
        raise ValidationError("At least one of name, url, event_types or is_active must be given.")
    control = call.services.control
    kept.change_webhook(control, call.project, call.part("webhook_id"), given, at=call.services.clock.now())
    return {"message": "Webhook updated successfully", **_shown(kept.webhook(control, call.project, call.part("webhook_id")))}


@table.row("DELETE", _ONE, "manage")
def delete(call: Call) -> Json:
    """Delete a webhook."""
    kept.delete_webhook(call.services.control, call.project, call.part("webhook_id"))
    return {"message": "Webhook deleted successfully"}


def _shown(one: kept.Webhook) -> Json:
    return {
        "webhook_id": one.id,
        "name": one.name,
        "url": one.url,
        "event_types": list(one.event_types),
        "project": one.project,
        "is_active": one.active,
        "created_at": iso(one.created_at),
        "updated_at": iso(one.updated_at),
    }


def _checked(given: Mapping[str, Any], needed: tuple[str, ...] = ()) -> Json:
    found: Json = {}
    if given.get("url") is not None or "url" in needed:
        found["url"] = _url(given.get("url"))
    if given.get("name") is not None or "name" in needed:
        found["name"] = clean_text(given.get("name"), name="name", limit=200)
    if given.get("event_types") is not None:
        found["event_types"] = _event_types(given["event_types"])
    if given.get("is_active") is not None:
        found["active"] = bool(given["is_active"])
    return found


def _url(value: object) -> str:
    text = clean_text(value, name="url", limit=2_000)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not text.isprintable() or " " in text:
        raise ValidationError("Enter a valid URL (http or https).", details={"argument": "url"})
    return text


def _event_types(value: object) -> list[str]:
    if not isinstance(value, list) or not value or not all(one in EVENT_TYPES for one in value):
        raise ValidationError(f"event_types is a list of: {', '.join(EVENT_TYPES)}.", details={"argument": "event_types"})
    return list(dict.fromkeys(value))


def _of_this_project(call: Call) -> None:
    if call.part("project_id") != call.project:
        raise MemoryNotFoundError("Project not found.")
