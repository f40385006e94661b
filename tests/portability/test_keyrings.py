"""Backups of an encrypted store leave their keys in a keyring: who is forgotten is gone from every older backup too."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mem0 import AsyncMemory, Memory
from mem0.crypto import Tampered, cipher, open_sealed, read_key
from mem0.errors import ConfigurationError, DatabaseError, EncryptionError, StoreCorruptError, ValidationError
from mem0.portability import restore_backup, restore_owner, verify_backup
from mem0.providers.stores import sqlite_keyring
from mem0.providers.stores.sqlite_seal import SEALED
from mem0.providers.stores.sqlite_unsealing import open_keyring

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SECRET = "the heron nests behind the velvet locksmith"


def config(folder: Path, *, key: bytes | None = KEY, name: str = "store") -> dict[str, Any]:
    given = {"encryption_key": key} if key is not None else {}
    return {"path": folder / f"{name}.db", "embedder": {"provider": "static"}, **given}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    (tmp_path / "saved").mkdir()
    with Memory(config(tmp_path)) as made:
        made.add(f"I live where {SECRET}.", user_id="ana", metadata={"note": SECRET})
        made.add(SECRET, user_id="ana", run_id="r", infer=False)
        made.add("I like rice", user_id="bo", run_id="r", infer=False)
        yield made


@pytest.fixture
def saved(memory: Memory, tmp_path: Path) -> Path:
    """A backup with its keyring beside it."""
    memory.backup(tmp_path / "saved" / "monday")
    return tmp_path / "saved" / "monday"


def ring_of(backup: Path) -> Path:
    return backup.with_name("store.keys")


def texts(folder: Path, user: str, name: str = "new") -> list[str]:
    with Memory(config(folder, name=name)) as restored:
        return sorted(item["memory"] for item in restored.get_all(user_id=user, include_superseded=True)["results"])


def broken_into(folder: Path, master: bytes) -> str:
    """Everything that whoever has the master key and all files below a folder can open, with every key that is in any."""
    wrapped: list[bytes] = []
    values: list[tuple[Any, ...]] = []
    for file in (one for one in folder.rglob("*") if one.is_file()):
        if file.suffix == ".keys":
            ring = json.loads(file.read_bytes())
            blobs = [*ring["vault"].values(), *(one[2] for one in ring["keys"].values())]
            wrapped += [base64.b64decode(blob) for blob in blobs]
        elif file.read_bytes()[:6] == b"SQLite":
            with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
                wrapped += [row[0] for row in db.execute("SELECT value FROM vault UNION ALL SELECT wrapped FROM keys")]
                for table, columns in SEALED.items():
                    rows = (row for column in columns for row in db.execute(f"SELECT '{column}', {column}, * FROM {table}"))
                    values += [(table, *row) for row in rows]
    keys = unwrapped([master], wrapped, folder)
    return "\n".join(filter(None, (opened(value, keys) for value in values)))


def unwrapped(masters: list[bytes], wrapped: list[bytes], folder: Path) -> list[bytes]:
    """All keys that come out of what is wrapped, level by level, whatever each was bound to."""
    stores = {json.loads(file.read_bytes())["store"] for file in folder.rglob("*.keys")}
    stores |= {sqlite_store(file) for file in folder.rglob("*") if file.is_file() and file.read_bytes()[:6] == b"SQLite"}
    places = [f"{name}:".encode() for name in ("mem0 key of keys", *(f"key of {n}" for n in range(30)))]
    bound = [place + bytes.fromhex(store) for place in places for store in stores]
    found = list(masters)
    for key in found:  # grows while it is walked
        for blob in set(wrapped):
            for one in bound:
                try:
                    plain = open_sealed(cipher(key), blob, one)
                except Tampered:
                    continue
                found += [plain] if len(plain) == 32 and plain not in found else []
    return found


def sqlite_store(file: Path) -> str:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        return str(db.execute("SELECT hex(value) FROM vault WHERE name = 'store'").fetchone()[0])


def opened(value: tuple[Any, ...], keys: list[bytes]) -> str | None:
    table, column, sealed, *row = value
    if sealed is None:
        return None
    raw = base64.b64decode(sealed) if isinstance(sealed, str) else bytes(sealed)
    identities = [row[0], row[1], tuple(row[:2])]
    for key in keys:
        for identity in identities:
            try:
                return repr(open_sealed(cipher(key), raw[5:], f"{table}.{column}:{identity}".encode()))
            except Tampered:
                continue
    return None


def test_a_backup_holds_no_keys_and_its_keyring_no_words(saved: Path) -> None:
    ring, facts = ring_of(saved), verify_backup(saved)

    assert (facts.keyring, facts.keys, facts.destroyed) == (ring, 3, 0)  # ana's, bo's, and the run's, whose name is sealed too
    assert stat.S_IMODE(ring.stat().st_mode) == 0o600
    assert b"ana" not in ring.read_bytes()
    with closing(sqlite3.connect(saved)) as db:
        assert {len(row[0]) for row in db.execute("SELECT wrapped FROM keys")} == {16}
        names = {row[0] for row in db.execute("SELECT name FROM vault WHERE length(value) > 0")}
    assert names & {"kek", "lookup", "audit", "kdf"} == set()
    with pytest.raises(EncryptionError, match="mem0 restore"):
        Memory({"path": saved, "encryption_key": KEY})


def test_who_was_forgotten_cannot_be_read_in_an_older_backup_with_all_keys_there_are(
    memory: Memory, saved: Path, tmp_path: Path
) -> None:
    assert SECRET in broken_into(tmp_path / "saved", KEY)  # else what follows could not fail

    receipt = memory.forget(user_id="ana")

    memory.close()
    found = broken_into(tmp_path, KEY)
    assert SECRET not in found
    assert "I like rice" in found
    assert receipt["backups"] == {"keyrings": [str(ring_of(saved))], "pending": [], "readable": {}}
    assert (verify_backup(saved).keys, verify_backup(saved).destroyed) == (3, 1)


def test_the_others_come_back_out_of_that_backup(memory: Memory, saved: Path, tmp_path: Path) -> None:
    memory.forget(user_id="ana")

    restore_backup(saved, config(tmp_path, name="new"))

    assert (texts(tmp_path, "ana"), texts(tmp_path, "bo")) == ([], ["I like rice"])
    assert restore_owner(memory, saved, user_id="ana")["memories"] == 0
    with Memory(config(tmp_path, name="new")) as restored:
        assert restored.stats()["problems"] == []
        assert [user["name"] for user in restored.users()["results"]] == ["bo", "r"]
        assert restored.audit()["results"][-1]["verb"] == "restore_backup"


def test_what_was_saved_comes_back_as_it_was(memory: Memory, saved: Path, tmp_path: Path) -> None:
    before = sorted(item["memory"] for item in memory.get_all(user_id="ana")["results"])

    restore_backup(saved, config(tmp_path, name="new"))
    memory.delete_all(user_id="ana")  # no `forget`: the backup is there for this

    assert texts(tmp_path, "ana") == before
    assert restore_owner(memory, saved, user_id="ana")["memories"] == 2


def test_a_keyring_out_of_reach_is_named_and_told_later(memory: Memory, saved: Path, tmp_path: Path) -> None:
    away = saved.parent.rename(tmp_path / "unplugged")
    receipt = memory.forget(user_id="ana")
    assert receipt["backups"]["pending"] == [str(ring_of(saved))]
    assert memory.verify_receipt(receipt)["valid"] is True
    check = next(one for one in memory.health()["checks"] if one["name"] == "keyrings_pending")
    assert (check["status"], check["value"]) == ("warn", 1)
    assert SECRET in broken_into(away, KEY)

    away.rename(saved.parent)
    memory.sweep()

    assert SECRET not in broken_into(saved.parent, KEY)
    assert next(one for one in memory.health()["checks"] if one["name"] == "keyrings_pending")["value"] == 0


def test_a_keyring_that_was_never_written_is_not_waited_for(
    memory: Memory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store knows it from before the backup began, and the process was killed in between."""
    with monkeypatch.context() as dying:
        dying.setattr(sqlite_keyring, "bring_up", lambda *_, **__: sys.exit())
        with pytest.raises(SystemExit):
            memory.backup(tmp_path / "broken off")
    assert len(memory.keyrings()["results"]) == 1

    receipt = memory.forget(user_id="ana")

    assert (receipt["backups"]["keyrings"], receipt["backups"]["pending"]) == ([], [])
    assert [one["waiting"] for one in memory.keyrings()["results"]] == [False]
    memory.backup(tmp_path / "whole")
    assert verify_backup(tmp_path / "whole").keys == 2


