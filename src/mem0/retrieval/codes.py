"""The bytes that an embedder's vectors are stored as: one vector a text, or one a token.

Layout, little-endian: version (u8), kind (u8), dims (u16), count (u16), then `count` vectors of one width.
Only directions are kept; unpacked vectors have unit length. Kinds:
SIGNS  one bit a dimension, for vectors after a random rotation (Charikar 2002): 256 dims are 32 bytes.
BYTES  int8 a dimension, scaled so that the largest is 127: cosines are right to about 0.001.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
VERSION = 1
HEAD = struct.Struct("<BBHH")
MAX_VECTORS = 65_535
TYPE = struct.Struct("<BBH")  # version, kind, dims: what codes that are to be compared have in common
TYPE_BYTES = TYPE.size
# What is left of a cosine when one side is cut down to signs: E|x| of a Gaussian coordinate.
SIGN_SHRINKAGE = np.float32(np.sqrt(2 / np.pi))


class Kind(IntEnum):
    SIGNS = 1
    BYTES = 2


@dataclass(frozen=True, slots=True)
class Packed:
    """The vectors of many texts as stored: body (vectors, width) uint8, counts (texts,) vectors of each text."""

    kind: Kind
    dims: int
    body: NDArray[np.uint8]
    counts: NDArray[np.int64]


def pack(vectors: Floats, kind: Kind) -> bytes:
    """Store (count, dims) vectors; SIGNS needs dims divisible by 8. Raises ValueError on a shape that does not fit."""
    if vectors.ndim != 2 or not 0 < vectors.shape[1] <= 65_535 or len(vectors) > MAX_VECTORS:
        raise ValueError(f"codes take (count, dims) vectors, at most {MAX_VECTORS}, not {vectors.shape}")
    if not np.isfinite(vectors).all():
        raise ValueError("codes take finite numbers only")
    head = HEAD.pack(VERSION, kind, vectors.shape[1], len(vectors))
    return head + (_signs(vectors) if kind is Kind.SIGNS else _bytes(vectors)).tobytes()


def type_of(kind: Kind, dims: int) -> bytes:
    """The type of the codes that `pack` makes of vectors of so many dims."""
    return TYPE.pack(VERSION, kind, dims)


def code_type(code: bytes) -> bytes:
    """The type of a stored code, whoever made it."""
    return code[:TYPE_BYTES]


def unpack(code: bytes) -> Floats:
    """(count, dims) unit vectors of one stored text. Raises ValueError on foreign or cut bytes."""
    packed = gather([code])
    return dense(packed.body, packed.kind, packed.dims)


def gather(codes: Sequence[bytes | None]) -> Packed:
    """The vectors of many texts in one matrix, still packed; None is a text without vectors.

    Raises ValueError when bytes are cut, of another version, or when two texts disagree in kind or dims.
    """
    heads = [None if code is None else _head(code) for code in codes]
    shapes = {(kind, dims) for head in heads if head for kind, dims, _ in [head]}
    if len(shapes) > 1:
        raise ValueError(f"codes of different embedders in one scope: {sorted(shapes)}")
    kind, dims = shapes.pop() if shapes else (Kind.BYTES, 0)
    joined = b"".join(code[HEAD.size :] for code in codes if code is not None)
    body = np.frombuffer(joined, np.uint8).reshape(-1, max(1, width(kind, dims)))
    return Packed(kind, dims, body, np.array([head[2] if head else 0 for head in heads], dtype=np.int64))


def dense(body: NDArray[np.uint8], kind: Kind, dims: int) -> Floats:
    """(vectors, dims) unit vectors of packed ones. SIGNS are lengthened so that their cosines are unbiased."""
    if kind is Kind.SIGNS:
        return (_bits(body) * 2 - 1) * _sign_length(dims)
    vectors = body.view(np.int8).astype(np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1)), dtype=np.float32)


def compare(body: NDArray[np.uint8], query: Floats, kind: Kind, dims: int) -> Floats:
    """(vectors, query vectors) cosines of packed vectors with those of a question, as of `dense(...) @ query.T`."""
    if kind is Kind.BYTES:
        return np.asarray(dense(body, kind, dims) @ query.T)
    # With b the bits, (2 b - 1) q = 2 b q - sum q: the bits are multiplied as they are, half the work of signs.
    return np.asarray((_bits(body) @ (2 * query.T) - query.sum(axis=1)) * _sign_length(dims), dtype=np.float32)


def width(kind: Kind, dims: int) -> int:
    """Bytes of one stored vector."""
    return dims // 8 if kind is Kind.SIGNS else dims


def _head(code: bytes) -> tuple[Kind, int, int]:
    if len(code) < HEAD.size or code[0] != VERSION:
        raise ValueError(f"codes of version {code[:1].hex() or 'none'}, this code reads {VERSION}")
    _, kind, dims, count = HEAD.unpack_from(code)
    if len(code) != HEAD.size + count * width(Kind(kind), dims):
        raise ValueError("codes are cut off")
    return Kind(kind), dims, count


def _signs(vectors: Floats) -> NDArray[np.uint8]:
    if vectors.shape[1] % 8:
        raise ValueError("sign codes need dims divisible by 8")
    return np.packbits(vectors > 0, axis=1)


def _bits(body: NDArray[np.uint8]) -> Floats:
    return np.unpackbits(body, axis=1).astype(np.float32)


def _sign_length(dims: int) -> np.float32:
    return np.float32(1 / (np.sqrt(dims) * SIGN_SHRINKAGE))


def _bytes(vectors: Floats) -> NDArray[np.int8]:
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    unit = np.divide(vectors, largest, out=np.zeros_like(vectors), where=largest > 0)
    return np.asarray(np.rint(unit * np.float32(127)), dtype=np.int8)

