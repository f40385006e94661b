"""Parts for tests of programs that use the library: a clock that stands still and an encoder without a model."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .ports import Floats
from .records import Micros


class FixedClock:
    """A clock that shows the time it is given and moves only when told."""

    def __init__(self, now: Micros = 1_750_000_000_000_000) -> None:
        self._now = now

    def now(self) -> Micros:
        return self._now

    def forward(self, *, seconds: float) -> None:
        self._now += int(seconds * 1_000_000)


class HashEmbedder:
    """One dense vector a text from hashed words: stable, instant, good enough to find shared words."""

    stores_codes = True
    late_interaction = False

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self.dims = int((config or {}).get("embedding_dims", 64))
        self.name = f"hash/{self.dims}"

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        from .retrieval.codes import Kind, pack

        return [pack(vector[None, :], Kind.BYTES) for vector in self.sentence(texts)]

    def query(self, text: str) -> Floats | None:
        return self.sentence([text])

    def sentence(self, texts: Sequence[str]) -> Floats:
        vectors = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % self.dims] += 1.0 if digest[4] % 2 else -1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-9), dtype=np.float32)
