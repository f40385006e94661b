"""What programs read on a memory object beside its methods."""

from __future__ import annotations

import copy

from mem0 import Memory


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
    assert (memory.llm, memory.graph, memory.enable_graph) == (None, None, False)
    assert memory.custom_fact_extraction_prompt is None


def test_a_copy_works_on_the_same_store(memory: Memory) -> None:
    other = copy.copy(memory)
    other.config = memory.config.model_copy(update={"custom_fact_extraction_prompt": "p"})
    other.add("I like tea", user_id="ana", infer=False)

    assert (other.custom_fact_extraction_prompt, memory.custom_fact_extraction_prompt) == ("p", None)
    assert len(memory.get_all(user_id="ana")) == 1