def test_what_a_killed_process_had_still_to_tell_is_told_at_the_next_opening(
    memory: Memory, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(sqlite_keyring, "settle", lambda *_: sys.exit())
        with pytest.raises(SystemExit):
            memory.forget(user_id="ana")
    assert SECRET in broken_into(saved.parent, KEY)

    Memory(memory.config).close()

    assert SECRET not in broken_into(saved.parent, KEY)


def test_a_keyring_that_is_gone_for_good_is_dropped(memory: Memory, saved: Path) -> None:
    ring = str(ring_of(saved))
    ring_of(saved).unlink()
    memory.forget(user_id="ana")
    assert memory.keyrings()["results"] == [{"path": ring, "waiting": True}]

    memory.drop_keyring(ring)

    assert memory.keyrings()["results"] == []
    assert memory.forget(user_id="bo")["backups"]["pending"] == []
    assert "drop_keyring" in [line["verb"] for line in memory.audit()["results"]]
    for wrong in (ring, "", None, 5, "a\0b"):
        with pytest.raises(ValidationError):
            memory.drop_keyring(wrong)  # type: ignore[arg-type]


def test_an_older_copy_of_a_keyring_does_not_bring_anybody_back(memory: Memory, saved: Path, tmp_path: Path) -> None:
    """Neither over the store that forgot, nor beside a keyring that knows it."""
    old = Path(shutil.copy(ring_of(saved), tmp_path / "old"))
    memory.forget(user_id="ana")

    restore_backup(saved, memory.config, force=True, keys=old)
    restore_backup(saved, config(tmp_path, name="new"), keys=old)

    assert [item["memory"] for item in memory.get_all(user_id="ana")["results"]] == []
    assert (texts(tmp_path, "ana"), texts(tmp_path, "bo")) == ([], ["I like rice"])


def test_an_older_copy_put_in_the_place_of_a_keyring_is_told_everything_anew(memory: Memory, saved: Path) -> None:
    old = ring_of(saved).read_bytes()
    memory.forget(user_id="ana")
    ring_of(saved).write_bytes(old)
    assert SECRET in broken_into(saved.parent, KEY)

    memory.backup(saved.with_name("tuesday"))

    assert SECRET not in broken_into(saved.parent, KEY)


def test_a_lost_keyring_is_made_anew_from_what_the_store_has(memory: Memory, saved: Path, tmp_path: Path) -> None:
    ring_of(saved).unlink()
    memory.backup(saved.with_name("tuesday"))

    restore_backup(saved, config(tmp_path, name="new"))

    assert texts(tmp_path, "bo") == ["I like rice"]


def test_who_comes_back_has_a_key_that_an_earlier_wish_does_not_destroy(memory: Memory, saved: Path, tmp_path: Path) -> None:
    memory.forget(user_id="ana")
    memory.add("I am back", user_id="ana", infer=False)
    memory.backup(saved.with_name("tuesday"))
    memory.delete_all(user_id="ana")
    memory.forget(user_id="bo")

    restore_backup(saved.with_name("tuesday"), config(tmp_path, name="new"))

    assert (texts(tmp_path, "ana"), texts(tmp_path, "bo")) == (["I am back"], [])


def test_a_new_master_key_opens_older_backups_and_the_old_one_does_not(memory: Memory, saved: Path, tmp_path: Path) -> None:
    memory.rekey(user_id="ana")
    memory.rotate_key(OTHER)

    with pytest.raises(EncryptionError):
        restore_backup(saved, config(tmp_path, name="new"))
    restore_backup(saved, config(tmp_path, name="new", key=OTHER))

    assert SECRET not in broken_into(tmp_path / "saved", KEY)
    with Memory(config(tmp_path, name="new", key=OTHER)) as restored:
        assert restored.search("heron", user_id="ana")["results"][0]["memory"].endswith(SECRET)


def test_a_keyring_that_missed_new_master_keys_is_brought_up_later(memory: Memory, saved: Path, tmp_path: Path) -> None:
    away = saved.parent.rename(tmp_path / "unplugged")
    memory.rekey(user_id="ana")
    memory.rotate_key(OTHER)
    memory.rotate_key(KEY)
    away.rename(saved.parent)
    memory.backup(saved.with_name("tuesday"))

    for name in ("monday", "tuesday"):
        restore_backup(saved.with_name(name), config(tmp_path, name=name))
        assert SECRET in texts(tmp_path, "ana", name)
    with sqlite3.connect(tmp_path / "store.db") as db:
        assert db.execute("SELECT COUNT(*) FROM vault WHERE name GLOB 'retired *'").fetchone()[0] == 0
    db.close()


def test_every_keyring_is_told(memory: Memory, tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        memory.backup(tmp_path / place / "backup")
    memory.backup(tmp_path / "three", keys=tmp_path / "one" / "apart.keys")

    receipt = memory.forget(user_id="ana")

    assert len(receipt["backups"]["keyrings"]) == 3
    memory.close()
    assert SECRET not in broken_into(tmp_path, KEY)


def test_a_copy_of_the_store_leaves_its_keyrings_alone_as_long_as_the_store_is_there(
    memory: Memory, saved: Path, tmp_path: Path
) -> None:
    """What is tried in a copy must not reach into the backups of the real one; who takes its place must."""
    restore_backup(saved, config(tmp_path, name="copy"))
    with Memory(config(tmp_path, name="copy")) as copied:
        assert copied.forget(user_id="ana")["backups"]["keyrings"] == []
        copied.rotate_key(OTHER)
    memory.backup(saved.with_name("tuesday"))
    assert SECRET in broken_into(saved.parent, KEY)

    memory.close()
    for file in tmp_path.glob("store.db*"):
        file.unlink()
    restore_backup(saved, config(tmp_path, name="heir"))
    with Memory(config(tmp_path, name="heir")) as heir:
        assert heir.forget(user_id="ana")["backups"]["keyrings"] == [str(ring_of(saved))]
    assert SECRET not in broken_into(saved.parent, KEY)


def test_a_store_that_was_moved_keeps_its_keyrings(memory: Memory, saved: Path, tmp_path: Path) -> None:
    """Also where another store took its old place."""
    memory.close()
    (tmp_path / "store.db").rename(tmp_path / "moved.db")
    with Memory(config(tmp_path)) as successor:
        successor.add("x", user_id="ana", infer=False)
    with Memory(config(tmp_path, name="moved")) as moved:
        assert moved.forget(user_id="ana")["backups"]["keyrings"] == [str(ring_of(saved))]
    assert SECRET not in broken_into(saved.parent, KEY)


def test_a_self_contained_backup_needs_no_keyring_and_keeps_everybody(memory: Memory, tmp_path: Path) -> None:
    memory.backup(tmp_path / "whole", keys="inside")
    receipt = memory.forget(user_id="ana")

    restore_backup(tmp_path / "whole", config(tmp_path, name="new"))

    assert list(tmp_path.rglob("*.keys")) == []
    assert receipt["backups"]["readable"] == {"keys_inside": 1}
    assert SECRET in texts(tmp_path, "ana")


def test_a_clear_backup_is_named_in_the_receipt(tmp_path: Path) -> None:
    with Memory(config(tmp_path, key=None)) as memory:
        memory.add(SECRET, user_id="ana", infer=False)
        memory.backup(tmp_path / "backup")

        assert memory.forget(user_id="ana")["backups"] == {"keyrings": [], "pending": [], "readable": {"in_clear": 1}}
        assert memory.audit()["results"][1]["verb"] == "backup"


def test_a_missing_or_changed_or_strange_keyring_is_told(memory: Memory, saved: Path, tmp_path: Path) -> None:
    ring, place = ring_of(saved), config(tmp_path, name="new")
    content = json.loads(ring.read_bytes())
    with Memory(config(tmp_path, name="strange")) as strange:
        strange.add("x", user_id="ana", infer=False)
        strange.backup(tmp_path / "s")
        with pytest.raises(EncryptionError, match="of another store"):
            strange.backup(tmp_path / "t", keys=ring)
    assert not (tmp_path / "t").exists()
    with pytest.raises(ValidationError, match="file of their own"):
        memory.backup(tmp_path / "t", keys=tmp_path / "t")
    with pytest.raises(StoreCorruptError, match="no keyring"):
        memory.backup(tmp_path / "t", keys=tmp_path / "store.db")
    for bad in (tmp_path / "nowhere", tmp_path / "strange.keys"):
        with pytest.raises(EncryptionError, match="keyring"):
            verify_backup(saved, keys=bad)
    changes: list[dict[str, Any]] = [{"destroyed": ["00" * 16]}, {"tombstones": {"user:00": 1}}, {"keys": {}}, {"vault": {}}]
    for change in changes:
        ring.write_text(json.dumps({**content, **change}))
        with pytest.raises((StoreCorruptError, EncryptionError)):
            restore_backup(saved, place)
        with pytest.raises((StoreCorruptError, EncryptionError)):
            memory.backup(saved.with_name("tuesday"))
    for text in ("", "no keyring", "[]", '{"kind": 5}'):
        ring.write_text(text)
        with pytest.raises(StoreCorruptError, match="keyring"):
            verify_backup(saved)
    assert not (tmp_path / "new.db").exists()
    ring.write_text(json.dumps(content))
    with pytest.raises(EncryptionError, match="no key was given"):
        restore_backup(saved, config(tmp_path, name="new", key=None))
    assert not (tmp_path / "new.db").exists()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255))
