"""Webhooks and the log of their deliveries in the control store."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import uuid4

from ...errors import MemoryNotFoundError, ValidationError
from ...records import Micros
from ...values import clean_text
from ..control.file import ControlFile, Row, changed
from .targets import check_target

MemoryEvent: TypeAlias = Literal["memory_add", "memory_update", "memory_delete", "memory_categorize"]
JobEvent: TypeAlias = Literal[
    "ingest_job_completed", "ingest_job_partially_completed", "ingest_job_failed", "ingest_job_cancelled"
]
EVENTS: Final[tuple[str, ...]] = (*get_args(MemoryEvent), *get_args(JobEvent))
DISABLE_AFTER: Final = 20  # attempts in a row that failed
LOG_KEPT: Final = 200  # deliveries of one webhook


@dataclass(frozen=True, slots=True)
class Hook:
    """Where to send what. `failures` counts attempts in a row; a disabled one says why."""

    id: str
    project: str
    url: str
    name: str
    event_types: tuple[str, ...]
    secret: str
    active: bool
    created_at: Micros
    updated_at: Micros
    failures: int
    disabled_because: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to deliver one event."""

    webhook: str
    event: str
    job: str
    attempt: int
    at: Micros
    status: int | None  # of the answer; None: there was none
    ms: float
    error: str | None  # None: delivered


def add_hook(file: ControlFile, project: str, given: Mapping[str, Any], *, at: Micros, private: bool) -> Hook:
    """Make a webhook of {"url", "name"[, "event_types"]}; its secret is made here."""
    url, name, types = _url(given, private), _name(given), _types({"event_types": list(EVENTS[:3]), **given})
    made = Hook(str(uuid4()), project, url, name, types, f"whsec_{secrets.token_urlsafe(32)}", True, at, at, 0, None)
    with file.write() as db:
        values = (made.id, project, url, name, json.dumps(types), made.secret, at, at)
        sql = (
            "INSERT INTO webhooks (id, project, url, name, event_types, secret, created_at, updated_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        db.execute(sql, values)
    return made


def hooks_of(file: ControlFile, project: str) -> list[Hook]:
    return [_hook(row) for row in file.rows("SELECT * FROM webhooks WHERE project = ? ORDER BY created_at, id", project)]


def hook(file: ControlFile, hook_id: str) -> Hook | None:
    row = file.row("SELECT * FROM webhooks WHERE id = ?", hook_id)
    return None if row is None else _hook(row)


def hook_of(file: ControlFile, project: str, hook_id: str) -> Hook:
    """Raises MemoryNotFoundError for a webhook that this project does not have."""
    found = hook(file, hook_id)
    if found is None or found.project != project:
        raise MemoryNotFoundError("Webhook not found.")
    return found


def change_hook(file: ControlFile, old: Hook, given: Mapping[str, Any], *, at: Micros, private: bool) -> Hook:
    """Change what is given of url, name, event_types and is_active. Activating forgets the failures."""
    if not any(given.get(name) is not None for name in ("url", "name", "event_types", "is_active")):
        raise ValidationError("At least one of name, url, event_types or is_active must be given.")
    url = _url(given, private) if given.get("url") is not None else old.url
    name = _name(given) if given.get("name") is not None else old.name
    types = _types(given) if given.get("event_types") is not None else old.event_types
    active = given.get("is_active", old.active)
    if not isinstance(active, bool):
        raise ValidationError("is_active must be true or false.", details={"argument": "is_active"})
    kept = (old.failures, old.disabled_because) if active == old.active else (0, None)
    with file.write() as db:
        sql = (
            "UPDATE webhooks SET url = ?, name = ?, event_types = ?, active = ?, failures = ?, disabled_because = ?, "
            "updated_at = ? WHERE id = ?"
        )
        db.execute(sql, (url, name, json.dumps(types), active, *kept, at, old.id))
    return hook_of(file, old.project, old.id)


def delete_hook(file: ControlFile, project: str, hook_id: str) -> None:
    with file.write() as db:
        if not changed(db.execute("DELETE FROM webhooks WHERE id = ? AND project = ?", (hook_id, project))):
            raise MemoryNotFoundError("Webhook not found.")


def note_delivery(file: ControlFile, one: Delivery, *, disable: str | None = None) -> None:
    """Log an attempt, and disable a webhook that failed too often, or at once where `disable` says why."""
    with file.write() as db:
        log = (one.webhook, one.event, one.job, one.attempt, one.at, one.status, one.ms, one.error)
        columns = "webhook, event, job, attempt, at, status, ms, error"
        there = "WHERE EXISTS (SELECT 1 FROM webhooks WHERE id = ?)"
        sql = f"INSERT INTO deliveries ({columns}) SELECT ?, ?, ?, ?, ?, ?, ?, ? {there}"
        db.execute(sql, (*log, one.webhook))
        oldest = "SELECT n FROM deliveries WHERE webhook = ? ORDER BY n DESC LIMIT -1 OFFSET ?"
        db.execute(f"DELETE FROM deliveries WHERE n IN ({oldest})", (one.webhook, LOG_KEPT))
        if one.error is None:
            db.execute("UPDATE webhooks SET failures = 0 WHERE id = ? AND failures > 0", (one.webhook,))
            return
        db.execute("UPDATE webhooks SET failures = failures + 1 WHERE id = ?", (one.webhook,))
        because = disable or f"{DISABLE_AFTER} attempts in a row failed, the last one: {one.error}"
        sql = "UPDATE webhooks SET active = 0, disabled_because = ?, updated_at = ? WHERE id = ? AND active AND failures >= ?"
        db.execute(sql, (because, one.at, one.webhook, 1 if disable else DISABLE_AFTER))


def deliveries_of(file: ControlFile, hook_id: str, *, limit: int) -> list[Delivery]:
    """The last attempts of a webhook, newest first."""
    columns = "webhook, event, job, attempt, at, status, ms, error"
    rows = file.rows(f"SELECT {columns} FROM deliveries WHERE webhook = ? ORDER BY n DESC LIMIT ?", hook_id, limit)
    return [Delivery(*tuple(row)) for row in rows]


def _hook(row: Row) -> Hook:
    ours = (tuple(json.loads(row["event_types"])), row["secret"], bool(row["active"]), row["created_at"], row["updated_at"])
    return Hook(row["id"], row["project"], row["url"], row["name"], *ours, row["failures"], row["disabled_because"])


def _url(given: Mapping[str, Any], private: bool) -> str:
    url = clean_text(given.get("url"), name="url", limit=2_000)
    check_target(url, private=private)
    return url


def _name(given: Mapping[str, Any]) -> str:
    return clean_text(given.get("name"), name="name", limit=200)


def _types(given: Mapping[str, Any]) -> tuple[str, ...]:
    asked = given.get("event_types")
    if not isinstance(asked, Sequence) or isinstance(asked, str) or not asked or not all(one in EVENTS for one in asked):
        raise ValidationError(
            "event_types must be a list of one or more events.",
            details={"argument": "event_types"},
            suggestion=f"There are {', '.join(EVENTS)}.",
        )
    return tuple(dict.fromkeys(asked))
