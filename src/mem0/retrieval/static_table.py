"""The static token table: one fixed vector for each word piece, and what follows from it.

Made by scripts/build_static_table.py from all-MiniLM-L6-v2; read once, on first use.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from ..text.wordpiece import WordPiece

Floats = NDArray[np.float32]
Pieces = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class StaticTable:
    """vectors: (pieces, dims) float32 of unit length; idf: (pieces,) float32, how rare a piece is in English at large."""

    vectors: Floats
    idf: Floats
    tokenizer: WordPiece

    @property
    def dims(self) -> int:
        return int(self.vectors.shape[1])

    def pieces(self, text: str) -> Pieces:
        """Piece ids of a text, in order, without the marks of begin and end."""
        return np.array(self.tokenizer.encode(text), dtype=np.uint16)

    def sentence(self, texts: Sequence[str]) -> Floats:
        """(texts, dims) one unit vector a text: the mean of its pieces weighted by idf. A text without pieces is zero."""
        found = np.zeros((len(texts), self.dims), dtype=np.float32)
        for row, text in enumerate(texts):
            found[row] = self.pool(self.pieces(text))
        return found

    def pool(self, pieces: Pieces) -> Floats:
        """(dims,) the unit vector of one text given as pieces; zero when there are none."""
        total = self.idf[pieces] @ self.vectors[pieces]
        length = float(np.linalg.norm(total))
        return (total / length if length else total).astype(np.float32)


_lock = threading.Lock()
_table: StaticTable | None = None


def table() -> StaticTable:
    """The table of the package, read on the first call (about 30 ms) and shared from then on."""
    global _table
    if _table is None:
        with _lock:
            if _table is None:
                _table = _read()
    return _table


def forget_words() -> None:
    """Keep nothing of the words that were cut before."""
    if _table is not None:
        _table.tokenizer.forget()


def _read() -> StaticTable:
    with (files("mem0.data") / "static-table.npz").open("rb") as stream, np.load(stream) as stored:
        vectors = _unpack(stored["vectors"])
        idf = stored["idf"].astype(np.float32)
        vocabulary = zlib.decompress(stored["vocabulary"].tobytes()).decode("utf-8").split("\n")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return StaticTable(vectors, idf, WordPiece({piece: place for place, piece in enumerate(vocabulary)}))


def _unpack(packed: NDArray[np.uint8]) -> Floats:
    """Two four-bit numbers a byte, each plus 8: see `write` in scripts/build_static_table.py."""
    vectors = np.empty((len(packed), 2 * packed.shape[1]), dtype=np.float32)
    vectors[:, 0::2] = packed & 15
    vectors[:, 1::2] = packed >> 4
    return vectors - 8
