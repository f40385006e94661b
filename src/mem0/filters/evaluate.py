"""Decide whether a memory fulfils a filter: the one evaluator that every store uses."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeAlias

from mem0.records import MemoryRecord, Micros

from .times import Span, day_of, span_of
from .tree import All, AnyOf, Condition, Filter, comparable

Test: TypeAlias = Callable[[object, Condition], bool]


def matches(tree: Filter, record: MemoryRecord) -> bool:
    """Whether the memory fulfils the filter. The meaning is written down in the package docstring."""
    if isinstance(tree, Condition):
        return _holds(tree, record)
    if isinstance(tree, All):
        return all(matches(part, record) for part in tree.parts)
    if isinstance(tree, AnyOf):
        return any(matches(part, record) for part in tree.parts)
    return not matches(tree.part, record)


def _holds(condition: Condition, record: MemoryRecord) -> bool:
    value = _read(condition, record)
    if condition.op == "exists":
        return value is not None
    if condition.op == "ne":
        return not _fulfils(value, "eq", condition)
    if condition.op == "nin":
        return not _fulfils(value, "in", condition)
    return _fulfils(value, condition.op, condition)


def _fulfils(value: object, op: str, condition: Condition) -> bool:
    test = _TESTS[op]
    if isinstance(value, list | tuple):
        return any(test(one, condition) for one in value)
    return test(value, condition)


def _read(condition: Condition, record: MemoryRecord) -> object:
    if condition.field != "metadata":
        return _READERS[condition.field](record)
    value: object = record.metadata
    for name in condition.path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(name)
    return value


def _moment(at: Micros | None) -> Span | None:
    return None if at is None else Span(at, at)


def _expiry(record: MemoryRecord) -> Span | None:
    if record.expires_on is None:
        return None
    try:
        return day_of(date.fromisoformat(record.expires_on))
    except ValueError:
        return None  # a day that cannot be read never expires


_READERS: Mapping[str, Callable[[MemoryRecord], object]] = {
    "user_id": lambda record: record.scope.user_id,
    "agent_id": lambda record: record.scope.agent_id,
    "app_id": lambda record: record.scope.app_id,
    "run_id": lambda record: record.scope.run_id,
    "actor_id": lambda record: record.actor,
    "role": lambda record: record.role,
    "id": lambda record: record.id,
    "text": lambda record: record.text,
    "hash": lambda record: record.hash,
    "memory_type": lambda record: record.memory_type,
    "categories": lambda record: record.categories or None,
    "immutable": lambda record: record.immutable,
    "created_at": lambda record: _moment(record.created_at),
    "updated_at": lambda record: _moment(record.updated_at),
    "event_at": lambda record: _moment(record.event_at),
    "valid_from": lambda record: _moment(record.valid_from),
    "valid_to": lambda record: _moment(record.valid_to),
    "expiration_date": _expiry,
}


def _as_span(value: object) -> Span | None:
    """A stored value as a time: fields give spans, the metadata gives ISO strings."""
    return value if isinstance(value, Span) else span_of(value)


def _equal(value: object, wanted: object) -> bool:
    if isinstance(wanted, Span):
        span = _as_span(value)
        return span is not None and wanted.first <= span.first and span.last <= wanted.last
    return comparable(value) == comparable(wanted)


def _is(value: object, condition: Condition) -> bool:
    return _equal(value, condition.value)


def _is_in(value: object, condition: Condition) -> bool:
    if not isinstance(condition.value, tuple) or isinstance(value, Mapping | list | tuple):
        return False
    if not isinstance(value, Span) and comparable(value) in condition.keys:
        return True
    return any(isinstance(wanted, Span) and _equal(value, wanted) for wanted in condition.value)


def _ordered(compare: Callable[[Any, Any], bool], *, after: bool, strict: bool) -> Test:
    """A test that orders numbers with numbers, strings with strings and times with times."""

    def test(value: object, condition: Condition) -> bool:
        wanted = condition.value
        if isinstance(wanted, Span):
            span = _as_span(value)
            if span is None:
                return False
            return compare(span.first if after else span.last, wanted.last if after == strict else wanted.first)
        return _same_kind(value, wanted) and compare(value, wanted)

    return test


def _same_kind(value: object, wanted: object) -> bool:
    if isinstance(value, str):
        return isinstance(wanted, str)
    return _is_number(value) and _is_number(wanted)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _contains(value: object, condition: Condition) -> bool:
    return isinstance(value, str) and isinstance(condition.value, str) and condition.value in value


def _contains_folded(value: object, condition: Condition) -> bool:
    wanted = condition.value
    return isinstance(value, str) and isinstance(wanted, str) and wanted.casefold() in value.casefold()


_TESTS: Mapping[str, Test] = {
    "eq": _is,
    "in": _is_in,
    "gt": _ordered(operator.gt, after=True, strict=True),
    "gte": _ordered(operator.ge, after=True, strict=False),
    "lt": _ordered(operator.lt, after=False, strict=True),
    "lte": _ordered(operator.le, after=False, strict=False),
    "contains": _contains,
    "icontains": _contains_folded,
}
