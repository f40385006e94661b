"""A memory whose graph is shown in Neo4j: told through the official driver to a server that executes the Cypher (see
bolt_server.py for what it is not)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mem0 import AsyncMemory, Memory
from mem0.errors import AuthenticationError, ConfigurationError, GraphStoreError, NetworkError
from mem0.pipeline.graph_export import export_graph
from mem0.ports import GraphSelection

pytest.importorskip("graphdblite", reason="the engine behind the stand-in for Neo4j is not installed")
pytest.importorskip("neo4j")
from .bolt_server import COMMIT, RUN, BoltServer

Make = Callable[..., Memory]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BoltServer]:
    made = BoltServer(tmp_path / "neo4j.db")
    yield made
    made.stop()


@pytest.fixture
def make(tmp_path: Path, server: BoltServer) -> Iterator[Make]:
    """Memories over one store file, or another, that show their graph in the server."""
    opened: list[Memory] = []

    def made(file: str = "a.db", provider: str = "neo4j", **config: Any) -> Memory:
        opened.append(Memory(configured(tmp_path / file, server.url, provider, **config)))
        return opened[-1]

    yield made
    for one in opened:
        one.close()


@pytest.fixture
def memory(make: Make) -> Memory:
    return make()


def configured(file: Path, address: str, provider: str = "neo4j", **config: Any) -> dict[str, Any]:
    login = {"url": address, "username": "neo4j", "password": "secret", "timeout": 2} | config
    return {"path": file, "embedder": {"provider": "hash"}, "graph_store": {"provider": provider, "config": login}}


def shown(server: BoltServer) -> tuple[dict[str, Any], dict[str, Any]]:
    """The nodes and relations in the database by their ids, as this library's own stand there."""
    where = "WHERE n.store IS NOT NULL"
    nodes = server.ask(f"MATCH (n) {where} RETURN n.id AS id, n.name AS name, n.user_id AS user, labels(n) AS labels")
    relations = server.ask(
        f"MATCH (n)-[r]->(m) {where} RETURN r.id AS id, n.id AS a, type(r) AS type, m.id AS b, r.valid AS valid"
    )
    return (
        {row["id"]: (row["name"], row["user"], sorted(row["labels"])[-1]) for row in nodes},
        {row["id"]: (row["a"], row["type"], row["b"], row["valid"]) for row in relations},
    )


