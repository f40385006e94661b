"""Profiles: what is known of a user, in a form that the project sets. Made when they are read, like exports."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid4, uuid5

from ...errors import MemoryNotFoundError, ValidationError
from ..call import Call, Json
from ..control import notes, tenants
from ..filling import checked_schema
from ..idempotency import key_of
from ..routing import Table
from ..schemas import FLAG, ID, OBJECT, TEXT, WHOLE, body
from . import options
from .entities import existing
from .exports import filled

table = Table("platform", "Profiles")
_SAMPLE: Final = 10
_DEFAULT: Final[Mapping[str, Any]] = {
    "type": "object",
    "properties": {
        "home": {"type": "string", "description": "where the user lives"},
        "work": {"type": "string", "description": "what the user does for a living"},
        "likes": {"type": "array", "items": {"type": "string"}, "description": "what the user likes"},
        "facts": {"type": "array", "items": {"type": "string"}},
    },
}
_JOB: Final = body(
    ["operation"], operation={"enum": ["trigger", "sample"]}, entity_type={"enum": ["user"]}, entity_id=ID, limit=WHOLE
)
_SETTINGS: Final = body(enabled=FLAG, entities=body(user=body(schema=OBJECT, custom_instructions=TEXT)))


@table.row("GET", "/v2/entities/user/{user_id}/profile/", "read")
async def profile(call: Call) -> Json:
    """What is known of a user."""
    user = call.part("user_id")
    known = await existing(call, "user", user)
    return {**await _profile(call, user), "updated_at": known["updated_at"]}


async def _profile(call: Call, user: str) -> Json:
    settings = _settings(call)
    if not settings["enabled"]:
        return {"entity_type": "user", "entity_id": user, "status": "DISABLED", "profile": None}
    wanted = settings["entities"]["user"]
    found = await filled(call, wanted["schema"], {"user_id": user}, wishes=wanted["custom_instructions"])
    return {"entity_type": "user", "entity_id": user, "status": "READY", "profile": found}


@table.row("POST", "/v2/profiles/jobs/", "read", body=_JOB)
async def start(call: Call) -> Json:
    """Make a user's profile (trigger), or those of up to 10 users (sample). The same Idempotency-Key is the same job."""
    given, control = call.body, call.services.control
    if given.get("operation") not in ("trigger", "sample") or given.get("entity_type", "user") != "user":
        raise ValidationError("operation is trigger or sample, entity_type is user.", details={"argument": "operation"})
    limit = given.get("limit", _SAMPLE)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= _SAMPLE:
        raise ValidationError(f"limit must be from 1 to {_SAMPLE}.", details={"argument": "limit"})
    users = [given.get("entity_id")] if given["operation"] == "trigger" else []
    for user in users:
        if not isinstance(user, str):
            raise ValidationError("entity_id is required.", details={"argument": "entity_id"})
        await existing(call, "user", user)
    key = key_of(call)
    job = str(uuid5(NAMESPACE_URL, f"{call.project}/{key}") if key else uuid4())
    notes.put_export(control, call.project, job, {"users": users, "limit": limit}, at=call.services.clock.now())
    return await _job(call, job)


@table.row("GET", "/v2/profiles/jobs/{job_id}/", "read")
async def status(call: Call) -> Json:
    """How far a job is, and the profiles it made."""
    return await _job(call, call.part("job_id"))


async def _job(call: Call, job: str) -> Json:
    known = dict(notes.exports(call.services.control, call.project)).get(job)
    if known is None or "users" not in known:
        raise MemoryNotFoundError("Job not found.")
    users = known["users"] or await _some_users(call, known["limit"])
    made = [await _profile(call, user) for user in users]
    return {"job_id": job, "status": "SUCCEEDED", "status_url": f"/v2/profiles/jobs/{job}/", "results": made}


async def _some_users(call: Call, limit: int) -> list[str]:
    return (await (await call.memory()).get_all_users())[:limit]


@table.row("GET", "/v2/profiles/settings/", "read")
def settings(call: Call) -> Json:
    """Whether profiles are made, and in which form."""
    return _settings(call)


def _settings(call: Call) -> Json:
    kept = tenants.project(call.services.control, call.project).settings.get("profiles") or {}
    user = {"schema": _DEFAULT, "custom_instructions": None, **kept.get("user", {})}
    return {"enabled": kept.get("enabled", True), "entities": {"user": user}}


@table.row("POST", "/v2/profiles/settings/", "manage", body=_SETTINGS)
async def change_settings(call: Call) -> Json:
    """Change whether profiles are made, and in which form."""
    settings = await asyncio.to_thread(_change_settings, call)
    told = options.warnings(await call.memory(), settings["entities"]["user"], ())
    return dict(options.warned(settings, told))


def _change_settings(call: Call) -> Json:
    given, control = call.body, call.services.control
    project = tenants.project(control, call.project)
    kept = dict(project.settings.get("profiles") or {})
    if given.get("enabled") is not None:
        if not isinstance(given["enabled"], bool):
            raise ValidationError("enabled must be true or false.", details={"argument": "enabled"})
        kept["enabled"] = given["enabled"]
    kept["user"] = {**kept.get("user", {}), **_user_settings(given.get("entities"))}
    changed = {"settings": {**project.settings, "profiles": kept}}
    tenants.change_project(control, call.project, changed, at=call.services.clock.now())
    return _settings(call)


def _user_settings(entities: object) -> Json:
    user = entities.get("user") if isinstance(entities, Mapping) else None
    if entities is not None and not isinstance(user, Mapping):
        raise ValidationError(
            'entities is {"user": {"schema", "custom_instructions"}}.', details={"argument": "entities"}
        )
    given: Json = dict(user or {})
    found: Json = {"schema": checked_schema(given["schema"])} if given.get("schema") is not None else {}
    told = given.get("custom_instructions")
    if told is not None and not isinstance(told, str):
        raise ValidationError("custom_instructions must be a text.", details={"argument": "custom_instructions"})
    return {**found, **({"custom_instructions": told} if told is not None else {})}
