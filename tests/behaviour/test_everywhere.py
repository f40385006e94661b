"""What holds over the library and over a server alike, called and awaited."""

from __future__ import annotations

import inspect
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from mem0 import AsyncMemory, AsyncMemoryClient, Memory, MemoryClient
from mem0.errors import MemoryNotFoundError, ValidationError

from .faces import DIFFERENCES, Door, Face


def test_what_is_said_is_remembered(mem: Face, ana: str) -> None:
    ((event, memory_id),) = mem.learn("I live in Lyon", user_id=ana)

    assert event == "ADD"
    assert UUID(memory_id)
    assert mem.texts(user_id=ana) == ["I live in Lyon"]


def test_what_changes_is_changed_in_its_place(mem: Face, ana: str) -> None:
    ((_, first),) = mem.learn("I live in Lyon", user_id=ana)
    ((event, second),) = mem.learn("I moved to Busan", user_id=ana)

    assert (event, second) == ("UPDATE", first)
    assert [text for text in mem.texts(user_id=ana) if "Lyon" in text] == []


def test_what_is_known_is_not_added_again(mem: Face, ana: str) -> None:
    mem.learn("I live in Lyon", user_id=ana)
    changes = mem.learn("I live in Lyon", user_id=ana)

    assert [event for event, _ in changes if event != "NOOP"] == []
    assert mem.count(user_id=ana) == 1


def test_words_are_kept_as_they_are(mem: Face, ana: str) -> None:
    mem.keep("오늘은 녹차를 마셨어요 🍵", user_id=ana)

    assert mem.texts(user_id=ana) == ["오늘은 녹차를 마셨어요 🍵"]


def test_every_message_is_kept(mem: Face, ana: str) -> None:
    said = [{"role": "user", "content": "I like tea"}, {"role": "assistant", "content": "Noted"}]
    mem.add(said, user_id=ana, infer=False)

    assert mem.texts(user_id=ana) == ["I like tea", "Noted"]


def test_the_right_memory_is_found_first(mem: Face, ana: str) -> None:
    for text in ("My brother plays chess", "I drink green tea", "I work as a nurse"):
        mem.keep(text, user_id=ana)

    assert mem.find("What is her job?", user_id=ana)[0] == "I work as a nurse"
    assert mem.find("green tea", user_id=ana)[0] == "I drink green tea"


def test_the_best_alone(mem: Face, ana: str) -> None:
    for number in range(5):
        mem.keep(f"tea number {number}", user_id=ana)

    assert len(mem.find("tea", user_id=ana, top_k=2)) == 2
    assert len(mem.find("tea", user_id=ana, limit=3)) == 3


def test_scores_lie_between_0_and_1(mem: Face, ana: str) -> None:
    mem.keep("I drink green tea", user_id=ana)
    (found,) = mem.search("green tea", user_id=ana)["results"]

    assert 0 < found["score"] <= 1


def test_a_memory_and_all_its_keys(mem: Face, ana: str) -> None:
    memory_id = mem.keep(
        "I like tea", user_id=ana, agent_id="bot", run_id="r", app_id="app", metadata={"kind": "taste"}
    )
    found = mem.one(memory_id)

    assert found is not None
    ids = [found[f"{kind}_id"] for kind in ("user", "agent", "run", "app")]
    assert (found["id"], found["memory"], found["metadata"], ids) == (
        memory_id, "I like tea", {"kind": "taste"}, [ana, "bot", "r", "app"],
    )  # fmt: skip
    assert datetime.fromisoformat(found["created_at"]).tzinfo is not None


def test_nobody_sees_another_s_memories(mem: Face, ana: str, bo: str) -> None:
    mem.keep("I like tea", user_id=ana)

    assert (mem.texts(user_id=bo), mem.find("tea", user_id=bo)) == ([], [])


def test_ids_in_filters(mem: Face, ana: str, bo: str) -> None:
    mem.keep("I like tea", user_id=ana)
    mem.keep("I like tea too", user_id=bo)
    either = {"OR": [{"user_id": ana}, {"user_id": bo}]}

    assert mem.texts(filters={"user_id": ana}) == ["I like tea"]
    assert mem.texts(filters={"AND": [{"user_id": ana}, {"run_id": "none"}]}) == []
    assert sorted(mem.texts(filters=either)) == ["I like tea", "I like tea too"]
    assert sorted(mem.find("tea", filters={"user_id": {"in": [ana, bo]}})) == ["I like tea", "I like tea too"]


