"""What edits by hand do to relations: update and delete."""

from __future__ import annotations

from pathlib import Path

import pytest

from mem0 import Memory
from mem0.errors import LLMError
from mem0.testing import ScriptedLLM

from .test_linking import relations


def one(memory: Memory, text: str, timestamp: str | None = None) -> str:
    added = memory.add(text, user_id="ana", timestamp=timestamp)["results"]
    return str(added[-1]["id"])


def test_an_update_ends_what_only_the_old_text_said_and_takes_in_the_new(memory: Memory) -> None:
    tom = one(memory, "My brother Tom works at Initech.", timestamp="2024-01-01")
    memory.update(tom, "My brother Tom works at Hooli.", timestamp="2024-02-01")
    assert relations(memory) == ["ana brother Tom", "Tom works_at Hooli"]
    then = memory.search("Where does Tom work?", user_id="ana", as_of="2024-01-15")["relations"]
    assert then[0]["destination"] == "Initech"

    memory.update(tom, "My brother Tom likes jazz.")
    assert relations(memory) == ["ana brother Tom", "Tom likes jazz"]
    memory.update(tom, "Nobody is spoken of.")
    assert relations(memory) == []
    assert len(relations(memory, ever=True)) == 4

    memory.delete(tom)
    assert relations(memory, ever=True) == []
    assert memory.graph is not None
    assert memory.graph.nodes(user_id="ana") == []
    assert memory.stats()["messages"] == 0


def test_what_others_say_too_goes_on_holding(memory: Memory) -> None:
    """Another message, and another memory of the same message."""
    first = one(memory, "Dilys likes jazz.")
    memory.add("Dilys likes jazz.", user_id="ana", infer=False)
    lives = one(memory, "My sister Dilys works at Acme and lives in Lyon.")
    memory.update(first, "Nobody is spoken of.")
    memory.update(lives, "She lives somewhere.")

    assert relations(memory) == ["Dilys likes jazz", "ana sister Dilys", "Dilys works_at Acme"]


def test_an_update_of_metadata_or_to_the_same_text_leaves_the_graph(memory: Memory) -> None:
    tom = one(memory, "Tom works at Initech.")
    before = memory.stats()["messages"]
    memory.update(tom, metadata={"checked": True})
    memory.update(tom, "Tom works at Initech")

    assert relations(memory) == ["Tom works_at Initech"]
    assert memory.stats()["messages"] == before


def test_a_new_text_is_not_found_as_a_message(memory: Memory) -> None:
    tom = one(memory, "Tom works at Initech.")
    memory.update(tom, "Tom works at Hooli.")

    found = memory.search("Hooli", user_id="ana")["results"]
    assert [item["id"] for item in found] == [tom]
    item = memory.get(tom) or {}
    assert [source["quote"] for source in item["sources"]][-1] == "Tom works at Hooli."


def test_an_update_undone_by_an_error_changes_no_relation(memory: Memory) -> None:
    tom = one(memory, "Tom works at Initech.")
    with pytest.raises(ValueError, match="timestamp"):
        memory.update(tom, "Tom works at Hooli.", timestamp="2001-01-01")

    assert relations(memory, ever=True) == ["Tom works_at Initech"]
    assert memory.stats()["messages"] == 1


def test_a_model_reads_the_new_text_where_one_extracts(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A model that fails keeps nobody from correcting a text: the rules read it then, and that is said."""
    said = {
        "facts": [{"text": "Tom mentors Rhys", "m": [1], "when": None}],
        "entities": [{"name": "Tom", "type": "person", "aliases": []}, {"name": "Rhys", "type": "person", "aliases": []}],
        "relations": [
            {"source": "Tom", "label": "mentors", "target": "Rhys", "m": [1], "ended": False, "since": None},
        ],
    }
    llm = ScriptedLLM([said, LLMError("The model is ill.")])
    config = {"path": tmp_path / "a.db", "embedder": {"provider": "static"}, "enable_graph": True}
    with Memory({**config, "llm": {"provider": "custom", "config": {"model": llm}}}) as memory:
        tom = memory.add("Tom is here", user_id="ana", infer=False)["results"][0]["id"]
        memory.update(tom, "Tom mentors Rhys")
        assert relations(memory) == ["Tom mentors Rhys"]
        memory.update(tom, "Tom works at Acme.")
        assert relations(memory) == ["Tom works_at Acme"]
        assert "the model did not" in caplog.text
        assert len(llm.prompts) == 2
