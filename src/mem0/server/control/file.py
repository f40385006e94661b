"""The SQLite file of the control store: opening, migrating, reading, writing."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from ...errors import DatabaseError, StoreCorruptError, StoreVersionError
from .schema import MIGRATIONS

APPLICATION_ID: Final = 0x6D306374  # "m0ct" in the file header
Row = sqlite3.Row


class ControlFile:
    """One file, read by one connection and written by another, so that a reader never waits for a disk.

    `generation` counts changes that concern who may do what: whoever keeps an answer in memory compares it. It is read
    from the file, so that every process of a server sees what another one revoked. `changes` counts those of this object.
    """

    changes = 0

    def __init__(self, path: Path) -> None:
        self.path = path
        create(path)
        self._reading, self._writing = threading.Lock(), threading.Lock()
        self._reader, self._writer = connect(path), connect(path)
        with self.write() as db:
            migrate(db, path)

    def rows(self, sql: str, *values: object) -> list[Row]:
        """What a question finds."""
        with self._reading, translating(self.path):
            return self._reader.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> Row | None:
        """The first of what a question finds."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def generation(self) -> int:
        found = self.row("SELECT value FROM settings WHERE name = 'generation'")
        return int(found["value"]) if found is not None else 0

    @contextmanager
    def write(self, *, rights: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction. `rights`: it changes who may do what."""
        with self._writing, translating(self.path):
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                if rights:
                    self._writer.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")
                self._writer.execute("COMMIT")
                self.changes += rights
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def scrub(self) -> None:
        """Leave nothing of what was deleted in the log beside the file."""
        with self._writing, self._reading, translating(self.path):
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()

    def close(self) -> None:
        self._reader.close()
        self._writer.close()


def create(path: Path) -> None:
    """The folder (0700) and the file (0600), if they are missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"{path} cannot be made: {error.strerror}.", suggestion="Name a folder that can be written to with --data."
        ) from error


def connect(path: Path) -> sqlite3.Connection:
    with translating(path):
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30.0)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            db.execute(f"PRAGMA {pragma}")
        return db


def migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring the file to this version."""
    version, application = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    if application not in (0, APPLICATION_ID):
        raise StoreCorruptError(f"{path} is the database of another program.")
    if version > len(MIGRATIONS):
        raise StoreVersionError(f"{path} has version {version}; this server reads up to {len(MIGRATIONS)}.")
    for script in MIGRATIONS[version:]:
        for statement in filter(str.strip, script.split(";")):
            db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Errors of SQLite as errors of this library. A broken rule of uniqueness is the caller's to explain."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        raise DatabaseError(f"The control store {path.name} cannot be used: {error}.") from error


def changed(cursor: Any) -> bool:
    """Whether a statement changed anything."""
    return bool(cursor.rowcount)
