"""Change the SQLite file inside one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as with_changes

from mem0.filters import exact_entity_scope
from mem0.ports import MEMORY, NewMemory, NewMessage, Selection
from mem0.records import TOLD_ALONE, Entity, HistoryEntry, Micros
from mem0.retention import Use

from . import sqlite_history, sqlite_keyring, sqlite_renewal, sqlite_scrub, sqlite_sources
from .audit_log import Audit
from .selection import whole
from .sqlite_audit import SQLiteShelf
from .sqlite_conversations import SQLiteConversations
from .sqlite_erase import erase_graph, erase_memories, erase_messages
from .sqlite_forget import need_nothing_left, owned
from .sqlite_graph_write import SQLiteGraphTransaction
from .sqlite_jobs import SQLiteJobs
from .sqlite_outbox import SQLiteOutbox
from .sqlite_read import SQLiteSnapshot
from .sqlite_rows import (
    INSERT_MEMORY,
    INSERT_MESSAGE,
    MEMORY_FIELDS_LAYOUT,
    MESSAGE_FIELDS_LAYOUT,
    UPDATE_MEMORY,
    memory_values,
    message_values,
    pack_id,
    unpack_id,
)
from .sqlite_seal import Layout, Row, Seal, owner_of
from .sqlite_sources import insert_sources, known_messages, source_rows
from .sqlite_touch import Touch
from .sqlite_uses import note_uses
from .values import existing, unknown_memory

_AMONG = "IN (SELECT value FROM json_each(?))"
_SEARCHABLE = {table: Layout.of(table, "features, codes") for table in ("memories", "messages")}


class SQLiteTransaction(SQLiteSnapshot, SQLiteJobs, SQLiteConversations):
    """ports.Transaction on a connection that holds the write lock."""

    def __init__(self, db: sqlite3.Connection, seal: Seal, *, audit: bool = True) -> None:
        super().__init__(db, seal)
        self._touch = Touch(db, seal)
        self.outbox: SQLiteOutbox = SQLiteOutbox(db)
        self.audit = Audit(SQLiteShelf(db, seal), on=audit, owners=self._touch.everybody)

    @property
    def graph(self) -> SQLiteGraphTransaction:
        return SQLiteGraphTransaction(self._db, self._seal, self._touch, self.outbox)

    def add_messages(self, messages: Sequence[NewMessage]) -> list[int]:
        rows = []
        for new in messages:
            seq = self._touch.next()
            columns = self._touch.columns(new.message.scope, seq, new.message.at)
            values = message_values(new, seq, columns)
            rows.append(self._seal.close(MESSAGE_FIELDS_LAYOUT, values, identity=seq, owner=owner_of(columns)))
        self._db.executemany(INSERT_MESSAGE, rows)
        self._touch.flush()
        self.audit.note({"messages_added": len(rows)})
        return [row[0] for row in rows]

    def add_memories(self, memories: Sequence[NewMemory], *, parents: Sequence[Sequence[int]] = ()) -> list[int]:
        self._refuse_existing([new.record.id for new in memories])
        parents = parents or [()] * len(memories)
        known = known_messages(self._db, self._seal, {key for keys in parents for key in keys})
        rows, sources, owner = [], [], {}
        for new, keys in zip(memories, parents, strict=True):
            seq = self._touch.next()
            columns = self._touch.columns(new.record.scope, seq, new.record.updated_at or new.record.created_at)
            rows.append((seq, pack_id(new.record.id), *self._memory_values(new, seq, seq, columns)))
            owner[seq] = owner_of(columns)
            sources.extend(source_rows(seq, new.record.sources, keys, known))
        self._db.executemany(INSERT_MEMORY, rows)
        insert_sources(self._db, self._seal, sources, owner=owner)
        self._touch.flush()
        self.outbox.announce_packed(MEMORY, "upsert", [row[1] for row in rows])
        self.audit.note({"memories_added": len(rows)}, ids=[new.record.id for new in memories])
        return [row[0] for row in rows]

    def replace(self, memory: NewMemory, *, parents: Sequence[int] | None = None) -> None:
        record = memory.record
        key, before = self._key_and_columns(record.id)
        known = known_messages(self._db, self._seal, set(parents or ()))
        rows = None if parents is None else source_rows(key, record.sources, parents, known)
        seq = self._touch.next()
        after = self._touch.columns(record.scope, seq, record.updated_at or record.created_at)
        left = set(before) - set(after) - {None}
        if left:
            self._touch.mark(left, seq, erased=True)
        self._db.execute(UPDATE_MEMORY, (*self._memory_values(memory, key, seq, after), key))
        if rows is not None:
            self._db.execute("DELETE FROM sources WHERE memory = ?", (key,))
            insert_sources(self._db, self._seal, rows, owner={key: owner_of(after)})
        if owner_of(before) != owner_of(after):
            self._seal_anew(record.id, key, owner_of(after))
        self._touch.flush()
        self._touch.prune(left)
        self.outbox.announce(MEMORY, "upsert", [record.id])
        self.audit.note({"memories_replaced": 1}, ids=[record.id])

    def add_sources(self, memory_id: str, parents: Sequence[int]) -> None:
        key, columns = self._key_and_columns(memory_id)
        known_messages(self._db, self._seal, set(parents))
        have = {row[0] for row in self._db.execute("SELECT message FROM sources WHERE memory = ?", (key,))}
        new = [parent for parent in dict.fromkeys(parents) if parent not in have]
        if not new:
            return
        start = int(self._one("SELECT COALESCE(MAX(n), -1) + 1 FROM sources WHERE memory = ?", (key,))[0])
        rows = [(key, start + n, parent, None) for n, parent in enumerate(new)]
        insert_sources(self._db, self._seal, rows, owner={key: owner_of(columns)})
        self._renumber(key, columns)
        self.audit.note({"memories_confirmed": 1}, ids=[memory_id])

    def close(self, memory_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        key, columns = self._key_and_columns(memory_id)
        successor = None if superseded_by is None else pack_id(superseded_by)
        self._db.execute("UPDATE memories SET valid_to = ?, superseded_by = ? WHERE key = ?", (at, successor, key))
        self._renumber(key, columns, at=at)
        self.outbox.announce(MEMORY, "upsert", [memory_id])
        self.audit.note({"memories_closed": 1}, ids=[memory_id])

    def set_searchable(self, items: Sequence[tuple[int, bytes, bytes | None]]) -> None:
        for key, features, codes in items:
            self._set_searchable("memories", key, features, codes)
            self._set_searchable("messages", key, features, codes)
        self._touch.flush()
        self.outbox.announce_keys(key for key, _, _ in items)
        self.audit.note({"rows_reindexed": len(items)})

    def hide_messages(self, keys: Iterable[int]) -> None:
        sql = (
            f"SELECT key, user, agent, app, run FROM messages WHERE key {_AMONG} AND features IS NOT NULL ORDER BY key"
        )
        rows = []
        for key, *columns in self._db.execute(sql, (json.dumps([int(key) for key in keys]),)).fetchall():
            seq = self._touch.next()
            self._touch.mark(columns, seq, erased=True)
            rows.append((seq, key))
        self._db.executemany("UPDATE messages SET features = NULL, codes = NULL, seq = ? WHERE key = ?", rows)
        self._touch.flush()
        self.audit.note({"messages_hidden": len(rows)})

    def log(self, entries: Sequence[HistoryEntry]) -> None:
        sqlite_history.append(self._db, self._seal, entries)

    def erase(self, memory_ids: Sequence[str], *, at: Micros) -> int:
        erased = erase_memories(self._db, self._seal, self._touch, [pack_id(one) for one in memory_ids], at=at)
        self._owe_scrub(erased)
        self.outbox.announce_packed(MEMORY, "delete", erased)
        self.audit.note({"memories_erased": len(erased)}, ids=map(unpack_id, erased))
        return len(erased)

    def erase_messages(self, keys: Sequence[int]) -> int:
        removed = erase_messages(self._db, self._seal, self._touch, keys)
        self._owe_scrub(removed)
        self.audit.note({"messages_erased": removed})
        return removed

    def erase_scope(self, selection: Selection, *, at: Micros) -> int:
        everything = with_changes(selection, superseded=True, valid_at=None, today=None)
        erased = self.erase([record.id for record in self.find(everything)], at=at)
        scope = exact_entity_scope(selection.where)
        if scope is not None:
            self.erase_messages(self._message_keys(scope))
            self.erase_graph(scope)
            self._erase_summaries_of(scope)
            self._cancel_of(scope, at=at)
        return erased

    def erase_graph(self, owners: Sequence[Entity]) -> int:
        columns, messages = [(one.kind, self._entity_number(one)) for one in owners], self._message_keys(owners)
        erased = erase_graph(self._db, self._seal, self._touch, columns, messages)
        self.erase_messages(self._told_alone(messages))
        self._owe_scrub(True)  # names may have gone without a relation
        self.audit.note({"relations_erased": erased})
        return erased

    def note_uses(self, uses: Mapping[int, Use]) -> None:
        note_uses(self._db, uses)

    def forget(self, entity: Entity, *, at: Micros) -> dict[str, int]:
        number = self._entity_number(entity)
        counts, destroyed = owned(self._db, entity.kind, number), self._touch.keys_destroyed
        self.erase_scope(whole(entity), at=at)
        need_nothing_left(self._db, entity.kind, number)
        self.audit.bury(entity, at=at)
        sqlite_keyring.owe(self._db, forget=self.audit.digest(entity))
        self.audit.note({"owners_forgotten": 1})
        return {**counts, "keys": self._touch.keys_destroyed - destroyed}

    def set_setting(self, name: str, value: str) -> None:
        sql = "INSERT INTO settings VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
        self._db.execute(sql, (name, value))

    def _owe_scrub(self, erased: object) -> None:
        if erased:
            sqlite_scrub.owe(self._db)

    def _set_searchable(self, table: str, key: int, features: bytes, codes: bytes | None) -> None:
        sql = f"SELECT user, agent, app, run FROM {table} WHERE key = ? AND features IS NOT NULL"
        columns = self._db.execute(sql, (key,)).fetchone()
        if columns is not None:
            seq = self._touch.next()
            self._touch.mark(columns, seq)
            sql = f"UPDATE {table} SET seq = ?, features = ?, codes = ? WHERE key = ?"
            values = (features, codes)
            closed = self._seal.close(_SEARCHABLE[table], values, identity=key, owner=owner_of(columns))
            self._db.execute(sql, (seq, *closed, key))

    def _memory_values(self, new: NewMemory, key: int, seq: int, columns: Sequence[int | None]) -> Row:
        """The values of a memory's row from `seq` on, as they stand in the file."""
        values = memory_values(new, seq, columns)
        return self._seal.close(MEMORY_FIELDS_LAYOUT, values, identity=key, owner=owner_of(columns))

    def _seal_anew(self, memory_id: str, key: int, owner: int) -> None:
        """A memory passed to another owner: what belongs to it passes too."""
        if self._seal.seals:
            sqlite_history.seal_anew(self._db, self._seal, pack_id(memory_id))
            sqlite_sources.seal_anew(self._db, self._seal, key, owner=owner)
            sqlite_renewal.seal_anew(self._db, self._seal, key)

    def _message_keys(self, scope: Sequence[Entity]) -> list[int]:
        """Messages that belong to all of these entities."""
        tests = " AND ".join(["content IS NOT NULL", *(f"{entity.kind} = ?" for entity in scope)])
        values = [self._entity_number(entity) for entity in scope]
        return [row[0] for row in self._db.execute(f"SELECT key FROM messages WHERE {tests}", values)]

    def _told_alone(self, messages: Sequence[int]) -> list[int]:
        """Those of these messages that only the graph was told, and that no memory rests on."""
        sql = (
            f"SELECT key FROM messages WHERE key {_AMONG} AND substr(id, 1, ?) = ? AND features IS NULL "
            "AND key NOT IN (SELECT message FROM sources)"
        )
        return [row[0] for row in self._db.execute(sql, (json.dumps(messages), len(TOLD_ALONE), TOLD_ALONE))]

    def _key_and_columns(self, memory_id: str) -> tuple[int, list[int | None]]:
        sql = "SELECT key, user, agent, app, run FROM memories WHERE id = ?"
        row = self._db.execute(sql, (pack_id(memory_id),)).fetchone()
        if row is None:
            raise unknown_memory(memory_id)
        return row[0], list(row[1:])

    def _renumber(self, key: int, columns: Sequence[int | None], *, at: Micros | None = None) -> None:
        seq = self._touch.next()
        self._db.execute("UPDATE memories SET seq = ? WHERE key = ?", (seq, key))
        self._touch.mark(columns, seq, at=at)
        self._touch.flush()

    def _refuse_existing(self, ids: Sequence[str]) -> None:
        seen: set[str] = set()
        for one in ids:
            if one in seen or self._db.execute("SELECT 1 FROM memories WHERE id = ?", (pack_id(one),)).fetchone():
                raise existing(one)
            seen.add(one)
