"""Embedding models that Ollama serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...errors import EmbeddingError
from ...ports import Limits, Purpose
from .. import settings
from ..faults import translating
from .vendor import COMMON, Vendor


class OllamaEmbedder(Vendor):
    """config: `model`, `ollama_base_url` (or `base_url`, else OLLAMA_HOST, else http://localhost:11434), `embedding_dims`
    (asked for), `timeout` seconds, `model_kwargs` (Ollama's `options`). The model must have been pulled.
    """

    provider, who, default_model = "ollama", "Ollama", "nomic-embed-text"
    known = COMMON | {"ollama_base_url", "base_url", "model_kwargs"}
    limits = Limits(texts=64, bytes=200_000, text_bytes=4_000)  # 2,048 tokens of context by default

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        del purpose
        asked: dict[str, Any] = {} if self.wish is None else {"dimensions": self.wish}
        if options := settings.mapping(self.config, "model_kwargs"):
            asked["options"] = options
        try:
            with translating(self.who, EmbeddingError, hide=texts):
                answer = self.client.embed(model=self.model, input=list(texts), **asked)
                return [list(one) for one in answer.embeddings]
        except EmbeddingError as error:
            if error.debug_info.get("status") == 404:
                error.suggestion = f"Is the model there? ollama pull {self.model}"
            raise

    def _made_client(self) -> Any:
        from ollama import Client

        url = settings.text(self.config, "ollama_base_url", "base_url")
        return Client(host=url, **({} if self.timeout is None else {"timeout": self.timeout}))
