"""What was erased is gone from the graph too: relations, names and nodes that nothing else says."""

from __future__ import annotations

from pathlib import Path

from mem0.ports import Basis, Naming, Store, Transaction
from mem0.providers.stores.sqlite import SQLiteStore
from mem0.records import Entity, Scope
from mem0.relations import Relation

from .graph_pieces import ALL, learn, named, names, told
from .pieces import ANA, NOW, memory, new_id, resting_on, select

LATER = NOW + 10**9
BOTH = "I like tea and I work at Acme"


def test_a_relation_goes_with_the_only_message_that_says_it(store: Store) -> None:
    key = store.write(lambda tx: learn(tx, "Dilys works at Acme", ("Dilys", "works_at", "Acme")))
    store.write(lambda tx: learn(tx, "I like tea", ("ana", "likes", "tea")))

    store.write(lambda tx: tx.erase_messages([key]))

    assert store.read(told) == ["ana likes tea"]
    assert names(store) == ["ana", "tea"]


def test_a_relation_goes_with_the_memory_whose_message_says_it(store: Store) -> None:
    key = store.write(lambda tx: learn(tx, "I like tea", ("ana", "likes", "tea")))
    store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))], parents=[[key]]))

    store.write(lambda tx: tx.erase([new_id(1)], at=LATER))

    assert store.read(told) == []
    assert names(store) == []


def test_a_relation_that_another_message_says_too_stays(store: Store) -> None:
    first = store.write(lambda tx: learn(tx, "I like tea", ("ana", "likes", "tea")))
    second = store.write(lambda tx: learn(tx, "tea again"))
    one = store.read(lambda view: view.graph.relations(ALL))[0]
    store.write(lambda tx: tx.graph.add_bases(one.id, [Basis(second)]))
    store.write(lambda tx: tx.graph.name_nodes([Naming(one.target.id, second, "tea")]))

    store.write(lambda tx: tx.erase_messages([first]))

    assert store.read(told) == ["ana likes tea"]
    assert store.read(lambda view: view.graph.bases_of(one.id)) == [Basis(second)]


def test_the_graph_of_an_entity_goes_by_itself(store: Store) -> None:
    key = store.write(lambda tx: learn(tx, "I like tea", ("ana", "likes", "tea")))
    store.write(lambda tx: tx.add_memories([memory(1, sources=resting_on(1))], parents=[[key]]))
    other = Scope(user_id="ben")
    store.write(lambda tx: learn(tx, "I like tea", ("ben", "likes", "tea"), scope=other))

    assert store.write(lambda tx: tx.erase_graph([Entity("user", "ana")])) == 1

    assert (store.read(told), names(store)) == (["ben likes tea"], ["ben", "tea"])
    assert store.read(lambda view: [message.content for _, message, _ in view.all_messages()]) == ["I like tea"] * 2
    assert store.read(lambda view: view.get(new_id(1))) is not None
    assert store.write(lambda tx: tx.erase_graph([Entity("user", "ana")])) == 0


def test_a_name_goes_with_the_only_message_that_uses_it(store: Store) -> None:
    store.write(lambda tx: learn(tx, "I know Bob", ("ana", "knows", "Bob")))
    key = store.write(lambda tx: learn(tx, "Bob is Robert Ames"))
    bob = store.read(lambda view: view.graph.nodes()[1])
    store.write(lambda tx: tx.graph.name_nodes([Naming(bob.id, key, "Robert Ames")]))
    assert names(store) == ["ana", "Robert Ames"]

    store.write(lambda tx: tx.erase_messages([key]))

    assert names(store) == ["ana", "Bob"]


def test_a_node_that_nobody_names_any_more_goes_with_its_relations(store: Store) -> None:
    first = store.write(lambda tx: learn(tx, "I know Bob", ("ana", "knows", "Bob")))
    second = store.write(lambda tx: learn(tx, "he likes tea", ("ana", "likes", "tea")))
    bob, tea = store.read(lambda view: [view.graph.nodes()[1], view.graph.nodes()[2]])
    new = Relation(new_id(7), bob, "likes", tea, ANA, NOW, NOW)
    store.write(lambda tx: tx.graph.add_relations([new], bases=[[Basis(second)]]))

    store.write(lambda tx: tx.erase_messages([first]))

    assert store.read(told) == ["ana likes tea"]


