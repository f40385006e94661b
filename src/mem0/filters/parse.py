"""Read a filter dict into a checked tree, or say which part cannot be understood."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from datetime import date

from mem0.errors import FilterError

from .times import Span, span_of, span_of_seconds, widen_to_day
from .tree import (
    ALIASES,
    KINDS,
    OPERATORS,
    ORDERINGS,
    WORDS,
    All,
    AnyOf,
    Condition,
    Filter,
    Kind,
    Not,
    Scalar,
    Value,
)

MAX_DEPTH = 20
MAX_SIZE = 10_000
_LOGIC: Mapping[str, str] = {"AND": "AND", "OR": "OR", "NOT": "NOT", "$and": "AND", "$or": "OR", "$not": "NOT"}
_SURE = 0.8  # how alike a nested metadata key must be to an operator to be taken for a misspelt one


def parse(filters: object) -> Filter:
    """The tree of a filter dict; of None or {}, the filter that everything fulfils.

    Raises FilterError, naming the part in `details["path"]`: unknown operators, values of a wrong type, NaN, more than
    20 levels, more than 10,000 conditions and values.
    """
    if filters is None:
        return All()
    return _Reader().filter(filters, "filters", 1)


class _Reader:
    """One reading: counts what it reads, so that a hostile filter ends early."""

    def __init__(self) -> None:
        self._size = 0

    def filter(self, source: object, path: str, depth: int) -> Filter:
        items = self._mapping(source, path, depth)
        parts = [self._member(key, value, f"{path}.{key}", depth) for key, value in items.items()]
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _member(self, key: str, value: object, path: str, depth: int) -> Filter:
        self._count(path)
        if key in _LOGIC:
            return self._logic(_LOGIC[key], value, path, depth)
        if key.startswith("$"):
            raise _error(f"{key} is not a logical operator.", path, _near(key, _LOGIC))
        if key == "metadata":
            return self._metadata(value, path, depth)
        if key.startswith("metadata."):
            return self._field("metadata", tuple(key.split(".")[1:]), value, path, depth)
        name = ALIASES.get(key, key)
        if name not in KINDS:
            return self._field("metadata", (key,), value, path, depth)
        tree = self._field(name, (), value, path, depth)
        if key == "keywords" and any(part.op not in WORDS for part in _conditions(tree)):
            raise _error("keywords takes contains or icontains.", path, 'Write {"keywords": {"icontains": "tea"}}.')
        return tree

    def _logic(self, name: str, value: object, path: str, depth: int) -> Filter:
        if name == "NOT" and isinstance(value, Mapping):
            return Not(self.filter(value, path, depth + 1))
        if not isinstance(value, list | tuple):
            raise _error(f"{name} takes a list of filters, not {_kind_name(value)}.", path)
        parts = tuple(self.filter(one, f"{path}[{index}]", depth + 1) for index, one in enumerate(value))
        if name == "AND":
            return All(parts)
        return Not(AnyOf(parts)) if name == "NOT" else AnyOf(parts)

    def _metadata(self, value: object, path: str, depth: int) -> Filter:
        """`{"metadata": {...}}`: nested dicts are paths, dicts of operators are operators."""
        if not isinstance(value, Mapping):
            raise _error(
                f"metadata takes a dict of keys, not {_kind_name(value)}.",
                path,
                'Write {"metadata": {"key": "value"}}.',
            )
        return self._nested(self._mapping(value, path, depth + 1), (), path, depth + 1)

    def _nested(self, items: Mapping[str, object], at: tuple[str, ...], path: str, depth: int) -> Filter:
        parts: list[Filter] = []
        for key, value in items.items():
            self._count(path)
            here, place = (*at, key), f"{path}.{key}"
            if isinstance(value, Mapping) and not self._are_operators(value, place, depth):
                parts.append(self._nested(self._mapping(value, place, depth + 1), here, place, depth + 1))
            else:
                parts.append(self._field("metadata", here, value, place, depth))
        return All(tuple(parts))

    def _are_operators(self, value: Mapping[object, object], path: str, depth: int) -> bool:
        names = self._mapping(value, path, depth)
        known = [name for name in names if name.removeprefix("$") in OPERATORS]
        if len(known) == len(names):
            return True
        for name in names:
            near = difflib.get_close_matches(name, OPERATORS, 1, _SURE)
            if name not in known and (known or near or name.startswith("$")):
                hint = f"{_near(name, OPERATORS)} Nested keys can be written as metadata.a.b."
                raise _error(f"{name} is not an operator.", f"{path}.{name}", hint)
        return False

    def _field(self, name: str, at: tuple[str, ...], value: object, path: str, depth: int) -> Filter:
        if isinstance(value, Mapping):
            items = self._mapping(value, path, depth + 1)
            if not items:
                raise _error("An empty dict is no condition.", path)
            parts = [self._operator(name, at, op, one, f"{path}.{op}") for op, one in items.items()]
            return parts[0] if len(parts) == 1 else All(tuple(parts))
        if isinstance(value, str) and value == "*":
            return Condition(name, "exists", path=at)
        op = "in" if isinstance(value, list | tuple | set | frozenset) else "eq"
        return self._operator(name, at, op, value, path)

    def _operator(self, name: str, at: tuple[str, ...], op: str, value: object, path: str) -> Condition:
        self._count(path)
        word = op.removeprefix("$")
        if word not in OPERATORS:
            raise _error(f"{op} is not an operator.", path, _near(word, OPERATORS))
        return Condition(name, word, self._value(name, word, value, path), at)

    def _value(self, name: str, op: str, value: object, path: str) -> Value:
        kind: Kind = KINDS.get(name, "metadata")
        if op in ("in", "nin"):
            if not isinstance(value, list | tuple | set | frozenset):
                raise _error(f"{op} takes a list, not {_kind_name(value)}.", path)
            self._count(path, len(value))
            return tuple(_scalar(kind, one, f"{path}[{index}]") for index, one in enumerate(value))
        if op in WORDS:
            if not isinstance(value, str) or kind in ("time", "day", "bool"):
                raise _error(f"{op} looks for a string in a text or list field.", path)
            return _string(value, path)
        if op in ORDERINGS and (value is None or isinstance(value, bool) or kind == "bool"):
            raise _error(f"{op} needs something that has an order: a number, a string or a time.", path)
        return _scalar(kind, value, path)

    def _mapping(self, value: object, path: str, depth: int) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise _error(f"Here a dict of conditions is needed, not {_kind_name(value)}.", path)
        if depth > MAX_DEPTH:
            raise _error(f"The filter is more than {MAX_DEPTH} levels deep.", path[:200])
        for key in value:
            if not isinstance(key, str):
                raise _error(f"Field names are strings, not {_kind_name(key)}.", path)
            _string(key, path)
        return value

    def _count(self, path: str, amount: int = 1) -> None:
        self._size += amount
        if self._size > MAX_SIZE:
            raise _error(f"The filter has more than {MAX_SIZE:,} conditions and values.", path[:200])


def _conditions(tree: Filter) -> tuple[Condition, ...]:
    if isinstance(tree, Condition):
        return (tree,)
    return tuple(part for part in tree.parts if isinstance(part, Condition)) if isinstance(tree, All) else ()


def _scalar(kind: Kind, value: object, path: str) -> Scalar | Span:
    if value is None:
        return None
    if kind in ("time", "day"):
        return _time(value, path, whole_day=kind == "day")
    if isinstance(value, float) and not math.isfinite(value):
        raise _error("NaN and infinity cannot be compared.", path)
    if kind == "entity" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # ids are strings; programs pass numbers
    if isinstance(value, str) and kind != "bool":
        return _string(value, path)
    if isinstance(value, bool) and kind in ("bool", "metadata"):
        return value
    if kind == "metadata" and isinstance(value, int | float):
        return value
    span = span_of(value) if kind == "metadata" and isinstance(value, date) else None
    if span is None:
        wanted = {"bool": "true or false", "metadata": "a string, number, bool, date or None"}.get(kind, "a string")
        raise _error(f"This needs {wanted}, not {_kind_name(value)}.", path, _logic_hint(path, value))
    return span


def _time(value: object, path: str, *, whole_day: bool) -> Span:
    span = span_of(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        span = span_of_seconds(value)
    if span is None:
        hint = "Write an ISO 8601 string, a date, a datetime or epoch seconds (not milliseconds)."
        raise _error(f"{value!r:.60} is not a time.", path, hint)
    return widen_to_day(span) if whole_day else span


def _string(value: str, path: str) -> str:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _error("A string here is not valid Unicode.", path.encode("utf-8", "replace").decode()) from error
    return value


def _logic_hint(path: str, value: object) -> str | None:
    key = path.rsplit(".", 1)[-1].split("[")[0]
    if isinstance(value, Mapping) and key.upper() in _LOGIC:
        return f"Did you mean {key.upper()}?"
    return None


def _near(name: str, known: Mapping[str, object] | tuple[str, ...]) -> str:
    near = difflib.get_close_matches(name.lower(), [str(one) for one in known], 1)
    return f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."


def _kind_name(value: object) -> str:
    return "None" if value is None else type(value).__name__


def _error(message: str, path: str, suggestion: str | None = None) -> FilterError:
    return FilterError(f"{path}: {message}", details={"path": path}, suggestion=suggestion)
