"""The tree a filter is read into, and the fields it may name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mem0.records import EntityKind

from .times import Span

Operator: TypeAlias = Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "contains", "icontains", "exists"]
Kind: TypeAlias = Literal["entity", "string", "bool", "time", "day", "metadata"]
Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = Scalar | Span | tuple[Scalar | Span, ...]

OPERATORS: tuple[Operator, ...] = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "nin", "contains", "icontains")
ORDERINGS = frozenset({"gt", "gte", "lt", "lte"})
WORDS = frozenset({"contains", "icontains"})
ENTITY_FIELDS: Mapping[str, EntityKind] = {
    "user_id": "user",
    "agent_id": "agent",
    "app_id": "app",
    "run_id": "run",
}
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(ENTITY_FIELDS, "entity"),
    **dict.fromkeys(("actor_id", "role", "id", "text", "hash", "memory_type", "categories"), "string"),
    **dict.fromkeys(("created_at", "updated_at", "event_at", "valid_from", "valid_to"), "time"),
    "expiration_date": "day",
    "immutable": "bool",
}
ALIASES: Mapping[str, str] = {
    "session_id": "run_id",
    "memory_id": "id",
    "memory_ids": "id",
    "memory": "text",
    "data": "text",
    "keywords": "text",
    "timestamp": "event_at",
}


def comparable(value: object) -> object:
    """A key that is equal for equal values of one kind only: Python holds True == 1, filters do not."""
    return (value,) if isinstance(value, bool) else value


@dataclass(frozen=True, slots=True)
class Condition:
    """One test of one field. `path` is set where the field is "metadata". A value of in / nin is a tuple."""

    field: str
    op: Operator
    value: Value = None
    path: tuple[str, ...] = ()
    keys: frozenset[object] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        values = self.value if isinstance(self.value, tuple) else ()
        object.__setattr__(self, "keys", frozenset(comparable(one) for one in values))


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; true without parts."""

    parts: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; false without parts."""

    parts: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Filter


Filter: TypeAlias = Condition | All | AnyOf | Not
