"""Read the graph of the in-memory store: plain loops and a breadth-first walk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from mem0.ports import Basis, GraphSelection, Naming
from mem0.records import Entity, Source
from mem0.relations import Name, Node, Relation, called

from .inmemory_graph_state import NodeRow, RelationRow
from .inmemory_state import State


class InMemoryGraphSnapshot:
    """ports.GraphSnapshot of a state that nobody changes any more."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._graph = state.graph

    def nodes(self, owners: Sequence[Entity] = ()) -> list[Node]:
        rows = sorted(self._graph.nodes.values(), key=lambda row: row.key)
        return [_node(row) for row in rows if set(owners) <= set(row.node.scope.entities())]

    def node(self, node_id: str) -> Node | None:
        key = self._graph.node_keys.get(node_id)
        return None if key is None else _node(self._graph.nodes[key])

    def relations(self, chosen: GraphSelection) -> list[Relation]:
        return self._relations(lambda row: _is_chosen(chosen, row))

    def relation(self, relation_id: str) -> Relation | None:
        return next(iter(self._relations(lambda row: row.id == relation_id)), None)

    def around(self, node_ids: Collection[str], chosen: GraphSelection, *, hops: int) -> list[tuple[int, Relation]]:
        rows = sorted((r for r in self._graph.relations.values() if _is_chosen(chosen, r)), key=lambda row: row.key)
        reached = {self._graph.node_keys[one] for one in node_ids if one in self._graph.node_keys}
        found: dict[int, int] = {}
        for step in range(1, hops + 1):
            met = [row for row in rows if row.key not in found and not reached.isdisjoint((row.source, row.target))]
            found.update((row.key, step) for row in met)
            reached |= {end for row in met for end in (row.source, row.target)}
        return [(step, self._relation(self._graph.relations[key])) for key, step in found.items()]

    def resting_on(self, messages: Collection[int]) -> list[Relation]:
        return self._relations(lambda row: any(basis.message in messages for basis in row.bases))

    def bases_of(self, relation_id: str) -> list[Basis]:
        key = self._graph.relation_keys.get(relation_id)
        return [] if key is None else [Basis(b.message, b.quote) for b in self._graph.relations[key].bases]

    def namings_of(self, node_id: str) -> list[Naming]:
        key = self._graph.node_keys.get(node_id)
        rows = () if key is None else self._graph.nodes[key].namings
        return [Naming(node_id, row.message, row.name, row.alias) for row in rows]

    def memories_on(self, messages: Collection[int]) -> dict[int, list[int]]:
        found: dict[int, set[int]] = defaultdict(set)
        for row in self._state.memories.values():
            for kept in row.sources:
                if kept.message in messages:
                    found[kept.message].add(row.key)
        return {message: sorted(keys) for message, keys in sorted(found.items())}

    def _relations(self, wanted: Callable[[RelationRow], bool]) -> list[Relation]:
        rows = sorted(filter(wanted, self._graph.relations.values()), key=lambda row: row.key)
        return [self._relation(row) for row in rows]

    def _relation(self, row: RelationRow) -> Relation:
        return Relation(
            row.id,
            _node(self._graph.nodes[row.source]),
            row.label,
            _node(self._graph.nodes[row.target]),
            row.scope,
            row.valid_from,
            row.recorded_at,
            row.valid_to,
            row.superseded_by,
            tuple(self._source(basis.message, basis.quote) for basis in row.bases),
        )

    def _source(self, message: int, quote: str | None) -> Source:
        row = self._state.messages[message]
        whole = None if row.erased else row.message.content
        return Source(row.message.id, whole if quote is None else quote)


def _node(row: NodeRow) -> Node:
    one = row.node
    names = [Name(naming.name, naming.alias) for naming in row.namings]
    name, aliases = called(one.scope, owner=one.owner, names=names)
    return Node(one.id, name, one.type, one.scope, one.created_at, one.updated_at, aliases, one.owner)


def _is_chosen(chosen: GraphSelection, row: RelationRow) -> bool:
    if not set(chosen.owners) <= set(row.scope.entities()):
        return False
    if chosen.ever:
        return True
    if chosen.at is None:
        return row.valid_to is None
    return row.valid_from <= chosen.at and (row.valid_to is None or row.valid_to > chosen.at)