def test_ids_in_the_filters_of_add(mem: Face, ana: str) -> None:
    mem.add("I like tea", filters={"user_id": ana, "agent_id": "bot"}, infer=False)

    assert mem.texts(user_id=ana, agent_id="bot") == ["I like tea"]


def test_conditions_on_metadata(mem: Face, ana: str) -> None:
    mem.keep("I like tea", user_id=ana, metadata={"kind": "taste", "n": 1})
    mem.keep("I like rice", user_id=ana, metadata={"kind": "food", "n": 5})

    def where(metadata: Any) -> list[str]:
        return mem.texts(filters={"AND": [{"user_id": ana}, {"metadata": metadata}]})

    assert where({"kind": "taste"}) == ["I like tea"]
    assert where({"n": {"gte": 2}}) == ["I like rice"]
    assert where({"kind": {"in": ["taste", "food"]}}) == ["I like tea", "I like rice"]


def test_not_and_dates(mem: Face, ana: str) -> None:
    mem.keep("I like tea", user_id=ana, run_id="a")
    mem.keep("I like rice", user_id=ana, run_id="b")

    assert mem.texts(filters={"AND": [{"user_id": ana}, {"NOT": [{"run_id": "a"}]}]}) == ["I like rice"]
    assert mem.texts(filters={"AND": [{"user_id": ana}, {"created_at": {"lt": "2001-01-01"}}]}) == []


def test_text_metadata_and_expiry_are_changed(mem: Face, ana: str) -> None:
    memory_id = mem.keep("I like tea", user_id=ana, metadata={"a": 1})
    mem.update(memory_id, text="I like coffee", metadata={"b": 2}, expiration_date="2190-01-01")
    found = mem.one(memory_id)

    assert found is not None
    assert (found["memory"], found["metadata"], found["expiration_date"]) == (
        "I like coffee",
        {"a": 1, "b": 2},
        "2190-01-01",
    )
    mem.update(memory_id, expiration_date=None)
    assert (mem.one(memory_id) or {}).get("expiration_date") is None
    assert mem.find("coffee", user_id=ana) == ["I like coffee"]


def test_what_expired_is_hidden(mem: Face, ana: str) -> None:
    mem.keep("I am in Rome", user_id=ana, expiration_date="2020-01-01")

    assert (mem.texts(user_id=ana), mem.find("Rome", user_id=ana)) == ([], [])
    assert mem.texts(user_id=ana, show_expired=True) == ["I am in Rome"]


def test_history_tells_every_change(mem: Face, ana: str) -> None:
    memory_id = mem.keep("I like tea", user_id=ana)
    mem.update(memory_id, text="I like coffee")
    entries = mem.history(memory_id)

    assert [(e["event"], e["old_memory"], e["new_memory"]) for e in entries] == [
        ("ADD", None, "I like tea"),
        ("UPDATE", "I like tea", "I like coffee"),
    ]
    assert {e["memory_id"] for e in entries} == {memory_id}


def test_what_is_deleted_is_gone(mem: Face, ana: str) -> None:
    memory_id = mem.keep("I like tea", user_id=ana)
    mem.delete(memory_id)

    assert mem.one(memory_id) is None
    assert (mem.texts(user_id=ana), mem.find("tea", user_id=ana)) == ([], [])
    assert "tea" not in str(mem.history(memory_id))


def test_a_scope_is_deleted(mem: Face, ana: str, bo: str) -> None:
    mem.keep("I like tea", user_id=ana, run_id="a")
    mem.keep("I like rice", user_id=ana, run_id="b")
    mem.keep("I like milk", user_id=bo)

    answer = mem.delete_all(user_id=ana, run_id="a")
    assert answer["message"] == "Memories deleted successfully!"
    assert mem.texts(user_id=ana) == ["I like rice"]
    mem.delete_all(user_id=ana)
    assert (mem.texts(user_id=ana), mem.texts(user_id=bo)) == ([], ["I like milk"])


def test_who_there_is(mem: Face, ana: str) -> None:
    mem.keep("I like tea", user_id=ana, agent_id=f"of-{ana}")
    given = {"page_size": 200} if mem.over_http else {}
    found = {(item["type"], item["name"]): item for item in mem.users(**given)["results"]}

    assert found["user", ana]["total_memories"] == found["agent", f"of-{ana}"]["total_memories"] == 1


