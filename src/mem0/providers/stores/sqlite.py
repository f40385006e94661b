"""The embedded store: everything in one SQLite file, with the standard library alone."""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from mem0.errors import DatabaseError
from mem0.ports import Durability, Snapshot, Transaction

from .sqlite_check import problems
from .sqlite_files import Connections, begin, create_file, empty_log, patiently, roll_back, use_log, writer_lock
from .sqlite_graph_rows import GRAPH_CHILDREN_FIRST
from .sqlite_outbox import SQLiteOutbox
from .sqlite_read import SQLiteSnapshot
from .sqlite_schema import VERSION, migrate, refuse_unknown, version_of
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
    Opening creates the folder (0700) and the file (0600) if they are missing.

    Raises StoreVersionError (a newer version wrote the file), StoreCorruptError (damaged, or no store), DatabaseError.
    """

    name = "sqlite"

    def __init__(self, path: Path, *, durability: Durability = "full", busy_timeout_s: float = 30.0) -> None:
        self._path = Path(path).expanduser().resolve()
        self._timeout = busy_timeout_s
        self._local = threading.local()  # the view that this thread stands in
        self._connections = Connections(self._path, durability=durability, busy_timeout_s=busy_timeout_s)
        weakref.finalize(
            self, self._connections.close
        )  # for programs that forget to close, and stores that fail to open
        with self._locked():
            create_file(self._path)
            self._prepare()

    def read(self, job: Callable[[Snapshot], T]) -> T:
        """Run `job` on one consistent view; inside another job of this thread, on the view of that one."""
        current: SQLiteSnapshot | None = getattr(self._local, "view", None)
        if current is not None:
            return job(current)
        with self._connections.lend() as db:
            db.execute("BEGIN")
            self._local.view = view = SQLiteSnapshot(db)
            try:
                return job(view)
            finally:
                self._local.view = None
                roll_back(db)

    def write(self, job: Callable[[Transaction], T]) -> T:
        if getattr(self._local, "view", None) is not None:
            raise DatabaseError("A write cannot begin inside another read or write of the same thread.")
        with self._writing() as db:
            self._local.view = view = SQLiteTransaction(db)
            try:
                result = job(view)
            finally:
                self._local.view = None
            db.execute("COMMIT")
            return result

    def scrub(self) -> None:
        """Write the file anew from what is still there, and empty the log: what was erased is in neither.

        Takes about half a second for 100 MB (100,000 memories), and twice the size of the file in free space while it
        runs: call it once after many erasures. Waits for readers of older views; raises DatabaseError when they do not
        end within `busy_timeout_s` (what was erased stays erased; only its bytes wait).
        """
        deadline = time.monotonic() + self._timeout
        with self._locked(), self._connections.lend() as db:
            # secure_delete overwrites rows, but not the copies that stay in a page when SQLite moves rows between pages.
            patiently(lambda: db.execute("VACUUM"), deadline=deadline)
            empty_log(db, self._path)

    def reset(self) -> None:
        """Remove everything, settings too. Change numbers go on, so that no index of before is taken for fresh."""
        with self._writing() as db:
            for table in _TABLES:
                db.execute(f"DELETE FROM {table}")
            outbox = SQLiteOutbox(db)
            for target in outbox.targets():
                outbox.restart(target)
            db.execute("UPDATE counters SET seq = seq + 1, erased = seq + 1")
            db.execute("COMMIT")
        self.scrub()

    def check(self) -> list[str]:
        with self._connections.lend() as db:
            return problems(db)

    def size_bytes(self) -> int:
        files = (self._path.with_name(self._path.name + end) for end in ("", "-wal", "-shm"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        self._connections.close()

    def _prepare(self) -> None:
        deadline = time.monotonic() + self._timeout
        with self._connections.lend() as db:
            refuse_unknown(db, self._path)
            patiently(lambda: use_log(db), deadline=deadline)
            if version_of(db) == VERSION:
                return
            patiently(lambda: begin(db), deadline=deadline)
            try:
                migrate(db, self._path)
                db.execute("COMMIT")
            except BaseException:
                roll_back(db)
                raise

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        deadline = time.monotonic() + self._timeout
        with self._locked(), self._connections.lend() as db:
            patiently(lambda: begin(db), deadline=deadline)
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
