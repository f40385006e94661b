"""Keep the search indexes of the scopes in use, bounded in bytes, each as fresh as the snapshot that asks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from ..ports import Encoder, ScopeState, Snapshot
from ..records import Entity
from ..retrieval.fuse import DENSE, LATE, STATIC, Mode
from ..retrieval.scope_index import ScopeIndex

EVERYONE: Entity | None = None


class _Kept:
    """One index with the state of the store that it shows. Whoever holds the lock may read and refresh it."""

    def __init__(self, mode: Mode) -> None:
        self.mode = mode
        self.lock = threading.Lock()
        self.index: ScopeIndex | None = None
        self.state = ScopeState(0, 0)
        self.size = 0  # bytes, as last weighed
        self.changed = False  # since it was last weighed: weighing at every search would cost more than ranking

    def refreshed(self, snapshot: Snapshot, entity: Entity | None) -> ScopeIndex:
        state = snapshot.state(entity)
        if self.index is None:
            self.index = ScopeIndex(snapshot.index_rows(entity), mode=self.mode)
        elif state.version > self.state.version:
            keep = snapshot.index_keys(entity) if state.erased != self.state.erased else None
            self.index.apply(snapshot.index_rows(entity, since=self.state.version), keep)
        else:
            return self.index
        self.state, self.changed = state, True
        return self.index

    def weigh(self) -> None:
        self.size = self.index.nbytes if self.index is not None else 0
        self.changed = False


def _mode_for(encoder: Encoder) -> Mode:
    """How much each signal counts depends on what the encoder brings beside the features."""
    if not encoder.stores_codes:
        return STATIC
    return LATE if encoder.late_interaction else DENSE


class Indexes:
    """An LRU of scope indexes for one encoder. `limit_bytes` bounds what is kept between calls; the one in use may exceed it."""

    def __init__(self, limit_bytes: int, encoder: Encoder) -> None:
        self.limit_bytes = limit_bytes
        self._mode = _mode_for(encoder)
        self._kept: OrderedDict[Entity | None, _Kept] = OrderedDict()
        self._lock = threading.Lock()
        self.hits = self.misses = 0  # searches that found an index here, and those that had to load it

    @contextmanager
    def fresh(self, snapshot: Snapshot, entity: Entity | None) -> Iterator[ScopeIndex]:
        """The index of an entity as the snapshot sees it; nobody else touches it inside the `with`."""
        with self._lock:
            known = self._kept.get(entity)
            kept = known if known is not None else self._kept.setdefault(entity, _Kept(self._mode))
            self.hits, self.misses = self.hits + (known is not None), self.misses + (known is None)
            self._kept.move_to_end(entity)
        with kept.lock:
            try:
                yield kept.refreshed(snapshot, entity)
            finally:
                grown = kept.changed
                if grown:
                    kept.weigh()  # after the search, which may have built parts of it
        if grown:
            self._evict()

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    @property
    def nbytes(self) -> int:
        with self._lock:
            return sum(kept.size for kept in self._kept.values())

    def _evict(self) -> None:
        with self._lock:
            total = sum(kept.size for kept in self._kept.values())
            for entity in list(self._kept)[:-1]:
                if total <= self.limit_bytes:
                    return
                total -= self._kept.pop(entity).size