def test_older_texts_of_add(mem: Face, ana: str) -> None:
    """A text, a message, a list of either."""
    for said in ("one", {"role": "user", "content": "two"}, [{"role": "user", "content": "three"}]):
        mem.add(said, user_id=ana, infer=False)

    assert mem.texts(user_id=ana) == ["one", "two", "three"]


def test_a_time_of_one_s_own(mem: Face, ana: str) -> None:
    mem.learn("I live in Lyon", user_id=ana, timestamp=1_600_000_000)
    (found,) = mem.get_all(user_id=ana)["results"]

    assert found["created_at"].startswith("2020-09-13") or found["valid_from"].startswith("2020-09-13")


def test_immutable_memories_stay(mem: Face, ana: str) -> None:
    memory_id = mem.keep("I like tea", user_id=ana, immutable=True)

    with pytest.raises(ValidationError):
        mem.update(memory_id, text="I like coffee")


BAD: list[dict[str, Any]] = [
    {"messages": "x y z"},
    {"messages": "", "user_id": "ana"},
    {"messages": "a\x00b", "user_id": "ana"},
    {"messages": "x y z", "user_id": "ana", "metadata": [1]},
    {"messages": "x y z", "user_id": "ana", "expiration_date": "soon"},
    {"messages": "x y z", "user_id": "", "infer": False},
    {"messages": [{"role": "user", "content": 5}], "user_id": "ana"},
    {"messages": "x y z", "user_id": "ana", "timestamp": "tomorrow"},
]


@pytest.mark.parametrize("given", BAD, ids=str)
def test_wrong_arguments_of_add(mem: Face, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mem.add(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"query": "tea"},
        {"query": "", "user_id": "ana"},
        {"query": "tea", "user_id": "ana", "threshold": 2},
        {"query": "tea", "user_id": "ana", "top_k": -1},
        {"query": "tea", "user_id": "ana", "filters": {"created_at": {"near": 1}}},
        {"query": "tea", "user_id": "ana", "filters": {"AND": 5}},
        {"query": "tea", "filters": {"metadata": {"kind": "taste"}}},
    ],
    ids=str,
)
def test_wrong_arguments_of_search(mem: Face, given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        mem.search(**given)


def test_errors_are_of_one_tree(mem: Face) -> None:
    unknown = str(uuid4())
    with pytest.raises(MemoryNotFoundError):
        mem.delete(unknown)
    with pytest.raises(MemoryNotFoundError):
        mem.update(unknown, text="x")
    with pytest.raises(ValidationError):
        mem.delete_all()


def test_the_methods_have_the_same_names() -> None:
    """What the library and the clients both have, they call alike; the first arguments stand in the same place."""
    shared = {"add", "search", "get", "get_all", "update", "delete", "delete_all", "history", "users", "reset", "close"}
    doors: tuple[type[Door], ...] = (Memory, AsyncMemory, MemoryClient, AsyncMemoryClient)
    for door in doors:
        assert [name for name in sorted(shared) if not callable(getattr(door, name, None))] == []
    first = {"add": "messages", "search": "query", "get": "memory_id", "update": "memory_id", "delete": "memory_id"}
    for door in doors:
        found = {name: list(inspect.signature(getattr(door, name)).parameters)[1] for name in first}
        assert found == first


def test_differences_are_told() -> None:
    assert all(DIFFERENCES.values())


def test_forgetting_leaves_a_receipt_and_nothing_else(mem: Face, ana: str, bo: str) -> None:
    mem.keep("I live in Lyon", user_id=ana)
    mem.keep("I live in Oslo", user_id=bo)

    receipt = mem.forget(user_id=ana)

    assert (receipt["kind"], receipt["counts"]["memories"]) == ("open-mem0 receipt of forgetting", 1)
    assert ana not in str(receipt)
    assert (mem.texts(user_id=ana), mem.texts(user_id=bo)) == ([], ["I live in Oslo"])
    for wrong in ({}, {"user_id": ana, "agent_id": "bot"}):
        with pytest.raises(ValidationError):
            mem.forget(**wrong)


def test_health_is_told_check_by_check(mem: Face, ana: str) -> None:
    mem.keep("I live in Lyon", user_id=ana)

    report = mem.health(checks=["integrity", "size_mb"])

    assert (report["status"], [check["name"] for check in report["checks"]]) == ("ok", ["integrity", "size_mb"])
    with pytest.raises(ValidationError, match="no check"):
        mem.health(checks=["weather"])
