"""Write all-MiniLM-L6-v2 as an ONNX model, straight from its weights: the few protobuf messages that a graph needs.

Building it here keeps both the `onnx` package and a 23 MB file out of the wheel. Field numbers are those of onnx.proto3.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from ...ports import Floats
from .minilm_weights import HEADS, LAYERS

OPSET, CONTRIB, IR_VERSION = 17, "com.microsoft", 8
TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
# Seven bits: where a CPU has no 8-bit dot product, pairs of full 8-bit products overflow 16 bits silently.
WEIGHT_LIMIT = 63


def build_graph(weights: Mapping[str, Floats], *, quantise: bool = True) -> bytes:
    """The serialised model. Inputs: ids (B, T) int64, places (T,) int64, lengths (B,) int32; output: states (B, T, 384).

    `quantise`: linear layers in int8 with one scale a column, activations quantised at run time. The token vectors then
    have cosine 0.987 with the exact ones; recall is the same to a tenth of a percent, at three times the speed.
    """
    graph = _Graph(quantise)
    _embeddings(graph, weights)
    state = "x0"
    for number in range(LAYERS):
        state = _layer(graph, weights, number, state)
    graph.node("Identity", [state], ["states"])
    return graph.model()


def _embeddings(graph: _Graph, w: Mapping[str, Floats]) -> None:
    table = w["embeddings.word_embeddings.weight"]
    scale = np.abs(table).max(axis=1, keepdims=True) / np.float32(127)
    graph.tensor("pieces", np.rint(table / np.maximum(scale, 1e-12)).astype(np.int8))
    graph.tensor("piece_scale", scale)
    places = w["embeddings.position_embeddings.weight"] + w["embeddings.token_type_embeddings.weight"][0]
    graph.tensor("place_table", places)
    graph.node("Gather", ["pieces", "ids"], ["piece_codes"])
    graph.node("Cast", ["piece_codes"], ["piece_floats"], to=1)
    graph.node("Gather", ["piece_scale", "ids"], ["piece_scales"])
    graph.node("Mul", ["piece_floats", "piece_scales"], ["piece_vectors"])
    graph.node("Gather", ["place_table", "places"], ["place_vectors"])
    graph.node("Add", ["piece_vectors", "place_vectors"], ["embedded"])
    norm = graph.norm("e", w, "embeddings.LayerNorm")
    graph.node("LayerNormalization", ["embedded", *norm], ["x0"], axis=-1, epsilon=1e-12)


def _layer(graph: _Graph, w: Mapping[str, Floats], number: int, state: str) -> str:
    at, out = f"encoder.layer.{number}.", f"l{number}_"
    parts = [at + "attention.self." + part for part in ("query", "key", "value")]
    joint = np.concatenate([w[part + ".weight"] for part in parts])
    bias = np.concatenate([w[part + ".bias"] for part in parts])
    graph.dense(state, out + "qkv", joint, bias)
    names = [out + part for part in "qkv"]
    graph.node("Split", [out + "qkv"], names, axis=2)
    graph.node("MultiHeadAttention", [*names, "", "lengths"], [out + "mix"], domain=CONTRIB, num_heads=HEADS)
    dense = at + "attention.output.dense"
    graph.dense(out + "mix", out + "att", w[dense + ".weight"], w[dense + ".bias"])
    norm = graph.norm(out + "a", w, at + "attention.output.LayerNorm")
    graph.node("SkipLayerNormalization", [state, out + "att", *norm], [out + "mid"], domain=CONTRIB, epsilon=1e-12)
    graph.dense(out + "mid", out + "up", w[at + "intermediate.dense.weight"], None)
    graph.tensor(out + "up_bias", w[at + "intermediate.dense.bias"])
    graph.node("BiasGelu", [out + "up", out + "up_bias"], [out + "inner"], domain=CONTRIB)
    graph.dense(out + "inner", out + "down", w[at + "output.dense.weight"], None)
    graph.tensor(out + "down_bias", w[at + "output.dense.bias"])
    norm = graph.norm(out + "o", w, at + "output.LayerNorm")
    inputs = [out + "mid", out + "down", *norm, out + "down_bias"]
    graph.node("SkipLayerNormalization", inputs, [out + "x"], domain=CONTRIB, epsilon=1e-12)
    return out + "x"


class _Graph:
    """Nodes and tensors in the order they are added."""

    def __init__(self, quantise: bool) -> None:
        self._quantise = quantise
        self._parts: list[bytes] = []

    def dense(self, x: str, y: str, weight: Floats, bias: Floats | None) -> None:
        """y = x @ weight.T + bias; `weight` has one row an output, as torch stores it."""
        if bias is not None:
            self.tensor(y + "_bias", bias)
        if not self._quantise:
            self.tensor(y + "_weight", np.ascontiguousarray(weight.T))
            self.node("MatMul", [x, y + "_weight"], [y if bias is None else y + "_raw"])
            if bias is not None:
                self.node("Add", [y + "_raw", y + "_bias"], [y])
            return
        scale = np.abs(weight).max(axis=1) / np.float32(WEIGHT_LIMIT)
        self.tensor(y + "_weight", np.ascontiguousarray(np.rint(weight / scale[:, None]).T.astype(np.int8)))
        self.tensor(y + "_scale", scale)
        inputs = [x, y + "_weight", y + "_scale", "", *([y + "_bias"] if bias is not None else [])]
        self.node("DynamicQuantizeMatMul", inputs, [y], domain=CONTRIB)

    def norm(self, name: str, w: Mapping[str, Floats], prefix: str) -> list[str]:
        self.tensor(name + "_gamma", w[prefix + ".weight"])
        self.tensor(name + "_beta", w[prefix + ".bias"])
        return [name + "_gamma", name + "_beta"]

    def tensor(self, name: str, values: NDArray[np.generic]) -> None:
        dims = b"".join(_number(1, size) for size in values.shape)
        kind = _number(2, TYPES[values.dtype.name])
        self._parts.append(_bytes(5, dims + kind + _text(8, name) + _bytes(9, values.tobytes())))

    def node(self, kind: str, inputs: list[str], outputs: list[str], *, domain: str = "", **attributes: int | float) -> None:
        body = b"".join(_text(1, name) for name in inputs) + b"".join(_text(2, name) for name in outputs)
        body += _text(3, outputs[0]) + _text(4, kind)
        body += b"".join(_bytes(5, _attribute(name, value)) for name, value in attributes.items())
        self._parts.append(_bytes(1, body + (_text(7, domain) if domain else b"")))

    def model(self) -> bytes:
        inputs = [_value("ids", "int64", ["B", "T"]), _value("places", "int64", ["T"]), _value("lengths", "int32", ["B"])]
        ends = b"".join(_bytes(11, value) for value in inputs)
        ends += _bytes(12, _value("states", "float32", ["B", "T", 384]))
        graph = b"".join(self._parts) + _text(2, "minilm") + ends
        opsets = _bytes(8, _text(1, "") + _number(2, OPSET)) + _bytes(8, _text(1, CONTRIB) + _number(2, 1))
        return _number(1, IR_VERSION) + _text(2, "open-mem0") + _bytes(7, graph) + opsets


def _attribute(name: str, value: int | float) -> bytes:
    if isinstance(value, float):
        return _text(1, name) + _key(2, 5) + struct.pack("<f", value) + _number(20, 1)
    return _text(1, name) + _number(3, value) + _number(20, 2)


def _value(name: str, kind: str, shape: Iterable[str | int]) -> bytes:
    sizes = (_text(2, size) if isinstance(size, str) else _number(1, size) for size in shape)
    tensor = _number(1, TYPES[kind]) + _bytes(2, b"".join(_bytes(1, size) for size in sizes))
    return _text(1, name) + _bytes(2, _bytes(1, tensor))


def _key(field: int, wire: int) -> bytes:
    return _varint(field << 3 | wire)


def _number(field: int, value: int) -> bytes:
    return _key(field, 0) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _key(field, 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1  # negative numbers are two's complement of 64 bits
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])