def test_no_byte_of_a_keyring_can_be_changed_unnoticed(saved: Path, place: float, byte: int) -> None:
    ring = ring_of(saved)
    content = ring.read_bytes()
    at = int(place * len(content))
    changed = ring.with_name("changed")
    changed.write_bytes(content[:at] + bytes([byte]) + content[at + 1 :])
    try:
        found = open_keyring(changed, read_key(KEY)).ring
    except (StoreCorruptError, EncryptionError, ConfigurationError):
        return
    assert found == open_keyring(ring, read_key(KEY)).ring  # white space, or the byte that was there


def test_a_key_and_a_backup_in_clear_do_not_go_together(tmp_path: Path) -> None:
    with Memory(config(tmp_path, key=None)) as memory:
        memory.add("I like rice", user_id="bo", infer=False)
        memory.backup(tmp_path / "clear")
    for name, inside in (("clear", None), ("whole", KEY)):
        if inside is not None:
            with Memory(config(tmp_path, key=KEY, name="sealed")) as sealed:
                sealed.backup(tmp_path / name, keys="inside")
        with pytest.raises(EncryptionError, match="the backup of a"):
            restore_backup(tmp_path / name, config(tmp_path, name="new", key=KEY if inside is None else None))
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize("keys", [None, 5, "", "a\0b", "\ud800", []], ids=repr)
def test_a_wrong_place_for_the_keys_is_refused(memory: Memory, tmp_path: Path, keys: Any) -> None:
    with pytest.raises(ValidationError, match="keys"):
        memory.backup(tmp_path / "backup", keys=keys)
    assert not (tmp_path / "backup").exists()


def test_a_keyring_that_cannot_be_written_leaves_no_backup(memory: Memory, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="keyring"):
        memory.backup(tmp_path / "backup", keys=tmp_path / "nowhere" / "keys")
    assert not (tmp_path / "backup").exists()


def test_asynchronous_programs_forget_in_backups_too(tmp_path: Path) -> None:
    async def story() -> dict[str, Any]:
        async with AsyncMemory(config(tmp_path)) as memory:
            await memory.add(SECRET, user_id="ana", infer=False)
            await memory.backup(tmp_path / "backup")
            await memory.backup(tmp_path / "other", keys=tmp_path / "other.keys")
            await memory.drop_keyring(tmp_path / "other.keys")
            (tmp_path / "other.keys").unlink()
            assert [one["waiting"] for one in (await memory.keyrings())["results"]] == [False]
            return await memory.forget(user_id="ana")

    assert asyncio.run(story())["backups"]["keyrings"] == [str(tmp_path / "store.keys")]
    assert SECRET not in broken_into(tmp_path, KEY)
