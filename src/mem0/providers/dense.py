"""Make an encoder of any embedder: batches, a cache, the check of what comes back, and the codes that are stored."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import EmbeddingError, MemoryQuotaExceededError
from ..ports import Closeable, Embedder, Floats, NeedsKey, Purpose
from ..retrieval.codes import Kind, pack, type_of
from ..runner import InlineRunner, finish
from .batches import Piece, pieces, requests
from .vector_cache import VectorCache

CACHE_BYTES = 32_000_000  # 5,000 vectors of 1,536 numbers
AT_ONCE = 4  # requests under way where a call needs several
_MANY = re.compile(r"batch|too (?:many|large|long|big)|at most|max|exceed|limit", re.IGNORECASE)


class DenseEncoder:
    """One vector a text, stored as int8 a dimension (retrieval/codes.py).

    dims: the size that vectors must have; None until the first answer has shown it. Texts above the model's limit are
    cut between words, and the text's vector is the mean of the unit vectors of its pieces, weighted by their length. A
    blank text has no vector and costs no request; texts that are equal are asked for once.
    """

    stores_codes = True
    late_interaction = False

    def __init__(self, embedder: Embedder, *, dims: int | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        self.embedder = embedder
        self.dims = dims if embedder.dims is None else embedder.dims
        self.remote = embedder.remote
        self._cache = VectorCache(cache_bytes)
        self._lock = threading.Lock()
        self._most = sys.maxsize  # texts of one request, as refusals have shown

    @property
    def name(self) -> str:
        return self.embedder.name if self.dims is None else f"{self.embedder.name}/{self.dims}"

    @property
    def code_type(self) -> bytes | None:
        """See ports.ShapesCodes."""
        return None if self.dims is None else type_of(Kind.BYTES, self.dims)

    def forget_texts(self) -> None:
        """See ports.RemembersTexts."""
        self._cache.clear()

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        """The codes to store for each text; None for a blank one. Raises EmbeddingError and its like."""
        found = self.vectors(texts, "add")
        return [None if vector is None else pack(vector[None, :], Kind.BYTES) for vector in found]

    def query(self, text: str) -> Floats | None:
        """(1, dims) the unit vector of a question; None for a blank one."""
        found = self.vectors([text], "search")[0]
        return None if found is None else found[None, :]

    def sentence(self, texts: Sequence[str]) -> Floats:
        """(texts, dims) unit vectors; zeros for a blank text."""
        return np.array(self.plain(texts, "add"), dtype=np.float32).reshape(len(texts), self.dims or 0)

    def need_key(self) -> None:
        """Raises AuthenticationError where the embedder needs a key that was not given."""
        if isinstance(self.embedder, NeedsKey):
            self.embedder.need_key()

    def close(self) -> None:
        """Give back the connections of the embedder."""
        if isinstance(self.embedder, Closeable):
            self.embedder.close()

    def plain(self, texts: Sequence[str], purpose: Purpose) -> list[list[float]]:
        """One unit vector a text as numbers; a blank text gets zeros."""
        return [[0.0] * (self.dims or 0) if one is None else [float(x) for x in one] for one in self.vectors(texts, purpose)]

    def vectors(self, texts: Sequence[str], purpose: Purpose) -> list[Floats | None]:
        """One unit vector a text. Asks only for what the cache does not hold; no request where it holds all."""
        why = purpose if self.embedder.tells_purposes else ""
        known = {text: None if not text.strip() else self._cache.get(text, why) for text in texts}
        asked = [text for text, vector in known.items() if vector is None and text.strip()]
        for text, vector in zip(asked, self._ask(asked, purpose), strict=True):
            known[text] = vector
            self._cache.put(text, why, vector)
        return [known[text] for text in texts]

    def _ask(self, texts: Sequence[str], purpose: Purpose) -> list[Floats]:
        """Unit vectors of texts that are not blank, by as few requests as the limits allow."""
        limits = replace(self.embedder.limits, texts=min(self.embedder.limits.texts, self._most))
        batches = list(requests(pieces(texts, limits), limits))
        jobs = [partial(self._request, batch, purpose) for batch in batches]
        at_once = AT_ONCE if self.remote else 1  # a model on this machine uses all its cores for one request
        answers = finish(InlineRunner().together(jobs, at_once=at_once))
        sums: list[Floats] = [np.zeros(self.dims or 0, dtype=np.float32) for _ in texts]
        for batch, matrix in zip(batches, answers, strict=True):
            for piece, vector in zip(batch, matrix, strict=True):
                sums[piece.of] = sums[piece.of] + np.float32(piece.weight) * vector
        return [self._unit(np.stack([one]))[0] for one in sums]

    def _request(self, batch: Sequence[Piece], purpose: Purpose) -> Floats:
        """(pieces, dims) unit vectors by one request; by several where the server takes fewer texts at once than its vendor."""
        try:
            answer = self.embedder.vectors([piece.text for piece in batch], purpose)
        except (EmbeddingError, MemoryQuotaExceededError) as error:
            if len(batch) < 2 or not _too_many(error):
                raise
            half = len(batch) // 2
            found = [self._request(batch[:half], purpose), self._request(batch[half:], purpose)]
            self._most = min(self._most, len(batch) - half)  # so that later calls need not find it out again
            return np.concatenate(found)
        return self._unit(self._checked(answer, len(batch)))

    def _checked(self, answer: object, wanted: int) -> Floats:
        """What came back as a matrix: as many rows as texts, of the size that this encoder has, finite numbers."""
        try:
            with np.errstate(over="ignore"):  # what does not fit becomes infinite, and is refused below
                matrix = np.asarray(answer, dtype=np.float32)
        except (TypeError, ValueError):
            raise self._wrong("vectors of different sizes, or no numbers at all") from None
        if matrix.ndim != 2 or not matrix.shape[1]:
            raise self._wrong(f"something of shape {matrix.shape}")
        if len(matrix) != wanted:
            raise self._wrong(f"{len(matrix)} vectors for {wanted} texts")
        if not np.isfinite(matrix).all():
            raise self._wrong("numbers that are not finite")
        self._settle(matrix.shape[1])
        return matrix

    def _settle(self, dims: int) -> None:
        """The first answer shows the size of the vectors; every later one must have it too."""
        with self._lock:
            if self.dims is None:
                self.dims = dims
        if dims != self.dims:
            raise EmbeddingError(
                f"{self.embedder.name} gives vectors of {dims} numbers, not of {self.dims} as the configuration or this "
                "store says. Nothing was stored.",
                error_code="EMBED_002",
                details={"dims": dims, "expected": self.dims, "embedder": self.embedder.name},
                suggestion='Correct "embedding_dims" (or "embedding_model_dims"), or leave it out. A store that was made '
                "with another model is changed by: mem0 reembed",
            )

    def _unit(self, matrix: Floats) -> Floats:
        lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
        if not (lengths > 0).all():
            raise self._wrong("a vector of zeros")
        return np.asarray(matrix / lengths, dtype=np.float32)

    def _wrong(self, what: str) -> EmbeddingError:
        return EmbeddingError(f"{self.embedder.name} answered with {what}.", details={"embedder": self.embedder.name})


def _too_many(error: EmbeddingError | MemoryQuotaExceededError) -> bool:
    """Whether fewer texts in one request may be taken."""
    status = error.debug_info.get("status")
    return status == 413 or (status in (400, 422) and _MANY.search(str(error)) is not None)
