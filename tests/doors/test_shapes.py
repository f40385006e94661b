"""What each verb answers, key by key, as programs of all three generations read it."""

from __future__ import annotations

import json
from datetime import datetime

from .behaviour import Face

ITEM_KEYS = {"id", "memory", "hash", "metadata", "created_at", "updated_at", "user_id", "sources", "valid_from"}
HISTORY_KEYS = {
    "id",
    "memory_id",
    "old_memory",
    "new_memory",
    "event",
    "created_at",
    "updated_at",
    "is_deleted",
    "actor_id",
    "role",
    "timestamp",
    "memory",
    "reason",
}


def test_add_as_it_is_answers_with_one_memory_a_message(mem: Face) -> None:
    answer = mem.add(
        [{"role": "user", "name": "Ana", "content": "I like tea"}, {"role": "assistant", "content": "Noted."}],
        user_id="ana",
        infer=False,
    )

    first, second = answer["results"]
    assert set(first) == {"id", "memory", "event", "actor_id", "role"}
    assert (first["memory"], first["event"], first["actor_id"], first["role"]) == ("I like tea", "ADD", "Ana", "user")
    assert (second["memory"], second["actor_id"], second["role"]) == ("Noted.", None, "assistant")


def test_system_messages_are_kept_when_nothing_is_inferred(mem: Face) -> None:
    mem.add([{"role": "system", "name": "Bot", "content": "[meeting] weekly"}], run_id="r", infer=False)

    assert [m["memory"] for m in mem.get_all(run_id="r")] == ["[meeting] weekly"]


def test_an_item_of_get_all_has_the_known_keys(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False)

    item = mem.get_all(user_id="ana")["results"][0]

    assert set(item) >= ITEM_KEYS
    assert "score" not in item
    assert item["metadata"] == {}
    assert item["updated_at"] is None
    assert datetime.fromisoformat(item["created_at"]).utcoffset() is not None


def test_an_item_of_search_has_a_score(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False, metadata={"kind": "taste"})

    item = mem.search("tea", user_id="ana")["results"][0]

    assert set(item) >= ITEM_KEYS | {"score"}
    assert 0 < item["score"] <= 1
    assert item["metadata"] == {"kind": "taste"}


def test_explain_shows_shares_that_make_up_the_score(mem: Face) -> None:
    mem.add("I like green tea", user_id="ana", infer=False)

    item = mem.search("green tea", user_id="ana", explain=True)["results"][0]

    shares = {name: value for name, value in item["score_details"].items() if name != "final_score"}
    assert item["score_details"]["final_score"] == item["score"]
    assert abs(sum(shares.values()) - item["score"]) < 1e-3


def test_get_of_an_unknown_id_is_none(mem: Face) -> None:
    assert mem.get("00000000-0000-0000-0000-000000000000") is None
    assert mem.get("mem_id_123") is None


def test_get_gives_the_memory_with_an_empty_score(mem: Face) -> None:
    added = mem.add("I like tea", user_id="ana", agent_id="bot", run_id="r1", infer=False)["results"][0]

    item = mem.get(added["id"])

    assert (item["memory"], item["score"]) == ("I like tea", None)
    assert (item["user_id"], item["agent_id"], item["run_id"]) == ("ana", "bot", "r1")


def test_update_delete_and_delete_all_answer_with_their_message(mem: Face) -> None:
    added = mem.add("I like tea", user_id="ana", infer=False)["results"][0]

    assert mem.update(added["id"], "I like coffee") == {"message": "Memory updated successfully!"}
    assert mem.delete(added["id"]) == {"message": "Memory deleted successfully!"}
    assert mem.delete_all(user_id="ana") == {"message": "Memories deleted successfully!"}
    assert mem.reset() is None


def test_history_has_the_ten_keys_and_the_two_of_the_tutorials(mem: Face) -> None:
    added = mem.add("I like tea", user_id="ana", infer=False)["results"][0]
    mem.update(memory_id=added["id"], data="I like coffee")

    first, second = mem.history(added["id"])

    assert set(first) == HISTORY_KEYS == set(second)
    assert (first["event"], first["old_memory"], first["new_memory"]) == ("ADD", None, "I like tea")
    assert (second["event"], second["old_memory"], second["new_memory"]) == ("UPDATE", "I like tea", "I like coffee")
    assert (second["timestamp"], second["memory"]) == (second["updated_at"], "I like coffee")
    assert (first["timestamp"], first["is_deleted"]) == (first["created_at"], False)


def test_history_of_an_unknown_id_is_empty(mem: Face) -> None:
    assert mem.history("mem_id_123") == []


def test_users_lists_everyone_with_counts(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", run_id="r1", infer=False)
    mem.add("I like rice", user_id="bo", infer=False)

    answer = mem.users()

    assert {(e["name"], e["type"], e["total_memories"]) for e in answer["results"]} == {
        ("ana", "user", 1),
        ("bo", "user", 1),
        ("r1", "run", 1),
    }
    assert (answer["total_users"], answer["total_runs"]) == (2, 1)
    assert mem.get_all_users() == ["ana", "bo"]


def test_an_answer_is_a_dict_that_also_reads_like_its_list(mem: Face) -> None:
    for text in ("one tea", "two teas", "three teas"):
        mem.add(text, user_id="ana", infer=False)

    answer = mem.get_all(user_id="ana")

    assert isinstance(answer, dict)
    assert len(answer) == 3
    assert [m["memory"] for m in answer[:2]] == ["one tea", "two teas"]
    assert [m["memory"] for m in answer] == ["one tea", "two teas", "three teas"]
    assert answer[-1]["memory"] == "three teas"
    assert answer["total"] == 3
    assert answer.get("results") == answer["results"]


def test_an_empty_answer_survives_json_and_copying(mem: Face) -> None:
    answer = mem.get_all(user_id="nobody")

    assert json.loads(json.dumps(answer, indent=2)) == {"results": [], "total": 0} == dict(answer)
    assert {**answer}["results"] == []
    assert bool(answer)


def test_sources_name_the_messages_that_a_memory_rests_on(mem: Face) -> None:
    mem.add([{"role": "user", "id": "m-7", "content": "I live in Lyon."}], user_id="ana")

    item = mem.get_all(user_id="ana")[0]

    assert [s["message_id"] for s in item["sources"]] == ["m-7"]
    assert "Lyon" in item["sources"][0]["quote"]


def test_a_timestamp_becomes_the_time_of_the_memory(mem: Face) -> None:
    mem.add("I like tea", user_id="ana", infer=False, timestamp=1_700_000_000)

    assert mem.get_all(user_id="ana")[0]["created_at"] == "2023-11-14T22:13:20.000000+00:00"
