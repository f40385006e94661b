"""A backup is one checked file of everything, made while the store is in use; it comes back whole, or an owner at a time."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.errors import (
    ConfigurationError,
    DatabaseError,
    EncryptionError,
    ForbiddenError,
    StoreCorruptError,
    StoreVersionError,
    ValidationError,
)
from mem0.portability import restore_backup, restore_owner, verify_backup

STATIC = {"embedder": {"provider": "static"}}


@pytest.fixture
def saved(memory: Memory, tmp_path: Path) -> Path:
    """A backup of a store with two users, a change and its history."""
    memory.add("I live in Leeds.", user_id="ana", timestamp="2024-03-01")
    memory.add("I moved to Norwich.", user_id="ana", timestamp="2025-03-01")
    memory.add("I like tea.", user_id="bo", infer=False, metadata={"kind": "taste"})
    file = tmp_path / "store.backup"
    memory.backup(file)
    return file


def whole(memory: Memory) -> list[dict[str, Any]]:
    return [{key: value for key, value in record.items() if key != "key"} for record in memory.dump()]


def test_a_backup_is_one_private_file_that_says_what_it_holds(saved: Path) -> None:
    facts = verify_backup(saved)

    assert (facts.rows["memories"], facts.rows["messages"]) == (3, 3)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert sorted(file.name for file in saved.parent.iterdir() if "backup" in file.name) == [saved.name]


def test_what_is_restored_is_what_was_saved(memory: Memory, saved: Path, tmp_path: Path) -> None:
    restore_backup(saved, {"path": tmp_path / "new.db", **STATIC})

    with Memory({"path": tmp_path / "new.db", **STATIC}) as new:
        assert whole(new) == whole(memory)
        assert new.search("Where does Ana live?", user_id="ana")[0]["memory"] == "I moved to Norwich"
        assert new.search("Where does Ana live?", user_id="ana", as_of="2024-06-01")[0]["memory"] == "I live in Leeds"
        assert new.stats()["problems"] == []


def test_a_full_store_is_replaced_only_by_force(memory: Memory, saved: Path) -> None:
    memory.add("Later.", user_id="ana", infer=False)
    with pytest.raises(DatabaseError, match="force"):
        restore_backup(saved, memory.config)
    assert "Later." in [m["memory"] for m in memory.get_all(user_id="ana")]

    restore_backup(saved, memory.config, force=True)

    assert "Later." not in [m["memory"] for m in memory.get_all(user_id="ana")]


def test_a_memory_that_is_open_sees_the_restored_store(memory: Memory, saved: Path) -> None:
    """Its search index was loaded from rows that are gone, with change numbers above those of the backup."""
    for number in range(20):
        memory.add(f"Note {number} about lighthouses.", user_id="ana", infer=False)
    assert "lighthouses" in memory.search("lighthouses", user_id="ana")[0]["memory"]

    restore_backup(saved, memory.config, force=True)

    found = memory.search("lighthouses Norwich", user_id="ana")
    assert [m for m in found if "lighthouses" in m["memory"]] == []
    assert "Norwich" in found[0]["memory"]


def test_a_backup_is_made_while_writers_write(memory: Memory, tmp_path: Path) -> None:
    """Each add stores three messages at once: a backup holds a multiple of three of them, never a part."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            memory.add([{"role": "user", "content": f"part {n}"} for n in range(3)], user_id="ana", infer=False)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [memory.backup(tmp_path / f"{n}.backup")["rows"]["memories"] for n in range(4)]
    finally:
        stop.set()
        writer.join()

    assert [count % 3 for count in counts] == [0, 0, 0, 0]


@pytest.mark.parametrize("table", ["memories", "messages", "history", "settings"])
def test_a_changed_row_is_noticed(saved: Path, table: str) -> None:
    changes = {
        "memories": "UPDATE memories SET text = 'x' WHERE key = (SELECT MIN(key) FROM memories)",
        "messages": "UPDATE messages SET content = 'x' WHERE key = (SELECT MIN(key) FROM messages)",
        "history": "UPDATE history SET new = 'x' WHERE n = (SELECT MIN(n) FROM history)",
        "settings": "UPDATE settings SET value = 'x' WHERE name = 'encoder'",
    }
    with sqlite3.connect(saved) as db:
        assert db.execute(changes[table]).rowcount == 1
    db.close()

    with pytest.raises(StoreCorruptError, match=table):
        verify_backup(saved)


