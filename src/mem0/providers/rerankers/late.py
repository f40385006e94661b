"""Late interaction as a reranker: every word piece of the question looks for its best match (MaxSim), offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...errors import MissingExtra
from ...retrieval.codes import unpack
from .. import catalog, settings

KNOWN = frozenset({"model_path", "cache_dir", "backend", "model"})


class LateInteractionReranker:
    """config: as the embedder minilm (`model_path`, `cache_dir`, `backend`). Worth it where the store has another embedder."""

    name = "late_interaction/minilm-1"

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        given = settings.known_only("The reranker late_interaction", config or {}, KNOWN)
        entry = catalog.EMBEDDERS["minilm"]
        if not entry.installed():
            raise MissingExtra("late_interaction", "minilm")
        self._encoder = entry.load()(given)

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """The mean of each piece's best cosine, weighed by how rare the piece is; negative ones count as 0."""
        asked = self._encoder.query(query)
        worth = np.linalg.norm(asked, axis=1, keepdims=True)
        if not worth.sum():
            return [0.0] * len(texts)
        found = []
        for code in self._encoder.encode(texts):
            vectors = unpack(code)
            best = (asked @ vectors.T).max(axis=1) if len(vectors) else np.zeros(len(asked))
            found.append(float(np.clip(best.sum() / worth.sum(), 0.0, 1.0)))
        return found
