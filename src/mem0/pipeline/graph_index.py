"""What one scope's relations are found by: an index of their words, made when first asked, fresh as long as nothing changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..ports import GraphSelection, ScopeState, Snapshot
from ..records import Entity, IndexRow, Micros
from ..relations import Node, Relation
from ..retrieval.features import features
from ..retrieval.query import Query
from ..retrieval.scope_index import ScopeIndex
from ..rules.kinds import kind_of
from .resolve import normal

KEPT = 64  # scopes; a graph of a thousand relations takes about a megabyte
Owners = tuple[Entity, ...]


def in_words(relation: Relation) -> str:
    """A relation as a sentence that a question can be compared with."""
    kind = kind_of(relation.label)
    also = " ".join(sorted({kind.name.replace("_", " "), *kind.slots} - {relation.label}))
    return f"{_called(relation.source)} {relation.label.replace('_', ' ')} {_called(relation.target)} ({also})"


def _called(node: Node) -> str:
    return " ".join(("I" if node.owner else node.name, *node.aliases))


@lru_cache(maxsize=20_000)
def _features(text: str) -> bytes:
    return features(text).to_bytes()


class GraphIndex:
    """The relations of a scope, of every validity, and the nodes that they join. One thread at a time may use it."""

    def __init__(self, relations: Sequence[Relation]) -> None:
        self.relations = relations
        self.nodes = {node.id: node for one in relations for node in (one.source, one.target)}
        self.names = {id_: {normal(name) for name in (n.name, *n.aliases)} for id_, n in self.nodes.items()}
        self._words = ScopeIndex([_row(key, one) for key, one in enumerate(relations, 1)])

    def match(self, query: Query, *, at: Micros | None) -> dict[str, float]:
        """How well the words of each relation that holds answer the question, 0 to 1, by its id."""
        hits = self._words.rank(query, at=at, limit=len(self.relations))
        return {self.relations[hit.key - 1].id: hit.score for hit in hits}


def _row(key: int, one: Relation) -> IndexRow:
    said = (one.scope.run_id, None, None)
    return IndexRow(key, "memory", _features(in_words(one)), None, one.valid_from, *said, one.valid_from, one.valid_to)


@dataclass(slots=True)
class _Kept:
    states: tuple[ScopeState, ...]
    index: GraphIndex
    lock: threading.Lock


class GraphIndexes:
    """The graph indexes of the scopes in use."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Owners, _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def match(
        self, view: Snapshot, owners: Owners, query: Query, at: Micros | None
    ) -> tuple[GraphIndex, dict[str, float]]:
        """The index of the relations that belong to all of `owners`, as the view shows them, and how each answers."""
        kept = self._fresh(view, owners)
        with kept.lock:
            return kept.index, kept.index.match(query, at=at)

    def _fresh(self, view: Snapshot, owners: Owners) -> _Kept:
        states = tuple(view.state(owner) for owner in owners or (None,))
        with self._lock:
            kept = self._kept.get(owners)
            if kept is not None and kept.states == states:
                self._kept.move_to_end(owners)
                return kept
        fresh = _Kept(states, GraphIndex(view.graph.relations(GraphSelection(owners, ever=True))), threading.Lock())
        with self._lock:
            self._kept[owners] = fresh
            self._kept.move_to_end(owners)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return fresh

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
