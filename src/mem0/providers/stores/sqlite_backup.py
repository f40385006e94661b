"""Save the SQLite file as one checked file, and check such a file (sqlite_restore.py puts it back)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mem0.errors import DatabaseError, EncryptionError, StoreCorruptError
from mem0.ports.backup import BackupFacts
from mem0.records import Micros
from mem0.version import __version__

from . import keyring_file, sqlite_keyring
from .keyring_file import RingKey, sync_folder
from .sqlite_check import problems
from .sqlite_files import remove_leftovers, roll_back, translating
from .sqlite_schema import refuse_unknown
from .sqlite_scrub import DEBT as SCRUB
from .sqlite_vault import NO_KEYS, RETIRED, Vault, has_vault, is_encrypted

SETTING = "backup"  # where a backup keeps what it says of itself; not part of what is digested
_QUIET_S = 600.0  # seconds without a write after which an unfinished backup is taken for one that nobody works on
_TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"


@dataclass(frozen=True, slots=True)
class Copied:
    """An unfinished backup, and the keys that it was sealed with."""

    place: Path
    facts: BackupFacts
    keys: Mapping[str, RingKey]


@contextmanager
def backing_up(
    db: sqlite3.Connection, target: Path, *, at: Micros, vault: Vault | None, keyring: Path | None
) -> Iterator[Copied]:
    """A complete and checked copy that takes its name when the block ends well. `db` stands outside of any transaction.

    keyring: the file that the keys go into; None leaves them in the backup, where there are any.
    """
    with _appearing(target) as unfinished:
        keys = _copy(db, unfinished, vault if keyring is not None else None)
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as copy:
            rows = {table: _digest(copy, table) for table in _tables(copy)}
            said = {"created_at": at, "library": __version__, "tables": rows}
            if keyring is not None:
                said["keyring"] = keyring.name
            copy.execute("INSERT INTO settings VALUES (?, ?)", (SETTING, json.dumps(said)))
        yield Copied(unfinished, intact(unfinished), keys)


def _copy(db: sqlite3.Connection, unfinished: Path, vault: Vault | None) -> dict[str, RingKey]:
    """Copy all rows as one view shows them, table by table: free pages, where erased words may lie, stay behind.

    With a vault its keys stay behind too, and their fingerprints stand in their place. Returns them.
    """
    db.execute("ATTACH ? AS saved", (str(unfinished),))
    try:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("PRAGMA saved.synchronous = OFF")  # the file is made to last before it gets its name
        db.execute("BEGIN")
        made = "SELECT sql FROM main.sqlite_schema WHERE type {} AND name NOT LIKE 'sqlite_%' AND sql NOT NULL"
        for (sql,) in db.execute(made.format("= 'table'")).fetchall():
            db.execute(re.sub(r"^CREATE TABLE ", "CREATE TABLE saved.", sql))
        for table in _tables(db):
            if table == "vault" or (table == "keys" and vault is not None):
                continue
            db.execute(f'INSERT INTO saved."{table}" SELECT * FROM main."{table}"')
        keys = _copy_keys(db, vault)
        db.execute("DELETE FROM saved.sqlite_sequence")  # numbers that were given once do not come back after a restore
        db.execute("INSERT INTO saved.sqlite_sequence SELECT * FROM main.sqlite_sequence")
        for (sql,) in db.execute(made.format("= 'index'")).fetchall():
            db.execute(re.sub(r"^CREATE (UNIQUE )?INDEX ", r"CREATE \1INDEX saved.", sql))
        for pragma in ("application_id", "user_version"):
            db.execute(f"PRAGMA saved.{pragma} = {db.execute(f'PRAGMA main.{pragma}').fetchone()[0]}")
        db.execute("COMMIT")
        return keys
    finally:
        roll_back(db)
        db.execute("DETACH saved")
        db.execute("PRAGMA foreign_keys = ON")


def _copy_keys(db: sqlite3.Connection, vault: Vault | None) -> dict[str, RingKey]:
    left = [SCRUB, *(keyring_file.VAULT if vault is not None else ())]
    sql = f"INSERT INTO saved.vault SELECT * FROM main.vault WHERE name NOT IN ({', '.join('?' * len(left))}) AND name NOT GLOB ?"
    db.execute(sql, (*left, f"{RETIRED}*" if vault is not None else ""))
    if vault is None:
        return {}
    keys = sqlite_keyring.live_keys(db, vault)
    db.execute("INSERT INTO saved.vault VALUES ('kek', ?)", (NO_KEYS,))
    rows = [(key.number, key.owner, bytes.fromhex(mark)) for mark, key in keys.items()]
    db.executemany("INSERT INTO saved.keys VALUES (?, ?, ?)", rows)
    return keys


def verify(source: Path, *, keyring: Path | None = None) -> BackupFacts:
    """What an intact backup says of itself; every row is read and compared with its digest. No master key is needed.

    keyring: where its keys are; default: the file beside it. Raises StoreCorruptError (damaged, changed, or no backup),
    StoreVersionError, DatabaseError (no such file), EncryptionError (its keys are not there).
    """
    facts = intact(source, keyring=keyring)
    if facts.keyring is None:
        return facts
    ring = keyring_file.read(facts.keyring)
    marks = fingerprints(source)
    missing = [mark for mark in marks if mark not in ring.keys and mark not in ring.destroyed]
    if missing:
        raise EncryptionError(
            f"The keyring {facts.keyring} has not all keys of {source}: {len(missing)} of {len(marks)} are missing.",
            suggestion="Use the keyring that was written with this backup, or a later one: --keys FILE",
        )
    return replace(facts, keys=len(marks), destroyed=sum(mark not in ring.keys for mark in marks))


def fingerprints(source: Path) -> list[str]:
    """Of the keys that a backup without keys was sealed with."""
    with translating(source), closing(_read_only(source)) as db:
        return [bytes(row[0]).hex() for row in db.execute("SELECT wrapped FROM keys ORDER BY number")]


def intact(source: Path, *, keyring: Path | None = None) -> BackupFacts:
    """`verify`, but for the keyring."""
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
        encrypted = has_vault(db) and is_encrypted(db)
    rows = {name: said[0] for name, said in facts["tables"].items()}
    beside = source.parent / str(facts["keyring"]) if "keyring" in facts else None
    ring = None if beside is None else keyring or beside
    return BackupFacts(facts["created_at"], facts["library"], rows, encrypted, ring)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its name when all went well."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.unfinished")
    remove_leftovers(target.parent, "unfinished", quiet_s=_QUIET_S)
    try:
        if target.exists():
            raise DatabaseError(f"{target} exists already.", suggestion="Name another file for the backup.")
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(f"{target} cannot be written: {error.strerror}.") from error
    try:
        with translating(unfinished):
            yield unfinished
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        unfinished.rename(target)
        sync_folder(target.parent)
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
