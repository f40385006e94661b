"""The encoder of the "minilm" extra: late interaction over the token vectors of all-MiniLM-L6-v2, on the CPU, offline."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ConfigurationError
from ...ports import Floats
from ...retrieval.codes import Kind, pack, type_of
from ...retrieval.static_table import table
from ...text import korean
from .minilm_model import Model, load
from .minilm_weights import WIDTH, find_weights

BEGIN, END = 101, 102  # [CLS], [SEP]
WINDOW = 192  # pieces of a text that the model reads at once; a longer text is cut, each part seeing the end of the last
CONTEXT = 128  # pieces of context before it at most
MAX_PIECES = 8192  # what lies behind is not encoded: a memory of that size is a document
BITS = 256
BATCH, BATCH_PIECES = 16, 2048
# Pieces as frequent as "the", "is", "you" or a comma are not stored: measured, they answer nothing and are half of a text.
RARE_ENOUGH = 4.0
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
SETTINGS = ("model_path", "cache_dir", "backend", "model", "embedding_dims")


@dataclass(frozen=True, slots=True)
class _Span:
    """One run of the model: `pieces` of the text number `text`, read after `before`."""

    text: int
    before: list[int]
    pieces: list[int]

    @property
    def ids(self) -> list[int]:
        head = [BEGIN, *self.before, END] if self.before else [BEGIN]
        return [*head, *self.pieces, END]


class MiniLM:
    """Token vectors as 256 sign bits each: some 20 vectors, 0.65 KB, for a message of 30 words.

    config: `model_path` (folder or file of the safetensors weights), `cache_dir` (default: cache in $MEM0_DIR, else
    ~/.mem0), `backend` "onnx" (default) or "numpy". Nothing is loaded before the first text.
    Codes may differ in single bits with the texts encoded beside them: int8 activations share a scale a batch.
    """

    name = "minilm-1"
    stores_codes = True
    late_interaction = True
    remote = False
    code_type = type_of(Kind.SIGNS, BITS)

    def __init__(self, config: Mapping[str, Any] | None = None) -> None:
        self._config = dict(config or {})
        if unknown := set(self._config) - set(SETTINGS):
            raise ConfigurationError(f"minilm does not know {sorted(unknown)}; it knows {', '.join(SETTINGS)}.")
        self._weights = find_weights(self._config.get("model_path"))
        self._lock = threading.Lock()
        self._model: Model | None = None

    @classmethod
    def available(cls) -> bool:
        """Whether the weights are installed; nothing is loaded."""
        try:
            find_weights()
        except ConfigurationError:
            return False
        return True

    def encode(self, texts: Sequence[str]) -> list[bytes | None]:
        """Codes of each text: its token vectors."""
        return self.encode_after(texts, [""] * len(texts))

    def encode_after(self, texts: Sequence[str], before: Sequence[str]) -> list[bytes | None]:
        """Codes of each text, read as the continuation of what was said before it ("": nothing was).

        The context tells the model what "it" and "there" are; only vectors of the text itself are stored.
        """
        spans = _cut([self._pieces(text) for text in texts], [self._pieces(said)[-CONTEXT:] for said in before])
        found: list[list[Floats]] = [[] for _ in texts]
        for span, states in self._run(spans):
            kept = _telling(span.pieces)
            first = len(span.ids) - 1 - len(span.pieces)
            found[span.text].append(states[first:-1][kept] @ _rotation())
        return [pack(np.concatenate(parts) if parts else _NONE, Kind.SIGNS) for parts in found]

    def query(self, text: str) -> Floats:
        """(vectors, 256): one vector a piece of the question; its length is its weight, how rare the piece is in English."""
        pieces = self._pieces(text)[: 2 * WINDOW]
        parts = []
        for span, states in sorted(self._run(_cut([pieces], [[]])), key=lambda pair: pair[0].before):
            vectors = states[len(span.ids) - 1 - len(span.pieces) : -1] @ _rotation()
            kept = _telling(span.pieces)
            parts.append((_unit(vectors) * table().idf[span.pieces][:, None])[kept])
        return np.concatenate(parts) if parts else _NONE

    def sentence(self, texts: Sequence[str]) -> Floats:
        """(texts, 384) the sentence vectors that the model was trained for: the mean of the last hidden states."""
        total = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for span, states in self._run(_cut([self._pieces(text) for text in texts], [[] for _ in texts])):
            total[span.text] += states.sum(axis=0)
        return _unit(total)

    def _pieces(self, text: str) -> list[int]:
        """Pieces of a text; Hangul, of which the model knows the letters only, is read word by word in English."""
        return table().tokenizer.encode(korean.translation(text) if _HANGUL.search(text) else text)[:MAX_PIECES]

    def _run(self, spans: Sequence[_Span]) -> Iterator[tuple[_Span, Floats]]:
        """Each span with the states of its ids, shortest first."""
        model = self._loaded()
        for batch in _batches(sorted(spans, key=lambda span: len(span.ids))):
            rows = [span.ids for span in batch]
            lengths = np.array([len(row) for row in rows], dtype=np.int32)
            ids = np.zeros((len(rows), int(lengths.max())), dtype=np.int64)
            for row, target in zip(rows, ids, strict=True):
                target[: len(row)] = row
            states = model.run(ids, lengths)
            yield from ((span, states[row, :length]) for row, (span, length) in enumerate(zip(batch, lengths, strict=True)))

    def _loaded(self) -> Model:
        with self._lock:
            if self._model is None:
                home = os.environ.get("MEM0_DIR") or Path.home() / ".mem0"
                cache = Path(self._config.get("cache_dir") or Path(home) / "cache")
                self._model = load(self._weights, cache=cache, backend=self._config.get("backend", "onnx"))
            return self._model


def _cut(pieces: Sequence[list[int]], before: Sequence[list[int]]) -> list[_Span]:
    """Windows of each text; every window after the first reads the end of the one before as its context."""
    spans = []
    for text, (own, said) in enumerate(zip(pieces, before, strict=True)):
        for start in range(0, len(own), WINDOW):
            seen = own[max(0, start - CONTEXT // 2) : start] if start else said
            spans.append(_Span(text, seen, own[start : start + WINDOW]))
    return spans


def _batches(spans: Sequence[_Span]) -> Iterator[list[_Span]]:
    """Spans of like length together, at most BATCH_PIECES padded pieces at once."""
    batch: list[_Span] = []
    for span in spans:
        if batch and (len(batch) == BATCH or (len(batch) + 1) * len(span.ids) > BATCH_PIECES):
            yield batch
            batch = []
        batch.append(span)
    if batch:
        yield batch


def _telling(pieces: list[int]) -> NDArray[np.bool_]:
    """Which pieces are worth a vector: the rarer ones; all when there are no rarer ones."""
    rare: NDArray[np.bool_] = table().idf[pieces] >= RARE_ENOUGH
    return rare if rare.any() else np.ones(len(pieces), dtype=np.bool_)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)


_NONE: Floats = np.zeros((0, BITS), dtype=np.float32)
_made: dict[str, NDArray[np.float32]] = {}


def _rotation() -> Floats:
    """(384, 256) random orthonormal columns, the same on every machine: stored signs depend on it (splitmix64 numbers).

    Two threads that come first together make the same matrix twice, which harms nothing.
    """
    if "rotation" not in _made:
        x = np.arange(1, WIDTH * BITS + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        spread = (x ^ (x >> np.uint64(31))).astype(np.float64) / 2.0**63 - 1
        columns, corner = np.linalg.qr(spread.reshape(WIDTH, BITS))
        _made["rotation"] = (columns * np.sign(np.diag(corner))).astype(np.float32)
    return _made["rotation"]
