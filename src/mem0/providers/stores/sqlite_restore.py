"""Put a backup of the SQLite file back: checked, brought to this version, and seen whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from mem0.errors import DatabaseError
from mem0.ports.backup import BackupFacts
from mem0.records import Micros

from . import sqlite_keyring
from .sqlite_audit import tombstones_of
from .sqlite_backup import SETTING, verify
from .sqlite_files import create_file, empty_log, patiently, remove_leftovers, translating, use_log, writer_lock
from .sqlite_schema import migrate, refuse_unknown, version_of
from .sqlite_unsealing import Opened, give_keys
from .sqlite_vault import has_vault, store_id

_MARGIN = 1_000_000  # change numbers that other processes may give out while a backup is put back
_TIMEOUT_S = 30.0


Amend = Callable[[Path, Mapping[str, Micros]], None]


def restore(source: Path, target: Path, *, amend: Amend, force: bool = False, keyring: Opened | None = None) -> BackupFacts:
    """Put a backup in the place of everything in the file `target`, which is made when it is not there.

    `amend` is given the copy that will take the target's place, and the target's tombstones: whoever was forgotten since
    the backup was made must not come back with it. `keyring`: the keys of a backup that holds none.

    Readers of other processes see the old state or the new one. Raises StoreCorruptError for a backup that is not
    intact, StoreVersionError for one of a newer version, DatabaseError when the target holds memories and not `force`;
    the target is then as it was.
    """
    target = target.expanduser().resolve()
    facts = verify(source) if keyring is None else verify(source, keyring=keyring.path)
    lock = writer_lock(target)
    if not lock.acquire(timeout=_TIMEOUT_S):
        raise DatabaseError(f"Another thread is writing to {target}.", suggestion="Try again when it has ended.")
    try:
        create_file(target)
        with translating(target), closing(_opened(target)) as db:
            refuse_unknown(db, target)
            _refuse_full(db, target, force=force)
            with _copy(source, target) as fresh:
                _prepare(fresh, above=_highest(db) + _MARGIN, keyring=keyring)
                _keep_keyrings(db, fresh)
                amend(_place(target), tombstones_of(db))
                patiently(lambda: fresh.backup(db), deadline=_deadline())
            db.execute("VACUUM")
            empty_log(db, target)
    finally:
        lock.release()
    return facts


def tombstones_in(target: Path) -> dict[str, Micros]:
    """The tombstones in a file; no key is needed to read them. Empty where there is no file."""
    if not target.is_file():
        return {}
    with translating(target), closing(_opened(target)) as db:
        refuse_unknown(db, target)
        return tombstones_of(db)


def keyrings_of(target: Path) -> list[Path]:
    """The keyrings that the store in a file has written; no key is needed to read that."""
    if not target.is_file():
        return []
    with translating(target), closing(_opened(target)) as db:
        refuse_unknown(db, target)
        return list(sqlite_keyring.known(db)) if version_of(db) and has_vault(db) else []


def unseal(copy: Path, keyring: Opened) -> None:
    """Give the keys back to a private copy of a backup."""
    with translating(copy), closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        migrate(db, copy)
        give_keys(db, keyring)
        db.execute("COMMIT")


@contextmanager
def _copy(source: Path, target: Path) -> Iterator[sqlite3.Connection]:
    """A private copy of the backup beside the target, gone afterwards."""
    place = _place(target)
    remove_leftovers(target.parent, "restoring", of=target.name)
    try:
        os.close(os.open(place, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        shutil.copyfile(source, place)
        with closing(sqlite3.connect(place, isolation_level=None)) as db:
            db.execute("PRAGMA secure_delete = ON")
            yield db
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            place.with_name(place.name + end).unlink(missing_ok=True)


def _place(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.restoring")


def _keep_keyrings(before: sqlite3.Connection, fresh: sqlite3.Connection) -> None:
    """What the store knows of its keyrings is not undone by an older backup of it."""
    if version_of(before) and has_vault(before) and store_id(before) == store_id(fresh):
        sqlite_keyring.carry(before, fresh)


def _prepare(db: sqlite3.Connection, *, above: int, keyring: Opened | None) -> None:
    """Bring the copy to this version and give everything one new change number, above all that were ever given here.

    Indexes that other processes have loaded would else take rows of the backup for ones that they know.
    """
    db.execute("BEGIN IMMEDIATE")
    migrate(db, Path("the backup"))
    db.execute("DELETE FROM settings WHERE name = ?", (SETTING,))
    if keyring is not None:
        give_keys(db, keyring)
    db.execute("UPDATE counters SET seq = MAX(seq, ?) + 1", (above,))
    db.execute("UPDATE counters SET erased = seq")
    number = db.execute("SELECT seq FROM counters").fetchone()[0]
    for table in ("memories", "messages"):
        db.execute(f"UPDATE {table} SET seq = ?", (number,))
    db.execute("UPDATE entities SET version = ?, erased = ?", (number, number))
    db.execute("COMMIT")


def _opened(target: Path) -> sqlite3.Connection:
    db = sqlite3.connect(target, timeout=_TIMEOUT_S, isolation_level=None)
    db.execute("PRAGMA secure_delete = ON")
    patiently(lambda: use_log(db), deadline=_deadline())
    return db


def _refuse_full(db: sqlite3.Connection, target: Path, *, force: bool) -> None:
    if force or version_of(db) == 0:
        return
    if any(db.execute(f"SELECT EXISTS (SELECT 1 FROM {table})").fetchone()[0] for table in ("memories", "messages")):
        raise DatabaseError(
            f"{target} holds memories already; a restore would replace them.",
            suggestion="Restore into another file, or say that they may go: --force (force=True).",
        )


def _highest(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT seq FROM counters").fetchone()[0]) if version_of(db) else 0


def _deadline() -> float:
    return time.monotonic() + _TIMEOUT_S
