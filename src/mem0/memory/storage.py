"""Import path of mem0ai: a history database by itself, for programs that keep one beside the memory.

The history of a Memory is in its own store and is read by `memory.history` and `memory.db`; this file is another one.
"""

from __future__ import annotations

import sqlite3
import threading
import uuid
from typing import Any, Final

from ..errors import DatabaseError, ValidationError

_COLUMNS: Final = (
    "id", "memory_id", "old_memory", "new_memory", "event", "created_at", "updated_at", "is_deleted", "actor_id", "role",
)  # fmt: skip
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS history (id TEXT PRIMARY KEY, memory_id TEXT, old_memory TEXT, new_memory TEXT, event TEXT, "
    "created_at DATETIME, updated_at DATETIME, is_deleted INTEGER, actor_id TEXT, role TEXT)"
)


class SQLiteManager:
    """Changes of memories in a SQLite file. May be used by several threads. Raises DatabaseError where SQLite does."""

    def __init__(self, db_path: str = ":memory:") -> None:
        self.db_path = db_path
        self._lock = threading.Lock()
        self.connection: sqlite3.Connection | None = sqlite3.connect(db_path, check_same_thread=False)
        self._run("PRAGMA secure_delete = ON")
        self._run(_TABLE)

    def add_history(
        self,
        memory_id: str,
        old_memory: str | None,
        new_memory: str | None,
        event: str,
        *,
        created_at: str | None = None,
        updated_at: str | None = None,
        is_deleted: int = 0,
        actor_id: str | None = None,
        role: str | None = None,
    ) -> None:
        """Append one change; times are ISO 8601."""
        texts = (memory_id, old_memory, new_memory, event, created_at, updated_at, actor_id, role)
        if not isinstance(memory_id, str) or any(not isinstance(one, str | None) for one in texts):
            raise ValidationError("A line of history is made of strings.", details={"memory_id": str(memory_id)})
        values = (*texts[:6], int(is_deleted), *texts[6:])
        self._run("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (str(uuid.uuid4()), *values))

    def get_history(self, memory_id: str) -> list[dict[str, Any]]:
        """The changes of a memory, oldest first: the ten keys of mem0ai."""
        sql = f"SELECT {', '.join(_COLUMNS)} FROM history WHERE memory_id = ? ORDER BY created_at, updated_at, rowid"
        rows = (dict(zip(_COLUMNS, row, strict=True)) for row in self._run(sql, (memory_id,)))
        return [{**row, "is_deleted": bool(row["is_deleted"])} for row in rows]

    def reset(self) -> None:
        """Remove every line."""
        self._run("DELETE FROM history")

    def close(self) -> None:
        """Give back the file."""
        with self._lock:
            connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()

    def _run(self, sql: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            if self.connection is None:
                raise DatabaseError("This history database is closed.", suggestion="Make a new SQLiteManager.")
            try:
                with self.connection:
                    return self.connection.execute(sql, values).fetchall()
            except (sqlite3.Error, UnicodeEncodeError) as error:
                raise DatabaseError(f"The history database does not take this: {error}") from error
