"""Append to the history, and take words out of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from mem0.records import HistoryEntry

from .sqlite_rows import HISTORY_COLUMNS, HISTORY_LAYOUT, INSERT_HISTORY, PackedId, entry_values, pack_id
from .sqlite_seal import Layout, Seal
from .sqlite_vault import STORE_OWNER

_OLD = Layout.of("history", "n, old")
_OWNER = "SELECT COALESCE(user, agent, app, run) FROM memories WHERE id = ?"


def append(db: sqlite3.Connection, seal: Seal, entries: Sequence[HistoryEntry]) -> None:
    first = int(db.execute("SELECT COALESCE(MAX(n), 0) + 1 FROM history").fetchone()[0])
    rows = []
    for n, entry in enumerate(entries, first):
        owner = _owner(db, pack_id(entry.memory_id)) if seal.seals else STORE_OWNER
        rows.append(seal.close(HISTORY_LAYOUT, entry_values(entry, n), identity=n, owner=owner))
    db.executemany(INSERT_HISTORY, rows)


def forget_words(db: sqlite3.Connection, memories: Sequence[PackedId]) -> None:
    """The changes of these memories stay, without what was said and who said it."""
    sql = "UPDATE history SET old = NULL, new = NULL, reason = NULL, actor = NULL WHERE memory = ?"
    db.executemany(sql, [(one,) for one in memories])


def forget_replaced(db: sqlite3.Connection, seal: Seal, memory: PackedId, text: str) -> None:
    """A memory that stays may tell what it replaced: these words."""
    rows = seal.open(_OLD, db.execute("SELECT n, old FROM history WHERE memory = ? AND old IS NOT NULL", (memory,)))
    told = [(n,) for n, old in list(rows) if old == text]
    db.executemany("UPDATE history SET old = NULL, reason = NULL WHERE n = ?", told)


def seal_anew(db: sqlite3.Connection, seal: Seal, memory: PackedId) -> None:
    """Seal the history of a memory that passed to another owner with the key of that one."""
    sql = f"SELECT {HISTORY_COLUMNS} FROM history WHERE memory = ?"
    rows = list(seal.open(HISTORY_LAYOUT, db.execute(sql, (memory,))))
    owner = _owner(db, memory)
    sql = "UPDATE history SET old = ?, new = ?, actor = ?, reason = ? WHERE n = ?"
    for row in rows:
        n, *_ = closed = seal.close(HISTORY_LAYOUT, row, identity=row[0], owner=owner)
        db.execute(sql, (closed[3], closed[4], closed[8], closed[10], n))


def _owner(db: sqlite3.Connection, memory: PackedId) -> int:
    row = db.execute(_OWNER, (memory,)).fetchone()
    return STORE_OWNER if row is None else int(row[0])


