"""The right to be forgotten: everything of one person goes, a receipt proves it, and old exports do not bring it back."""

from __future__ import annotations

import copy
import json
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.errors import ForbiddenError, ValidationError
from mem0.pipeline import caches
from mem0.pipeline.indexes import Indexes
from mem0.portability import restore_backup, restore_owner
from mem0.ports import Limits, Purpose
from mem0.providers.dense import DenseEncoder
from mem0.retrieval.static_table import table

from .behaviour import Face
from .test_forgetting import SECRET, scan

KEY = bytes(range(32))
NAME, PLACE = "Zsuzsanna", "Quokkaworks"
KINDS = pytest.mark.parametrize("more", [{}, {"encryption_key": KEY}], ids=["clear", "encrypted"])


def opened(folder: Path, more: dict[str, Any]) -> Memory:
    return Memory({"path": folder / "m.db", "embedder": {"provider": "static"}, "enable_graph": True, **more})


class Lengths:
    """An embedder whose vectors tell how long a text is."""

    name, limits, tells_purposes, remote = "lengths", Limits(), False, False
    dims: int | None = 2

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:  # noqa: ARG002 - all the same
        return [[1.0, float(len(text))] for text in texts]


def lived_in(memory: Memory) -> None:
    """A person with facts, changes, relations, a group chat, verbatim memories, work that waits; and another person."""
    memory.add(f"I live where {SECRET}.", user_id=SECRET, run_id="r", metadata={"note": SECRET})
    memory.add(f"I moved away from where {SECRET}; I live in Lyon now.", user_id=SECRET)
    memory.add([{"role": "user", "name": SECRET, "content": SECRET}], user_id=SECRET, infer=False)
    memory.add(f"My sister {NAME} works at {PLACE}.", user_id=SECRET)
    memory.add_later(f"later: {SECRET}", user_id=SECRET)
    memory.as_actor("mia", "member").add(SECRET, user_id=SECRET, infer=False)
    memory.add("I like rice", user_id="bo", infer=False)
    memory.reindex()
    memory.search("where?", user_id=SECRET)
    assert memory.config.path is not None
    memory.backup(memory.config.path.with_name("backup"))


