"""The embedded store: everything in one SQLite file, with the standard library alone."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mem0.crypto import KeySource
from mem0.errors import DatabaseError, EncryptionError, ValidationError
from mem0.ports import Durability, Mark, Snapshot, Transaction
from mem0.ports.backup import BackupFacts, Keyrings, KeysOfBackup
from mem0.records import Entity, Micros

from . import sqlite_keyring, sqlite_scrub, sqlite_sealing
from .audit_log import Audit
from .sqlite_audit import SQLiteShelf
from .sqlite_backup import Copied, backing_up
from .sqlite_check import problems
from .sqlite_files import Connections, begin, create_file, patiently, remove_leftovers, roll_back, use_log, writer_lock
from .sqlite_graph_rows import GRAPH_CHILDREN_FIRST
from .sqlite_outbox import SQLiteOutbox
from .sqlite_read import SQLiteSnapshot
from .sqlite_schema import VERSION, migrate, refuse_unknown, version_of
from .sqlite_seal import Seal, seal_of
from .sqlite_select import entity_ids
from .sqlite_vault import STORE_OWNER, Vault, is_encrypted, make_vault, open_vault
from .sqlite_write import SQLiteTransaction

T = TypeVar("T")

_TABLES = (
    "renewed",
    "summaries",
    "jobs",
    *GRAPH_CHILDREN_FIRST,
    "uses",
    "sources",
    "history",
    "memories",
    "messages",
    "entities",
    "settings",
)  # children first


class SQLiteStore:
    """ports.Store in one SQLite file (SQLite 3.37 or newer, write-ahead log).

    `durability` "full" (default): what `write` has committed survives a killed process and a power cut. "normal": it
    survives a killed process; a power cut may take the last commits, each as a whole, and never damages the file. It
    saves one wait for the disk a write. `busy_timeout_s`: how long to wait for other writers before DatabaseError.

    Threads and processes may share the file. A store that was opened before a fork can be used in the child.
    Opening creates the folder (0700) and the file (0600) if they are missing. With a `key` everything that carries
    content is sealed, each owner's rows with a key of their own; a new file is encrypted from its first row on. `audit`
    False: only forgetting, resetting and changes of keys are written to the audit log.

    Raises StoreVersionError (a newer version wrote the file), StoreCorruptError (damaged, or no store), EncryptionError
    (the key is missing, wrong, or the file is not encrypted), DatabaseError.
    """

    name = "sqlite"

    def __init__(
        self,
        path: Path,
        *,
        durability: Durability = "full",
        busy_timeout_s: float = 30.0,
        key: KeySource | None = None,
        audit: bool = True,
    ) -> None:
        self._path = Path(path).expanduser().resolve()
        self._timeout = busy_timeout_s
        self._audit = audit
        self._local = threading.local()  # the view that this thread stands in
        self._connections = Connections(self._path, durability=durability, busy_timeout_s=busy_timeout_s)
        weakref.finalize(
            self, self._connections.close
        )  # for programs that forget to close, and stores that fail to open
        with self._locked():
            create_file(self._path)
            self._prepare()
        self._vault: Vault | None = self._open_vault(key)
        self._pay_debts()

    @property
    def encrypted(self) -> bool:
        """Whether content is sealed in the file."""
        return self._vault is not None

    def mark(self) -> Mark:
        return self._connections.mark()

    def read(self, job: Callable[[Snapshot], T]) -> T:
        """Run `job` on one consistent view; inside another job of this thread, on the view of that one."""
        current: SQLiteSnapshot | None = getattr(self._local, "view", None)
        if current is not None:
            return job(current)
        with self._connections.lend() as db:
            db.execute("BEGIN")
            self._local.view = view = SQLiteSnapshot(db, self._seal_of(db))
            try:
                return job(view)
            finally:
                self._local.view = None
                roll_back(db)

    def write(self, job: Callable[[Transaction], T]) -> T:
        if getattr(self._local, "view", None) is not None:
            raise DatabaseError("A write cannot begin inside another read or write of the same thread.")
        with self._writing() as db:
            self._local.view = view = SQLiteTransaction(db, self._seal_of(db), audit=self._audit)
            try:
                result = job(view)
                view.audit.write_line()
            finally:
                self._local.view = None
            db.execute("COMMIT")
            return result

    def scrub(self) -> None:
        """Write the file anew from what is still there, and empty the log: what was erased is in neither.

        Takes about half a second for 100 MB (100,000 memories), and twice the size of the file in free space while it
        runs: call it once after many erasures. Waits for readers of older views; raises DatabaseError when they do not
        end within `busy_timeout_s` (what was erased stays erased; only its bytes wait, for the next opening at the latest).
        """
        with self._locked(), self._connections.lend() as db:
            remove_leftovers(self._path.parent, "restoring", of=self._path.name)
            sqlite_scrub.scrub(db, self._path, patience_s=self._timeout)

    def reset(self) -> None:
        """Remove everything, settings too. Change numbers go on, so that no index of before is taken for fresh.

        The audit log and the tombstones of those who were forgotten stay; they hold no names.
        """
        with self._writing() as db:
            seal = self._seal_of(db)
            counts = {"memories_erased": _count(db, "memories"), "messages_erased": _count(db, "messages", "content IS NOT NULL")}
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")
            db.execute("DELETE FROM keys WHERE owner != ?", (STORE_OWNER,))  # that one seals names in the audit log
            outbox = SQLiteOutbox(db)
            for target in outbox.targets():
                outbox.restart(target)
            Audit(SQLiteShelf(db, seal)).record("reset", counts)
            sqlite_scrub.owe(db)
            db.execute("UPDATE counters SET seq = seq + 1, erased = seq + 1")
            db.execute("COMMIT")
        self.scrub()

    def encrypt(self, key: KeySource) -> int:
        """Seal everything that the file holds, and leave no clear byte in it. Returns how many rows were written anew.

        One transaction; other processes that have the file open must open it again. Raises EncryptionError where the
        file is encrypted already.
        """
        with self._writing() as db:
            if is_encrypted(db):
                raise EncryptionError(f"{self._path} is encrypted already.", suggestion="Change its key: mem0 rotate-key")
            vault = make_vault(db, key)
            rows = sqlite_sealing.seal_everything(db, vault)
            Audit(SQLiteShelf(db, seal_of(db, vault))).record("encrypt", {"rows": rows})
            sqlite_scrub.owe(db)
            db.execute("COMMIT")
        self._vault = vault
        self.scrub()
        return rows

    def rotate_key(self, key: KeySource) -> int:
        """Change the master key: all keys are wrapped anew, no row is touched. Returns how many keys there are.

        Other processes that have the file open must open it again with the new key.
        """
        with self._writing() as db:
            self._seal_of(db)
            vault, keys = self._need_vault().rotated(db, key), _count(db, "keys")
            Audit(SQLiteShelf(db, seal_of(db, vault))).record("rotate_key", {"keys": keys})
            sqlite_scrub.owe(db)
            sqlite_keyring.owe(db, rotated=True)
            db.execute("COMMIT")
        self._vault = vault
        self.settle_keyrings()
        self.scrub()
        return keys

    def rekey(self, entity: Entity) -> int:
        """Give an owner a new key, seal all rows of that owner with it and destroy the old one. Returns how many rows."""
        with self._writing() as db:
            seal, vault = self._seal_of(db), self._need_vault()
            number = next(iter(entity_ids(db, seal, [entity])), None)
            if number is None:
                raise ValidationError(f"The store knows no such {entity.kind}.", details={"kind": entity.kind})
            rows = sqlite_sealing.seal_anew(db, vault, number)
            Audit(SQLiteShelf(db, seal), owners=lambda: [entity]).record("rekey", {"rows": rows})
            sqlite_scrub.owe(db)
            db.execute("COMMIT")
        self.scrub()
        return rows

    def back_up(self, target: Path, *, at: Micros, keys: KeysOfBackup = "beside") -> BackupFacts:
        keyring = self._keyring(target, keys)
        if keyring is not None:
            with self._writing() as db:
                sqlite_keyring.remember(db, keyring)
                db.execute("COMMIT")
        with self._connections.lend() as reader, backing_up(
            reader, target, at=at, vault=self._vault, keyring=keyring
        ) as copied, self._writing() as db:
            self._note_backup(db, copied, keyring)
            db.execute("COMMIT")
        return replace(copied.facts, keyring=keyring, keys=len(copied.keys))

    def _note_backup(self, db: sqlite3.Connection, copied: Copied, keyring: Path | None) -> None:
        seal = self._seal_of(db)
        if keyring is not None:
            sqlite_keyring.bring_up(db, self._need_vault(), keyring, new=copied.keys)
        else:
            sqlite_keyring.count_readable(db, "in_clear" if self._vault is None else "keys_inside")
        counts = {f"{name}_saved": copied.facts.rows[name] for name in ("memories", "messages")}
        Audit(SQLiteShelf(db, seal), on=self._audit).record("backup", counts)

    def _keyring(self, target: Path, keys: KeysOfBackup) -> Path | None:
        """The file that the keys of a backup go into; None for a clear store, and where they go into the backup."""
        if self._vault is None or keys == "inside":
            return None
        place = (target.parent / f"{self._path.stem}.keys" if keys == "beside" else keys).expanduser().resolve()
        if place == target.expanduser().resolve():
            raise ValidationError("The keys of a backup need a file of their own.", details={"argument": "keys"})
        return place

    def keyrings(self) -> dict[str, bool]:
        with self._connections.lend() as db:
            return {str(path): not told.nothing for path, told in sorted(sqlite_keyring.known(db).items())}

    def drop_keyring(self, path: Path) -> bool:
        with self._writing() as db:
            known = sqlite_keyring.drop(db, path.expanduser().resolve())
            if known:
                Audit(SQLiteShelf(db, self._seal_of(db))).record("drop_keyring", {})
            db.execute("COMMIT")
            return known

    def settle_keyrings(self) -> Keyrings:
        with self._writing() as db:
            self._seal_of(db)
            told = sqlite_keyring.settle(db, self._vault)
            db.execute("COMMIT")
            return told

    def check(self) -> list[str]:
        with self._connections.lend() as db:
            return problems(db)

    def size_bytes(self) -> int:
        files = (self._path.with_name(self._path.name + end) for end in ("", "-wal", "-shm"))
        return sum(file.stat().st_size for file in files if file.exists())

    def free_bytes(self) -> int:
        return shutil.disk_usage(self._path.parent).free

    def close(self) -> None:
        self._connections.close()

    def _prepare(self) -> None:
        deadline = time.monotonic() + self._timeout
        with self._connections.lend() as db:
            refuse_unknown(db, self._path)
            patiently(lambda: use_log(db), deadline=deadline)
            if version_of(db) == VERSION:
                return
            patiently(lambda: begin(db, patience_s=self._timeout), deadline=deadline)
            try:
                migrate(db, self._path)
                db.execute("COMMIT")
            except BaseException:
                roll_back(db)
                raise

    def _open_vault(self, key: KeySource | None) -> Vault | None:
        """The keys of the file; a new file gets some, in a transaction of its own, so that two processes do it once."""
        with self._connections.lend() as db:
            if key is None or is_encrypted(db):
                return open_vault(db, self._path, key)
        with self._writing() as db:
            vault = open_vault(db, self._path, key)
            db.execute("COMMIT")
            return vault

    def _pay_debts(self) -> None:
        """Do what a process that was killed had still to do: scrub what it erased, tell keyrings whom it forgot."""
        with suppress(DatabaseError):  # others are at work: it stays owed, to them or to the next one
            with self._connections.lend() as db:
                if is_encrypted(db) == (self._vault is not None) and sqlite_scrub.is_owed(db):
                    sqlite_scrub.scrub(db, self._path, patience_s=0)
            if self._vault is not None and any(self.keyrings().values()):
                self.settle_keyrings()

    def _need_vault(self) -> Vault:
        if self._vault is None:
            raise EncryptionError(f"{self._path} is not encrypted.", suggestion=f"Encrypt it: mem0 encrypt --path {self._path}")
        return self._vault

    def _seal_of(self, db: sqlite3.Connection) -> Seal:
        """How a view reads and writes. Raises EncryptionError where another process encrypted the file meanwhile."""
        if is_encrypted(db) != (self._vault is not None):
            raise EncryptionError(f"{self._path} was encrypted since it was opened.", suggestion="Open it again with its key.")
        return seal_of(db, self._vault)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        deadline = time.monotonic() + self._timeout
        with self._locked(), self._connections.lend() as db:
            patiently(lambda: begin(db, patience_s=self._timeout), deadline=deadline)
            try:
                refuse_unknown(db, self._path)
                yield db
            finally:
                if db.in_transaction:
                    roll_back(db)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = writer_lock(self._path)
        if not lock.acquire(timeout=self._timeout):
            raise DatabaseError(f"Another thread has been writing to {self._path} for {self._timeout:g} s.")
        try:
            yield
        finally:
            lock.release()


def _count(db: sqlite3.Connection, table: str, where: str = "TRUE") -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM {table} WHERE {where}").fetchone()[0])
