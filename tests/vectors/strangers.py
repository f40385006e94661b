"""What programs bring themselves: a vector store written after mem0ai's base class, embeddings for LangChain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from langchain_core.embeddings import Embeddings

from mem0.testing import HashEmbedder
from mem0.utils.factory import VectorStoreFactory
from mem0.vector_stores.base import VectorStoreBase


class Hashed(Embeddings):  # type: ignore[misc]  # its types are not looked at
    """Embeddings of LangChain from the test embedder."""

    def __init__(self) -> None:
        self._embedder = HashEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self._embedder.sentence(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


@dataclass
class Item:
    id: str
    payload: dict[str, Any]
    score: float | None = None
    vector: Any = None


class DictStore(VectorStoreBase):
    """The kind of store that a program of the 1.x generation has: `limit`, and filters by equality."""

    def __init__(self, **_: Any) -> None:
        self.items: dict[str, Item] = {}

    @classmethod
    def register(cls) -> None:
        VectorStoreFactory.provider_to_class["stranger"] = cls

    def create_col(self, name: str, vector_size: int, distance: str) -> None: ...

    def insert(self, vectors: Any, payloads: Any = None, ids: Any = None) -> None:
        for one, payload, vector in zip(ids, payloads, vectors, strict=True):
            if one in self.items:
                raise KeyError(one)
            self.items[one] = Item(one, payload, vector=np.array(vector))

    def search(self, query: str, vectors: Any, limit: int = 5, filters: Any = None) -> Any:
        del query
        found = [
            Item(item.id, item.payload, float(item.vector @ np.array(vectors)))
            for item in self.items.values()
            if all(item.payload.get(key) == value for key, value in (filters or {}).items())
        ]
        return sorted(found, key=lambda item: -(item.score or 0))[:limit]

    def delete(self, vector_id: str) -> None:
        del self.items[vector_id]

    def update(self, vector_id: str, vector: Any = None, payload: Any = None) -> None:
        self.items[vector_id] = Item(vector_id, payload, vector=np.array(vector))

    def get(self, vector_id: str) -> Item | None:
        return self.items.get(vector_id)

    def list_cols(self) -> list[str]:
        return ["mem0"]

    def delete_col(self) -> None:
        self.items.clear()

    def col_info(self) -> dict[str, Any]:
        return {}

    def list(self, filters: Any = None, limit: int = 100) -> Any:  # type: ignore[override]
        del filters
        return [list(self.items.values())[:limit]]

    def reset(self) -> None:
        self.items.clear()