def test_what_the_rest_of_a_message_says_stays(store: Store) -> None:
    """One of two memories of a message is forgotten: the relation of the other stays, resting on its own words."""
    key = store.write(lambda tx: learn(tx, BOTH))

    def both(tx: Transaction) -> None:
        ends = [named(tx, name, key, ANA) for name in ("ana", "tea", "Acme")]
        made = [Relation(new_id(n), ends[0], label, ends[n], ANA, NOW, NOW) for n, label in ((1, "likes"), (2, "at"))]
        quotes = [[Basis(key, "I like tea")], [Basis(key, "I work at Acme")]]
        tx.graph.add_relations(made, bases=quotes)
        kept = [
            memory(1, sources=resting_on(1, "I like tea")),
            memory(2, sources=resting_on(1, "I work at Acme")),
        ]
        tx.add_memories(kept, parents=[[key], [key]])

    store.write(both)

    store.write(lambda tx: tx.erase([new_id(1)], at=LATER))

    assert store.read(told) == ["ana at Acme"]
    assert names(store) == ["ana", "Acme"]


def test_a_successor_that_is_erased_is_no_longer_named(store: Store) -> None:
    store.write(lambda tx: learn(tx, "I live in Busan", ("ana", "lives_in", "Busan")))
    key = store.write(lambda tx: learn(tx, "I live in Seoul", ("ana", "lives_in", "Seoul")))
    old, new = store.read(lambda view: view.graph.relations(ALL))
    store.write(lambda tx: tx.graph.close_relation(old.id, at=NOW + 5, superseded_by=new.id))

    store.write(lambda tx: tx.erase_messages([key]))

    left = store.read(lambda view: view.graph.relation(old.id))
    assert left is not None
    assert (left.valid_to, left.superseded_by) == (NOW + 5, None)


def test_a_whole_user_goes_and_nobody_else(store: Store) -> None:
    store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    store.write(lambda tx: learn(tx, "two", ("ana", "likes", "jazz"), scope=Scope("ana", run_id="r")))
    store.write(lambda tx: learn(tx, "three", ("bo", "likes", "tea"), scope=Scope("bo")))

    store.write(lambda tx: tx.erase_scope(select({"user_id": "ana"}), at=LATER))

    assert store.read(told) == ["bo likes tea"]
    assert names(store) == ["bo", "tea"]
    assert [one.entity for one in store.read(lambda view: view.entities())] == [Entity("user", "bo")]


def test_a_run_takes_its_relations_and_leaves_what_others_say(store: Store) -> None:
    store.write(lambda tx: learn(tx, "one", ("ana", "likes", "tea")))
    store.write(lambda tx: learn(tx, "two", ("ana", "likes", "jazz"), scope=Scope("ana", run_id="r")))

    store.write(lambda tx: tx.erase_scope(select({"run_id": "r"}), at=LATER))

    assert store.read(told) == ["ana likes tea"]
    assert names(store) == ["ana", "tea"]


SECRET = "zanzibar-{}-wombat"


def test_no_byte_of_it_stays_in_any_file(sqlite: SQLiteStore, file: Path) -> None:
    """Names, labels and quotes of erased messages stand nowhere in the file or its log."""
    keys = []
    for n in range(100):
        words = SECRET.format(n)
        triplet = ("ana", f"label {words}", f"name {words}")
        keys.append(sqlite.write(lambda tx, w=words, t=triplet: learn(tx, w, t)))  # type: ignore[misc]

    sqlite.write(lambda tx: tx.erase_messages(keys[::2]))
    sqlite.scrub()

    raw = b"".join(path.read_bytes() for path in file.parent.iterdir() if path.name.startswith(file.name))
    assert {n for n in range(100) if SECRET.format(n).encode() in raw} == set(range(1, 100, 2))
