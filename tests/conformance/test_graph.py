"""The contract of the graph in a store: nodes, their names, relations, walks, validity."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mem0.errors import ValidationError
from mem0.ports import Basis, GraphSelection, Naming, Snapshot, Store, Transaction
from mem0.records import Entity, Scope, Source
from mem0.relations import Node

from .graph_pieces import ALL, in_words, learn, named, node, relation, told
from .pieces import ANA, NOW, memory, message, new_id, resting_on

USER = Entity("user", "ana")
CHAIN = (("ana", "sister", "Dilys"), ("Dilys", "works_at", "Acme"), ("Acme", "located_in", "Lyon"))


def test_a_relation_comes_back_as_it_was_learned(store: Store) -> None:
    store.write(lambda tx: learn(tx, "Dilys works at Acme", ("Dilys", "works_at", "Acme")))

    one = store.read(lambda view: view.graph.relations(GraphSelection()))[0]

    assert (one.source.name, one.label, one.target.name) == ("Dilys", "works_at", "Acme")
    assert one.sources == (Source("message-1", "Dilys works at Acme"),)
    assert store.read(lambda view: view.graph.relation(one.id)) == one
    assert store.read(lambda view: view.graph.node(one.source.id)) == one.source


def test_a_node_is_called_by_the_fullest_of_its_own_names(store: Store) -> None:
    store.write(lambda tx: learn(tx, "Paris is fun", ("ana", "likes", "Paris")))
    key = store.write(lambda tx: tx.add_messages([message(2)]))[0]
    one = store.read(lambda view: view.graph.nodes()[1])
    new = [Naming(one.id, key, "Paris, France"), Naming(one.id, key, "the City of Light", alias=True)]

    store.write(lambda tx: tx.graph.name_nodes([*new, new[0]]))

    now = store.read(lambda view: view.graph.node(one.id))
    assert now is not None
    assert (now.name, now.aliases) == ("Paris, France", ("Paris", "the City of Light"))
    assert store.read(lambda view: view.graph.namings_of(one.id))[1:] == new


def test_the_owner_is_called_by_the_id(store: Store) -> None:
    store.write(lambda tx: learn(tx, "I am Ana Kim", ("ana", "likes", "tea")))
    key = store.write(lambda tx: tx.add_messages([message(2)]))[0]
    owner = store.read(lambda view: view.graph.nodes()[0])

    store.write(lambda tx: tx.graph.name_nodes([Naming(owner.id, key, "Ana Kim")]))

    now = store.read(lambda view: view.graph.node(owner.id))
    assert now is not None
    assert (now.name, now.aliases, now.owner) == ("ana", ("Ana Kim",), True)


def test_nodes_and_relations_belong_to_every_entity_of_their_scope(store: Store) -> None:
    both = Scope("ana", run_id="r")
    store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    store.write(lambda tx: learn(tx, "two", ("ana", "likes", "jazz"), scope=both))
    store.write(lambda tx: learn(tx, "three", ("bo", "likes", "jazz"), scope=Scope("bo")))

    def of(*owners: Entity) -> list[str]:
        return store.read(lambda view: told(view, GraphSelection(owners)))

    assert of(USER) == ["ana likes tea", "ana likes jazz"]
    assert of(USER, Entity("run", "r")) == of(Entity("run", "r")) == ["ana likes jazz"]
    assert of(Entity("user", "nobody")) == []
    assert [one.name for one in store.read(lambda view: view.graph.nodes([USER]))] == ["ana", "tea", "jazz"]


def test_a_closed_relation_held_until_then(store: Store) -> None:
    store.write(lambda tx: learn(tx, "I live in Busan", ("ana", "lives_in", "Busan")))
    one = store.read(lambda view: view.graph.relations(ALL))[0]

    store.write(lambda tx: tx.graph.close_relation(one.id, at=one.valid_from + 10, superseded_by=new_id(9)))

    def at(moment: int | None) -> list[str]:
        return store.read(lambda view: told(view, GraphSelection(at=moment)))

    assert (at(None), at(one.valid_from + 10), at(one.valid_from - 1)) == ([], [], [])
    assert at(one.valid_from) == at(one.valid_from + 9) == ["ana lives_in Busan"]
    closed = store.read(lambda view: view.graph.relation(one.id))
    assert closed is not None
    assert (closed.valid_to, closed.superseded_by) == (one.valid_from + 10, new_id(9))


def test_a_walk_follows_relations_both_ways_and_counts_steps(store: Store) -> None:
    store.write(lambda tx: learn(tx, "all", *CHAIN))
    start = store.read(lambda view: {one.name: one.id for one in view.graph.nodes()})

    def walk(name: str, hops: int) -> list[tuple[int, str]]:
        found = store.read(lambda view: view.graph.around([start[name]], GraphSelection(), hops=hops))
        return [(step, in_words(one)) for step, one in found]

    assert walk("ana", 2) == [(1, "ana sister Dilys"), (2, "Dilys works_at Acme")]
    assert walk("Lyon", 3) == [(1, "Acme located_in Lyon"), (2, "Dilys works_at Acme"), (3, "ana sister Dilys")]
    assert walk("Acme", 1) == [(1, "Dilys works_at Acme"), (1, "Acme located_in Lyon")]
    assert walk("ana", 0) == []


def test_a_walk_ends_in_circles_and_does_not_leave_the_scope(store: Store) -> None:
    store.write(lambda tx: learn(tx, "circle", ("Bo", "friend", "Cy"), ("Cy", "friend", "Bo"), ("Bo", "friend", "Bo")))
    store.write(lambda tx: learn(tx, "else", ("Cy", "likes", "tea"), scope=Scope("ana", run_id="r")))
    bo = store.read(lambda view: view.graph.nodes()[0])

    found = store.read(lambda view: view.graph.around([bo.id, "nobody"], GraphSelection((Entity("run", "r"),)), hops=4))
    everywhere = store.read(lambda view: view.graph.around([bo.id], GraphSelection((USER,)), hops=4))

    assert found == []
    assert [step for step, _ in everywhere] == [1, 1, 1, 2]


def test_what_rests_on_messages_is_found_from_them(store: Store) -> None:
    first = store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    second = store.write(lambda tx: learn(tx, "two", ("ana", "likes", "jazz")))
    memory_key = store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(2))], parents=[[second]]))[0]
    one = store.read(lambda view: view.graph.relations(ALL))[0]

    store.write(lambda tx: tx.graph.add_bases(one.id, [Basis(second), Basis(second), Basis(first, "one")]))

    def on(*keys: int) -> list[str]:
        return store.read(lambda view: [in_words(r) for r in view.graph.resting_on(keys)])

    assert on(first) == ["ana likes tea"]
    assert on(second) == on(first, second) == ["ana likes tea", "ana likes jazz"]
    assert store.read(lambda view: view.graph.bases_of(one.id)) == [Basis(first, "one"), Basis(second)]
    assert store.read(lambda view: view.graph.memories_on([first, second])) == {second: [memory_key]}


def test_a_node_may_change_its_type(store: Store) -> None:
    store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    tea = store.read(lambda view: view.graph.nodes()[1])

    store.write(lambda tx: tx.graph.retype(tea.id, "object", at=tea.updated_at + 5))

    now = store.read(lambda view: view.graph.node(tea.id))
    assert now is not None
    assert (now.type, now.updated_at) == ("object", tea.updated_at + 5)


def test_every_change_gives_the_owner_a_new_version(store: Store) -> None:
    """What is kept in memory of a scope's graph is fresh as long as the version is the same."""
    key = store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    one = store.read(lambda view: view.graph.relations(ALL))[0]
    changes: list[Callable[[Transaction], object]] = [
        lambda tx: tx.graph.name_nodes([Naming(one.target.id, key, "green tea")]),
        lambda tx: tx.graph.retype(one.target.id, "object", at=NOW),
        lambda tx: tx.graph.add_bases(one.id, [Basis(key)]),
        lambda tx: tx.graph.close_relation(one.id, at=NOW),
        lambda tx: tx.graph.add_relations([relation(7, 100, "owns", 101)], bases=[[Basis(key)]]),
        lambda tx: named(tx, "Bo", key, ANA),
    ]
    versions = [store.read(lambda view: view.state(USER).version)]
    for change in changes:
        store.write(change)
        versions.append(store.read(lambda view: view.state(USER).version))

    assert versions == sorted(set(versions))


