"""Forget an owner in the SQLite file: everything in every table, the key, and a look whether anything is left."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from mem0.errors import DatabaseError
from mem0.records import ENTITY_KINDS, EntityKind

_NAMES = {"messages": "messages AS t WHERE content IS NOT NULL AND"}  # an emptied message is nobody's
_SPOKEN = (
    "SELECT COUNT(*) FROM history h JOIN memories m ON m.id = h.memory "
    "WHERE m.{0} = ? AND COALESCE(h.old, h.new, h.reason) IS NOT NULL"
)


def owned(db: sqlite3.Connection, kind: EntityKind, number: int | None) -> dict[str, int]:
    """How many rows of each table belong to an owner, and how many lines of history hold words of its memories."""
    counts = {"history": int(db.execute(_SPOKEN.format(kind), (number,)).fetchone()[0])}
    for table in _owned_tables(db):
        where = _NAMES.get(table, f"{table} WHERE")
        counts[table] = int(db.execute(f"SELECT COUNT(*) FROM {where} {kind} = ?", (number,)).fetchone()[0])
    return counts


def need_nothing_left(db: sqlite3.Connection, kind: EntityKind, number: int | None) -> None:
    """Raises DatabaseError, which undoes the transaction: a receipt must not be given for what is still there."""
    left = sorted(table for table, count in owned(db, kind, number).items() if count)
    if left:
        raise DatabaseError(f"Nothing was forgotten: rows in {', '.join(left)} could not be removed.")


def _owned_tables(db: sqlite3.Connection) -> Iterator[str]:
    """Every table whose rows name their owners, those that later versions add too."""
    sql = (
        "SELECT s.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c WHERE s.type = 'table' "
        f"AND c.name IN ({', '.join('?' * len(ENTITY_KINDS))}) GROUP BY s.name HAVING COUNT(*) = ? ORDER BY s.name"
    )
    return (row[0] for row in db.execute(sql, (*ENTITY_KINDS, len(ENTITY_KINDS))).fetchall())
