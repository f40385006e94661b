"""What a person deletes is gone from every file; what the machine supersedes keeps its time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from mem0 import Memory

from .behaviour import Face

SECRET = "the heron nests behind the velvet locksmith"


def scan(folder: Path, phrase: str) -> list[Path]:
    """Files below a folder that hold a phrase in any of the encodings that a store could use."""
    forms = [phrase.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [p for p in folder.rglob("*") if p.is_file() and any(form in p.read_bytes() for form in forms)]


def test_a_planted_phrase_is_on_the_disk_before_it_is_deleted(memory: Memory, tmp_path: Path) -> None:
    """Otherwise the tests below could not fail."""
    memory.add(SECRET, user_id="ana", infer=False)

    assert scan(tmp_path, SECRET)


@pytest.mark.parametrize("infer", [True, False])
def test_delete_removes_every_byte(memory: Memory, tmp_path: Path, infer: bool) -> None:
    said = f"I work where {SECRET}." if infer else SECRET
    for added in memory.add(said, user_id="ana", infer=infer)["results"]:
        memory.update(added["id"], f"corrected: {SECRET} and more")
        memory.delete(added["id"])

    assert scan(tmp_path, SECRET) == []


@pytest.mark.parametrize("infer", [True, False])
def test_delete_all_removes_every_byte(memory: Memory, tmp_path: Path, infer: bool) -> None:
    memory.add(f"I live where {SECRET}.", user_id="ana", infer=infer, metadata={"note": SECRET})
    memory.add(f"I moved away from where {SECRET}; I live in Lyon now.", user_id="ana", infer=infer)
    memory.delete_all(user_id="ana")

    assert scan(tmp_path, SECRET) == []
    assert memory.stats()["messages"] == 0


def test_delete_all_of_one_leaves_the_others(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    mem.add("I like rice", user_id="bo", infer=False)

    mem.delete_all(user_id="ana")

    assert mem.get_all(user_id="ana")["results"] == []
    assert mem.search("tea", user_id="ana")["results"] == []
    assert [m["memory"] for m in mem.get_all(user_id="bo")] == ["I like rice"]


def test_delete_all_is_not_limited_to_a_hundred(mem: Face) -> None:
    mem.add([{"role": "user", "content": f"note {i}"} for i in range(230)], user_id="ana", infer=False)

    mem.delete_all(user_id="ana")

    assert mem.get_all(user_id="ana")["total"] == 0


def test_delete_all_by_filter_removes_only_what_matches(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False, metadata={"kind": "taste"})
    mem.add("I live in Lyon", user_id="ana", infer=False, metadata={"kind": "place"})

    mem.delete_all(user_id="ana", filters={"kind": "taste"})

    assert [m["memory"] for m in mem.get_all(user_id="ana")] == ["I live in Lyon"]


def test_the_event_of_a_deletion_stays_without_the_words(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    mem.delete(memory_id)

    history = mem.history(memory_id)

    assert [entry["event"] for entry in history] == ["ADD", "DELETE"]
    assert history[-1]["is_deleted"] is True
    assert {entry["old_memory"] for entry in history} | {entry["new_memory"] for entry in history} == {None}


def test_a_deleted_memory_is_found_by_no_door(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]
    mem.search("tea", user_id="ana")
    mem.delete(memory_id)

    assert mem.get(memory_id) is None
    assert mem.search("tea", user_id="ana")["results"] == []
    assert mem.get_all(user_id="ana", include_superseded=True)["results"] == []


def test_an_edit_by_hand_keeps_the_past(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False, timestamp="2024-01-01")["results"][0]["id"]
    mem.update(memory_id, "I like coffee")

    assert [m["memory"] for m in mem.get_all(user_id="ana")] == ["I like coffee"]
    assert [m["memory"] for m in mem.get_all(user_id="ana", as_of="2024-06-01")] == ["I like tea"]
    past = next(m for m in mem.get_all(user_id="ana", include_superseded=True) if m.get("valid_to"))
    assert (past["memory"], past["superseded_by"]) == ("I like tea", memory_id)


def test_metadata_is_merged_and_kept_on_update(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False, metadata={"a": 1, "b": 2})["results"][0]["id"]

    mem.update(memory_id, metadata={"b": 3})
    mem.update(memory_id, "I like coffee")

    assert mem.get(memory_id)["metadata"] == {"a": 1, "b": 3}
    assert [e["event"] for e in mem.history(memory_id)] == ["ADD", "UPDATE", "UPDATE"]


def test_an_immutable_memory_cannot_be_changed(mem: Face) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False, immutable=True)["results"][0]["id"]

    with pytest.raises(ValueError, match="immutable"):
        mem.update(memory_id, "I like coffee")
    assert mem.get(memory_id)["memory"] == "I like tea"


def test_expired_memories_are_hidden_but_there(mem: Face) -> None:
    yesterday = (date.today() - timedelta(days=2)).isoformat()
    memory_id = mem.add("I like tea", user_id="ana", infer=False, expiration_date=yesterday)["results"][0]["id"]

    assert mem.search("tea", user_id="ana")["results"] == []
    assert mem.get_all(user_id="ana")["results"] == []
    assert len(mem.search("tea", user_id="ana", show_expired=True)["results"]) == 1
    assert mem.get(memory_id)["expiration_date"] == yesterday
    mem.update(memory_id, expiration_date=None)
    assert len(mem.get_all(user_id="ana")) == 1


def test_reset_removes_everything_and_the_store_goes_on(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)
    mem.search("tea", user_id="ana")
    mem.reset()

    assert mem.users()["results"] == []
    mem.add("I like rice", user_id="ana", infer=False)
    assert [m["memory"] for m in mem.search("rice tea", user_id="ana")] == ["I like rice"]


def test_another_opening_of_the_file_sees_what_was_written(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "m.db"}) as one, Memory({"path": tmp_path / "m.db"}) as two:
        one.add("I like tea", user_id="ana", infer=False)
        assert len(two.search("tea", user_id="ana")["results"]) == 1
        one.add("I like green tea", user_id="ana", infer=False)
        assert len(two.search("tea", user_id="ana")["results"]) == 2
        one.delete_all(user_id="ana")
        assert two.search("tea", user_id="ana")["results"] == []
        one.reset()
        one.add("I like rice", user_id="ana", infer=False)
        assert [m["memory"] for m in two.search("rice", user_id="ana")] == ["I like rice"]