def kept(*memories: Memory) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same from the truth."""
    nodes: dict[str, Any] = {}
    relations: dict[str, Any] = {}
    for memory in memories:
        graph = memory.parts.store.read(lambda view: (view.graph.nodes(), view.graph.relations(GraphSelection(ever=True))))
        nodes |= {one.id: (one.name, one.scope.user_id, one.type) for one in graph[0]}
        relations |= {one.id: (one.source.id, one.label, one.target.id, one.valid_to is None) for one in graph[1]}
    return nodes, relations


def lines(server: BoltServer, user: str = "ana") -> list[str]:
    """What a user of mem0 reads there."""
    found = server.ask(
        "MATCH (n)-[r]->(m) WHERE n.user_id = $user AND m.user_id = $user AND (r.valid IS NULL OR r.valid = true) "
        "RETURN n.name AS a, type(r) AS r, m.name AS b ORDER BY a, r, b",
        user=user,
    )
    return [f"{row['a']} {row['r']} {row['b']}" for row in found]


def state(memory: Memory) -> tuple[int, str | None]:
    found = memory.stats()["graph_store"]
    return found["pending"], found["problem"]


def rested(memory: Memory) -> None:
    """As if the pause after a failure were over."""
    mirror = memory.parts.graph_mirror
    assert mirror is not None
    mirror._rested = 0.0


def test_what_is_learned_is_shown_as_users_of_mem0_know_it(memory: Memory, server: BoltServer) -> None:
    memory.add("My sister Dilys works at Acme.", user_id="ana", agent_id="helper", run_id="r1")
    memory.add("제 동생은 서울에 살아요.", user_id="bo")

    assert lines(server) == ["Dilys works_at Acme", "ana sister Dilys"]
    node = server.ask("MATCH (n {name: 'Dilys'}) RETURN properties(n) AS p, labels(n) AS l")[0]
    assert sorted(node["l"]) == ["__Entity__", "person"]
    assert node["p"] | {"id": "", "store": "", "created": 0, "updated": 0, "embedding": 0} == {
        "id": "", "store": "", "name": "Dilys", "aliases": [], "type": "person", "owner": False, "user_id": "ana",
        "agent_id": "helper", "mentions": 1, "created": 0, "updated": 0, "embedding": 0,
    }  # fmt: skip
    assert node["p"]["embedding"] == pytest.approx(memory.embedding_model.embed("Dilys"), abs=1e-6)
    edge = server.ask("MATCH (n)-[r:works_at]->() RETURN properties(r) AS p")[0]["p"]
    assert {"user_id": "ana", "run_id": "r1", "mentions": 1, "valid": True}.items() <= edge.items()
    assert isinstance(edge["created_at"], int)
    assert "bo" not in str([lines(server), node, edge])
    assert lines(server, "bo") == ["bo 동생 동생", "동생 거주 서울"]


def test_the_database_follows_the_store_through_everything(memory: Memory, server: BoltServer) -> None:
    """After each verb it shows what the store holds, past relations too; nothing of others is touched."""
    server.ask("CREATE (:Mine {name: 'not of this library'})-[:works_at {valid: true}]->(:__Entity__ {name: 'old'})")
    one = memory.add("Dilys works at Acme.", user_id="ana", timestamp="2024-01-01")["results"][0]["id"]
    assert shown(server) == kept(memory)
    memory.add("Dilys joined Globex.", user_id="ana", timestamp="2024-06-01")
    assert lines(server) == ["Dilys works_at Globex"]
    assert shown(server) == kept(memory)
    other = memory.add("My brother Tom works at Initech.", user_id="ana")["results"][0]["id"]
    memory.add("Tom works at Initech.", user_id="ana")
    memory.add("I live in Busan.", user_id="bo")
    assert shown(server) == kept(memory)
    memory.update(other, "My brother Tom works at Hooli.")
    assert shown(server) == kept(memory)
    memory.delete(one)
    assert shown(server) == kept(memory)
    assert memory.graph is not None
    memory.graph.add("Tom lives in Ghent.", {"user_id": "ana"})
    assert shown(server) == kept(memory)
    memory.graph.delete_all({"user_id": "ana"})
    assert shown(server) == kept(memory)
    assert lines(server) == []
    memory.add("Dilys works at Globex.", user_id="ana")
    memory.forget(user_id="ana")
    assert shown(server) == kept(memory)
    assert len(shown(server)[0]) == 2
    memory.reset()
    assert shown(server) == ({}, {})
    memory.add("Dilys works at Acme.", user_id="ana")
    assert shown(server) == kept(memory)
    assert server.ask("MATCH (n:Mine)-[r]->(m) RETURN n.name AS n, m.name AS m") == [{"n": "not of this library", "m": "old"}]


def test_telling_twice_is_telling_once(memory: Memory, server: BoltServer) -> None:
    memory.add("My sister Dilys works at Acme.", user_id="ana")
    before = shown(server)
    mirror = memory.parts.graph_mirror
    assert mirror is not None
    memory.parts.store.write(lambda tx: mirror._announce(tx))

    assert state(memory)[0] == 5
    assert mirror.catch_up()
    assert shown(server) == before == kept(memory)


@pytest.mark.parametrize("moment", [(RUN, "before"), (COMMIT, "before"), (COMMIT, "after")])
def test_a_server_that_dies_in_the_middle_catches_up(memory: Memory, server: BoltServer, moment: tuple[int, str]) -> None:
    """Also where it had committed and only its answer was lost."""
    memory.add("Dilys works at Acme.", user_id="ana", timestamp="2024-01-01")
    server.fall = moment
    memory.add("Dilys joined Globex.", user_id="ana", timestamp="2024-06-01")
    waiting, problem = state(memory)
    assert waiting > 0
    assert re.search(r"neo4j at bolt://127.0.0.1:\d+ could not be reached", problem or "")
    memory.add("Globex is located in Lyon.", user_id="ana")  # stored, and not waited for
    assert any(one["destination"] == "Lyon" for one in memory.search("Where is Globex?", user_id="ana")["relations"])

    server.start()
    rested(memory)
    memory.add("I like tea.", user_id="bo")

    assert state(memory) == (0, None)
    assert shown(server) == kept(memory)


def test_a_database_that_is_down_at_the_start_is_filled_later(make: Make, server: BoltServer) -> None:
    server.stop()
    memory = make()
    memory.add("Dilys works at Acme.", user_id="ana")
    with pytest.raises(NetworkError, match="What was learned is in the store"):
        memory.reindex(graph=True)
    found = memory.health(checks=["index_lag"])
    assert found["checks"][0]["value"] > 0
    assert "graph neo4j" in found["checks"][0]["said"]
    memory.delete_all(user_id="ana")  # what was never told is not told as deleted either, but the verb works
    memory.add("Dilys works at Globex.", user_id="ana")
    memory.close()

    server.start()
    again = make()
    again.add("I like tea.", user_id="ana")
    assert shown(server) == kept(again)
    assert again.health(checks=["index_lag"])["checks"][0]["value"] == 0


def test_a_database_that_lost_everything_is_filled_again(make: Make, server: BoltServer) -> None:
    """By reindex at once, and by the first change of a program that begins."""
    memory = make()
    memory.add("My sister Dilys works at Acme.", user_id="ana")
    server.wipe()
    assert memory.reindex(graph=True) == 5
    assert shown(server) == kept(memory)
    memory.close()

    server.wipe()
    again = make()
    again.add("Acme is located in Lyon.", user_id="ana")
    again.add("I like tea.", user_id="ana")
    assert shown(server) == kept(again)


def test_two_stores_may_share_a_database(make: Make, server: BoltServer) -> None:
    one, two = make("a.db"), make("b.db")
    one.add("Dilys works at Acme.", user_id="ana")
    two.add("Dilys works at Acme.", user_id="ana")
    assert shown(server) == kept(one, two)
    one.reset()
    assert shown(server) == kept(two)
    two.reindex(graph=True)
    assert shown(server) == kept(one, two)


def test_a_wrong_login_is_told_and_loses_nothing(make: Make, server: BoltServer) -> None:
    with pytest.raises(AuthenticationError, match="NEO4J_PASSWORD"):
        make(password=None)
    memory = make(password="wrong")
    memory.add("Dilys works at Acme.", user_id="ana")
    assert "refused the login" in str(state(memory)[1])
    with pytest.raises(AuthenticationError, match="refused the login") as caught:
        memory.reindex(graph=True)
    assert "wrong" not in f"{caught.value!r}{caught.value.debug_info}"
    assert memory.search("Where does Dilys work?", user_id="ana")["relations"][0]["destination"] == "Acme"
    memory.close()

    right = make()
    right.add("I like tea.", user_id="bo")
    assert shown(server) == kept(right)


def test_a_database_of_another_name_is_named_as_the_fault(make: Make) -> None:
    memory = make(database="nosuch")
    with pytest.raises(GraphStoreError, match='Check "database"'):
        memory.reindex(graph=True)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"url": None}, "needs an address"),
        ({"url": "localhost:7687"}, "bolt://localhost:7687"),
        ({"usrname": "x"}, 'Did you mean "username"'),
        ({"timeout": -1}, "timeout"),
    ],
)
def test_a_wrong_setting_is_named_at_the_start(make: Make, config: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        make(**config)


def test_nothing_is_shown_beside_an_encrypted_store(tmp_path: Path, server: BoltServer) -> None:
    with pytest.raises(ConfigurationError, match="in clear"):
        Memory(configured(tmp_path / "a.db", server.url) | {"encryption_key": "correct horse battery staple"})


def test_memgraph_is_told_the_same_in_its_own_words(make: Make, server: BoltServer) -> None:
    memory = make(provider="memgraph")
    memory.add("My sister Dilys works at Acme.", user_id="ana")

    assert lines(server) == ["Dilys works_at Acme", "ana sister Dilys"]
    assert server.ask("MATCH (n:Entity:person) RETURN count(n) AS n") == [{"n": 2}]
    assert "CREATE INDEX ON :`Entity`(id)" in server.statements


def test_a_cluster_address_works_too(make: Make, server: BoltServer) -> None:
    memory = make(url=server.url.replace("bolt", "neo4j"))
    memory.add("Dilys works at Acme.", user_id="ana")

    assert lines(server) == ["Dilys works_at Acme"]


async def _told_together(config: dict[str, Any]) -> None:
    import asyncio

    memory = AsyncMemory(config)
    await asyncio.gather(*(memory.add(f"Dilys works at Firm{n}.", user_id=f"u{n}") for n in range(5)))
    await memory.add("I like tea.", user_id="u0")
    assert (await memory.stats())["graph_store"]["pending"] == 0
    memory.close()


def test_many_at_once_leave_nothing_untold(tmp_path: Path, server: BoltServer) -> None:
    import asyncio

    asyncio.run(_told_together(configured(tmp_path / "a.db", server.url)))

    assert len(shown(server)[1]) == 6


def test_an_export_says_the_same_cypher(memory: Memory, server: BoltServer) -> None:
    """Run in an empty database, the exported statements make the graph that the mirror shows."""
    memory.add('My sister "Dilys" works at Acme.', user_id="ana", timestamp="2024-01-01")
    memory.add("저는 서울에 살아요.", user_id="ana")
    nodes, relations = memory.parts.store.read(
        lambda view: (view.graph.nodes(), view.graph.relations(GraphSelection(ever=True)))
    )
    before = json.dumps(lines(server))
    text = export_graph("cypher", nodes, relations)
    server.wipe()
    for statement in text.split(";\n"):
        if statement.strip():
            server.ask(statement)

    assert json.dumps(lines(server)) == before
