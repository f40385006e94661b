"""Save the SQLite file as one checked file, and check such a file (sqlite_restore.py puts it back)."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from mem0.errors import DatabaseError, StoreCorruptError
from mem0.ports.backup import BackupFacts
from mem0.records import Micros
from mem0.version import __version__

from .sqlite_check import problems
from .sqlite_files import translating
from .sqlite_schema import refuse_unknown

SETTING = "backup"  # where a backup keeps what it says of itself; not part of what is digested
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


def back_up(db: sqlite3.Connection, target: Path, *, at: Micros) -> BackupFacts:
    """ports.backup.KeepsBackups.back_up on a connection outside of any transaction."""
    with _appearing(target) as unfinished:
        db.execute("VACUUM INTO ?", (str(unfinished),))  # one read view; free pages, where erased words may lie, stay behind
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            rows = {table: _digest(copy, table) for table in _tables(copy)}
            facts = {"created_at": at, "library": __version__, "tables": rows}
            copy.execute("INSERT INTO settings VALUES (?, ?)", (SETTING, json.dumps(facts)))
        return verify(unfinished)


def verify(source: Path) -> BackupFacts:
    """What an intact backup says of itself; every row is read and compared with its digest. No key is needed.

    Raises StoreCorruptError (damaged, changed, or no backup), StoreVersionError, DatabaseError (no such file).
    """
    if not source.is_file():
        raise DatabaseError(f"There is no file {source}.", details={"path": str(source)})
    with translating(source), closing(_read_only(source)) as db:
        refuse_unknown(db, source)
        facts = _facts(db, source)
        wrong = problems(db)
        changed = [table for table, said in facts["tables"].items() if said != _digest(db, table)]
        if wrong or changed or set(facts["tables"]) != set(_tables(db)):
            what = "; ".join([*wrong[:3], *(f"the table {table} is not as it was saved" for table in changed)])
            raise StoreCorruptError(
                f"The backup {source} is damaged: {what or 'tables are missing or were added'}.",
                suggestion="Use another backup.",
            )
    return BackupFacts(facts["created_at"], facts["library"], {name: said[0] for name, said in facts["tables"].items()})


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its name when all went well."""
    if target.exists():
        raise DatabaseError(f"{target} exists already.", suggestion="Name another file for the backup.")
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        with translating(unfinished):
            yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + end).unlink(missing_ok=True)


def _read_only(source: Path) -> sqlite3.Connection:
    """A connection that leaves no files beside a backup, also in a folder that cannot be written to."""
    return sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _tables(db: sqlite3.Connection) -> list[str]:
    return [str(row[0]) for row in db.execute(_TABLES)]


def _facts(db: sqlite3.Connection, source: Path) -> dict[str, Any]:
    # A store in use has its tables in the log, which a backup does not have.
    known = "settings" in _tables(db)
    row = db.execute("SELECT value FROM settings WHERE name = ?", (SETTING,)).fetchone() if known else None
    if row is None:
        raise StoreCorruptError(
            f"{source} is a store, no backup.", suggestion="Make one with: mem0 backup FILE (or memory.backup(path))"
        )
    found: dict[str, Any] = json.loads(row[0])
    return found


def _digest(db: sqlite3.Connection, table: str) -> list[Any]:
    """[rows, SHA-256 over every value of every row in the order of the primary key]."""
    digest, count = hashlib.sha256(), 0
    where = f" WHERE name <> '{SETTING}'" if table == "settings" else ""
    for row in db.execute(f'SELECT * FROM "{table}"{where} ORDER BY 1, 2'):
        count += 1
        for value in row:
            raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
            digest.update(f"{type(value).__name__} {len(raw)} ".encode())
            digest.update(raw)
    return [count, digest.hexdigest()]
