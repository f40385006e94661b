"""Open the SQLite file, lend connections to threads, and say in our words what SQLite complains of."""

from __future__ import annotations

import glob
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from mem0.errors import DatabaseError, StoreCorruptError
from mem0.ports import Durability, Mark

T = TypeVar("T")

# One writer a process and file: threads queue here and do not starve each other inside SQLite. The process id is part
# of the name, because a lock that another thread held while the process forked would stay locked for ever in the child.
_WRITERS: dict[tuple[int, Path], threading.Lock] = {}
_LEFT_BEHIND: list[sqlite3.Connection] = []  # a parent's connections: a child may neither use nor close them


def writer_lock(path: Path) -> threading.Lock:
    return _WRITERS.setdefault((os.getpid(), path), threading.Lock())


class Connections:
    """The connections of one store: opened when there is none to lend, one thread at a time each, new ones after a fork."""

    def __init__(self, path: Path, *, durability: Durability, busy_timeout_s: float) -> None:
        self._path = path
        self._synchronous = {"full": "FULL", "normal": "NORMAL"}[durability]
        self._timeout = busy_timeout_s
        self._idle: list[sqlite3.Connection] = []
        self._watch: sqlite3.Connection | None = None  # of `mark`; there have been `_watches` of them
        self._watches = 0
        self._watching = threading.Lock()
        self._pid = os.getpid()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of any transaction. One on which something failed is not used again."""
        if self._closed:
            raise self._refused()
        self._leave_parents_behind()
        with translating(self._path):
            db = self._take()
            try:
                yield db
            except sqlite3.Error:
                db.close()
                raise
            except BaseException:
                self._give_back(db)
                raise
            self._give_back(db)

    def mark(self) -> Mark:
        """What a connection that never writes sees of the commits of all others, in any process: SQLite counts them for it."""
        if self._closed:
            raise self._refused()
        self._leave_parents_behind()
        with self._watching:
            try:
                if self._watch is None:
                    self._watch, self._watches = self._open(), self._watches + 1
                return (self._watches, self._watch.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise _translated(error, self._path) from error

    def close(self) -> None:
        self._closed = True
        self._leave_parents_behind()
        while self._idle:
            self._idle.pop().close()
        with self._watching:
            if self._watch is not None:
                self._watch.close()
                self._watch = None

    def _refused(self) -> DatabaseError:
        return DatabaseError(f"The store {self._path} is closed.", suggestion="Open it again.")

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._open()

    def _give_back(self, db: sqlite3.Connection) -> None:
        if self._closed or self._pid != os.getpid():
            db.close()
        else:
            self._idle.append(db)

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False)
        db.execute(f"PRAGMA synchronous = {self._synchronous}")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA foreign_keys = ON")
        return db

    def _leave_parents_behind(self) -> None:
        if self._pid != os.getpid():
            _LEFT_BEHIND.extend(self._idle + ([] if self._watch is None else [self._watch]))
            self._idle, self._watch, self._watching, self._pid = [], None, threading.Lock(), os.getpid()


def create_file(path: Path) -> None:
    """Make the folder (0700) and the file (0600) if they are not there: memories are private. Called under the writer lock.

    A file that is there is not opened: closing it would drop the locks that SQLite holds on it elsewhere in this process
    (POSIX locks belong to the process), and two writers would damage it.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise DatabaseError(
            f"{path} cannot be opened for writing: {error.strerror}.",
            suggestion="Name a file in a folder that exists and that this user may write to.",
        ) from error


def patiently(attempt: Callable[[], T], *, deadline: float) -> T:
    """Repeat an attempt while another process has the file locked, with random pauses so that nobody starves."""
    pause = 0.001
    while True:
        try:
            return attempt()
        except sqlite3.OperationalError as error:
            if _primary(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) or time.monotonic() >= deadline:
                raise
        time.sleep(random.uniform(0, pause))
        pause = min(pause * 1.5, 0.05)


@contextmanager
def translating(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as ours, with what can be done."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, path) from error


def begin(db: sqlite3.Connection, *, patience_s: float) -> None:
    """Take the write lock, or fail at once: SQLite's own way of waiting lets one of two busy processes starve.

    `patience_s`: how long other statements of the connection wait, which holds again afterwards.
    """
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("BEGIN IMMEDIATE")
    finally:
        db.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")


def use_log(db: sqlite3.Connection) -> None:
    """Switch the file to the write-ahead log, if it is not."""
    if db.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        db.execute("PRAGMA journal_mode = WAL").fetchone()


def empty_log(db: sqlite3.Connection, path: Path) -> None:
    """Copy the log into the file and cut it to nothing; waits for readers as long as the connection's busy timeout."""
    if db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise DatabaseError(
            f"What was erased can no longer be found, but its bytes are still in the log of {path}.",
            suggestion="Another program reads an older view: call scrub() again when it has ended.",
        )


def remove_leftovers(folder: Path, word: str, *, of: str = "", quiet_s: float = 0.0) -> None:
    """Remove the working files of processes that were killed: copies of the store, with all that was in it then.

    Their names are ".NAME.PROCESS.WORD"; `of` is the name, where it matters. quiet_s: for how long nobody may have written to
    one, where processes of other machines, whose numbers mean nothing here, use the same folder.
    """
    for file in folder.glob(f".{glob.escape(of)}{'.' if of else ''}*.{word}*"):
        number = file.name.split(".")[-2]
        with suppress(OSError):
            if number.isdigit() and not _is_alive(int(number)) and time.time() - file.stat().st_mtime >= quiet_s:
                file.unlink()


def _is_alive(number: int) -> bool:
    if os.name != "posix":
        return True  # there is no harmless signal to ask with
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def roll_back(db: sqlite3.Connection) -> None:
    with suppress(sqlite3.Error):  # a connection that failed has rolled back by itself
        db.execute("ROLLBACK")


def _primary(error: sqlite3.Error) -> int:
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _translated(error: sqlite3.Error, path: Path) -> DatabaseError:
    kind, message, suggestion = _MEANINGS.get(_primary(error), (DatabaseError, f"failed: {error}", None))
    return kind(f"The store {path} {message}.", details={"path": str(path)}, suggestion=suggestion)


_Meaning = tuple[type[DatabaseError], str, str | None]
_DAMAGED = "Restore it from a backup, or see what can be saved: sqlite3 FILE .recover"
_MEANINGS: dict[int, _Meaning] = {
    sqlite3.SQLITE_BUSY: (DatabaseError, "is held by another program", "Try again, or raise busy_timeout_s."),
    sqlite3.SQLITE_LOCKED: (DatabaseError, "is held by another program", "Try again, or raise busy_timeout_s."),
    sqlite3.SQLITE_NOTADB: (StoreCorruptError, "is not a memory store", "Choose another path for the memories."),
    sqlite3.SQLITE_CORRUPT: (StoreCorruptError, "is damaged", _DAMAGED),
    sqlite3.SQLITE_FULL: (DatabaseError, "cannot grow: the disk is full", "Free some space; nothing was changed."),
    sqlite3.SQLITE_READONLY: (DatabaseError, "is read-only", "Let this user write to the file and to its folder."),
    sqlite3.SQLITE_PERM: (DatabaseError, "is not ours to open", "Let this user read and write the file."),
    sqlite3.SQLITE_CANTOPEN: (DatabaseError, "cannot be opened", "See that its folder exists and may be written to."),
    sqlite3.SQLITE_IOERR: (DatabaseError, "could not be read or written", "See that the disk is there and not full."),
}
