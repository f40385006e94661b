"""What only a file can suffer: damage, versions, full disks, killed writers, many writers, bytes that stay behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import stat
import threading
import time
from pathlib import Path

import pytest

from mem0.errors import DatabaseError, StoreCorruptError, StoreVersionError
from mem0.jobs import NewJob
from mem0.ports import Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.providers.stores.sqlite_files import translating
from mem0.providers.stores.sqlite_schema import VERSION
from mem0.records import Entity, Scope, Summary

from .pieces import NOW, added, memory, message, new_id, resting_on, select

SPAWN = multiprocessing.get_context("spawn")
SECRET = "zanzibar-{}-wombat"


def test_the_file_is_private_and_its_folder_too(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "store.db"
    store = SQLiteStore(file)
    store.write(lambda tx: tx.add_memories([memory()]))

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (file.parent, *file.parent.iterdir())}
    store.close()

    assert modes.pop("folder") == 0o700
    assert set(modes.values()) == {0o600}


def test_what_was_written_is_there_after_reopening(file: Path) -> None:
    for number in (1, 2):
        store = SQLiteStore(file)
        store.write(lambda tx, n=number: tx.add_memories([memory(n)]))  # type: ignore[misc]
        store.close()

    reopened = SQLiteStore(file)
    assert reopened.read(lambda view: view.count(select())) == 2
    reopened.close()


def test_a_file_of_a_newer_version_is_left_alone(file: Path) -> None:
    SQLiteStore(file).close()
    with sqlite3.connect(file) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    db.close()

    with pytest.raises(StoreVersionError, match="Upgrade"):
        SQLiteStore(file)


def test_another_programs_database_is_not_taken_for_ours(file: Path) -> None:
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE theirs (x)")
    db.close()

    with pytest.raises(StoreCorruptError, match="another program"):
        SQLiteStore(file)


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.write_text("Dear diary, " * 1000)

    with pytest.raises(StoreCorruptError, match="not a memory store"):
        SQLiteStore(file)
    assert file.read_text().startswith("Dear diary")


def test_damaged_pages_are_found(file: Path) -> None:
    store = SQLiteStore(file)
    store.write(lambda tx: tx.add_memories([memory(n, "word " * 200) for n in range(600)]))
    store.close()
    middle = file.stat().st_size // 4096 // 2  # pages of rows: those of the tables' definitions come first
    with file.open("r+b") as raw:
        raw.seek(4096 * middle)
        raw.write(b"\xff" * 4096 * 20)

    damaged = SQLiteStore(file)
    with pytest.raises(StoreCorruptError, match="damaged"):
        damaged.read(lambda view: view.find(select()))
    try:
        found = damaged.check()
    except StoreCorruptError as error:
        found = [str(error)]
    damaged.close()

    assert found != []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(DatabaseError, match="folder that exists"):
        SQLiteStore(tmp_path / "file" / "store.db")


def test_a_full_disk_changes_nothing_and_says_so(sqlite: SQLiteStore) -> None:
    sqlite.write(lambda tx: tx.add_memories([memory(1)]))

    def fill(tx: Transaction) -> None:
        tx._db.execute("PRAGMA max_page_count = 60")  # type: ignore[attr-defined]
        tx.add_memories([memory(n, "word " * 2000) for n in range(2, 100)])

    with pytest.raises(DatabaseError, match="disk is full"):
        sqlite.write(fill)
    sqlite.write(lambda tx: tx.add_memories([memory(2)]))

    assert sqlite.read(lambda view: view.count(select())) == 2


def test_a_read_only_file_says_what_to_do(file: Path) -> None:
    SQLiteStore(file).close()
    db = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with pytest.raises(DatabaseError, match="read-only"), translating(file):
        db.execute("INSERT INTO settings VALUES ('a', 'b')")
    db.close()


def test_a_writer_waits_for_another_program_and_then_gives_up(file: Path) -> None:
    store = SQLiteStore(file, busy_timeout_s=0.3)
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="another program"):
        store.write(lambda tx: tx.set_setting("a", "b"))

    threading.Timer(0.1, lambda: other.execute("ROLLBACK")).start()
    store.write(lambda tx: tx.set_setting("a", "b"))
    store.close()
    other.close()


def add_one_by_one(file: Path, start: int, count: int) -> None:
    """A process that adds memories, each in a write of its own."""
    store = SQLiteStore(file, durability="normal")
    for number in range(start, start + count):
        store.write(lambda tx, n=number: tx.add_memories([memory(n)], parents=[tx.add_messages([message(n)])]))  # type: ignore[misc]
    store.close()


def test_threads_and_processes_lose_nothing(file: Path) -> None:
    store = SQLiteStore(file, durability="normal")
    workers = [SPAWN.Process(target=add_one_by_one, args=(file, 1000 * n, 40)) for n in (1, 2)]
    threads = [threading.Thread(target=add_one_by_one, args=(file, 1000 * n, 40)) for n in (3, 4, 5, 6)]
    for worker in workers:
        worker.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.join()

    rows = store.read(lambda view: view.index_rows(Entity("user", "ana")))
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert len({row.key for row in rows}) == len(rows) == 6 * 40 * 2
    assert store.read(lambda view: view.state(None).version) == len(rows)
    assert store.check() == []
    store.close()


def test_a_killed_writer_leaves_whole_writes_only(file: Path) -> None:
    worker = SPAWN.Process(target=add_one_by_one, args=(file, 0, 100_000))
    worker.start()
    deadline = time.monotonic() + 20
    while not (sum(path.stat().st_size for path in file.parent.iterdir()) > 900_000):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()

    store = SQLiteStore(file)
    memories = store.read(lambda view: view.find(select()))
    assert [one.id for one in memories] == [new_id(n) for n in range(len(memories))]
    assert len(store.read(lambda view: view.all_messages())) - len(memories) == 0
    assert len(memories) > 10
    assert store.check() == []
    store.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_store_opened_before_a_fork_works_in_the_child(sqlite: SQLiteStore) -> None:
    sqlite.write(lambda tx: tx.add_memories([memory(1)]))
    mark = sqlite.mark()
    child = os.fork()
    if child == 0:
        try:
            own = sqlite.mark()
            sqlite.write(lambda tx: tx.add_memories([memory(2)]))
            os._exit(0 if sqlite.mark() != own else 1)
        finally:
            os._exit(1)

    assert os.waitpid(child, 0)[1] == 0
    assert sqlite.mark() != mark
    sqlite.write(lambda tx: tx.add_memories([memory(3)]))
    assert sqlite.read(lambda view: view.count(select())) == 3


def secrets_in(file: Path) -> set[int]:
    """Numbers of the planted phrases that stand in any file of the store."""
    raw = b"".join(path.read_bytes() for path in file.parent.iterdir() if path.name.startswith(file.name))
    return {number for number in range(300) if SECRET.format(number).encode() in raw}


def plant(store: SQLiteStore, *, rewrites: int) -> None:
    """Three hundred memories with phrases in every kind of place; rewriting moves them about inside the pages."""

    def add(tx: Transaction) -> None:
        for n in range(300):
            words = SECRET.format(n)
            keys = tx.add_messages([message(n, f"I said {words}")])
            new = memory(
                n, f"Ana said {words}", sources=resting_on(n, words), metadata={"words": words}, categories=(words,)
            )
            tx.add_memories([new], parents=[keys])
            tx.log([added(new_id(n), f"Ana said {words}")])
            tx.set_summary(Summary(Scope("ana", run_id=f"run-{n}"), f"They spoke of {words}", NOW, keys[0]))
            tx.enqueue([NewJob(f"job-{n}", "add", {"messages": words}, NOW, Scope(f"user {words}"))])

    store.write(add)
    for turn in range(rewrites):
        for n in range(turn, 300, 3):
            text = f"Ana said {SECRET.format(n)} " + "again " * (n * (turn + 1) % 400)
            store.write(lambda tx, n=n, text=text: tx.replace(memory(n, text)))  # type: ignore[misc]


def test_no_byte_of_what_was_erased_stays_in_any_file(sqlite: SQLiteStore, file: Path) -> None:
    plant(sqlite, rewrites=3)
    assert len(secrets_in(file)) == 300

    gone = set(range(0, 300, 2))

    def erase(tx: Transaction) -> None:
        tx.erase([new_id(n) for n in gone], at=NOW)
        for n in gone:
            tx.erase_scope(select({"user_id": f"user {SECRET.format(n)}"}), at=NOW)
            tx.erase_scope(select({"run_id": f"run-{n}"}), at=NOW)

    sqlite.write(erase)
    sqlite.scrub()

    assert secrets_in(file) == set(range(1, 300, 2))
    assert sqlite.check() == []


def test_scrubbing_waits_for_a_reader_of_the_old_view(file: Path) -> None:
    store = SQLiteStore(file, busy_timeout_s=0.3)
    plant(store, rewrites=0)
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM memories").fetchone()
    store.write(lambda tx: tx.erase_scope(select({}), at=NOW))

    with pytest.raises(DatabaseError, match=r"scrub\(\) again"):
        store.scrub()
    reader.execute("ROLLBACK")
    store.scrub()
    found = secrets_in(file)
    reader.close()
    store.close()

    assert found == set()
