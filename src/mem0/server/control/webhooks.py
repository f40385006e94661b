"""Webhooks in the control store: which addresses are told of what happens in a project."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from ...errors import MemoryNotFoundError
from ...records import Micros
from .file import ControlFile, Row, changed


@dataclass(frozen=True, slots=True)
class Webhook:
    """One address. `secret` signs what is sent to it."""

    id: str
    project: str
    url: str
    name: str
    event_types: tuple[str, ...]
    secret: str
    active: bool
    created_at: Micros
    updated_at: Micros


def add_webhook(file: ControlFile, project: str, url: str, name: str, event_types: Sequence[str], *, at: Micros) -> Webhook:
    made = Webhook(str(uuid4()), project, url, name, tuple(event_types), f"whsec_{secrets.token_urlsafe(32)}", True, at, at)
    values = (made.id, project, url, name, json.dumps(made.event_types), made.secret, 1, at, at)
    with file.write() as db:
        db.execute("INSERT INTO webhooks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    return made


def webhooks(file: ControlFile, project: str) -> list[Webhook]:
    return [_webhook(row) for row in file.rows("SELECT * FROM webhooks WHERE project = ? ORDER BY created_at, id", project)]


def webhook(file: ControlFile, project: str, webhook_id: str) -> Webhook:
    """Raises MemoryNotFoundError for one that the project has not."""
    row = file.row("SELECT * FROM webhooks WHERE project = ? AND id = ?", project, webhook_id)
    if row is None:
        raise MemoryNotFoundError("Webhook not found.")
    return _webhook(row)


def _webhook(row: Row) -> Webhook:
    return Webhook(
        row["id"],
        row["project"],
        row["url"],
        row["name"],
        tuple(json.loads(row["event_types"])),
        row["secret"],
        bool(row["active"]),
        row["created_at"],
        row["updated_at"],
    )


def change_webhook(file: ControlFile, project: str, webhook_id: str, changes: Mapping[str, Any], *, at: Micros) -> None:
    """`changes` to url, name, event_types or active; what is given replaces the old."""
    given = {name: json.dumps(value) if name == "event_types" else value for name, value in changes.items()}
    sql = (
        "UPDATE webhooks SET url = COALESCE(?, url), name = COALESCE(?, name), event_types = COALESCE(?, event_types), "
        "active = COALESCE(?, active), updated_at = ? WHERE project = ? AND id = ?"
    )
    values = (*(given.get(name) for name in ("url", "name", "event_types", "active")), at, project, webhook_id)
    with file.write() as db:
        if not changed(db.execute(sql, values)):
            raise MemoryNotFoundError("Webhook not found.")


def delete_webhook(file: ControlFile, project: str, webhook_id: str) -> None:
    with file.write() as db:
        if not changed(db.execute("DELETE FROM webhooks WHERE project = ? AND id = ?", (project, webhook_id))):
            raise MemoryNotFoundError("Webhook not found.")
