"""Any embedding model of LangChain, given as an object."""

from __future__ import annotations

from collections.abc import Sequence

from ...ports import Purpose
from .base import ModelEmbedder


class LangChainEmbedder(ModelEmbedder):
    """config: `model`, an instance of langchain_core.embeddings.Embeddings; `name`: how the store knows it."""

    provider = "langchain"

    @staticmethod
    def fits(model: object) -> bool:
        return callable(getattr(model, "embed_documents", None)) and callable(getattr(model, "embed_query", None))

    def _embedded(self, texts: list[str], purpose: Purpose) -> Sequence[Sequence[float]]:
        model = self.model
        if purpose == "search":
            return [model.embed_query(text) for text in texts]  # type: ignore[union-attr]  # `fits` looked for it
        found: Sequence[Sequence[float]] = model.embed_documents(texts)  # type: ignore[union-attr]
        return found
