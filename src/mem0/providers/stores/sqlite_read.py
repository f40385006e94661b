"""Read one consistent view of the SQLite file."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mem0.filters import matches
from mem0.ports import EntitySummary, ScopeState, Selection, Tally
from mem0.records import ENTITY_KINDS, Entity, HistoryEntry, IndexRow, MemoryRecord, Message, Micros
from mem0.retention import Use

from .audit_log import Audit
from .sqlite_audit import SQLiteShelf
from .sqlite_conversations import SQLiteConversationsView
from .sqlite_graph_read import SQLiteGraphSnapshot
from .sqlite_jobs import SQLiteJobsView
from .sqlite_outbox import SQLiteOutboxView
from .sqlite_renewal import SQLiteRenewal
from .sqlite_rows import (
    HISTORY_COLUMNS,
    HISTORY_LAYOUT,
    MEMORY_COLUMNS,
    MEMORY_INDEX,
    MEMORY_INDEX_LAYOUT,
    MEMORY_LAYOUT,
    MESSAGE_COLUMNS,
    MESSAGE_INDEX,
    MESSAGE_INDEX_LAYOUT,
    MESSAGE_LAYOUT,
    entry_of,
    memory_index_row,
    memory_of,
    message_index_row,
    message_of,
    pack_id,
    unpack_id,
)
from .sqlite_seal import Layout, Row, Seal
from .sqlite_select import entity_ids, plan_of
from .sqlite_sources import sources_of
from .sqlite_tally import tally_of
from .sqlite_uses import uses_of

_AMONG = "IN (SELECT value FROM json_each(?))"
_SLOT = Layout.of("memories", "key, slot")
_SEARCHABLE = Layout.of("memories", "key, features, codes")


class SQLiteSnapshot(SQLiteJobsView, SQLiteConversationsView):
    """ports.Snapshot on a connection that stands in a transaction."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal
        self.audit = Audit(SQLiteShelf(db, seal))
        self.outbox = SQLiteOutboxView(db)

    @property
    def graph(self) -> SQLiteGraphSnapshot:
        return SQLiteGraphSnapshot(self._db, self._seal)

    @property
    def renewal(self) -> SQLiteRenewal:
        return SQLiteRenewal(self._db, self._seal)

    def get(self, memory_id: str) -> MemoryRecord | None:
        sql = f"SELECT {MEMORY_COLUMNS} FROM memories t WHERE t.id = ?"
        return next(iter(self._records(self._db.execute(sql, (pack_id(memory_id),))).values()), None)

    def find(self, selection: Selection, *, limit: int | None = None, offset: int = 0) -> list[MemoryRecord]:
        plan = plan_of(self._db, self._seal, selection)
        sql = f"SELECT {MEMORY_COLUMNS} FROM memories t {plan.where} ORDER BY t.created_at, t.key"
        if plan.exact:
            values = (*plan.values, -1 if limit is None else limit, offset)
            return list(self._records(self._db.execute(f"{sql} LIMIT ? OFFSET ?", values)).values())
        rows = self._opened(MEMORY_LAYOUT, self._db.execute(sql, plan.values))
        found = (row for row in rows if matches(selection.where, memory_of(row, self._seal.name)))
        chosen = islice(found, offset, None if limit is None else offset + limit)
        return list(self._with_sources(list(chosen)).values())

    def count(self, selection: Selection) -> int:
        plan = plan_of(self._db, self._seal, selection)
        if plan.exact:
            return int(self._one(f"SELECT COUNT(*) FROM memories t {plan.where}", plan.values)[0])
        rows = self._db.execute(f"SELECT {MEMORY_COLUMNS} FROM memories t {plan.where}", plan.values)
        opened = self._opened(MEMORY_LAYOUT, rows)
        return sum(matches(selection.where, memory_of(row, self._seal.name)) for row in opened)

    def by_keys(self, keys: Sequence[int]) -> dict[int, MemoryRecord | Message]:
        sql = f"SELECT {MEMORY_COLUMNS} FROM memories t WHERE t.key {_AMONG}"
        found: dict[int, MemoryRecord | Message] = {**self._records(self._db.execute(sql, (_listed(keys),)))}
        others = [key for key in keys if key not in found]
        if others:
            sql = f"SELECT {MESSAGE_COLUMNS} FROM messages t WHERE t.key {_AMONG} AND t.content IS NOT NULL"
            found.update((row[0], message_of(row, self._seal.name)) for row in self._messages(sql, (_listed(others),)))
        return {key: found[key] for key in keys if key in found}

    def key_of(self, memory_id: str) -> int | None:
        row = self._db.execute("SELECT key FROM memories WHERE id = ?", (pack_id(memory_id),)).fetchone()
        return None if row is None else int(row[0])

    def with_slots(self, entity: Entity, slots: Collection[str]) -> list[MemoryRecord]:
        sql = (
            f"SELECT t.key, t.slot FROM memories t WHERE t.{entity.kind} = ? AND t.slot IS NOT NULL "
            "AND t.valid_to IS NULL"
        )
        rows = self._opened(_SLOT, self._db.execute(sql, (self._entity_number(entity),)))
        keys = [key for key, slot in rows if slot in slots]
        sql = f"SELECT {MEMORY_COLUMNS} FROM memories t WHERE t.key {_AMONG} ORDER BY t.created_at, t.key"
        return list(self._records(self._db.execute(sql, (_listed(keys),))).values())

    def parents_of(self, memory_id: str) -> list[int]:
        sql = (
            "SELECT DISTINCT s.message FROM sources s JOIN messages g ON g.key = s.message "
            "WHERE s.memory = ? AND g.content IS NOT NULL ORDER BY s.message"
        )
        return [row[0] for row in self._db.execute(sql, (self.key_of(memory_id),))]

    def searchable_of(self, memory_id: str) -> tuple[bytes, bytes | None] | None:
        sql = "SELECT key, features, codes FROM memories WHERE id = ?"
        rows = self._opened(_SEARCHABLE, self._db.execute(sql, (pack_id(memory_id),)))
        return next(((row[1], row[2]) for row in rows), None)

    def history(self, memory_id: str) -> list[HistoryEntry]:
        sql = f"SELECT {HISTORY_COLUMNS} FROM history WHERE memory = ? ORDER BY n"
        return self._entries(sql, (pack_id(memory_id),))

    def all_history(self) -> list[HistoryEntry]:
        return self._entries(f"SELECT {HISTORY_COLUMNS} FROM history ORDER BY n")

    def history_end(self) -> int:
        return int(self._one("SELECT COALESCE(MAX(n), 0) FROM history")[0])

    def history_after(self, number: int, *, limit: int) -> list[tuple[int, HistoryEntry]]:
        sql = f"SELECT {HISTORY_COLUMNS} FROM history WHERE n > ? ORDER BY n LIMIT ?"
        rows = self._opened(HISTORY_LAYOUT, self._db.execute(sql, (number, limit)))
        return [(row[0], entry_of(row)) for row in rows]

    def messages(self, scope_entity: Entity, *, limit: int) -> list[Message]:
        sql = (
            f"SELECT {MESSAGE_COLUMNS} FROM messages t WHERE t.{scope_entity.kind} = ? AND t.content IS NOT NULL "
            "ORDER BY t.at DESC, t.key DESC LIMIT ?"
        )
        rows = self._messages(sql, (self._entity_number(scope_entity), max(limit, 0)))
        return [message_of(row, self._seal.name) for row in reversed(list(rows))]

    def all_messages(self) -> list[tuple[int, Message, bool]]:
        sql = f"SELECT {MESSAGE_COLUMNS} FROM messages t WHERE t.content IS NOT NULL ORDER BY t.key"
        return [(row[0], message_of(row, self._seal.name), bool(row[12])) for row in self._messages(sql)]

    def entities(self) -> list[EntitySummary]:
        counts: dict[int, int] = {}
        for kind in ENTITY_KINDS:
            sql = f"SELECT {kind}, COUNT(*) FROM memories WHERE {kind} IS NOT NULL AND valid_to IS NULL GROUP BY {kind}"
            counts.update(self._db.execute(sql))
        rows = self._db.execute(
            "SELECT id, kind, created_at, updated_at FROM entities ORDER BY kind, created_at, id"
        )
        known = [(row, Entity(ENTITY_KINDS[row[1]], self._seal.name(row[0]) or "")) for row in rows.fetchall()]
        return [EntitySummary(entity, counts.get(row[0], 0), *row[2:]) for row, entity in known]

    def state(self, entity: Entity | None) -> ScopeState:
        if entity is None:
            return ScopeState(*self._one("SELECT seq, erased FROM counters"))
        sql = "SELECT version, erased FROM entities WHERE kind = ? AND name = ?"
        row = self._db.execute(sql, (ENTITY_KINDS.index(entity.kind), self._seal.token(entity))).fetchone()
        if row is None:  # perhaps it was forgotten: then at the last deletion at the latest
            erased = self._one("SELECT erased FROM counters")[0]
            return ScopeState(erased, erased)
        return ScopeState(*row)

    def index_rows(self, entity: Entity | None, *, since: int = 0) -> list[IndexRow]:
        where, values = self._changed(entity, since)
        parents = self._parents(where, values)
        name = self._seal.name
        found = self._db.execute(f"SELECT {MEMORY_INDEX} FROM memories t {where}", values)
        rows = [
            memory_index_row(row, name, tuple(parents.get(row[0], ())))
            for row in self._opened(MEMORY_INDEX_LAYOUT, found)
        ]
        found = self._db.execute(f"SELECT {MESSAGE_INDEX} FROM messages t {where} AND t.features IS NOT NULL", values)
        rows.extend(message_index_row(row, name) for row in self._opened(MESSAGE_INDEX_LAYOUT, found))
        return sorted(rows, key=lambda row: (row.at, row.key))

    def index_keys(self, entity: Entity | None) -> NDArray[np.int64]:
        where, values = self._changed(entity, 0)
        keys = [row[0] for row in self._db.execute(f"SELECT t.key FROM memories t {where}", values)]
        sql = f"SELECT t.key FROM messages t {where} AND t.features IS NOT NULL"
        keys.extend(row[0] for row in self._db.execute(sql, values))
        return np.sort(np.array(keys, dtype=np.int64))

    def uses(self, keys: Sequence[int]) -> dict[int, Use]:
        return uses_of(self._db, keys)

    def memory_ids(self) -> list[str]:
        rows = self._db.execute("SELECT id FROM memories WHERE valid_to IS NULL ORDER BY key")
        return [unpack_id(row[0]) for row in rows]

    def tally(self, *, since: Micros) -> Tally:
        return tally_of(self._db, self._seal, since=since)

    def setting(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        """The one row of a statement that always has one."""
        row: tuple[Any, ...] = self._db.execute(sql, values).fetchone()
        return row

    def _entity_number(self, entity: Entity) -> int | None:
        return next(iter(entity_ids(self._db, self._seal, (entity,))), None)

    def _opened(self, layout: Layout, rows: Iterable[Row]) -> Iterable[Row]:
        return self._seal.open(layout, rows)

    def _messages(self, sql: str, values: Sequence[Any] = ()) -> Iterable[Row]:
        """The opened rows of a statement that selects MESSAGE_COLUMNS."""
        return self._opened(MESSAGE_LAYOUT, self._db.execute(sql, values))

    def _entries(self, sql: str, values: Sequence[Any] = ()) -> list[HistoryEntry]:
        """The history of a statement that selects HISTORY_COLUMNS."""
        return [entry_of(row) for row in self._opened(HISTORY_LAYOUT, self._db.execute(sql, values))]

    def _records(self, found: Iterable[Row]) -> dict[int, MemoryRecord]:
        """The memories of these rows (MEMORY_COLUMNS, as they stand in the file) by their keys, in the same order."""
        return self._with_sources(list(self._opened(MEMORY_LAYOUT, found)))

    def _with_sources(self, rows: Sequence[Row]) -> dict[int, MemoryRecord]:
        sources = sources_of(self._db, self._seal, [row[0] for row in rows])
        return {row[0]: memory_of(row, self._seal.name, tuple(sources.get(row[0], ()))) for row in rows}

    def _changed(self, entity: Entity | None, since: int) -> tuple[str, tuple[Any, ...]]:
        """WHERE for the rows of an entity that changed after `since`."""
        if entity is None:
            return "WHERE t.seq > ?", (since,)
        return f"WHERE t.{entity.kind} = ? AND t.seq > ?", (self._entity_number(entity), since)

    def _parents(self, where: str, values: tuple[Any, ...]) -> dict[int, list[int]]:
        sql = (
            "SELECT DISTINCT s.memory, s.message FROM memories t JOIN sources s ON s.memory = t.key "
            f"JOIN messages g ON g.key = s.message {where} AND g.content IS NOT NULL ORDER BY s.memory, s.message"
        )
        parents: dict[int, list[int]] = defaultdict(list)
        for memory, message in self._db.execute(sql, values):
            parents[memory].append(message)
        return parents


def _listed(keys: Iterable[int]) -> str:
    """Keys as one value for json_each."""
    return json.dumps([int(key) for key in keys])
