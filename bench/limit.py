"""The limit of the speed bench, in a process of its own: one query against all vectors in numpy, scores only."""

from __future__ import annotations

import time

import numpy as np
from wire import serve


class DotProduct:
    """Matrices of random float32 vectors, kept between rounds."""

    def __init__(self) -> None:
        self._chance = np.random.default_rng(3)
        self._matrices: dict[tuple[int, int], np.typing.NDArray[np.float32]] = {}

    def search(self, vectors: int, dims: int, count: int) -> list[float]:
        """Milliseconds of each of `count` products of all vectors with one query."""
        matrix = self._matrix(vectors, dims)
        return [self._timed(matrix) for _ in range(count)]

    def _timed(self, matrix: np.typing.NDArray[np.float32]) -> float:
        query = self._chance.standard_normal(matrix.shape[1], dtype=np.float32)
        started = time.perf_counter()
        _ = matrix @ query
        return (time.perf_counter() - started) * 1e3

    def _matrix(self, vectors: int, dims: int) -> np.typing.NDArray[np.float32]:
        if (vectors, dims) not in self._matrices:
            self._matrices[vectors, dims] = self._chance.standard_normal((vectors, dims), dtype=np.float32)
        return self._matrices[vectors, dims]


if __name__ == "__main__":
    serve({"search": DotProduct().search})
