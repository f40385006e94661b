"""What programs read on a memory object beside its methods."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from mem0 import Memory
from mem0.errors import ConfigurationError
from mem0.testing import ScriptedLLM


def test_texts_become_unit_vectors(memory: Memory) -> None:
    one = memory.embedding_model.embed("I like tea", "add")
    many = memory.embedding_model.embed_batch(["I like tea", "rice"])

    assert abs(sum(x * x for x in one) - 1) < 1e-3
    assert many[0] == one
    assert len(many) == 2


def test_the_store_can_be_read_like_a_vector_store(memory: Memory) -> None:
    memory.add("I like tea", user_id="ana", infer=False, metadata={"kind": "taste"})
    memory.add("I live in Lyon", user_id="bo", infer=False)

    listed = memory.vector_store.list(filters={"user_id": "ana"}, top_k=10)[0]
    found = memory.vector_store.search(query="tea", vectors=[0.1], limit=5, filters={"user_id": "ana"})

    assert [(item.payload["data"], item.payload["kind"], item.payload["user_id"]) for item in listed] == [
        ("I like tea", "taste", "ana")
    ]
    assert [item.id for item in found] == [listed[0].id]
    assert memory.vector_store.get(listed[0].id) == listed[0]
    assert memory.vector_store.get("nothing") is None


def test_the_history_can_be_read_below_the_door(memory: Memory) -> None:
    memory_id = memory.add("I like tea", user_id="ana", infer=False)["results"][0]["id"]

    assert memory.db.get_history(memory_id) == memory.history(memory_id)


def test_what_this_version_has_not_is_none(memory: Memory) -> None:
    assert (memory.llm, memory.graph, memory.enable_graph, memory.read_only) == (None, None, False, False)
    assert memory.custom_fact_extraction_prompt is None


def test_a_copy_works_on_the_same_store(memory: Memory) -> None:
    other = copy.copy(memory)
    other.config = memory.config.model_copy(update={"custom_fact_extraction_prompt": "p"})
    other.add("I like tea", user_id="ana", infer=False)

    assert (other.custom_fact_extraction_prompt, memory.custom_fact_extraction_prompt) == ("p", None)
    assert len(memory.get_all(user_id="ana")) == 1


def test_a_copy_may_ask_the_model_in_its_own_words(tmp_path: Path) -> None:
    llm = ScriptedLLM(lambda _: {"facts": []})
    config = {"path": tmp_path / "m.db", "llm": {"provider": "custom", "config": {"model": llm}}}
    with Memory(config) as memory:
        other = copy.copy(memory)
        other.config = memory.config.model_copy(update={"custom_fact_extraction_prompt": "Only teas."})
        for one in (other, memory):
            one.add("I like tea and live in Lyon", user_id="ana")

        assert ["Only teas." in prompt.turns[0].text for prompt in llm.prompts] == [True, False]


def test_what_is_read_at_the_opening_cannot_be_changed_afterwards(memory: Memory) -> None:
    with pytest.raises(ConfigurationError, match="'index_cache_mb'"):
        memory.config = memory.config.model_copy(update={"index_cache_mb": 1, "strategy": "rules"})

    assert memory.config.index_cache_mb == 256


def test_the_language_model_can_be_changed(memory: Memory) -> None:
    llm = ScriptedLLM(lambda _: {"facts": [{"text": "User lives in Lyon", "m": [1], "when": None}]})

    memory.llm = llm
    told = memory.add("I live in Lyon.", user_id="ana")["results"]
    memory.llm = None
    ruled = memory.add("I like tea.", user_id="ana")["results"]

    assert [one["memory"] for one in (*told, *ruled)] == ["User lives in Lyon", "I like tea"]
    assert len(llm.prompts) == 1
    with pytest.raises(ConfigurationError, match="generate_response"):
        memory.llm = object()
    assert memory.llm is None


def test_what_is_fixed_when_a_memory_is_opened_says_so(memory: Memory) -> None:
    with pytest.raises(ConfigurationError, match="vector_store"):
        memory.vector_store = object()
    with pytest.raises(ConfigurationError, match="embedder"):
        memory.embedding_model = object()
    with pytest.raises(ConfigurationError, match="llm"):
        memory.as_actor("bo").llm = ScriptedLLM([])


def test_settings_are_read_on_the_memory(memory: Memory) -> None:
    assert (memory.collection_name, memory.reranker, memory.custom_update_memory_prompt) == ("mem0", None, None)