def test_a_forgotten_person_is_found_by_no_door_and_others_stay(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", run_id="r", infer=False)
    mem.add("I like rice", user_id="bo", infer=False)
    memory_id = mem.get_all(user_id="ana")[0]["id"]

    receipt = mem.forget(user_id="ana")

    assert (receipt["counts"]["memories"], receipt["counts"]["messages"]) == (1, 1)
    assert mem.get(memory_id) is None
    assert mem.search("tea", user_id="ana")["results"] == []
    assert [user["name"] for user in mem.users()] == ["bo"]
    assert [m["memory"] for m in mem.search("rice", user_id="bo")] == ["I like rice"]
    assert mem.verify_receipt(receipt) == {
        "valid": True,
        "checks": {"store": True, "signature": True, "audit_log": True, "forgotten": True},
        "problems": [],
        "returned": False,
    }


@KINDS
def test_no_byte_of_a_forgotten_person_stays_in_any_file(tmp_path: Path, more: dict[str, Any]) -> None:
    memory = opened(tmp_path, more)
    lived_in(memory)

    assert memory.graph is not None
    assert NAME in str(memory.graph.nodes(user_id=SECRET))
    receipt = memory.forget(user_id=SECRET)

    left = {file.name for word in (SECRET, NAME, PLACE) for file in scan(tmp_path, word)}
    assert left == (set() if more else {"backup"})  # of a store in clear: the receipt tells of it
    assert receipt["backups"]["readable"] == ({} if more else {"in_clear": 1})
    (tmp_path / "backup").unlink()
    assert scan(tmp_path, SECRET) == []
    assert SECRET not in json.dumps(receipt) + json.dumps(memory.audit()["results"])
    memory.close()
    assert scan(tmp_path, SECRET) == []


def test_no_cache_of_the_process_keeps_words_of_a_forgotten_person(tmp_path: Path) -> None:
    """Neither texts, nor words, nor vectors; also of what the rules have read."""
    with opened(tmp_path, {}) as memory:
        encoder = DenseEncoder(Lengths())
        memory._open_parts = replace(memory._parts, encoder=encoder, indexes=Indexes(10_000_000, encoder))
        lived_in(memory)
        assert sum(one.cache_info().currsize for one in caches.functions()) > 0
        assert min(encoder._cache.nbytes, memory._parts.indexes.nbytes) > 0

        memory.forget(user_id=SECRET)

        full = {one.__wrapped__.__name__ for one in caches.functions() if one.cache_info().currsize}
        assert full <= {"iso"}  # the time in the receipt
        assert (encoder._cache.nbytes, memory._parts.indexes.nbytes) == (0, 0)
        assert "locksmith" not in table().tokenizer._cache
        assert memory.search("rice", user_id="bo")["results"][0]["memory"] == "I like rice"


@pytest.mark.parametrize("way", ["delete", "delete_all"])
def test_no_cache_keeps_words_that_were_deleted(tmp_path: Path, way: str) -> None:
    with opened(tmp_path, {}) as memory:
        encoder = DenseEncoder(Lengths())
        memory._open_parts = replace(memory._parts, encoder=encoder, indexes=Indexes(10_000_000, encoder))
        one = memory.add("I am a locksmith", user_id="ana", infer=False)["results"][0]["id"]
        memory.search("locksmith", user_id="ana")
        assert encoder._cache.nbytes > 0
        memory.delete(one) if way == "delete" else memory.delete_all(user_id="ana")

        assert {one.__wrapped__.__name__ for one in caches.functions() if one.cache_info().currsize} <= {"iso"}
        assert encoder._cache.nbytes == 0


@pytest.mark.parametrize("kind", ["user_id", "agent_id", "run_id", "app_id"])
def test_every_kind_of_owner_can_be_forgotten(mem: Face, kind: str) -> None:
    mem.add("I like tea", **{kind: "x"}, infer=False)
    mem.add("I like rice", user_id="bo", infer=False)

    receipt = mem.forget(**{kind: "x"})

    assert receipt["scope"].startswith(kind.removesuffix("_id"))
    assert [user["name"] for user in mem.users()] == ["bo"]


@pytest.mark.parametrize("ids", [{}, {"user_id": "ana", "run_id": "r"}, {"user_id": ""}, {"user_id": "*"}], ids=str)
def test_exactly_one_owner_must_be_named(mem: Face, ids: dict[str, Any]) -> None:
    mem.add("I like tea", user_id="ana", infer=False)

    with pytest.raises(ValidationError):
        mem.forget(**ids)
    assert mem.get_all(user_id="ana")["total"] == 1


def test_an_old_export_does_not_bring_a_forgotten_person_back(mem: Face, tmp_path: Path) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    mem.add("I like rice", user_id="bo", infer=False)
    with Memory({"path": tmp_path / "copy.db"}) as source:
        source.add("I like tea", user_id="ana", infer=False, timestamp="2024-01-01")
        source.add("I like figs", user_id="bo", infer=False, timestamp="2024-01-01")
        records = list(source.dump())
    mem.forget(user_id="ana")

    loaded = mem.load(copy.deepcopy(records))

    assert (loaded["memories"], loaded["forgotten"]) == (1, 3)
    assert [user["name"] for user in mem.users()] == ["bo"]
    assert mem.load(records, forgotten=True)["memories"] == 1
    assert mem.get_all(user_id="ana")[0]["memory"] == "I like tea"


def test_who_comes_back_is_remembered_anew_and_the_receipt_stays_valid(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    receipt = mem.forget(user_id="ana")
    mem.add("I like coffee", user_id="ana", infer=False)

    found = mem.verify_receipt(receipt)

    assert (found["valid"], found["returned"]) == (True, True)
    assert [m["memory"] for m in mem.get_all(user_id="ana")] == ["I like coffee"]


@pytest.mark.parametrize(
    ("path", "value", "failed"),
    [
        (("counts", "memories"), 9, "signature"),
        (("at",), "2020-01-01T00:00:00Z", "signature"),
        (("scope",), "user:00000000000000000000000000000000", "signature"),
        (("store",), "00" * 16, "store"),
        (("audit", "line"), 7, "audit_log"),
        (("audit", "hash"), "00" * 32, "audit_log"),
        (("signature", "value"), "00" * 64, "signature"),
        (("signature", "algorithm"), "none", "signature"),
    ],
    ids=str,
)
def test_a_receipt_that_was_changed_is_told(mem: Face, path: tuple[str, ...], value: Any, failed: str) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    receipt = mem.forget(user_id="ana")
    inner = receipt
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value

    found = mem.verify_receipt(receipt)

    assert (found["valid"], found["checks"][failed]) == (False, False)
    assert found["problems"]


@pytest.mark.parametrize("raw", [None, {}, [], "x", {"kind": "other"}, {"kind": "open-mem0 receipt of forgetting"}], ids=str)
def test_what_is_no_receipt_is_refused(mem: Face, raw: Any) -> None:
    with pytest.raises(ValidationError, match="no receipt"):
        mem.verify_receipt(raw)


@KINDS
def test_rows_that_came_back_behind_the_log_are_told(tmp_path: Path, more: dict[str, Any]) -> None:
    """Whoever puts an older copy of the rows back cannot put them into the audit log."""
    memory = opened(tmp_path, more)
    memory.add("I like tea", user_id="ana", infer=False)
    with sqlite3.connect(tmp_path / "m.db") as db:
        before = "".join(line for line in db.iterdump() if "INTO \"entities\"" in line or "INTO \"keys\"" in line)
    db.close()
    receipt = memory.forget(user_id="ana")
    with sqlite3.connect(tmp_path / "m.db") as db:
        db.executescript(before.replace("INSERT INTO", "INSERT OR IGNORE INTO"))
    db.close()

    found = memory.verify_receipt(receipt)

    assert (found["valid"], found["checks"]["forgotten"]) == (False, False)
    memory.close()


WITHOUT = """
import json, sys
sys.modules["cryptography"] = None
from mem0 import Memory
memory = Memory({"path": "m.db", "embedder": {"provider": "static"}})
memory.add("I like tea", user_id="ana", infer=False)
receipt = memory.forget(user_id="ana")
changed = {**receipt, "at": "2020-01-01"}
valid = [memory.verify_receipt(one)["valid"] for one in (receipt, changed)]
print(json.dumps([receipt["signature"]["algorithm"], *valid]))
"""


def test_without_the_extra_the_store_signs_for_itself(tmp_path: Path) -> None:
    told = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True, cwd=tmp_path)

    assert json.loads(told.stdout) == ["hmac-sha256", True, False]


def test_a_signature_can_be_checked_without_the_store(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    with opened(tmp_path, {}) as memory:
        receipt = memory.forget(user_id="nobody")

    signature = receipt.pop("signature")
    text = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"])).verify(bytes.fromhex(signature["value"]), text)


def test_only_admins_forget(tmp_path: Path) -> None:
    with opened(tmp_path, {}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        with pytest.raises(ForbiddenError):
            memory.as_actor("mia", "member").forget(user_id="ana")
        memory.as_actor("mia", "admin", user_id="ana").forget(user_id="ana")
        assert memory.audit()["results"][-1]["actor"] == "mia"


# the audit log, through the doors


def test_every_verb_is_a_line(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    mem.update(memory_id, "I like coffee")
    mem.delete(memory_id)
    mem.add("I like rice", user_id="ana", infer=False)
    mem.delete_all(user_id="ana")
    mem.load([])
    mem.reset()

    lines = mem.audit()["results"]
    assert [line["verb"] for line in lines] == ["add", "update", "delete", "add", "delete_all", "reset"]
    assert lines[0]["ids"] == [memory_id]
    assert lines[0]["counts"] == {"memories_added": 1, "messages_added": 1}
    assert mem.verify_audit() == {"valid": True, "lines": 6, "head": mem.audit()["head"], "problem": None}


def test_an_export_is_a_line_too(tmp_path: Path) -> None:
    with opened(tmp_path, {"enable_graph": False}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        list(memory.dump())

        line = memory.audit()["results"][-1]
    assert (line["verb"], line["counts"]) == ("export", {"history_exported": 1, "memory_exported": 1, "message_exported": 1})


def test_lines_about_one_owner(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    mem.add("I like rice", user_id="bo", infer=False)

    assert [line["n"] for line in mem.audit(user_id="bo")["results"]] == [2]
    assert mem.audit(user_id="nobody")["results"] == []
    assert [line["n"] for line in mem.audit(after=1)["results"]] == [2]


def test_a_head_that_was_kept_must_still_be_there(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    head = mem.audit()["head"]
    mem.add("I like rice", user_id="bo", infer=False)

    assert mem.verify_audit(head)["valid"] is True
    assert "line 3" in mem.verify_audit("9:" + "00" * 32)["problem"]
    assert "line 1" in mem.verify_audit("1:" + "00" * 32)["problem"]
    with pytest.raises(ValidationError, match="number:hash"):
        mem.verify_audit("nonsense")


def test_the_log_can_be_switched_off(tmp_path: Path) -> None:
    with opened(tmp_path, {"audit": "off"}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
        memory.forget(user_id="ana")

        assert [line["verb"] for line in memory.audit()["results"]] == ["forget"]


@KINDS
def test_a_backup_does_not_bring_a_forgotten_person_back(tmp_path: Path, more: dict[str, Any]) -> None:
    memory = opened(tmp_path, more)
    memory.add(SECRET, user_id="ana", infer=False)
    memory.add("I like rice", user_id="bo", infer=False)
    memory.backup(tmp_path / "saved")
    receipt = memory.forget(user_id="ana")
    memory.add("I like figs", user_id="cleo", infer=False)

    restore_backup(tmp_path / "saved", memory.config, force=True)

    assert [user["name"] for user in memory.users()] == ["bo"]
    assert [file.name for file in scan(tmp_path, SECRET)] == ([] if more else ["saved"])
    owner = restore_owner(memory, tmp_path / "saved", user_id="ana")
    assert (owner["memories"], owner.get("forgotten")) == (0, None if more else 3)  # without its key it cannot be read
    assert memory.verify_receipt(receipt)["checks"]["forgotten"] is True
    memory.close()
