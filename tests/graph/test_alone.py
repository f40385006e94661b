"""The graph by itself, as mem0ai 1.x offers it: what is told to it alone, what it answers, what emptying it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mem0 import Memory
from mem0.doors.graph import Graph
from mem0.errors import ConfigurationError, ForbiddenError, LLMError, ValidationError
from mem0.graphs.configs import GraphStoreConfig, Neo4jConfig
from mem0.memory.graph_memory import MemoryGraph
from mem0.testing import ScriptedLLM
from mem0.utils.factory import GraphStoreFactory
from tests.doors.behaviour import Face, open_door

ANA, BEN = {"user_id": "ana"}, {"user_id": "ben"}
WORKS = {"source": "ana", "relationship": "works_at", "target": "Siemens"}


def configuration(path: Path, **more: Any) -> dict[str, Any]:
    return {"path": path, "embedder": {"provider": "static"}, "graph_store": {"provider": "embedded"}, **more}


class Graphed(Face):
    """A door with its graph, whose coroutines are driven to their end too."""

    @property
    def graph(self) -> Face:
        return Face(self.door.graph)  # type: ignore[arg-type]


def graph_of(memory: Memory) -> Graph:
    assert memory.graph is not None
    return memory.graph


@pytest.fixture(params=["sync-sqlite", "async-sqlite", "sync-memory"])
def mem(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    kind, store = request.param.split("-")
    path = Path(":memory:") if store == "memory" else tmp_path / "m.db"
    face = Graphed(open_door(kind, path, enable_graph=True).door)
    yield face
    face.door.close()




def test_what_is_told_to_the_graph_is_no_memory(mem: Graphed) -> None:
    told = mem.graph.add("I work at Siemens.", ANA)

    assert told == {"deleted_entities": [], "added_entities": [[WORKS]]}
    assert mem.graph.get_all(ANA) == [WORKS]
    assert mem.graph.search("Where does ana work?", ANA) == [
        {"source": "ana", "relationship": "works_at", "destination": "Siemens"}
    ]
    assert (mem.get_all(**ANA)["results"], mem.search("Siemens", **ANA)["results"]) == ([], [])
    assert mem.graph.get_all(BEN) == []


def test_news_end_what_they_contradict(mem: Graphed) -> None:
    mem.graph.add("I work at Siemens.", ANA)

    told = mem.graph.add("I work at Bosch now.", ANA)

    assert told["deleted_entities"] == [[WORKS]]
    assert mem.graph.get_all(ANA) == [{**WORKS, "target": "Bosch"}]


def test_a_text_without_relations_leaves_nothing(mem: Graphed) -> None:
    assert mem.graph.add("Thanks, that helps.", ANA) == {"deleted_entities": [], "added_entities": []}
    assert mem.users()["results"] == []


def test_emptying_the_graph_leaves_the_memories(mem: Graphed) -> None:
    mem.add("I live in Leeds.", **ANA)
    mem.graph.add("I work at Siemens.", ANA)
    mem.graph.add("I work at Bosch.", BEN)

    mem.graph.delete_all(ANA)

    assert (mem.graph.get_all(ANA), mem.graph.nodes(**ANA)) == ([], [])
    assert mem.graph.relations(**ANA, include_superseded=True) == []
    assert [one["memory"] for one in mem.get_all(**ANA)["results"]] == ["I live in Leeds"]
    assert mem.get_all(**ANA)["results"][0]["sources"]
    assert [one["target"] for one in mem.graph.get_all(BEN)] == ["Bosch"]
    mem.reindex()
    assert mem.graph.get_all(ANA) == []


def test_reset_empties_every_graph_and_leaves_the_memories(mem: Graphed) -> None:
    for ids in (ANA, BEN):
        mem.add("I live in Leeds.", **ids)
        mem.graph.add("I work at Siemens.", ids)

    mem.graph.reset()

    assert [mem.graph.get_all(ids) for ids in (ANA, BEN)] == [[], []]
    assert [len(mem.get_all(**ids)["results"]) for ids in (ANA, BEN)] == [1, 1]


def test_a_graph_that_was_emptied_takes_news(mem: Graphed) -> None:
    mem.graph.add("I work at Siemens.", ANA)
    mem.graph.delete_all(ANA)

    mem.graph.add("I work at Siemens.", ANA)

    assert mem.graph.get_all(ANA) == [WORKS]


@pytest.mark.parametrize("filters", [None, {}, {"user_id": ""}, {"name": "ana"}, "ana", {"user_id": {"in": ["ana"]}}])
@pytest.mark.parametrize("verb", ["add", "search", "get_all", "delete_all"])
def test_it_must_be_said_whose_graph_is_meant(mem: Graphed, verb: str, filters: Any) -> None:
    mem.graph.add("I work at Siemens.", ANA)
    words = ("Siemens",) if verb in ("add", "search") else ()

    with pytest.raises(ValidationError):
        getattr(mem.graph, verb)(*words, filters)

    assert mem.graph.get_all(ANA) == [WORKS]


def test_what_only_ended_something_goes_with_the_graph_too(mem: Graphed) -> None:
    mem.graph.add("I work at Siemens.", ANA)
    mem.graph.add("I left Siemens.", ANA)
    mem.graph.add("I work at Bosch.", BEN)
    mem.graph.add("I left Bosch.", BEN)

    mem.graph.delete_all(ANA)
    assert mem.stats()["messages"] == 2

    mem.graph.reset()
    assert mem.stats()["messages"] == 0


def test_a_limit_is_what_it_says(mem: Graphed) -> None:
    for number in range(14):
        mem.graph.add(f"I like fruit{number}.", ANA)

    assert [len(mem.graph.search("What do I like?", ANA, limit=most)) for most in (0, 3, 12, 100)] == [0, 3, 12, 14]


def test_no_byte_of_an_emptied_graph_stays_in_the_files(tmp_path: Path) -> None:
    with Memory(configuration(tmp_path / "m.db")) as memory:
        memory.add("I live in Leeds.", user_id="ana")
        graph_of(memory).add("I work at Zyxoquant.", ANA)
        assert any(b"Zyxoquant" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

        graph_of(memory).delete_all(ANA)

        assert not any(b"zyxoquant" in path.read_bytes().lower() for path in tmp_path.rglob("*") if path.is_file())


def test_only_whom_it_is_allowed_changes_the_graph(tmp_path: Path) -> None:
    with Memory(configuration(tmp_path / "m.db")) as memory:
        graph_of(memory).add("I work at Siemens.", ANA)
        with pytest.raises(ForbiddenError):
            graph_of(memory.as_actor("eve", "viewer")).add("I work at Bosch.", ANA)
        with pytest.raises(ForbiddenError):
            graph_of(memory.as_actor("eve", "member")).delete_all(ANA)
        with pytest.raises(ForbiddenError):
            graph_of(memory.as_actor("eve", "admin", user_id="ana")).reset()

        assert graph_of(memory).get_all(ANA) == [WORKS]


def test_the_audit_log_names_it_and_an_encrypted_store_stays_sound(tmp_path: Path) -> None:
    with Memory(configuration(tmp_path / "m.db", encryption_key=bytes(range(32)))) as memory:
        memory.add("I live in Leeds.", user_id="ben")
        graph_of(memory).add("I work at Siemens.", ANA)
        graph_of(memory).delete_all(ANA)
        graph_of(memory).add("I work at Siemens.", ANA)
        graph_of(memory).reset()

        verbs = [line["verb"] for line in memory.audit()]
        assert verbs[-4:] == ["graph_add", "graph_delete_all", "graph_add", "graph_reset"]
        assert memory.verify_audit()["valid"]
        assert memory.parts.store.check() == []


def test_what_it_alone_was_told_is_known_after_an_export_too(tmp_path: Path) -> None:
    with Memory(configuration(tmp_path / "a.db")) as first, Memory(configuration(tmp_path / "b.db")) as second:
        graph_of(first).add("I work at Siemens.", ANA)
        second.load(list(first.dump()))
        assert (graph_of(second).get_all(ANA), second.get_all(user_id="ana")["results"]) == ([WORKS], [])

        graph_of(second).delete_all(ANA)

        assert second.stats()["messages"] == 0


def test_a_class_of_settings_means_what_the_dict_means() -> None:
    settings: Any = Neo4jConfig(url="bolt://127.0.0.1:1", password="secret")

    assert GraphStoreConfig(provider="neo4j", config=settings).config == {
        "url": "bolt://127.0.0.1:1",
        "password": "secret",
    }


def test_a_misspelt_graph_store_is_refused_with_the_near_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Memory(configuration(tmp_path / "m.db") | {"graph_store": {"provider": "embeded"}})

    assert 'Did you mean "embedded"?' in str(refused.value)


def test_a_model_extracts_where_there_is_one(tmp_path: Path) -> None:
    said = {
        "facts": [{"text": "User works at Siemens", "m": [1], "when": None}],
        "entities": [{"name": "Siemens", "type": "organisation"}],
        "relations": [{"source": "user", "label": "works_at", "target": "Siemens", "m": 1}],
    }
    llm = ScriptedLLM(lambda _: said)
    with Memory(configuration(tmp_path / "m.db", llm={"provider": "custom", "config": {"model": llm}})) as memory:
        assert graph_of(memory).add("Monday I start at Siemens!", ANA)["added_entities"] == [[WORKS]]
        assert (len(llm.prompts), memory.get_all(user_id="ana")["results"]) == (1, [])


def test_a_model_that_fails_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    llm = ScriptedLLM(lambda _: "no json")
    with Memory(configuration(tmp_path / "m.db", llm={"provider": "custom", "config": {"model": llm}})) as memory:
        with pytest.raises(LLMError):
            graph_of(memory).add("I work at Siemens.", ANA)
        assert (graph_of(memory).get_all(ANA), memory.users()["results"]) == ([], [])


@pytest.mark.parametrize("provider", ["embedded", "kuzu", "default"])
def test_the_factory_makes_the_graph_of_a_configuration(tmp_path: Path, provider: str) -> None:
    made = GraphStoreFactory.create(provider, configuration(tmp_path / "m.db"))
    made.add("I work at Siemens.", ANA)
    made.close()

    with Memory(configuration(tmp_path / "m.db")) as memory:
        assert graph_of(memory).get_all(ANA) == [WORKS]
        beside = MemoryGraph(memory.config)
        beside.delete_all(ANA)
        beside.close()
        assert graph_of(memory).get_all(ANA) == []


def test_the_factory_refuses_what_it_cannot_serve(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="neptune"):
        GraphStoreFactory.create("neptune", configuration(tmp_path / "m.db"))
    with pytest.raises(ConfigurationError) as refused:
        GraphStoreFactory.create("neo4", configuration(tmp_path / "m.db"))
    assert 'Did you mean "neo4j"?' in str(refused.value)


def test_the_factory_makes_a_strangers_class(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(GraphStoreFactory.provider_to_class, "mine", dict)

    assert GraphStoreFactory.create("mine", {"path": "x"}) == {"path": "x"}