Change = Callable[[Transaction, int], object]
UNKNOWN: list[tuple[str, Change]] = [
    ("node", lambda tx, key: tx.graph.name_nodes([Naming("nobody", key, "x")])),
    ("node", lambda tx, _: tx.graph.retype("nobody", "place", at=NOW)),
    ("node", lambda tx, key: tx.graph.add_relations([relation(7, 100, "likes", 9)], bases=[[Basis(key)]])),
    ("relation", lambda tx, key: tx.graph.add_bases("nobody", [Basis(key)])),
    ("relation", lambda tx, _: tx.graph.close_relation("nobody", at=NOW)),
    ("message", lambda tx, _: tx.graph.name_nodes([Naming(new_id(100), 999, "x")])),
    ("message", lambda tx, _: tx.graph.add_relations([relation(7, 100, "likes", 101)], bases=[[Basis(999)]])),
    ("rest on", lambda tx, _: tx.graph.add_relations([relation(7, 100, "likes", 101)], bases=[[]])),
    ("already", lambda tx, key: tx.graph.add_relations([relation(1000, 100, "likes", 101)], bases=[[Basis(key)]])),
    ("already", lambda tx, _: tx.graph.add_nodes([node(100)])),
    ("already", lambda tx, _: tx.graph.add_nodes([node(5), node(5)])),
]


@pytest.mark.parametrize(("what", "change"), UNKNOWN)
def test_what_does_not_fit_is_refused_and_nothing_changes(store: Store, what: str, change: Change) -> None:
    key = store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    before = store.read(lambda view: (view.graph.relations(ALL), view.graph.nodes(), view.state(None)))

    with pytest.raises(ValidationError, match=what):
        store.write(lambda tx: change(tx, key))

    assert store.read(lambda view: (view.graph.relations(ALL), view.graph.nodes(), view.state(None))) == before


def test_nothing_is_found_where_nothing_is(store: Store) -> None:
    def job(view: Snapshot) -> list[object]:
        graph = view.graph
        return [graph.nodes(), graph.relations(ALL), graph.node("x"), graph.relation("x"), graph.bases_of("x")]

    assert store.read(job) == [[], [], None, None, []]


def test_a_reset_takes_the_graph_along(store: Store) -> None:
    store.write(lambda tx: learn(tx, "one", *CHAIN))

    store.reset()

    nothing: list[Node] = []
    assert store.read(lambda view: (view.graph.nodes(), view.graph.relations(ALL))) == (nothing, [])
