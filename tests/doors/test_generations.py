"""The call styles of 0.1, 1.x and 2.x side by side: ids by name and in filters, limit and top_k, data and text."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mem0 import AsyncMemory, Memory
from mem0.configs.base import MemoryConfig
from mem0.exceptions import MemoryError as BaseMemoryError
from mem0.exceptions import ValidationError

from .behaviour import Face, open_door


@pytest.fixture
def tea(mem: Face) -> Face:
    for text in ("Ana likes green tea", "Ana likes black tea", "Ana likes white tea"):
        mem.add(text, user_id="ana", infer=False)
    mem.add("Bo likes oolong tea", user_id="bo", infer=False)
    return mem


@pytest.mark.parametrize(
    "scope",
    [
        {"user_id": "ana"},
        {"filters": {"user_id": "ana"}},
        {"filters": {"AND": [{"user_id": "ana"}]}},
        {"filters": {"user_id": {"in": ["ana"]}}},
        {"filters": {"user_id": {"eq": "ana"}}},
        {"filters": {"AND": [{"user_id": "ana"}, {"OR": [{"user_id": "ana"}, {"user_id": "bo"}]}]}},
        {"user_id": "ana", "filters": {"user_id": "ana"}},
    ],
)
def test_the_scope_may_stand_anywhere(tea: Face, scope: dict[str, object]) -> None:
    assert len(tea.search("tea", **scope)["results"]) == 3
    assert len(tea.get_all(**scope)) == 3


def test_several_users_in_one_filter(tea: Face) -> None:
    filters = {"user_id": {"in": ["ana", "bo"]}}

    assert len(tea.get_all(filters=filters)) == 4
    assert {m["user_id"] for m in tea.search("tea", filters=filters)} == {"ana", "bo"}


def test_everybody_is_read_only_on_purpose(tea: Face) -> None:
    with pytest.raises(ValidationError, match="At least one of 'user_id'"):
        tea.search("tea")
    with pytest.raises(ValueError, match="filters must contain at least one of"):
        tea.get_all(filters={"kind": "taste"})

    assert len(tea.search("tea", filters={"user_id": "*"})["results"]) == 4


def test_add_takes_its_scope_from_filters_too(mem: Face) -> None:
    mem.add("I like tea", filters={"AND": [{"user_id": "ana"}, {"run_id": "r1"}]}, infer=False)

    item = mem.get_all(user_id="ana")[0]
    assert (item["user_id"], item["run_id"]) == ("ana", "r1")


def test_a_contradiction_between_name_and_filter_is_an_error(tea: Face) -> None:
    with pytest.raises(ValidationError, match="user_id is given twice"):
        tea.search("tea", user_id="ana", filters={"user_id": "bo"})


@pytest.mark.parametrize("name", ["limit", "top_k", "k"])
def test_the_number_of_answers_has_three_names(tea: Face, name: str) -> None:
    assert len(tea.search("tea", user_id="ana", **{name: 2})["results"]) == 2


def test_limit_zero_gives_nothing(tea: Face) -> None:
    assert tea.search("tea", user_id="ana", limit=0)["results"] == []
    assert tea.get_all(user_id="ana", limit=0)["results"] == []


def test_get_all_gives_everything_unless_told_otherwise(mem: Face) -> None:
    mem.add([{"role": "user", "content": f"note {i}"} for i in range(130)], user_id="ana", infer=False)

    assert len(mem.get_all(user_id="ana")) == 130
    page = mem.get_all(user_id="ana", limit=50, offset=100)
    assert (page[0]["memory"], len(page), page["total"]) == ("note 100", 30, 130)


@pytest.mark.parametrize("style", ["text", "data", "position"])
def test_update_takes_its_text_in_every_style(mem: Face, style: str) -> None:
    memory_id = mem.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]

    if style == "position":
        mem.update(memory_id, "I like coffee")
    else:
        mem.update(memory_id=memory_id, **{style: "I like coffee"})

    assert mem.get(memory_id)["memory"] == "I like coffee"


def test_positional_ids_of_the_first_generation(mem: Face) -> None:
    mem.add("I like tea", "ana", None, "r1", None, infer=False)

    assert len(mem.search("tea", "ana")["results"]) == 1
    assert len(mem.get_all("ana")) == 1


@pytest.mark.parametrize(
    ("verb", "wrong", "near"), [("search", "limt", "limit"), ("add", "user", "user_id"), ("get_all", "topk", "top_k")]
)
def test_a_misspelt_argument_is_refused_with_the_near_name(mem: Face, verb: str, wrong: str, near: str) -> None:
    args = () if verb == "get_all" else ("tea",)

    with pytest.raises(TypeError, match=near):
        getattr(mem, verb)(*args, **{"user_id": "ana", wrong: 3})
    assert mem.get_all(user_id="ana")["results"] == []


def test_validation_errors_are_both_kinds(mem: Face) -> None:
    with pytest.raises(ValueError, match="At least one of") as caught:
        mem.add("I like tea")

    assert isinstance(caught.value, BaseMemoryError)
    assert caught.value.error_code == "VALIDATION_001"


def test_version_one_of_the_first_generation_answers_with_lists(tmp_path: Path) -> None:
    mem = open_door("sync", tmp_path / "v1.db", version="v1.0")

    assert isinstance(mem.add("I like tea", user_id="ana", infer=False), list)
    assert isinstance(mem.get_all(user_id="ana"), list)


def test_add_only_events_hide_the_other_operations(tmp_path: Path) -> None:
    mem = open_door("sync", tmp_path / "v2.db", events="add_only")
    mem.add("I live in Leeds.", user_id="ana")

    again = mem.add("I live in Leeds.", user_id="ana")

    assert again["results"] == []


def test_memories_can_be_used_in_with_blocks(tmp_path: Path) -> None:
    with Memory({"path": tmp_path / "a.db"}) as memory:
        memory.add("I like tea", user_id="ana", infer=False)
    with pytest.raises(BaseMemoryError, match="closed"):
        memory.get_all(user_id="ana")
    memory.close()


def test_async_from_config_may_be_awaited_or_not(tmp_path: Path) -> None:
    async def program() -> int:
        one = AsyncMemory.from_config({"path": tmp_path / "a.db"})
        two = await AsyncMemory.from_config({"path": tmp_path / "a.db"})
        async with two as memory:
            await memory.add("I like tea", user_id="ana", infer=False)
        found = await one.search("tea", user_id="ana")
        one.close()
        return len(found["results"])

    assert asyncio.run(program()) == 1


def test_a_config_object_works_as_well_as_a_dict(tmp_path: Path) -> None:
    with Memory(config=MemoryConfig(path=tmp_path / "a.db")) as memory:
        assert memory.config.path == tmp_path / "a.db"
        assert memory.api_version == "v1.1"


def test_chat_is_not_there_in_any_generation(mem: Face) -> None:
    with pytest.raises(NotImplementedError):
        mem.chat("hello")
