"""The outbox in the SQLite file: which things each mirror has not been told of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from mem0.ports import MEMORY, Op, Pending
from mem0.records import Micros

from .sqlite_rows import PackedId, pack_id, unpack_id
from .sqlite_seal import Row

# AUTOINCREMENT: the number of a row that was told and removed must not come back, or `done` would remove another one.
TABLES: Final = """
CREATE TABLE outbox_targets (
    name TEXT PRIMARY KEY, kinds TEXT NOT NULL, holder TEXT, until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, kind TEXT NOT NULL, id ANY NOT NULL, op TEXT NOT NULL,
    UNIQUE (target, kind, id)
) STRICT;
CREATE INDEX outbox_order ON outbox (target, n);
"""
_QUEUE = "INSERT OR REPLACE INTO outbox (target, kind, id, op) VALUES (?, ?, ?, ?)"  # REPLACE: the row gets a new number


class SQLiteOutboxView:
    """ports.OutboxView on a connection that stands in a view."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def targets(self) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT name FROM outbox_targets ORDER BY name")]

    def pending(self, target: str, *, limit: int) -> list[Pending]:
        sql = "SELECT n, kind, op, id FROM outbox WHERE target = ? ORDER BY n LIMIT ?"
        return [_pending_from_row(row) for row in self._db.execute(sql, (target, max(limit, 0)))]

    def backlog(self, target: str) -> int:
        return int(self._db.execute("SELECT COUNT(*) FROM outbox WHERE target = ?", (target,)).fetchone()[0])


class SQLiteOutbox(SQLiteOutboxView):
    """ports.Outbox on a connection that holds the write lock."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__(db)
        self._known: dict[str, frozenset[str]] | None = None  # targets and their kinds, read at the first change

    def register(self, target: str, *, kinds: Sequence[str] = (MEMORY,)) -> bool:
        new = target not in self.targets()
        sql = "INSERT INTO outbox_targets (name, kinds) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET kinds = excluded.kinds"
        self._db.execute(sql, (target, json.dumps(sorted(set(kinds)))))
        self._known = None
        return new

    def unregister(self, target: str) -> None:
        self._db.execute("DELETE FROM outbox WHERE target = ?", (target,))
        self._db.execute("DELETE FROM outbox_targets WHERE name = ?", (target,))
        self._known = None

    def announce(self, kind: str, op: Op, ids: Iterable[str], *, only: str | None = None) -> None:
        self.announce_packed(kind, op, map(pack_id, ids), only=only)

    def announce_packed(self, kind: str, op: Op, ids: Iterable[PackedId], *, only: str | None = None) -> None:
        """`announce` of ids as the other tables keep them."""
        targets = [target for target in self.wanting(kind) if only in (None, target)]
        if targets:
            rows = [(target, kind, one, op) for one in ids for target in targets]
            self._db.executemany(_QUEUE, rows)

    def announce_keys(self, keys: Iterable[int]) -> None:
        """`announce` of memories by their keys."""
        if self.wanting(MEMORY):
            sql = "SELECT id FROM memories WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key"
            found = self._db.execute(sql, (json.dumps([int(key) for key in keys]),)).fetchall()
            self.announce_packed(MEMORY, "upsert", [row[0] for row in found])

    def wanting(self, kind: str) -> list[str]:
        """The targets that are told of this kind."""
        if self._known is None:
            rows = self._db.execute("SELECT name, kinds FROM outbox_targets ORDER BY name")
            self._known = {name: frozenset(json.loads(kinds)) for name, kinds in rows}
        return [target for target, kinds in self._known.items() if kind in kinds]

    def restart(self, target: str) -> None:
        if target in self.targets():
            self._db.execute("DELETE FROM outbox WHERE target = ?", (target,))
            self._db.execute(_QUEUE, (target, "", "", "clear"))

    def done(self, target: str, *, up_to: int) -> None:
        self._db.execute("DELETE FROM outbox WHERE target = ? AND n <= ?", (target, up_to))

    def take(self, target: str, holder: str, *, now: Micros, until: Micros) -> bool:
        sql = (
            "UPDATE outbox_targets SET holder = ?, until = ? "
            "WHERE name = ? AND (holder IS NULL OR holder = ? OR until <= ?)"
        )
        return self._db.execute(sql, (holder, until, target, holder, now)).rowcount == 1

    def give_back(self, target: str, holder: str) -> bool:
        sql = "UPDATE outbox_targets SET holder = NULL, until = 0 WHERE name = ? AND holder = ?"
        return self._db.execute(sql, (target, holder)).rowcount == 1


def _pending_from_row(row: Row) -> Pending:
    n, kind, op, packed = row
    return Pending(n, kind, op, unpack_id(packed))
