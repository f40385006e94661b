"""Keep an external graph database as the graph of the store is: other programs read it there, this one never does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import (
    AuthenticationError,
    EmbeddingError,
    GraphStoreError,
    MemoryQuotaExceededError,
    NetworkError,
    RateLimitError,
)
from ..ports import (
    ENTITY,
    RELATION,
    Encoder,
    Floats,
    GraphDatabase,
    GraphNews,
    GraphSelection,
    Pending,
    ShownNode,
    Snapshot,
    Store,
    Transaction,
)
from ..relations import Node
from .feeding import Difference, Feeder

EVERY = GraphSelection(ever=True)


class GraphMirror(Feeder):
    """One graph database that shows the graph of a store. `place` names the database in the outbox.

    The target's last word is the name of this store in the database, which other stores may share: it must outlive a
    reset, which removes everything else that the store could remember it by.
    """

    what = "graph database"
    faults = (
        GraphStoreError, AuthenticationError, NetworkError, RateLimitError, MemoryQuotaExceededError, EmbeddingError,
    )  # fmt: skip
    kinds = (ENTITY, RELATION)

    def __init__(self, store: Store, database: GraphDatabase, encoder: Encoder, place: str) -> None:
        known = store.read(partial(_known_target, place=place))
        super().__init__(store, encoder, known or f"{place} {uuid.uuid4().hex}", database.name)
        self.database, self.place = database, place

    def renewed(self, store: Store, encoder: Encoder) -> GraphMirror:
        """The same database for another encoder: names are embedded anew."""
        return GraphMirror(store, self.database, encoder, self.place)

    def reconcile(self) -> Difference:
        return self.store.write(partial(self._queue_difference, held=self.database.ids(self._mark)))

    def close(self) -> None:
        self.database.close()

    @property
    def _mark(self) -> str:
        return self.target.rpartition(" ")[2]

    def _fill(self, tx: Transaction) -> None:
        self.target = _known_target(tx, self.place) or self.target  # another process may have been first
        super()._fill(tx)

    def _shown(self, view: Snapshot) -> int:
        nodes, relations = _everything(view)
        return len(nodes) + len(relations)

    def _differs(self) -> bool:
        return self.database.count(self._mark) != self.store.read(self._shown)

    def _announce(self, tx: Transaction) -> None:
        nodes, relations = _everything(tx)
        tx.outbox.announce(ENTITY, "upsert", nodes, only=self.target)
        tx.outbox.announce(RELATION, "upsert", relations, only=self.target)

    def _queue_difference(self, tx: Transaction, held: tuple[set[str], set[str]]) -> Difference:
        missing = surplus = 0
        for kind, there, wanted in zip(self.kinds, held, _everything(tx), strict=True):
            lacking, strange = [one for one in wanted if one not in there], sorted(there - set(wanted))
            tx.outbox.announce(kind, "upsert", lacking, only=self.target)
            tx.outbox.announce(kind, "delete", strange, only=self.target)
            missing, surplus = missing + len(lacking), surplus + len(strange)
        return Difference(missing, surplus)

    def _tell(self, rows: Sequence[Pending]) -> None:
        if any(row.op == "clear" for row in rows):
            self.database.clear(self._mark)
        news = self.store.read(partial(_news, rows=rows))
        self.database.tell(self._mark, replace(news, nodes=self._embedded(news.nodes)))

    def _embedded(self, shown: Sequence[ShownNode]) -> list[ShownNode]:
        """With embeddings of the names that the database has none of: an embedder that costs money is not asked twice."""
        known = self.database.embedded(self._mark, [one.node.id for one in shown]) if shown else {}
        new = [one for one in shown if known.get(one.node.id) != one.node.name]
        vectors = self.encoder.sentence([one.node.name for one in new]) if new else ()
        made = {one.node.id: _unit(vector) for one, vector in zip(new, vectors, strict=True)}
        return [ShownNode(one.node, one.mentions, made.get(one.node.id)) for one in shown]


def _known_target(view: Snapshot, place: str) -> str | None:
    return next((name for name in view.outbox.targets() if name.rpartition(" ")[0] == place), None)


def _everything(view: Snapshot) -> tuple[list[str], list[str]]:
    """The ids of all nodes and of all relations, of those that no longer hold too."""
    return [node.id for node in view.graph.nodes()], [one.id for one in view.graph.relations(EVERY)]


def _news(view: Snapshot, rows: Sequence[Pending]) -> GraphNews:
    """What these rows are about, as it is now. Relations bring their ends along: a database may have lost them."""
    graph = view.graph
    relations = {row.id: graph.relation(row.id) for row in rows if row.kind == RELATION}
    holding = [one for one in relations.values() if one is not None]
    nodes: dict[str, Node | None] = {row.id: graph.node(row.id) for row in rows if row.kind == ENTITY}
    nodes |= {end.id: end for one in holding for end in (one.source, one.target)}
    return GraphNews(
        nodes=[ShownNode(node, _mentions(view, node)) for node in nodes.values() if node is not None],
        relations=holding,
        gone_nodes=[one for one, node in nodes.items() if node is None],
        gone_relations=[one for one, found in relations.items() if found is None],
    )


def _mentions(view: Snapshot, node: Node) -> int:
    return len({naming.message for naming in view.graph.namings_of(node.id)})


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return np.asarray(vector / length if length > 0 else vector, dtype=np.float32)
