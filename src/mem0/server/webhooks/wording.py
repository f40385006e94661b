"""What a delivery says: the platform's JSON, a Slack message, a mail. Read from the store at the moment it is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ...jobs import Job
from ...ports import Snapshot
from ...records import HistoryEntry
from ...render import job_item
from ...values import iso
from .targets import Form

Json = dict[str, Any]
_VERBS: Final[Mapping[str, str]] = {"memory_add": "ADD", "memory_update": "UPDATE", "memory_delete": "DELETE"}
_SAID: Final[Mapping[str, str]] = {
    "memory_add": "New memory",
    "memory_update": "Memory changed",
    "memory_delete": "Memory deleted",
    "memory_categorize": "Memory categorized",
    "ingest_job_completed": "Memories were added",
    "ingest_job_partially_completed": "Memories were added in part",
    "ingest_job_failed": "Adding memories failed",
    "ingest_job_cancelled": "Adding memories was cancelled",
}
_MOST: Final = 2_000  # characters of a memory in a message for people


@dataclass(frozen=True, slots=True)
class Said:
    """An event in words: `details` for programs, `text` for people."""

    event: str
    details: Json
    text: str = ""


def read_event(snapshot: Snapshot, payload: Mapping[str, Any]) -> Said | None:
    """What is to be told now; None when what was to be told has been erased since: nobody is told of it any more."""
    event = str(payload["event"])
    if "job" in payload:
        return _of_job(snapshot.job(str(payload["job"])), event)
    memory_id = str(payload["memory_id"])
    if event == "memory_categorize":
        record = snapshot.get(memory_id)
        if record is None:
            return None
        found = list(record.categories)
        return Said(event, {"event": "CATEGORIZE", "memory_id": memory_id, "categories": found}, ", ".join(found))
    entries = [entry for entry in snapshot.history(memory_id) if entry.id == payload["entry"]]
    return _of_change(entries[0], event) if entries else None


def _of_change(entry: HistoryEntry, event: str) -> Said | None:
    text = entry.old_memory if entry.event == "DELETE" else entry.new_memory
    if text is None and entry.event != "DELETE":
        return None
    details: Json = {"id": entry.memory_id, "data": {"memory": text}, "event": _VERBS[event]}
    if entry.event == "UPDATE" and entry.old_memory is not None:
        details["previous_memory"] = entry.old_memory
    return Said(event, details, text or "")


def _of_job(job: Job | None, event: str) -> Said | None:
    if job is None:
        return None
    item = job_item(job, {})
    results = [{name: value for name, value in one.items() if name != "memory"} for one in item["results"]]
    told = {name: item[name] for name in ("id", "event_type", "status", "error", "created_at", "completed_at", "latency")}
    return Said(event, {"event": event.upper(), **told, "results": results}, job.error or _changes(len(results)))


def _changes(count: int) -> str:
    return "1 change" if count == 1 else f"{count} changes"


def body_of(said: Said, form: Form, *, project: str, delivery: str, at: int) -> bytes:
    """The bytes that are sent (and signed) over HTTP."""
    if form == "slack":
        return json.dumps({"text": line_of(said, project=project, escape=True)}, ensure_ascii=False).encode()
    around = {"event_type": said.event, "delivery_id": delivery, "project_id": project, "created_at": iso(at)}
    return json.dumps({"event_details": said.details, **around}, ensure_ascii=False).encode()


def line_of(said: Said, *, project: str, escape: bool = False) -> str:
    """The event for a person. Slack reads &, < and > as marks of its own."""
    text = f"{_SAID[said.event]} ({project}): {said.text[:_MOST]}".rstrip(": ")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") if escape else text


def subject_of(said: Said) -> str:
    return f"[mem0] {_SAID[said.event]}"
