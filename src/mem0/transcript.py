"""The records of an export: every field of messages, memories and history as JSON values, and back (docs/reference/jsonl.md)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast, get_args

from .errors import ValidationError
from .records import ENTITY_KINDS, Event, HistoryEntry, MemoryRecord, Message, Scope, Source, Summary
from .values import MAX_TEXT_CHARS, clean_expiry, clean_id, clean_metadata, clean_moment, clean_text, iso, storable

Plain = dict[str, Any]
_IDS = tuple(f"{kind}_id" for kind in ENTITY_KINDS)


def message_record(key: int, message: Message, *, searched: bool) -> Plain:
    return {
        "kind": "message",
        "key": key,
        "id": message.id,
        "role": message.role,
        "content": message.content,
        "at": iso(message.at),
        **scope_fields(message.scope),
        "actor": message.actor,
        "metadata": dict(message.metadata),
        "expires_on": message.expires_on,
        "searched": searched,
    }


def read_message(raw: Mapping[str, Any]) -> tuple[int, Message, bool]:
    message = Message(
        id=read_text(raw, "id"),
        role=read_text(raw, "role"),
        content=read_text(raw, "content"),
        scope=read_scope(raw),
        at=read_moment(raw, "at"),
        actor=read_optional(raw, "actor"),
        metadata=clean_metadata(raw.get("metadata")),
        expires_on=clean_expiry(raw.get("expires_on")),
    )
    return read_whole(raw["key"]), message, bool(raw.get("searched", False))


def memory_record(record: MemoryRecord, parents: list[int]) -> Plain:
    return {
        "kind": "memory",
        "id": record.id,
        "text": record.text,
        **scope_fields(record.scope),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
        "valid_from": iso(record.valid_from),
        "valid_to": iso(record.valid_to),
        "superseded_by": record.superseded_by,
        "event_at": iso(record.event_at),
        "expires_on": record.expires_on,
        "actor": record.actor,
        "role": record.role,
        "metadata": dict(record.metadata),
        "categories": list(record.categories),
        "memory_type": record.memory_type,
        "immutable": record.immutable,
        "inferred": record.inferred,
        "archived": record.archived,
        "slot": record.slot,
        "parents": parents,
        "sources": [{"message_id": s.message_id, "quote": s.quote} for s in record.sources],
    }


def read_memory(raw: Mapping[str, Any]) -> tuple[MemoryRecord, list[int]]:
    created = read_moment(raw, "created_at")
    record = MemoryRecord(
        id=read_text(raw, "id"),
        text=read_text(raw, "text"),
        scope=read_scope(raw),
        created_at=created,
        updated_at=clean_moment(raw.get("updated_at"), name="updated_at"),
        valid_from=read_moment(raw, "valid_from") if raw.get("valid_from") else created,
        valid_to=clean_moment(raw.get("valid_to"), name="valid_to"),
        superseded_by=read_optional(raw, "superseded_by"),
        event_at=clean_moment(raw.get("event_at"), name="event_at"),
        expires_on=clean_expiry(raw.get("expires_on")),
        actor=read_optional(raw, "actor"),
        role=read_optional(raw, "role"),
        metadata=clean_metadata(raw.get("metadata")),
        categories=tuple(clean_text(c, name="categories") for c in raw.get("categories") or ()),
        memory_type=read_optional(raw, "memory_type"),
        immutable=bool(raw.get("immutable", False)),
        inferred=bool(raw.get("inferred", False)),
        archived=bool(raw.get("archived", False)),
        slot=read_optional(raw, "slot"),
        sources=tuple(Source(read_text(s, "message_id"), read_optional(s, "quote")) for s in raw.get("sources") or ()),
    )
    return record, [read_whole(key) for key in raw.get("parents") or ()]


def history_record(entry: HistoryEntry) -> Plain:
    return {
        "kind": "history",
        "memory_id": entry.memory_id,
        "event": entry.event,
        "old_memory": entry.old_memory,
        "new_memory": entry.new_memory,
        "created_at": iso(entry.created_at),
        "updated_at": iso(entry.updated_at),
        "is_deleted": entry.is_deleted,
        "actor": entry.actor,
        "role": entry.role,
        "reason": entry.reason,
    }


def read_history(raw: Mapping[str, Any]) -> HistoryEntry:
    if raw["event"] not in get_args(Event):
        raise ValidationError(f"event {raw['event']!r} is unknown.")
    return HistoryEntry(
        id="",
        memory_id=read_text(raw, "memory_id"),
        event=cast(Event, raw["event"]),
        old_memory=read_optional(raw, "old_memory"),
        new_memory=read_optional(raw, "new_memory"),
        created_at=read_moment(raw, "created_at"),
        updated_at=clean_moment(raw.get("updated_at"), name="updated_at"),
        is_deleted=bool(raw.get("is_deleted", False)),
        actor=read_optional(raw, "actor"),
        role=read_optional(raw, "role"),
        reason=read_optional(raw, "reason"),
    )


def summary_record(summary: Summary) -> Plain:
    """`upto` is the key of the last message that it takes in."""
    return {
        "kind": "summary",
        **scope_fields(summary.scope),
        "text": summary.text,
        "at": iso(summary.at),
        "upto": summary.upto,
    }


def read_summary(raw: Mapping[str, Any]) -> Summary:
    return Summary(read_scope(raw), read_text(raw, "text"), read_moment(raw, "at"), read_whole(raw["upto"]))


def scope_fields(scope: Scope) -> Plain:
    return {name: getattr(scope, name) for name in _IDS if getattr(scope, name) is not None}


def read_scope(raw: Mapping[str, Any]) -> Scope:
    ids = {name: clean_id(raw.get(name), name=name) for name in _IDS}
    if not any(ids.values()):
        raise ValidationError("it names no user_id, agent_id, run_id or app_id.")
    return Scope(**ids)


def read_text(raw: Mapping[str, Any], name: str) -> str:
    return clean_text(raw[name], name=name)


def read_optional(raw: Mapping[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > MAX_TEXT_CHARS:
        raise ValidationError(f"{name} must be a text.")
    return storable(value, name=name)


def read_moment(raw: Mapping[str, Any], name: str) -> int:
    moment = clean_moment(raw[name], name=name)
    if moment is None:
        raise ValidationError(f"{name} is missing.")
    return moment


def read_whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValidationError("key and parents must be whole numbers.")
    return value
