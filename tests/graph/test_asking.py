"""What `memory.graph` and the answers of add, search and get_all tell."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.errors import ConfigurationError, ValidationError
from mem0.testing import ScriptedLLM

STORY = (
    ("2024-01-01", "My sister Dilys works at Acme."),
    ("2024-01-02", "Acme is located in Lyon."),
    ("2024-01-03", "Dilys is married to Gareth Pugh."),
    ("2024-03-01", "I like green tea."),
    ("2024-06-01", "Dilys joined Globex."),
    ("2024-06-02", "The storm caused the flood."),
    ("2024-06-03", "The flood caused the delay."),
)


@pytest.fixture
def told(memory: Memory) -> Memory:
    for day, text in STORY:
        memory.add(text, user_id="ana", timestamp=day)
    return memory


def lines(found: list[dict[str, Any]]) -> list[str]:
    return [f"{one['source']} {one['relationship']} {one['target']}" for one in found]


def graph(memory: Memory) -> Any:
    assert memory.enable_graph
    return memory.graph


def test_add_tells_of_relations_in_the_shape_of_1x(told: Memory) -> None:
    answer = told.add("Dilys joined Initech.", user_id="ana")

    assert answer["relations"] == {
        "deleted_entities": [[{"source": "Dilys", "relationship": "works_at", "target": "Globex"}]],
        "added_entities": [[{"source": "Dilys", "relationship": "works_at", "target": "Initech"}]],
    }


def test_search_tells_of_relations_in_the_shape_of_1x(told: Memory) -> None:
    answer = told.search("Who is Dilys married to?", user_id="ana")

    assert answer["relations"][0] == {"source": "Dilys", "relationship": "married_to", "destination": "Gareth Pugh"}


def test_get_all_tells_of_relations_in_the_shape_of_1x(told: Memory) -> None:
    answer = told.get_all(user_id="ana")

    assert {"source": "Dilys", "relationship": "works_at", "target": "Globex"} in answer["relations"]
    assert {"source": "Dilys", "relationship": "works_at", "target": "Acme"} not in answer["relations"]


def test_without_a_graph_nothing_of_it_is_told() -> None:
    with Memory({"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}}) as memory:
        added = memory.add("I work at Acme.", user_id="ana")
        found = memory.search("work", user_id="ana")
        listed = memory.get_all(user_id="ana")

        assert not any("relations" in answer for answer in (added, found, listed))
        assert (memory.graph, memory.enable_graph) == (None, False)


def test_a_search_at_a_time_tells_of_that_time(told: Memory) -> None:
    answer = told.search("Where does Dilys work?", user_id="ana", as_of="2024-02-01")

    assert answer["relations"][0]["destination"] == "Acme"


def test_a_second_hop_raises_the_memory_behind_it(told: Memory) -> None:
    told.add("My brother Tom plays chess.", user_id="ana")
    answer = told.search("What does my sister's husband do?", user_id="ana")
    told.add("Gareth Pugh teaches geology.", user_id="ana")
    later = told.search("What does my sister's husband do?", user_id="ana", explain=True)

    assert "geology" not in str(answer)
    assert later["relations"][0]["destination"] == "geology"
    taught = next(item for item in later["results"][:3] if item["memory"] == "Gareth Pugh teaches geology")
    assert taught["score_details"]["graph"] > 0


def test_nobody_sees_relations_of_others(told: Memory) -> None:
    assert told.search("Where does Dilys work?", user_id="bo")["relations"] == []
    assert graph(told).neighbours("Dilys", user_id="bo") == []
    assert graph(told).find("Dilys", user_id="bo") == []


def test_neighbours_paths_timeline_and_changes(told: Memory) -> None:
    near = graph(told).neighbours("my sister", user_id="ana")
    assert lines(near) == ["ana sister Dilys", "Dilys married_to Gareth Pugh", "Dilys works_at Globex"]

    path = graph(told).paths("ana", "Lyon", user_id="ana", as_of="2024-02-01")
    assert [lines(one) for one in path] == [["ana sister Dilys", "Dilys works_at Acme", "Acme located_in Lyon"]]
    assert graph(told).paths("ana", "Lyon", user_id="ana") == []

    work = [one for one in graph(told).timeline("Dilys", user_id="ana") if one["relationship"] == "works_at"]
    assert [(one["target"], one["valid_to"] is None) for one in work] == [("Acme", False), ("Globex", True)]

    changed = graph(told).changes(user_id="ana", time_window=("2024-05-01", "2024-07-01"), memory_type="work")
    assert lines(changed["began"]) == ["Dilys works_at Globex"]
    assert lines(changed["ended"]) == ["Dilys works_at Acme"]
    assert [(r["before"]["target"], r["after"]["target"]) for r in changed["replaced"]] == [("Acme", "Globex")]


def test_a_window_may_be_told_in_words(told: Memory) -> None:
    told.add("I like jazz.", user_id="ana")

    assert lines(graph(told).track_changes("user_preferences", "last_6_months", user_id="ana")["began"]) == [
        "ana likes jazz"
    ]
    for wrong in ("next week", "last_x_days", 7, ("2024-01-01",)):
        with pytest.raises(ValidationError, match="time_window"):
            graph(told).changes(user_id="ana", time_window=wrong)


def test_implicit_connections_name_their_kind_and_path(told: Memory) -> None:
    found = graph(told).implicit_connections("delay", user_id="ana", relationship_types=["causal"])
    assert {one["entity"] for one in found} >= {"storm"}
    assert lines(next(one for one in found if one["entity"] == "storm")["path"])[-1] == "storm caused flood"

    semantic = graph(told).find_implicit_connections("Gareth Pugh", user_id="ana", relationship_types=["semantic"])
    assert [one["entity"] for one in semantic] == ["Globex"]

    temporal = graph(told).implicit_connections("Globex", user_id="ana", relationship_types=["temporal"])
    assert "flood" in {one["entity"] for one in temporal}


@pytest.mark.parametrize(
    "call",
    [
        lambda g: g.nodes(),
        lambda g: g.neighbours("", user_id="ana"),
        lambda g: g.neighbours("x", user_id="ana", hops=0),
        lambda g: g.neighbours("x", user_id="ana", hops=99),
        lambda g: g.neighbours(7, user_id="ana"),
        lambda g: g.find("a\x00b", user_id="ana"),
        lambda g: g.as_of("yesterday-ish", user_id="ana"),
        lambda g: g.implicit_connections("x", user_id="ana", relationship_types=["magic"]),
        lambda g: g.implicit_connections("x", user_id="ana", relationship_types="causal"),
        lambda g: g.export("png", user_id="ana"),
        lambda g: g.relations(user_id="*"),
    ],
)
def test_a_wrong_argument_is_named(told: Memory, call: Any) -> None:
    with pytest.raises(ValidationError):
        call(graph(told))


def test_an_actor_sees_the_graph_of_the_own_scope_only(told: Memory) -> None:
    confined = told.as_actor("bo", "viewer", user_id="bo")

    assert graph(confined).relations(user_id="bo") == []
    with pytest.raises(Exception, match="confined"):
        graph(confined).relations(user_id="ana")


def test_async_memory_has_the_same_graph(tmp_path: Path) -> None:
    async def run() -> list[str]:
        memory = AsyncMemory({"path": str(tmp_path / "a.db"), "embedder": {"provider": "static"}, "enable_graph": True})
        await memory.add("Dilys works at Acme.", user_id="ana")
        assert memory.graph is not None
        found = await memory.graph.neighbours("Acme", user_id="ana")
        assert (await memory.graph.track_changes(user_id="ana"))["ended"] == []
        memory.close()
        return lines(found)

    assert asyncio.run(run()) == ["Dilys works_at Acme"]


@pytest.mark.parametrize("provider", ["embedded", "sqlite", "memory", "kuzu"])
def test_an_embedded_graph_store_is_served_by_the_store(provider: str) -> None:
    config = {"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}}
    with Memory(
        {**config, "graph_store": {"provider": provider, "config": {"db": ":memory:"}, "threshold": 0.8}}
    ) as memory:
        assert memory.enable_graph
        assert memory._parts.settings.same_name == 0.8


@pytest.mark.parametrize("provider", ["neptune", "neptunedb", "apache_age", "nosuch"])
def test_a_graph_server_that_is_not_served_is_refused(provider: str) -> None:
    with pytest.raises(ConfigurationError, match=provider):
        Memory({"vector_store": {"provider": "memory"}, "graph_store": {"provider": provider}})


def test_a_model_for_the_graph_alone_is_said_to_have_no_effect(caplog: pytest.LogCaptureFixture) -> None:
    graph = {"provider": "embedded", "llm": {"provider": "openai", "config": {"model": "gpt-4o-mini"}}}
    with Memory({"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}, "graph_store": graph}):
        assert '"llm" under "graph_store" has no effect' in caplog.text


def test_enable_graph_false_wins_over_a_graph_store() -> None:
    config = {"vector_store": {"provider": "memory"}, "embedder": {"provider": "static"}, "enable_graph": False}
    with Memory({**config, "graph_store": {"provider": "embedded"}}) as memory:
        assert memory.graph is None


@pytest.mark.parametrize("question", ["?", "!!", "Acme"])
def test_a_question_that_is_like_no_relation_is_answered(tmp_path: Path, question: str) -> None:
    """Not one sign in common with what the graph holds: nothing is raised, and nothing fails."""
    llm = ScriptedLLM([{
        "facts": [{"text": "지민은 서울에 살아요", "m": [1]}],
        "entities": [{"name": "지민", "type": "person", "aliases": []}, {"name": "서울", "type": "place", "aliases": []}],
        "relations": [{"source": "지민", "label": "거주", "target": "서울", "m": [1], "ended": False, "since": None}],
    }])  # fmt: skip
    config = {"path": tmp_path / "m.db", "embedder": {"provider": "static"}, "enable_graph": True}
    with Memory({**config, "llm": {"provider": "custom", "config": {"model": llm}}}) as memory:
        memory.add("지민은 서울에 살아요", user_id="ana")
        found = memory.search(question, user_id="ana")
        asked = memory.search("지민은 어디에 살아요?", user_id="ana")

    assert all(0 <= one["score"] <= 1 for one in found["results"])
    assert asked["results"][0]["memory"] == "지민은 서울에 살아요"
