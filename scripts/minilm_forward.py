"""all-MiniLM-L6-v2 in numpy alone: token vectors of batches of piece ids, read from a safetensors file."""

from __future__ import annotations

import hashlib
import json
import math
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
CLS, SEP = 101, 102


class MiniLM:
    """The encoder of all-MiniLM-L6-v2 (Apache-2.0). Weights are checked against the published hash."""

    def __init__(self, folder: Path) -> None:
        data = (folder / "model.safetensors").read_bytes()
        if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
            raise ValueError(f"{folder / 'model.safetensors'} is not the file this script was written for")
        self._weights = _tensors(data)

    def tokens(self, sequences: Sequence[Sequence[int]]) -> list[Floats]:
        """(pieces, 384) last hidden states of each sequence, [CLS] and [SEP] included (added here)."""
        wrapped = [[CLS, *ids[:510], SEP] for ids in sequences]
        longest = max(map(len, wrapped))
        ids = np.zeros((len(wrapped), longest), dtype=np.int64)
        mask = np.zeros((len(wrapped), longest), dtype=bool)
        for row, sequence in enumerate(wrapped):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = True
        hidden = self._encode(ids, mask)
        return [hidden[row, : len(sequence)] for row, sequence in enumerate(wrapped)]

    def sentences(self, sequences: Sequence[Sequence[int]]) -> Floats:
        """(sequences, 384) unit vectors: the mean of the token vectors, as sentence-transformers pools this model."""
        pooled = np.stack([states.mean(axis=0) for states in self.tokens(sequences)])
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    def _encode(self, ids: NDArray[np.int64], mask: NDArray[np.bool_]) -> Floats:
        weights = self._weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][ids]
            + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        hidden = self._norm(hidden, "embeddings.LayerNorm")
        bias = np.where(mask, 0.0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in range(LAYERS):
            hidden = self._layer(hidden, bias, f"encoder.layer.{layer}")
        return hidden

    def _layer(self, hidden: Floats, bias: Floats, name: str) -> Floats:
        batch, length, _ = hidden.shape
        query, key, value = (
            self._dense(hidden, f"{name}.attention.self.{part}").reshape(batch, length, HEADS, -1).transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(WIDTH / HEADS) + bias
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended = (scores @ value).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
        attended = self._dense(attended, f"{name}.attention.output.dense")
        hidden = self._norm(hidden + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._dense(hidden, f"{name}.intermediate.dense"))
        return self._norm(hidden + self._dense(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _dense(self, values: Floats, name: str) -> Floats:
        flat = values.reshape(-1, values.shape[-1]) @ self._weights[f"{name}.weight"].T
        return (flat + self._weights[f"{name}.bias"]).reshape(*values.shape[:-1], -1)

    def _norm(self, values: Floats, name: str) -> Floats:
        centred = values - values.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-12)
        return centred / scale * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]


def _gelu(x: Floats) -> Floats:
    """GELU with the error function by Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) * np.float32(1 / math.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    return (0.5 * x * (1 + erf)).astype(np.float32)


def _tensors(data: bytes) -> dict[str, Floats]:
    """The float32 tensors of a safetensors file: eight bytes of header length, a JSON header, then raw data."""
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = entry["data_offsets"]
            raw = np.frombuffer(data, dtype="<f4", count=(end - start) // 4, offset=8 + size + start)
            found[name] = raw.reshape(entry["shape"])
    return found
