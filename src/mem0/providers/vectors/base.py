"""The contract of mem0ai's vector stores, which programs subclass, and such a store as an index."""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mem0.errors import VectorSearchError
from mem0.filters import Filter, needs
from mem0.filters.tree import ENTITY_FIELDS
from mem0.ports import Floats, Near, VectorItem

from .settings import translating

EVERYTHING = 1_000_000  # what `list` is asked for, since the contract has no pages


class VectorStoreBase(ABC):
    """A vector database as mem0ai sees it. Items have `id`, `score` and `payload`; a higher score is nearer."""

    @abstractmethod
    def create_col(self, name: str, vector_size: int, distance: str) -> Any:
        """Make a collection."""

    @abstractmethod
    def insert(
        self, vectors: list[list[float]], payloads: list[dict[str, Any]] | None = None, ids: list[str] | None = None
    ) -> Any:
        """Put vectors in."""

    @abstractmethod
    def search(
        self, query: str, vectors: list[float], top_k: int = 5, filters: dict[str, Any] | None = None
    ) -> Any:
        """The nearest items, nearest first."""

    @abstractmethod
    def delete(self, vector_id: str) -> Any:
        """Remove one."""

    @abstractmethod
    def update(
        self, vector_id: str, vector: list[float] | None = None, payload: dict[str, Any] | None = None
    ) -> Any:
        """Change one."""

    @abstractmethod
    def get(self, vector_id: str) -> Any:
        """One item, or None."""

    @abstractmethod
    def list_cols(self) -> Any:
        """All collections."""

    @abstractmethod
    def delete_col(self) -> Any:
        """Remove the collection."""

    @abstractmethod
    def col_info(self) -> Any:
        """Facts about the collection."""

    @abstractmethod
    def list(self, filters: dict[str, Any] | None = None, top_k: int | None = None) -> Any:
        """Items that a filter accepts, as a list of them or a list with that list."""

    @abstractmethod
    def reset(self) -> Any:
        """Remove everything."""


class StrangersIndex:
    """ports.VectorIndex over an object with mem0ai's vector store methods, of either generation (`limit` or `top_k`)."""

    def __init__(self, name: str, store: Any) -> None:
        self.name, self._store = name, store

    def upsert(self, items: Sequence[VectorItem]) -> None:
        with translating(self.name):
            new = []
            for item in items:
                if self._store.get(vector_id=item.id) is None:
                    new.append(item)
                else:
                    self._store.update(vector_id=item.id, vector=item.vector.tolist(), payload=dict(item.payload))
            if new:
                vectors, payloads = [item.vector.tolist() for item in new], [dict(item.payload) for item in new]
                self._store.insert(vectors=vectors, payloads=payloads, ids=[item.id for item in new])

    def delete(self, ids: Sequence[str]) -> None:
        with translating(self.name):
            for one in ids:
                if self._store.get(vector_id=one) is not None:
                    self._store.delete(vector_id=one)

    def search(self, vector: Floats, k: int, where: Filter, *, text: str = "") -> list[Near]:
        """Asked with the ids of the filter as plain equalities, which every generation of stores understands."""
        ids = {one.field: one.value for one in needs(where) if one.field in ENTITY_FIELDS and one.op == "eq"}
        with translating(self.name, VectorSearchError):
            how_many = {_word_for_limit(self._store.search): k}
            found = self._store.search(query=text, vectors=vector.tolist(), filters=ids or None, **how_many)
            return [(str(item.id), float(item.score or 0.0)) for item in found]

    def count(self) -> int:
        return sum(1 for _ in self.ids())

    def ids(self) -> Iterator[str]:
        with translating(self.name):
            found = self._store.list(filters=None, **{_word_for_limit(self._store.list): EVERYTHING})
            items = found[0] if found and isinstance(found[0], list | tuple) else found
            return iter([str(item.id) for item in items or ()])

    def clear(self) -> None:
        with translating(self.name):
            self._store.reset()

    def scrub(self) -> None:
        """The store is not ours."""

    def close(self) -> None:
        """The store is not ours."""


def _word_for_limit(method: Any) -> str:
    return "limit" if "limit" in inspect.signature(method).parameters else "top_k"


def plain_config(config: Any) -> dict[str, Any]:
    """Settings as mem0ai's callers give them: a dict, a pydantic model, or none."""
    if config is None:
        return {}
    return dict(config) if isinstance(config, Mapping) else dict(getattr(config, "model_dump", lambda: vars(config))())
