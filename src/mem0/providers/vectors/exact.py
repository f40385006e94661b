"""The vector index in plain memory: what the other indexes are compared with, and good for trials."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from mem0.errors import VectorStoreError
from mem0.filters import Filter
from mem0.ports import Floats, Near, VectorItem

from .settings import known_only, wrong_dims
from .translate import Tests, said


class ExactIndex:
    """ports.VectorIndex in a dict; every search looks at every vector."""

    name = "exact"

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        known_only("The exact vector index", config or {}, ())
        self._items: dict[str, VectorItem] = {}
        self._lock = threading.Lock()

    def upsert(self, items: Sequence[VectorItem]) -> None:
        with self._lock:
            there = len(next(iter(self._items.values())).vector) if self._items else None
            for item in items:
                there = there or len(item.vector)
                if len(item.vector) != there:
                    raise wrong_dims(self.name, "exact", there=there, ours=len(item.vector))
            self._items.update({item.id: item for item in items})

    def delete(self, ids: Sequence[str]) -> None:
        with self._lock:
            for one in ids:
                self._items.pop(one, None)

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        del text
        told = said(where, Tests()).what
        with self._lock:
            items = [item for item in self._items.values() if told is None or told(item.payload)]
        if not items:
            return []
        likeness = np.stack([item.vector for item in items]) @ vector
        best = np.argsort(-likeness, kind="stable")[:k]
        return [(items[n].id, float(likeness[n])) for n in best.tolist()]

    def count(self) -> int:
        return len(self._items)

    def ids(self) -> Iterator[str]:
        return iter(list(self._items))

    def clear(self) -> None:
        with self._lock:
            self._items.clear()

    def scrub(self) -> None:
        """Nothing to do: what was deleted is nowhere."""

    def close(self) -> None:
        """Nothing to do."""

    def payload_of(self, memory_id: str) -> Mapping[str, Any]:
        """What is held of a memory."""
        if memory_id not in self._items:
            raise VectorStoreError(f"The exact vector index holds no memory {memory_id!r}.")
        return self._items[memory_id].payload
