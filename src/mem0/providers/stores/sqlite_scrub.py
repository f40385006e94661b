"""Write the SQLite file anew after erasures, and remember that this is owed until it is done.

Rows are erased in one step and their bytes in another. A process may be killed between the two: the debt stands in the
file from the erasure on, and whoever opens the file next pays it.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

from .sqlite_files import empty_log, patiently
from .sqlite_vault import read_secret, write_secret

DEBT: Final = "scrub"


def owe(db: sqlite3.Connection) -> None:
    """Note inside a transaction that what it erases is still to be scrubbed."""
    write_secret(db, DEBT, b"owed")


def is_owed(db: sqlite3.Connection) -> bool:
    return read_secret(db, DEBT) is not None


def scrub(db: sqlite3.Connection, path: Path, *, patience_s: float) -> None:
    """Write the file anew from what is still there, and empty the log. Outside of any transaction."""
    before = db.execute("PRAGMA busy_timeout").fetchone()[0]
    db.execute(f"PRAGMA busy_timeout = {round(patience_s * 1000)}")
    try:
        # secure_delete overwrites rows, but not the copies that stay in a page when SQLite moves rows between pages.
        patiently(lambda: db.execute("VACUUM"), deadline=time.monotonic() + patience_s)
        empty_log(db, path)
        if is_owed(db):
            db.execute("DELETE FROM vault WHERE name = ?", (DEBT,))
            empty_log(db, path)
    finally:
        db.execute(f"PRAGMA busy_timeout = {before}")
