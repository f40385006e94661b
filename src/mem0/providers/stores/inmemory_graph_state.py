"""What the in-memory store holds of the graph: immutable rows in dicts, and which of them an erasure takes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from mem0.ports import ENTITY, RELATION, Op
from mem0.records import Entity, Micros, Scope
from mem0.relations import Node

from .graph_values import Remains, is_called


@dataclass(frozen=True, slots=True)
class NamingRow:
    message: int
    name: str
    alias: bool


@dataclass(frozen=True, slots=True)
class NodeRow:
    key: int
    node: Node  # without its names
    namings: tuple[NamingRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BasisRow:
    message: int
    quote: str | None


@dataclass(frozen=True, slots=True)
class RelationRow:
    key: int
    id: str
    source: int
    target: int
    label: str
    scope: Scope
    valid_from: Micros
    recorded_at: Micros
    valid_to: Micros | None
    superseded_by: str | None
    bases: tuple[BasisRow, ...]


@dataclass(slots=True)
class GraphState:
    """Nodes and relations by key. Rows are replaced, never changed, so a shallow copy is a snapshot."""

    nodes: dict[int, NodeRow] = field(default_factory=dict)
    relations: dict[int, RelationRow] = field(default_factory=dict)
    node_keys: dict[str, int] = field(default_factory=dict)
    relation_keys: dict[str, int] = field(default_factory=dict)

    def copy(self) -> GraphState:
        return GraphState(dict(self.nodes), dict(self.relations), dict(self.node_keys), dict(self.relation_keys))

    def ids_since(self, before: GraphState) -> dict[tuple[str, Op], list[str]]:
        """What became of the nodes and relations of `before`: the ids that went, and those whose rows changed."""
        nodes = {key: row.node.id for key, row in before.nodes.items() if self.nodes.get(key) is not row}
        relations = {key: row.id for key, row in before.relations.items() if self.relations.get(key) is not row}
        return {
            (RELATION, "delete"): [one for key, one in relations.items() if key not in self.relations],
            (ENTITY, "delete"): [one for key, one in nodes.items() if key not in self.nodes],
            (RELATION, "upsert"): [one for key, one in relations.items() if key in self.relations],
            (ENTITY, "upsert"): [one for key, one in nodes.items() if key in self.nodes],
        }

    def scopes(self) -> list[Scope]:
        return [row.node.scope for row in self.nodes.values()] + [row.scope for row in self.relations.values()]

    def message_goes(self, key: int) -> set[Entity]:
        """Nothing rests on a message any more. Returns whose rows changed."""
        return self._thin(lambda _, basis: basis.message != key, lambda _, naming: naming.message != key)

    def message_is_emptied(self, key: int, remains: Remains) -> set[Entity]:
        """Only what the words that stay say may rest on a message further. Returns whose rows changed."""
        changed = self._thin(lambda _, basis: basis.message != key or remains.says(basis.quote), lambda *_: True)
        resting = [(row, basis) for row in self.relations.values() for basis in row.bases if basis.message == key]
        kept = [basis.quote for _, basis in resting]
        ends = {end for row, _ in resting for end in (row.source, row.target)}

        def stays(row: NodeRow, naming: NamingRow) -> bool:
            return naming.message != key or (row.key in ends and is_called(naming.name, kept))

        return changed | self._thin(lambda *_: True, stays)

    def is_untold(self, owners: Collection[Entity], messages: Collection[int], emptied: Collection[int]) -> set[Entity]:
        """Relations and nodes that belong to all of these entities go (none: every one), and nothing rests on these messages
        any more. `emptied`: messages that lost their words and owner; those of relations that go are meant too. Returns
        whose rows changed."""
        ours = set(owners)
        gone = {key for key, row in self.relations.items() if ours <= set(row.scope.entities())}
        told = set(messages) | {basis.message for key in gone for basis in self.relations[key].bases} & set(emptied)
        return self._thin(
            lambda row, basis: row.key not in gone and basis.message not in told,
            lambda row, naming: not ours <= set(row.node.scope.entities()) and naming.message not in told,
        )

    def sweep(self) -> set[Entity]:
        """Remove what rests on nothing any more. Returns whose rows were removed."""
        changed: set[Entity] = set()
        while True:
            relations = [r for r in self.relations.values() if not r.bases or self._lacks_an_end(r)]
            for relation in relations:
                changed |= self._remove_relation(relation)
            nodes = [node for node in self.nodes.values() if self._is_forgotten(node)]
            for node in nodes:
                del self.nodes[node.key], self.node_keys[node.node.id]
                changed |= set(node.node.scope.entities())
            if not nodes and not relations:
                return changed

    def _lacks_an_end(self, relation: RelationRow) -> bool:
        return relation.source not in self.nodes or relation.target not in self.nodes

    def _is_forgotten(self, row: NodeRow) -> bool:
        related = any(row.key in (r.source, r.target) for r in self.relations.values())
        return not row.namings and not (row.node.owner and related)

    def _remove_relation(self, row: RelationRow) -> set[Entity]:
        del self.relations[row.key], self.relation_keys[row.id]
        changed = set(row.scope.entities())
        for heir in list(self.relations.values()):
            if heir.superseded_by == row.id:
                self.relations[heir.key] = replace(heir, superseded_by=None)
                changed |= set(heir.scope.entities())
        return changed

    def _thin(
        self, basis_stays: Callable[[RelationRow, BasisRow], bool], naming_stays: Callable[[NodeRow, NamingRow], bool]
    ) -> set[Entity]:
        """Keep the bases and namings that stay. Returns whose rows changed."""
        changed: set[Entity] = set()
        for relation in list(self.relations.values()):
            bases = tuple(basis for basis in relation.bases if basis_stays(relation, basis))
            if bases != relation.bases:
                self.relations[relation.key] = replace(relation, bases=bases)
                changed |= set(relation.scope.entities())
        for node in list(self.nodes.values()):
            namings = tuple(naming for naming in node.namings if naming_stays(node, naming))
            if namings != node.namings:
                self.nodes[node.key] = replace(node, namings=namings)
                changed |= set(node.node.scope.entities())
        return changed
