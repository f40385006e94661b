"""The table of how often memories were found: counts and times, no content."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence

from mem0.retention import Use

SCRIPT = """
CREATE TABLE uses (
    memory INTEGER PRIMARY KEY REFERENCES memories ON DELETE CASCADE, hits INTEGER NOT NULL, last_at INTEGER NOT NULL
) STRICT;
"""
_NOTE = (
    "INSERT INTO uses SELECT key, ?, ? FROM memories WHERE key = ? "
    "ON CONFLICT (memory) DO UPDATE SET hits = hits + excluded.hits, last_at = MAX(last_at, excluded.last_at)"
)


def note_uses(db: sqlite3.Connection, uses: Mapping[int, Use]) -> None:
    """Add to the counts; keys of memories that are gone are passed over."""
    db.executemany(_NOTE, [(use.hits, use.last_at, key) for key, use in sorted(uses.items())])


def uses_of(db: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Use]:
    """The counts of these memories; those never found are left out."""
    sql = "SELECT memory, hits, last_at FROM uses WHERE memory IN (SELECT value FROM json_each(?))"
    return {key: Use(hits, last_at) for key, hits, last_at in db.execute(sql, (json.dumps([int(k) for k in keys]),))}
