"""Fill a JSON Schema from memories, by rules: what is known goes where the schema asks for it, nothing is made up.

A property takes, in this order: the newest metadata value of its name, the memories of a category of its name, the memory
that answers best what its name and description ask (a text), or all that answer it (a list of texts). Where nothing
answers it is null, or an empty list. A property named memories or facts, and a list at the top, holds all memories.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ..errors import ValidationError
from ..pipeline.filling import is_a

_EVERYTHING: Final = ("memories", "facts", "memory", "all")
_MOST: Final = 200  # properties of one schema
_DEEPEST: Final = 5
NEAR: Final = 0.2  # the least score of a memory that answers a property
_WORDS: Final = re.compile(r"[a-z]+|[A-Z][a-z]*|\d+|[^\W_a-zA-Z\d]+")
Item = Mapping[str, Any]
Ask = Callable[[str], Awaitable[Sequence[Item]]]


def checked_schema(schema: object) -> Mapping[str, Any]:
    """A schema that can be filled: an object with properties, or a list. Raises ValidationError."""
    if not isinstance(schema, Mapping) or not schema:
        raise ValidationError("schema must be a JSON Schema (an object).", details={"argument": "schema"})
    if "properties" in schema and not isinstance(schema["properties"], Mapping):
        raise ValidationError("The properties of the schema must be an object.", details={"argument": "schema"})
    if _size(schema, 0) > _MOST:
        raise ValidationError(f"A schema may have at most {_MOST} properties.", details={"argument": "schema"})
    return schema


def _size(schema: object, depth: int) -> int:
    if not isinstance(schema, Mapping):
        return 0
    if depth > _DEEPEST:
        raise ValidationError(f"A schema may be at most {_DEEPEST} levels deep.", details={"argument": "schema"})
    below = schema.get("properties")
    parts = list(below.values()) if isinstance(below, Mapping) else []
    return len(parts) + sum(_size(part, depth + 1) for part in [*parts, schema.get("items")])


@dataclass(frozen=True, slots=True)
class Filler:
    """The memories to fill from, oldest first, and a way to ask which of them answer a question."""

    items: Sequence[Item]
    ask: Ask

    async def filled(self, schema: Mapping[str, Any]) -> Any:
        """The schema's value."""
        if _type(schema) == "array":
            return self._everything(schema)
        below = schema.get("properties")
        if not isinstance(below, Mapping):
            return {"memories": [item["memory"] for item in self.items]}
        return {str(name): await self._property(str(name), part) for name, part in below.items()}

    async def _property(self, name: str, part: object) -> Any:
        schema: Mapping[str, Any] = part if isinstance(part, Mapping) else {}
        kind = _type(schema)
        told = self._metadata(name, kind)
        if told is not None:
            return told
        if kind == "object":
            return await self.filled(schema) if isinstance(schema.get("properties"), Mapping) else {}
        if kind == "array":
            return await self._list(name, schema)
        if kind not in ("string", ""):
            return None  # a number or a yes is not in a sentence for rules to take out
        answers = await self._answers(name, schema)
        return answers[0]["memory"] if answers else None

    def _metadata(self, name: str, kind: str) -> Any:
        for item in reversed(self.items):
            value = (item.get("metadata") or {}).get(name)
            if value is not None and is_a(value, kind):
                return value
        return None

    async def _list(self, name: str, schema: Mapping[str, Any]) -> list[Any]:
        if name.lower() in _EVERYTHING:
            return self._everything(schema)
        of_category = [item for item in self.items if name.lower() in [c.lower() for c in item.get("categories") or []]]
        return _texts(schema, of_category or await self._answers(name, schema))

    def _everything(self, schema: Mapping[str, Any]) -> list[Any]:
        return _texts(schema, self.items)

    async def _answers(self, name: str, schema: Mapping[str, Any]) -> Sequence[Item]:
        question = " ".join(_WORDS.findall(name)).lower()
        described = schema.get("description") or schema.get("title")
        asked = f"{question} {described}" if isinstance(described, str) else question
        return [item for item in await self.ask(asked[:1_000]) if item["score"] >= NEAR] if asked.strip() else []


def _texts(schema: Mapping[str, Any], items: Sequence[Item]) -> list[Any]:
    """A list of texts, or of objects where the schema says so."""
    one = schema.get("items")
    if isinstance(one, Mapping) and _type(one) == "object":
        names = list(one.get("properties") or ("id", "memory"))
        return [{name: _of_item(item, name) for name in names} for item in items]
    return [item["memory"] for item in items]


def _of_item(item: Item, name: str) -> Any:
    if name in ("text", "fact", "content", "value"):
        name = "memory"
    found = item.get(name)
    return (item.get("metadata") or {}).get(name) if found is None else found


def _type(schema: Mapping[str, Any]) -> str:
    """The type of a schema; of several, the first that is not null."""
    kind = schema.get("type", "")
    if isinstance(kind, list):
        kind = next((one for one in kind if one != "null"), "")
    for part in schema.get("anyOf") or []:
        if not kind and isinstance(part, Mapping) and part.get("type") != "null":
            return _type(part)
    return kind if isinstance(kind, str) else ""
