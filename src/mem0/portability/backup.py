"""Read what was saved from mem0: the answer of get_all in any generation, alone or inside a backup file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ..errors import ValidationError
from ..transcript import read_memory
from .entries import Element, Entry, Kept, Problem
from .values import first_of, label, scope_of, storable

_LISTS: Final = ("results", "memories", "messages", "data")
_TEXTS: Final = ("memory", "text", "data")
_OPTIONAL: Final = ("updated_at", "valid_from", "valid_to", "event_at", "memory_type", "superseded_by", "slot")
_UNDATED: Final = "1970-01-01T00:00:00+00:00"


def looks_like(value: object) -> bool:
    if isinstance(value, Mapping) and value.get("results") == []:
        return True  # of somebody without memories
    return _is_item(value) or any(_is_item(item) for item in _listed(value)[:3])


def _is_item(value: object) -> bool:
    if not isinstance(value, Mapping) or ("role" in value and "content" in value):
        return False
    return isinstance(value.get("memory"), str) and ("id" in value or "created_at" in value or bool(scope_of(value)))


def _listed(value: object) -> list[Any]:
    """The memories inside an answer or a backup file; a bare list of them is a list already."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        return next((value[name] for name in _LISTS if isinstance(value.get(name), list)), [])
    return []


def read(elements: Iterator[Element | Problem], *, default_scope: Mapping[str, str]) -> Iterator[Entry]:
    """A Kept memory and its first line of history for each item; `default_scope` owns those that name no owner."""
    for element in elements:
        if isinstance(element, Problem):
            yield element
        elif isinstance(element.value, Mapping) and isinstance(element.value.get("memory"), str):
            yield from _restored(element, default_scope)
        else:
            owner = _project(element.value) or default_scope
            items = _listed(element.value)
            if not items and not looks_like(element.value):
                yield Problem(element.place, "it is no memory and holds none")
            for number, item in enumerate(items, 1):
                yield from _restored(Element(f"{element.place}, item {number}", item), owner)


def _project(value: object) -> dict[str, str]:
    """The owner that a backup file names for everything in it."""
    if not isinstance(value, Mapping):
        return {}
    project = label(value.get("project_id"))
    return scope_of(value) or ({"run_id": project} if project else {})


def _restored(element: Element, default_scope: Mapping[str, str]) -> Iterator[Entry]:
    raw = element.value
    if not isinstance(raw, Mapping) or not isinstance(first_of(raw, *_TEXTS), str):
        yield Problem(element.place, "it is no memory: there is no text under \"memory\"")
        return
    record = _memory(raw, scope_of(raw) or dict(default_scope))
    try:
        read_memory(record)
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        yield Problem(element.place, f"the memory cannot be restored: {error}")
        return
    yield Kept(element.place, record)
    yield Kept(element.place, _history(record))


def _memory(raw: Mapping[str, Any], scope: Mapping[str, str]) -> dict[str, Any]:
    text = storable(str(first_of(raw, *_TEXTS)))
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), Mapping) else {}
    created = first_of(raw, "created_at", "timestamp") or _UNDATED
    record: dict[str, Any] = {
        "kind": "memory", "id": label(raw.get("id")) or _made_id(text, scope, created), "text": text, **scope,
        "created_at": created, "actor": label(first_of(raw, "actor_id", "actor")), "role": label(raw.get("role")),
        "metadata": metadata, "categories": raw.get("categories") or [], "immutable": bool(raw.get("immutable")),
        "expires_on": _day(first_of(raw, "expiration_date", "expires_on")), "inferred": not raw.get("role"), "parents": [],
    }
    return record | {name: raw[name] for name in _OPTIONAL if raw.get(name)}


def _day(value: object) -> object:
    """A date of expiry; older versions wrote a whole timestamp."""
    return value[:10] if isinstance(value, str) else value


def _made_id(text: str, scope: Mapping[str, str], created: object) -> str:
    """An id for a memory that was saved without one: the same each time the file is read."""
    known = json.dumps([text, sorted(scope.items()), created], ensure_ascii=True, default=str)
    return "restored-" + hashlib.blake2b(known.encode(), digest_size=12).hexdigest()


def _history(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "history", "id": f"restored:{record['id']}"[:512], "memory_id": record["id"], "event": "ADD",
        "old_memory": None, "new_memory": record["text"], "created_at": record["created_at"], "updated_at": None,
        "actor": record["actor"], "role": record["role"], "reason": "restored from a backup",
    }
