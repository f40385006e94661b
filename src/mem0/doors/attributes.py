"""What programs read on a memory object of mem0ai beside its methods: small views on the parts behind a door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import filters as filter_language
from ..pipeline.parts import Parts
from ..pipeline.search import Question, search_now
from ..pipeline.selecting import selection
from ..ports import Snapshot
from ..providers.embedders.factory import embedded
from ..records import MemoryRecord
from ..render import history_item, memory_item


@dataclass(frozen=True, slots=True)
class EmbeddingView:
    """`memory.embedding_model`: whole texts as vectors of the store's encoder."""

    parts: Parts

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        """One unit vector; `memory_action` (add, search, update) matters to models that tell questions from answers."""
        return self.embed_batch([text], memory_action)[0]

    def embed_batch(self, texts: Sequence[str], memory_action: str | None = None) -> list[list[float]]:
        """One unit vector a text."""
        return embedded(self.parts.encoder, list(texts), memory_action)


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A memory as vector stores of mem0ai give it: id, score, payload (`data` is the text)."""

    id: str
    score: float | None
    payload: dict[str, Any]


Items = list[StoredItem]
Rows = list[Items]


@dataclass(frozen=True, slots=True)
class VectorStoreView:
    """`memory.vector_store`: reading the store in the manner of mem0ai's vector stores."""

    parts: Parts

    def list(self, filters: Mapping[str, Any] | None = None, top_k: int | None = None, **more: Any) -> Rows:
        """Memories that a filter accepts, oldest first, as [[items]]; `limit` means the same as `top_k`."""
        chosen = selection(filter_language.parse(filters or {}))
        found = self.parts.store.read(lambda view: view.find(chosen, limit=more.get("limit", top_k)))
        return [[_item(record, None) for record in found]]

    def search(
        self, query: str, vectors: object = None, top_k: int = 5, filters: Mapping[str, Any] | None = None, **more: Any
    ) -> Items:
        """The best answers to a question; `vectors` are not needed, `limit` means the same as `top_k`."""
        del vectors
        question = Question(
            query, filter_language.parse(filters or {}), limit=int(more.get("limit", top_k)), memories_only=True
        )
        answers = search_now(self.parts, question)
        return [_item(a.record, a.hit.score) for a in answers if isinstance(a.record, MemoryRecord)]

    def get(self, vector_id: str) -> StoredItem | None:
        """One memory."""
        record = self.parts.store.read(lambda view: view.get(vector_id))
        return None if record is None else _item(record, None)


@dataclass(frozen=True, slots=True)
class HistoryView:
    """`memory.db`: the history of memories."""

    parts: Parts

    def get_history(self, memory_id: str) -> list[dict[str, Any]]:
        """All changes of a memory, as `Memory.history` gives them."""

        def job(view: Snapshot) -> list[dict[str, Any]]:
            return [history_item(entry) for entry in view.history(memory_id)]

        return self.parts.store.read(job)


def _item(record: MemoryRecord, score: float | None) -> StoredItem:
    shown = memory_item(record)
    payload = {**dict(record.metadata), **{k: v for k, v in shown.items() if k not in ("id", "memory", "metadata")}}
    return StoredItem(record.id, score, {**payload, "data": record.text})
