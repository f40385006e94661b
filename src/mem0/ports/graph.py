"""The port of the graph inside a store: which entities and relations one view shows, and how a transaction changes them.

`Snapshot.graph` and `Transaction.graph` give it. It lives in the same tables and the same transaction as the memories,
so a relation is there exactly when the messages are that say it. Every store passes tests/conformance/test_graph*.py.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..records import Entity, Micros
from ..relations import Node, NodeType, Relation


@dataclass(frozen=True, slots=True)
class GraphSelection:
    """Which relations are meant: those that belong to all of `owners` and hold at `at` (None: now; `ever`: all versions)."""

    owners: tuple[Entity, ...] = ()
    at: Micros | None = None
    ever: bool = False


@dataclass(frozen=True, slots=True)
class Naming:
    """A message (by its key) calls a node so. `alias`: another name beside its own."""

    node_id: str
    message: int
    name: str
    alias: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """A message (by its key) that a relation rests on, and the words of it; None: all of it."""

    message: int
    quote: str | None = None


class GraphSnapshot(Protocol):
    """The entities and relations of one consistent view."""

    def nodes(self, owners: Sequence[Entity] = ()) -> list[Node]:
        """The nodes that belong to all of these entities, in the order in which they came."""

    def node(self, node_id: str) -> Node | None:
        """The node of that id."""

    def relations(self, chosen: GraphSelection) -> list[Relation]:
        """The relations that are meant, in the order in which they were learned."""

    def relation(self, relation_id: str) -> Relation | None:
        """The relation of that id, whether it holds or not."""

    def around(self, node_ids: Collection[str], chosen: GraphSelection, *, hops: int) -> list[tuple[int, Relation]]:
        """The relations of `chosen` within so many steps of any of these nodes, along and against their direction.

        Each comes once with the number of the step in which it is met (1: a relation of one of the nodes), nearest first.
        """

    def resting_on(self, messages: Collection[int]) -> list[Relation]:
        """The relations of every validity that rest on any of these messages, in the order in which they were learned."""

    def bases_of(self, relation_id: str) -> list[Basis]:
        """What a relation rests on; empty for an unknown id."""

    def namings_of(self, node_id: str) -> list[Naming]:
        """Which messages call a node what, in the order in which they were added; empty for an unknown id."""

    def memories_on(self, messages: Collection[int]) -> dict[int, list[int]]:
        """The keys of the memories of every validity that rest on each of these messages (by its key)."""


class GraphTransaction(GraphSnapshot, Protocol):
    """The graph of a transaction: changes take effect together with all others of it."""

    def add_nodes(self, nodes: Sequence[Node]) -> None:
        """Insert nodes; their names are what `name_nodes` says. Raises ValidationError on an id that exists."""

    def name_nodes(self, namings: Sequence[Naming]) -> None:
        """Keep what messages call nodes; what is kept already is passed over. A node without any name goes with the next
        erasure, unless it is an owner's."""

    def retype(self, node_id: str, type_: NodeType, *, at: Micros) -> None:
        """Give a node another type and mark it as changed at that time."""

    def add_relations(self, relations: Sequence[Relation], *, bases: Sequence[Sequence[Basis]]) -> None:
        """Insert relations between known nodes, each resting on messages (at least one). `Relation.sources` is not read.

        Raises ValidationError on an id that exists, a node or message that does not, or a relation that rests on nothing.
        """

    def add_bases(self, relation_id: str, bases: Sequence[Basis]) -> None:
        """Let a relation rest on these too (it was said again)."""

    def close_relation(self, relation_id: str, *, at: Micros, superseded_by: str | None = None) -> None:
        """End a relation's validity; it stays readable by `GraphSelection.at` and `GraphSelection.ever`."""
