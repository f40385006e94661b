"""The table of rows that were made searchable anew and wait for the others (ports/renewal.py)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from mem0.ports import Renewed

RENEWAL_TABLE = """
CREATE TABLE renewed (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, features BLOB NOT NULL, codes BLOB) STRICT;
"""
_THERE = "SELECT key FROM memories UNION ALL SELECT key FROM messages WHERE content IS NOT NULL"
_AMONG = "IN (SELECT value FROM json_each(?))"


def renewed_values(item: Renewed, version: int) -> tuple[Any, ...]:
    key, features, codes = item
    return (key, version, features, codes)


def renewed_from_row(row: tuple[Any, ...]) -> Renewed:
    """From (key, features, codes)."""
    return (row[0], row[1], row[2])


def prune_renewed(db: sqlite3.Connection) -> None:
    """Erase what waits for rows that are gone."""
    db.execute(f"DELETE FROM renewed WHERE key NOT IN ({_THERE})")


class SQLiteRenewal:
    """ports.RenewalTransaction on a connection that stands in a transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def keys(self) -> set[int]:
        return {row[0] for row in self._db.execute("SELECT key FROM renewed")}

    def items(self, keys: Sequence[int]) -> list[Renewed]:
        sql = f"SELECT key, features, codes FROM renewed WHERE key {_AMONG}"
        rows = self._db.execute(sql, (json.dumps([int(key) for key in keys]),))
        found = {row[0]: renewed_from_row(row) for row in rows}
        return [found[key] for key in keys if key in found]

    def put(self, items: Sequence[Renewed], *, version: int) -> None:
        sql = (
            "INSERT INTO renewed VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET version = excluded.version, "
            "features = excluded.features, codes = excluded.codes WHERE excluded.version >= version"
        )
        self._db.executemany(sql, [renewed_values(item, version) for item in items])
        prune_renewed(self._db)

    def clear(self) -> None:
        self._db.execute("DELETE FROM renewed")
