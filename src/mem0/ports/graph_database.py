"""The port of external graph databases: what other programs see of the graph, fed from the store.

A database is never the truth. It may lag, hold too much, or be lost; nothing of this library reads relations there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..relations import Node, Relation
from .models import Floats


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A node as a database shows it. `mentions`: how many messages speak of it. `embedding`: of its name, (dims,) unit
    length; None keeps the one that is there."""

    node: Node
    mentions: int
    embedding: Floats | None = None


@dataclass(frozen=True, slots=True)
class GraphNews:
    """What a database is told at once. The ends of every relation stand in `nodes`."""

    nodes: Sequence[ShownNode] = ()
    relations: Sequence[Relation] = ()
    gone_nodes: Sequence[str] = ()
    gone_relations: Sequence[str] = ()


class GraphDatabase(Protocol):
    """One database that may be shared: `store` names whose nodes are meant, and no others are touched.

    Safe to use from several threads. Making one opens nothing and touches no network. Every method raises
    GraphStoreError, AuthenticationError or NetworkError.
    """

    name: str  # the provider's, for messages

    def tell(self, store: str, news: GraphNews) -> None:
        """Take all of this over, or nothing of it. Doing it twice is doing it once."""

    def embedded(self, store: str, ids: Sequence[str]) -> Mapping[str, str]:
        """The names of those of these nodes that are there with an embedding, by their ids."""

    def count(self, store: str) -> int:
        """How many nodes and relations it holds."""

    def ids(self, store: str) -> tuple[set[str], set[str]]:
        """The ids of the nodes and of the relations that it holds."""

    def clear(self, store: str) -> None:
        """Remove everything."""

    def close(self) -> None:
        """Give back connections. Closing twice is fine."""
