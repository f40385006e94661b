"""Cross-encoders of the Hugging Face hub, run on this machine by sentence-transformers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import util
from typing import Any

from ...errors import MissingExtra, RerankerError
from .. import settings
from ..faults import translating
from ..hub import loading
from .base import within_bounds

KNOWN = frozenset({"model", "device", "batch_size", "max_length", "show_progress_bar", "normalize"})


class CrossEncoderReranker:
    """config: `model`, `device`, `batch_size` (default 32), `max_length` (default 512). The first question loads the model,
    which may be downloaded then. `normalize` is taken: scores are always in [0, 1]."""

    provider, default_model = "sentence_transformer", "cross-encoder/ms-marco-MiniLM-L-6-v2"

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.config = settings.known_only(f"The reranker {self.provider}", config or {}, KNOWN | {"api_key"})
        if util.find_spec("sentence_transformers") is None:
            raise MissingExtra(self.provider, "huggingface")
        self.model = settings.text(self.config, "model") or self.default_model
        self.name = f"{self.provider}/{self.model}"

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        batch = settings.count(self.config, "batch_size", most=10_000) or 32
        bar = bool(self.config.get("show_progress_bar", False))
        with translating("sentence-transformers", RerankerError, hide=(query, *texts)):
            found = self._model.predict([(query, text) for text in texts], batch_size=batch, show_progress_bar=bar)
            return within_bounds([float(one) for one in found], self.name)

    @cached_property
    def _model(self) -> Any:
        from sentence_transformers import CrossEncoder

        length = settings.count(self.config, "max_length", most=100_000) or 512
        with loading(self.model, RerankerError):
            return CrossEncoder(self.model, max_length=length, device=settings.text(self.config, "device"))


class HuggingFaceReranker(CrossEncoderReranker):
    """The same under mem0ai's other name, with its default model."""

    provider, default_model = "huggingface", "BAAI/bge-reranker-base"
