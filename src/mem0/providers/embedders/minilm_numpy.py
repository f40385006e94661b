"""The forward pass of all-MiniLM-L6-v2 in plain numpy: the reference, and what runs where onnxruntime is missing."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ...ports import Floats
from .minilm_weights import HEADS, LAYERS, WIDTH

EPSILON = np.float32(1e-12)
Ids = NDArray[np.int64]


class NumpyModel:
    """Token vectors of one padded batch; float32 throughout, about a third of onnxruntime's int8 speed."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        self._weights = weights

    def run(self, ids: Ids, lengths: NDArray[np.int32]) -> Floats:
        """ids (texts, pieces), padded; lengths (texts,) -> last hidden states (texts, pieces, 384)."""
        w = self._weights
        place = w["embeddings.position_embeddings.weight"][: ids.shape[1]] + w["embeddings.token_type_embeddings.weight"][0]
        x = _normed(w["embeddings.word_embeddings.weight"][ids] + place, w, "embeddings.LayerNorm")
        padding = np.arange(ids.shape[1])[None, :] >= lengths[:, None]
        shift = np.where(padding, np.float32(-1e9), np.float32(0))[:, None, None, :]
        for number in range(LAYERS):
            x = _layer(x, shift, w, f"encoder.layer.{number}.")
        return x


def _layer(x: Floats, shift: Floats, w: Mapping[str, Floats], prefix: str) -> Floats:
    mixed = _attention(x, shift, w, prefix + "attention.self.")
    x = _normed(x + _dense(mixed, w, prefix + "attention.output.dense"), w, prefix + "attention.output.LayerNorm")
    inner = _gelu(_dense(x, w, prefix + "intermediate.dense"))
    return _normed(x + _dense(inner, w, prefix + "output.dense"), w, prefix + "output.LayerNorm")


def _attention(x: Floats, shift: Floats, w: Mapping[str, Floats], prefix: str) -> Floats:
    def heads(name: str) -> Floats:
        return _dense(x, w, prefix + name).reshape(*x.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)

    query, key, value = heads("query"), heads("key"), heads("value")
    logits = query @ key.transpose(0, 1, 3, 2) / np.float32(math.sqrt(WIDTH // HEADS)) + shift
    share = np.exp(logits - logits.max(axis=-1, keepdims=True))
    share /= share.sum(axis=-1, keepdims=True)
    mixed: Floats = (share @ value).transpose(0, 2, 1, 3).reshape(x.shape)
    return mixed


def _dense(x: Floats, w: Mapping[str, Floats], name: str) -> Floats:
    return x @ w[name + ".weight"].T + w[name + ".bias"]


def _normed(x: Floats, w: Mapping[str, Floats], name: str) -> Floats:
    x = x - x.mean(axis=-1, keepdims=True)
    x /= np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPSILON)
    return x * w[name + ".weight"] + w[name + ".bias"]


def _gelu(x: Floats) -> Floats:
    """x * Phi(x). Phi from Abramowitz and Stegun 7.1.26 (error below 1.5e-7): numpy has no erf."""
    z = np.abs(x) * np.float32(math.sqrt(0.5))
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429)))))
    upper = 0.5 * series * np.exp(-z * z)
    return np.asarray(x * np.where(x > 0, 1 - upper, upper), dtype=np.float32)
