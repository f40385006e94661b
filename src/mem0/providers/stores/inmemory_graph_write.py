"""Change the graph in a copy of the in-memory store's state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mem0.ports import ENTITY, RELATION, Basis, Naming
from mem0.records import Micros
from mem0.relations import Node, NodeType, Relation

from .graph_values import baseless, taken, unknown_node, unknown_relation
from .inmemory_graph import InMemoryGraphSnapshot
from .inmemory_graph_state import BasisRow, NamingRow, NodeRow, RelationRow
from .inmemory_outbox import InMemoryOutbox
from .values import unknown_message


class InMemoryGraphTransaction(InMemoryGraphSnapshot):
    """ports.GraphTransaction on a state of its own."""

    def add_nodes(self, nodes: Sequence[Node]) -> None:
        _refuse_existing([node.id for node in nodes], self._graph.node_keys)
        for node in nodes:
            key = self._state.next()
            self._graph.nodes[key] = NodeRow(key, replace(node, name="", aliases=()))
            self._graph.node_keys[node.id] = key
            self._state.touch(node.scope.entities(), at=node.updated_at)
        self._announce(ENTITY, *(node.id for node in nodes))

    def name_nodes(self, namings: Sequence[Naming]) -> None:
        for message in {naming.message for naming in namings}:
            self._refuse_unknown(message)
        keys = [self._known_node(naming.node_id) for naming in namings]
        for naming, key in zip(namings, keys, strict=True):
            row, name = self._graph.nodes[key], NamingRow(naming.message, naming.name, naming.alias)
            if name not in row.namings:
                self._put_node(replace(row, namings=(*row.namings, name)))

    def retype(self, node_id: str, type_: NodeType, *, at: Micros) -> None:
        row = self._graph.nodes[self._known_node(node_id)]
        changed = replace(row.node, type=type_, updated_at=max(row.node.updated_at, at))
        self._put_node(replace(row, node=changed))

    def add_relations(self, relations: Sequence[Relation], *, bases: Sequence[Sequence[Basis]]) -> None:
        _refuse_existing([relation.id for relation in relations], self._graph.relation_keys)
        for message in {basis.message for some in bases for basis in some}:
            self._refuse_unknown(message)
        ends = [(self._known_node(one.source.id), self._known_node(one.target.id)) for one in relations]
        for relation, some in zip(relations, bases, strict=True):
            if not some:
                raise baseless(relation.id)
        for relation, some, (source, target) in zip(relations, bases, ends, strict=True):
            self._insert(relation, some, source, target)
        self._announce(RELATION, *(relation.id for relation in relations))

    def _insert(self, one: Relation, bases: Sequence[Basis], source: int, target: int) -> None:
        key = self._state.next()
        times = (one.valid_from, one.recorded_at, one.valid_to)
        rests_on = tuple(BasisRow(basis.message, basis.quote) for basis in dict.fromkeys(bases))
        row = RelationRow(key, one.id, source, target, one.label, one.scope, *times, one.superseded_by, rests_on)
        self._graph.relations[key] = row
        self._graph.relation_keys[one.id] = key
        self._state.touch(one.scope.entities(), at=one.recorded_at)

    def add_bases(self, relation_id: str, bases: Sequence[Basis]) -> None:
        row = self._graph.relations[self._known_relation(relation_id)]
        for message in {basis.message for basis in bases}:
            self._refuse_unknown(message)
        new = (BasisRow(basis.message, basis.quote) for basis in dict.fromkeys(bases))
        self._put_relation(replace(row, bases=(*row.bases, *(basis for basis in new if basis not in row.bases))))

    def close_relation(self, relation_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        row = self._graph.relations[self._known_relation(relation_id)]
        self._put_relation(replace(row, valid_to=at, superseded_by=superseded_by))

    def _put_node(self, row: NodeRow) -> None:
        self._graph.nodes[row.key] = row
        self._state.next()
        self._state.touch(row.node.scope.entities())
        self._announce(ENTITY, row.node.id)

    def _put_relation(self, row: RelationRow) -> None:
        self._graph.relations[row.key] = row
        self._state.next()
        self._state.touch(row.scope.entities())
        self._announce(RELATION, row.id)

    def _announce(self, kind: str, *ids: str) -> None:
        InMemoryOutbox(self._state.outbox).announce(kind, "upsert", ids)

    def _known_node(self, node_id: str) -> int:
        if node_id not in self._graph.node_keys:
            raise unknown_node(node_id)
        return self._graph.node_keys[node_id]

    def _known_relation(self, relation_id: str) -> int:
        if relation_id not in self._graph.relation_keys:
            raise unknown_relation(relation_id)
        return self._graph.relation_keys[relation_id]

    def _refuse_unknown(self, message: int) -> None:
        row = self._state.messages.get(message)
        if row is None or row.erased:
            raise unknown_message(message)


def _refuse_existing(ids: Sequence[str], known: Mapping[str, int]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in known or one in seen:
            raise taken(one)
        seen.add(one)
