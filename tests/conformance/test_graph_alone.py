"""What goes when the graph of a scope is erased by itself: what it alone was told, names that a run gave, the whole of it."""

from __future__ import annotations

from mem0.ports import ENTITY, MEMORY, RELATION, Basis, Naming, NewMessage, Store, Transaction
from mem0.records import TOLD_ALONE, Entity, Message, Scope
from mem0.relations import Relation

from .graph_pieces import ALL, learn, named, names, told
from .pieces import ANA, NOW, memory, new_id

BO = Scope("bo")
IN_RUN = Scope("ana", run_id="trip")
NOBODY = (Entity("user", "nobody"),)


def tell(tx: Transaction, words: str, *triplet: str, scope: Scope = ANA) -> int:
    """A message that only the graph was told; without a triplet nothing rests on it."""
    number = len(tx.all_messages())
    (key,) = tx.add_messages([NewMessage(Message(TOLD_ALONE + new_id(number), "user", words, scope, NOW))])
    if triplet:
        source, target = (named(tx, one, key, scope) for one in (triplet[0], triplet[2]))
        new = Relation(new_id(2000 + key), source, triplet[1], target, scope, NOW, NOW)
        tx.graph.add_relations([new], bases=[[Basis(key, words)]])
    return key


def contents(store: Store) -> list[str]:
    return store.read(lambda view: [one.content for _, one, _ in view.all_messages()])


def test_what_only_the_graph_was_told_goes_with_it_and_other_messages_stay(store: Store) -> None:
    store.write(lambda tx: learn(tx, "I like tea", ("ana", "likes", "tea")))
    store.write(lambda tx: tell(tx, "Dilys works at Acme", "Dilys", "works_at", "Acme"))
    store.write(lambda tx: tell(tx, "Dilys left Acme"))

    assert store.write(lambda tx: tx.erase_graph(ANA.entities())) == 2

    assert (store.read(told), names(store), contents(store)) == ([], [], ["I like tea"])


def test_a_message_that_a_memory_rests_on_stays_whatever_its_id(store: Store) -> None:
    key = store.write(lambda tx: tell(tx, "I like tea", "ana", "likes", "tea"))
    store.write(lambda tx: tx.add_memories([memory(1)], parents=[[key]]))

    store.write(lambda tx: tx.erase_graph(ANA.entities()))

    assert (store.read(told), contents(store)) == ([], ["I like tea"])


def test_another_scope_keeps_its_graph_and_its_messages(store: Store) -> None:
    store.write(lambda tx: tell(tx, "I like tea", "ana", "likes", "tea"))
    store.write(lambda tx: tell(tx, "I like rye", "bo", "likes", "rye", scope=BO))

    store.write(lambda tx: tx.erase_graph(ANA.entities()))
    store.write(lambda tx: tx.erase_graph(NOBODY))

    assert (store.read(told), contents(store)) == (["bo likes rye"], ["I like rye"])


def test_names_that_a_run_gave_go_with_the_graph_of_the_run(store: Store) -> None:
    """Nodes belong to the user, names to the messages that use them."""
    store.write(lambda tx: tell(tx, "Dilys works at Acme", "Dilys", "works_at", "Acme"))
    key = store.write(lambda tx: learn(tx, "Dilys Gwyther likes tea", ("Dilys", "likes", "tea"), scope=IN_RUN))
    dilys = store.read(lambda view: next(one for one in view.graph.nodes() if one.name == "Dilys"))
    store.write(lambda tx: tx.graph.name_nodes([Naming(dilys.id, key, "Dilys Gwyther")]))
    assert names(store) == ["Dilys Gwyther", "Acme", "tea"]

    store.write(lambda tx: tx.erase_graph(IN_RUN.entities()))

    assert (store.read(told), names(store)) == (["Dilys works_at Acme"], ["Dilys", "Acme"])
    assert contents(store) == ["Dilys works at Acme", "Dilys Gwyther likes tea"]


def test_of_nobody_in_particular_means_of_everybody(store: Store) -> None:
    store.write(lambda tx: tell(tx, "I like tea", "ana", "likes", "tea"))
    store.write(lambda tx: tell(tx, "nothing that is left"))
    store.write(lambda tx: learn(tx, "I like rye", ("bo", "likes", "rye"), scope=BO))

    assert store.write(lambda tx: tx.erase_graph(())) == 2

    assert (store.read(told), names(store), contents(store)) == ([], [], ["I like rye"])


def test_mirrors_of_the_graph_are_told_and_those_of_memories_are_not(store: Store) -> None:
    store.write(lambda tx: tell(tx, "I like tea", "ana", "likes", "tea"))
    store.write(lambda tx: tx.outbox.register("all", kinds=(MEMORY, ENTITY, RELATION)))
    nodes, relations = store.read(lambda view: (view.graph.nodes(), view.graph.relations(ALL)))
    gone = {node.id for node in nodes} | {one.id for one in relations}

    store.write(lambda tx: tx.erase_graph(ANA.entities()))

    rows = store.read(lambda view: view.outbox.pending("all", limit=100))
    assert {(row.id, row.op) for row in rows} == {(one, "delete") for one in gone}
