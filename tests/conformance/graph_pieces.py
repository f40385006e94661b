"""Small nodes and relations for the tests of stores."""

from __future__ import annotations

from typing import Any

from mem0.ports import Basis, GraphSelection, Naming, Snapshot, Store, Transaction
from mem0.records import Scope
from mem0.relations import Node, Relation

from .pieces import ANA, NOW, message, new_id

ALL = GraphSelection(ever=True)


def node(number: int, *, scope: Scope = ANA, **more: Any) -> Node:
    return Node(new_id(number), "", more.pop("type", "person"), scope, NOW + number, NOW + number, **more)


def relation(number: int, source: int, label: str, target: int) -> Relation:
    return Relation(new_id(number), node(source), label, node(target), ANA, NOW + number, NOW)


def learn(tx: Transaction, words: str, *triplets: tuple[str, str, str], scope: Scope = ANA) -> int:
    """Keep a message that says these triplets; nodes are numbered from 100 on by their names. Returns the message's key."""
    (key,) = tx.add_messages([message(len(tx.all_messages()) + 1, words, scope=scope)])
    for source, label, target in triplets:
        ends = [named(tx, name, key, scope) for name in (source, target)]
        number = 1000 + len(tx.graph.relations(ALL))
        new = Relation(new_id(number), ends[0], label, ends[1], scope, NOW + number, NOW)
        tx.graph.add_relations([new], bases=[[Basis(key, words)]])
    return key


def named(tx: Transaction, name: str, message_key: int, scope: Scope) -> Node:
    owner = Scope(scope.user_id)
    known = {one.name: one for one in tx.graph.nodes(owner.entities())}
    one = known.get(name)
    if one is None:
        one = node(100 + len(tx.graph.nodes()), scope=owner, owner=name == owner.user_id)
        tx.graph.add_nodes([one])
    if not one.owner:
        tx.graph.name_nodes([Naming(one.id, message_key, name)])
    return one


def told(view: Snapshot, chosen: GraphSelection = ALL) -> list[str]:
    """The relations in words, for comparing."""
    return [in_words(one) for one in view.graph.relations(chosen)]


def in_words(one: Relation) -> str:
    return f"{one.source.name} {one.label} {one.target.name}"


def names(store: Store) -> list[str]:
    return store.read(lambda view: [one.name for one in view.graph.nodes()])