def test_a_missing_row_and_a_damaged_page_are_noticed(saved: Path, tmp_path: Path) -> None:
    fewer = Path(shutil.copy(saved, tmp_path / "fewer"))
    with sqlite3.connect(fewer) as db:
        db.execute("DELETE FROM history WHERE n = 1")
    db.close()
    cut = tmp_path / "cut"
    cut.write_bytes(saved.read_bytes()[:-8192])

    for file in (fewer, cut):
        with pytest.raises(StoreCorruptError):
            verify_backup(file)


def test_a_damaged_backup_changes_nothing(memory: Memory, saved: Path) -> None:
    before = whole(memory)
    saved.write_bytes(saved.read_bytes()[:-8192])

    with pytest.raises(StoreCorruptError):
        restore_backup(saved, memory.config, force=True)

    assert whole(memory) == before


def test_what_is_no_backup_is_refused(memory: Memory, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text("no database")
    empty = tmp_path / "empty"
    empty.touch()

    with pytest.raises(StoreCorruptError, match="no backup"):
        verify_backup(memory.config.path or "")
    for file in (text, empty):
        with pytest.raises(StoreCorruptError):
            verify_backup(file)
    with pytest.raises(DatabaseError, match="no file"):
        verify_backup(tmp_path / "nowhere")


def test_a_backup_of_a_newer_version_is_left_alone(memory: Memory, saved: Path) -> None:
    with sqlite3.connect(saved) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()

    with pytest.raises(StoreVersionError):
        restore_backup(saved, memory.config, force=True)


def test_a_file_that_exists_is_not_written_over(memory: Memory, saved: Path) -> None:
    before = saved.read_bytes()

    with pytest.raises(DatabaseError, match="exists"):
        memory.backup(saved)

    assert saved.read_bytes() == before


def test_an_owner_comes_back_alone(memory: Memory, saved: Path) -> None:
    memory.delete_all(user_id="ana")
    memory.delete_all(user_id="bo")

    counts = restore_owner(memory, saved, user_id="ana")

    assert counts["memories"] == 2
    found = memory.get_all(user_id="ana", include_superseded=True)
    assert sorted(m["memory"] for m in found) == ["I live in Leeds", "I moved to Norwich"]
    assert memory.get_all(user_id="bo")["total"] == 0


def test_bringing_an_owner_back_twice_adds_nothing_twice(memory: Memory, saved: Path) -> None:
    assert restore_owner(memory, saved, user_id="bo")["memories"] == 0
    assert memory.get_all(user_id="bo")["total"] == 1


@pytest.mark.parametrize("ids", [{}, {"user_id": "ana", "run_id": "x"}, {"user_id": ""}])
def test_one_owner_is_named(memory: Memory, saved: Path, ids: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        restore_owner(memory, saved, **ids)


@pytest.mark.parametrize("path", [None, "", 5, "a\0b"])
def test_a_wrong_path_is_refused(memory: Memory, path: Any) -> None:
    with pytest.raises(ValidationError):
        memory.backup(path)


def test_a_folder_that_is_not_there_is_named(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be written"):
        memory.backup(tmp_path / "nowhere" / "store.backup")


def test_a_store_in_memory_says_what_to_do_instead() -> None:
    with Memory({"path": ":memory:"}) as memory, pytest.raises(ConfigurationError, match="dump"):
        memory.backup("x.backup")
    with pytest.raises(ConfigurationError):
        restore_backup("x.backup", {"path": ":memory:"})


def test_only_an_admin_of_the_whole_backs_up(memory: Memory, tmp_path: Path) -> None:
    for actor in (memory.as_actor("Bob", "member"), memory.as_actor("Ann", "admin", run_id="x")):
        with pytest.raises(ForbiddenError):
            actor.backup(tmp_path / "b")


def test_a_backup_is_the_store_as_it_stands(memory: Memory, saved: Path, tmp_path: Path) -> None:
    """Definitions, rows, and the counters of numbers that must not come back: as SQLite itself copies it."""
    memory.add_later("I like figs", user_id="cleo")
    memory.forget(user_id="ana")
    memory.backup(tmp_path / "b")
    with closing(sqlite3.connect(str(memory.config.path), isolation_level=None)) as db:
        db.execute("VACUUM INTO ?", (str(tmp_path / "copied"),))

    ours, theirs = (everything_in(tmp_path / name) for name in ("b", "copied"))

    assert [name for name in theirs if ours[name] != theirs[name]] == []
    assert ours["sqlite_sequence"] != []
    assert verify_backup(saved).rows["memories"] == 3


def everything_in(file: Path) -> dict[str, list[Any]]:
    """All tables with their rows, but for what a backup writes in one of the two, and the definitions."""
    with closing(sqlite3.connect(file)) as db:
        schema = sorted(db.execute("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_auto%'"))
        tables = [name for kind, name, _ in schema if kind == "table" and name not in ("vault", "audit")]
        rows = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in [*tables, "sqlite_sequence"]}
    rows["settings"] = [row for row in rows["settings"] if row[0] != "backup"]
    return {**rows, "sqlite_sequence": sorted(rows["sqlite_sequence"]), "": schema}


def test_copies_that_killed_processes_left_are_removed(memory: Memory, tmp_path: Path) -> None:
    """They hold what the store held then: a backup that was not finished, a restore that was not."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    store = Path(str(memory.config.path))
    names = [f".{store.name}.{ended.pid}.restoring", f".{store.name}.{ended.pid}.restoring-wal", f".x.{ended.pid}.unfinished"]
    kept = [f".{store.name}.{os.getpid()}.restoring", f".y.{ended.pid}.unfinished", f".{store.name}.note.restoring"]
    for name in (*names, *kept):
        (tmp_path / name).touch()
    os.utime(tmp_path / names[2], (0, 0))

    memory.forget(user_id="ana")
    memory.backup(tmp_path / "another")

    left = {file.name for file in tmp_path.iterdir()}
    assert (left & set(names), left & set(kept)) == (set(), set(kept))


async def _async_backup(path: Path, target: Path) -> dict[str, Any]:
    async with AsyncMemory({"path": path, **STATIC}) as memory:
        await memory.add("x", user_id="ana", infer=False)
        return await memory.backup(target)


def test_an_asynchronous_memory_backs_up_too(tmp_path: Path) -> None:
    import asyncio

    asyncio.run(_async_backup(tmp_path / "store.db", tmp_path / "b"))

    assert verify_backup(tmp_path / "b").rows["memories"] == 1


KEY = {"encryption_key": "a passphrase", **STATIC}


def test_a_backup_of_an_encrypted_store_holds_no_clear_word_and_needs_its_key(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "store.db", **KEY}) as memory:
        memory.add("The lighthouse is haunted.", user_id="ana", infer=False)
        memory.backup(tmp_path / "b")
        before = whole(memory)

    assert verify_backup(tmp_path / "b").rows["memories"] == 1
    assert b"lighthouse" not in (tmp_path / "b").read_bytes()
    restore_backup(tmp_path / "b", {"path": tmp_path / "new.db", **KEY})
    with Memory({"path": tmp_path / "new.db", **KEY}) as new:
        assert whole(new) == before
    with pytest.raises(EncryptionError):
        Memory({"path": tmp_path / "new.db", **STATIC})


@pytest.mark.parametrize("place", ["top", "vector_store"])
def test_an_owner_comes_back_out_of_an_encrypted_backup(tmp_path: Path, place: str) -> None:
    config: dict[str, Any] = {"path": tmp_path / "store.db", **KEY}
    if place == "vector_store":
        config = {"path": tmp_path / "store.db", "vector_store": {"config": {"encryption_key": "a passphrase"}}, **STATIC}
    with Memory(config) as memory:
        memory.add("The lighthouse is haunted.", user_id="ana", infer=False)
        memory.backup(tmp_path / "b")
        memory.delete_all(user_id="ana")

        assert restore_owner(memory, tmp_path / "b", user_id="ana")["memories"] == 1
        assert memory.search("lighthouse", user_id="ana")[0]["memory"] == "The lighthouse is haunted."


@pytest.mark.parametrize(
    "key", [{}, {"encryption_key": "a passphrase"}, {"audit": "off"}], ids=["clear", "encrypted", "without audit"]
)
def test_who_was_forgotten_stays_forgotten_when_an_older_backup_comes_back(tmp_path: Path, key: dict[str, str]) -> None:
    config: dict[str, Any] = {"path": tmp_path / "store.db", **STATIC, **key}
    with Memory(config) as memory:
        memory.add("The lighthouse is haunted.", user_id="ana", infer=False)
        memory.add("I like tea.", user_id="bo", infer=False)
        memory.backup(tmp_path / "b")
        memory.forget(user_id="ana")

    restore_backup(tmp_path / "b", config, force=True)

    with Memory(config) as memory:
        assert memory.get_all(user_id="ana", include_superseded=True)["total"] == 0
        assert memory.get_all(user_id="bo")["total"] == 1
        assert restore_owner(memory, tmp_path / "b", user_id="ana")["memories"] == 0
        assert memory.stats()["problems"] == []
    files = b"".join(file.read_bytes() for file in tmp_path.glob("store.db*"))
    assert b"lighthouse" not in files
