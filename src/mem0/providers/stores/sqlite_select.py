"""Turn a selection into SQL: exactly where the filter allows it, else a superset that the evaluator then sifts."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mem0.filters import Condition, Span, exact_entity_scope, needs
from mem0.ports import Selection
from mem0.records import ENTITY_KINDS, Entity

from .sqlite_rows import pack_id
from .sqlite_seal import Seal

_COLUMNS = {"user_id": "user", "agent_id": "agent", "app_id": "app", "run_id": "run"}
_MOST_IDS = 1000  # more ids than this are left to the evaluator: SQLite bounds the parameters of a statement


@dataclass(slots=True)
class Plan:
    """The WHERE of a selection over `memories t`. `exact`: no row needs the evaluator."""

    exact: bool
    clauses: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def require(self, clause: str, *values: Any) -> None:
        self.clauses.append(clause)
        self.values.extend(values)

    @property
    def where(self) -> str:
        return f"WHERE {' AND '.join(self.clauses)}" if self.clauses else ""


def plan_of(db: sqlite3.Connection, seal: Seal, selection: Selection) -> Plan:
    plan = Plan(exact=exact_entity_scope(selection.where) is not None)
    for condition in dict.fromkeys((*needs(selection.where), *selection.needs)):
        _require_condition(db, seal, plan, condition)
    if selection.cover is not None:
        _require_cover(db, seal, plan, selection.cover)
    _require_validity(plan, selection)
    return plan


def _require_validity(plan: Plan, selection: Selection) -> None:
    at = selection.valid_at
    if not selection.superseded and at is None:
        plan.require("t.valid_to IS NULL")
    elif not selection.superseded:
        plan.require("t.valid_from <= ? AND (t.valid_to IS NULL OR t.valid_to > ?)", at, at)
    if selection.today is not None:
        plan.require("(t.expires_on IS NULL OR t.expires_on >= ?)", selection.today)


def _require_cover(db: sqlite3.Connection, seal: Seal, plan: Plan, cover: Sequence[Entity]) -> None:
    tests: list[str] = []
    for kind in ENTITY_KINDS:
        found = entity_ids(db, seal, (entity for entity in cover if entity.kind == kind))
        if found:
            tests.append(_is_one_of(f"t.{kind}", found, plan.values))
    plan.clauses.append(f"({' OR '.join(tests) or 'FALSE'})")


def _require_condition(db: sqlite3.Connection, seal: Seal, plan: Plan, condition: Condition) -> None:
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    if condition.field in _COLUMNS:
        column = _COLUMNS[condition.field]
        kind = next(kind for kind in ENTITY_KINDS if kind == column)
        if condition.op in ("eq", "in"):
            found = entity_ids(db, seal, (Entity(kind, str(name)) for name in values))
            plan.clauses.append(_is_one_of(f"t.{column}", found, plan.values))
    elif condition.field == "id" and condition.op in ("eq", "in") and len(values) <= _MOST_IDS:
        plan.require(f"t.id IN ({', '.join('?' * len(values))})", *(pack_id(str(one)) for one in values))
    elif condition.field == "created_at" and isinstance(condition.value, Span):
        _require_time(plan, condition.op, condition.value)


def _require_time(plan: Plan, op: str, span: Span) -> None:
    if op == "eq":
        plan.require("t.created_at BETWEEN ? AND ?", span.first, span.last)
    elif op == "gt":
        plan.require("t.created_at > ?", span.last)
    elif op == "gte":
        plan.require("t.created_at >= ?", span.first)
    elif op == "lt":
        plan.require("t.created_at < ?", span.first)
    elif op == "lte":
        plan.require("t.created_at <= ?", span.last)


def entity_ids(db: sqlite3.Connection, seal: Seal, entities: Iterable[Entity]) -> list[int]:
    """The numbers of those entities that the store knows."""
    sql = "SELECT id FROM entities WHERE kind = ? AND name = ?"
    rows = (db.execute(sql, (ENTITY_KINDS.index(entity.kind), seal.token(entity))).fetchone() for entity in entities)
    return [row[0] for row in rows if row is not None]


def _is_one_of(column: str, numbers: list[int], values: list[Any]) -> str:
    if len(numbers) == 1:
        values.append(numbers[0])
        return f"{column} = ?"
    values.append(json.dumps(numbers))
    return f"{column} IN (SELECT value FROM json_each(?))"
