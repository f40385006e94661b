"""Files of local databases: what was deleted in them is made unreadable."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path


def vacuum(file: Path, before: Callable[[sqlite3.Connection], None] | None = None) -> None:
    """Write a SQLite file of another program anew, so that deleted rows are in none of its pages. Missing files are fine.

    before: a change of rows that comes first, in a transaction of its own. Waits for the other program up to 10 s.
    """
    if not file.exists():
        return
    with closing(sqlite3.connect(file, timeout=10, isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete = ON")
        if before is not None:
            before(db)
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
