"""Score the memories of a scope against a question by late interaction: MaxSim over stored token vectors.

MaxSim (Khattab and Zaharia, ColBERT, 2020): each vector of the question looks for its best match in the memory; the
matches are averaged, each by its weight. A dense embedder is the case of one vector a text. Cosines below zero count zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .codes import Floats, Packed, compare, gather

Rows = NDArray[np.int64]
# Vectors unpacked at a time: 1 MB at 256 dims, which a core's cache holds. Keeping all of them unpacked would take 32
# times the memory and save a third of the time.
BLOCK = 1024


@dataclass(frozen=True, slots=True)
class TokenCodes:
    """The codes of all rows of a scope, in the order of the rows. Changes give a new one."""

    packed: Packed
    starts: Rows  # (rows + 1,) where each row's vectors begin

    @classmethod
    def build(cls, codes: Sequence[bytes | None]) -> TokenCodes:
        """Of the stored codes of each row; raises ValueError when they cannot belong together."""
        return cls.of(gather(codes))

    @classmethod
    def of(cls, packed: Packed) -> TokenCodes:
        starts = np.zeros(len(packed.counts) + 1, dtype=np.int64)
        np.cumsum(packed.counts, out=starts[1:])
        return cls(packed, starts)

    def __len__(self) -> int:
        return len(self.packed.counts)

    @property
    def nbytes(self) -> int:
        return self.packed.body.nbytes + self.packed.counts.nbytes + self.starts.nbytes

    def scores(self, query: Floats, weights: Floats) -> Floats:
        """(rows,) in [0, 1]: the weighted mean of the best cosines. query (vectors, dims), weights (vectors,) >= 0."""
        return weighted(self.best(query), weights)

    def scores_of(self, rows: Rows, query: Floats, weights: Floats) -> Floats:
        """`scores` of these rows only, in their order: for candidates of a large scope."""
        return weighted(self.best_of(rows, query), weights)

    def best(self, query: Floats) -> Floats:
        """(rows, query vectors): the best cosine of each row for each vector of the question, in [0, 1]."""
        if not len(self.packed.body) or not len(query):
            return np.zeros((len(self), len(query)), dtype=np.float32)
        self._check(query)
        return _best_by_row(self._cosines(self.packed.body, query), self.starts[:-1], self.packed.counts)

    def best_of(self, rows: Rows, query: Floats) -> Floats:
        """`best` of these rows only, in their order."""
        counts = self.packed.counts[rows]
        if not counts.sum() or not len(query):
            return np.zeros((len(rows), len(query)), dtype=np.float32)
        self._check(query)
        starts = np.cumsum(counts) - counts
        places = np.arange(int(counts.sum())) + np.repeat(self.starts[rows] - starts, counts)
        return _best_by_row(self._cosines(self.packed.body[places], query), starts, counts)

    def extended(self, codes: Sequence[bytes | None]) -> TokenCodes:
        """These rows and new ones behind them."""
        new = gather(codes)
        if not new.dims:
            new = Packed(self.packed.kind, self.packed.dims, self.packed.body[:0], new.counts)
        old = self.packed if self.packed.dims else Packed(new.kind, new.dims, new.body[:0], self.packed.counts)
        if (old.kind, old.dims) != (new.kind, new.dims):
            raise ValueError(f"codes of {new.dims} dims in a scope of {old.dims}")
        body, counts = np.concatenate([old.body, new.body]), np.concatenate([old.counts, new.counts])
        return TokenCodes.of(Packed(old.kind, old.dims, body, counts))

    def taken(self, rows: Rows | NDArray[np.bool_]) -> TokenCodes:
        """Only these rows: positions in their new order, or a mask."""
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        counts = self.packed.counts[places]
        first = np.cumsum(counts) - counts
        vectors = np.arange(int(counts.sum())) + np.repeat(self.starts[places] - first, counts)
        return TokenCodes.of(Packed(self.packed.kind, self.packed.dims, self.packed.body[vectors], counts))

    def _check(self, query: Floats) -> None:
        if query.shape[1] != self.packed.dims:
            raise ValueError(f"the question has {query.shape[1]} dims, the codes {self.packed.dims}")

    def _cosines(self, body: NDArray[np.uint8], query: Floats) -> Floats:
        """(packed vectors, query vectors), a block at a time."""
        cosines = np.empty((len(body), len(query)), dtype=np.float32)
        for start in range(0, len(body), BLOCK):
            block = body[start : start + BLOCK]
            cosines[start : start + BLOCK] = compare(block, query, self.packed.kind, self.packed.dims)
        return cosines


def weighted(best: Floats, weights: Floats) -> Floats:
    """(rows,) mean over the columns of `best` by weight; zero where all weights are zero."""
    total = float(weights.sum())
    return (best @ (weights / total) if total else np.zeros(len(best))).astype(np.float32)


def _best_by_row(cosines: Floats, starts: Rows, counts: Rows) -> Floats:
    found = np.zeros((len(counts), cosines.shape[1]), dtype=np.float32)
    filled = counts > 0
    found[filled] = np.maximum.reduceat(cosines, starts[filled], axis=0)
    return np.clip(found, 0, 1, out=found)


