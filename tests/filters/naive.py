"""A second evaluator of filters, written from the docstring of mem0.filters and straight on the dict, as slow as it likes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from mem0.records import MemoryRecord

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = ("created_at", "updated_at", "event_at", "valid_from", "valid_to")
ATTRIBUTES = {"actor_id": "actor", "id": "id", "text": "text", "role": "role", "immutable": "immutable", "hash": "hash"}


def accepts(filters: dict[str, Any], record: MemoryRecord) -> bool:
    return all(_member(key, value, record) for key, value in filters.items())


def _member(key: str, value: Any, record: MemoryRecord) -> bool:
    if key in ("AND", "$and"):
        return all(accepts(one, record) for one in value)
    if key in ("OR", "$or"):
        return any(accepts(one, record) for one in value)
    if key in ("NOT", "$not"):
        if isinstance(value, dict):
            return not accepts(value, record)
        return not any(accepts(one, record) for one in value)
    if value == "*":
        return _stored(key, record) is not None
    if isinstance(value, list):
        value = {"in": value}
    if not isinstance(value, dict):
        value = {"eq": value}
    return all(_operator(op, key, wanted, record) for op, wanted in value.items())


def _stored(key: str, record: MemoryRecord) -> Any:
    if key.endswith("_id") and key != "actor_id":
        return getattr(record.scope, key)
    if key in TIMES:
        return getattr(record, key)
    if key == "categories":
        return list(record.categories) or None
    if key in ATTRIBUTES:
        return getattr(record, ATTRIBUTES[key])
    value: Any = record.metadata
    for name in key.removeprefix("metadata.").split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _operator(op: str, key: str, wanted: Any, record: MemoryRecord) -> bool:
    if op == "ne":
        return not _operator("eq", key, wanted, record)
    if op == "nin":
        return not _operator("in", key, wanted, record)
    stored = _stored(key, record)
    if key in TIMES:
        return _time(op, stored, wanted)
    if isinstance(stored, list):
        return any(_one(op, element, wanted) for element in stored)
    return _one(op, stored, wanted)


def _one(op: str, stored: Any, wanted: Any) -> bool:
    if op == "in":
        return any(_one("eq", stored, one) for one in wanted)
    if op == "eq":
        return _kind(stored) == _kind(wanted) and bool(stored == wanted)
    if op == "contains":
        return isinstance(stored, str) and wanted in stored
    if op == "icontains":
        return isinstance(stored, str) and wanted.casefold() in stored.casefold()
    if _kind(stored) != _kind(wanted) or _kind(stored) not in ("number", "text"):
        return False
    return bool({"gt": stored > wanted, "gte": stored >= wanted, "lt": stored < wanted, "lte": stored <= wanted}[op])


def _time(op: str, stored: int | None, wanted: Any) -> bool:
    if op == "in":
        return any(_time("eq", stored, one) for one in wanted)
    if wanted is None:
        return op == "eq" and stored is None
    if stored is None:
        return False
    first, last = _bounds(wanted)
    return {
        "eq": first <= stored <= last,
        "gt": stored > last,
        "gte": stored >= first,
        "lt": stored < first,
        "lte": stored <= last,
    }[op]


def _bounds(wanted: Any) -> tuple[int, int]:
    if isinstance(wanted, int):
        return wanted * 10**6, wanted * 10**6
    if isinstance(wanted, datetime):
        moment = int((wanted - EPOCH).total_seconds()) * 10**6 + wanted.microsecond
        return moment, moment
    assert isinstance(wanted, date)
    first = (wanted - EPOCH.date()).days * 86400 * 10**6
    return first, first + 86400 * 10**6 - 1


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return {str: "text", type(None): "null", list: "list", dict: "dict"}[type(value)]
