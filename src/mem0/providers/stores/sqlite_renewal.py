"""The table of rows that were made searchable anew and wait for the others (ports/renewal.py)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from mem0.ports import Renewed

from .sqlite_seal import Layout, Row, Seal
from .sqlite_vault import STORE_OWNER

RENEWAL_TABLE = """
CREATE TABLE renewed (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, features BLOB NOT NULL, codes BLOB) STRICT;
"""
_ROW, _ITEM = Layout.of("renewed", "key, version, features, codes"), Layout.of("renewed", "key, features, codes")
_OF = "(SELECT COALESCE(user, agent, app, run) FROM {0} WHERE key = {{0}})"
OWNER = f"COALESCE({_OF.format('memories')}, {_OF.format('messages')})"  # of the row of a key
_THERE = "SELECT key FROM memories UNION ALL SELECT key FROM messages WHERE content IS NOT NULL"
_AMONG = "IN (SELECT value FROM json_each(?))"


def renewed_values(item: Renewed, version: int) -> tuple[Any, ...]:
    key, features, codes = item
    return (key, version, features, codes)


def renewed_from_row(row: tuple[Any, ...]) -> Renewed:
    """From (key, features, codes)."""
    return (row[0], row[1], row[2])


def seal_anew(db: sqlite3.Connection, seal: Seal, key: int) -> None:
    """Seal what waits for a row that passed to another owner with the key of that one."""
    SQLiteRenewal(db, seal).seal_anew(key)


def prune_renewed(db: sqlite3.Connection) -> None:
    """Erase what waits for rows that are gone."""
    db.execute(f"DELETE FROM renewed WHERE key NOT IN ({_THERE})")


class SQLiteRenewal:
    """ports.RenewalTransaction on a connection that stands in a transaction."""

    def __init__(self, db: sqlite3.Connection, seal: Seal) -> None:
        self._db = db
        self._seal = seal

    def keys(self) -> set[int]:
        return {row[0] for row in self._db.execute("SELECT key FROM renewed")}

    def items(self, keys: Sequence[int]) -> list[Renewed]:
        sql = f"SELECT key, features, codes FROM renewed WHERE key {_AMONG}"
        rows = self._seal.open(_ITEM, self._db.execute(sql, (json.dumps([int(key) for key in keys]),)))
        found = {row[0]: renewed_from_row(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def put(self, items: Sequence[Renewed], *, version: int) -> None:
        sql = (
            "INSERT INTO renewed VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET version = excluded.version, "
            "features = excluded.features, codes = excluded.codes WHERE excluded.version >= version"
        )
        self._db.executemany(sql, [self._sealed(renewed_values(item, version)) for item in items])
        prune_renewed(self._db)

    def seal_anew(self, key: int) -> None:
        sql = "SELECT key, version, features, codes FROM renewed WHERE key = ?"
        for row in list(self._seal.open(_ROW, self._db.execute(sql, (key,)))):
            self._db.execute("UPDATE renewed SET features = ?, codes = ? WHERE key = ?", (*self._sealed(row)[2:], key))

    def _sealed(self, row: Row) -> Row:
        """A row as it stands in the file: sealed with the key of the owner of what it waits for."""
        owner = self._db.execute(f"SELECT {OWNER.format('?1')}", (row[0],)).fetchone()[0] if self._seal.seals else None
        return self._seal.close(_ROW, row, identity=row[0], owner=owner or STORE_OWNER)

    def clear(self) -> None:
        self._db.execute("DELETE FROM renewed")
