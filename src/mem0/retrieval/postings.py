"""Which rows hold a unit (a word piece or a term), as compressed sparse rows of numpy arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Postings:
    """units: ascending unit ids; rows[starts[i]:starts[i + 1]] hold units[i], counts how often each."""

    units: NDArray[np.uint32]
    starts: NDArray[np.int32]
    rows: Rows
    counts: NDArray[np.uint8]

    @classmethod
    def build(cls, units: NDArray[np.uint32], rows: Rows, *, total_rows: int) -> Postings:
        """From parallel arrays: the unit and the row of each occurrence."""
        pairs, counts = np.unique(units.astype(np.int64) * max(total_rows, 1) + rows, return_counts=True)
        found = pairs // max(total_rows, 1)
        distinct, firsts = np.unique(found, return_index=True)
        starts = np.append(firsts, len(pairs)).astype(np.int32)
        row_of = (pairs - found * max(total_rows, 1)).astype(np.int32)
        return cls(distinct.astype(np.uint32), starts, row_of, np.minimum(counts, 255).astype(np.uint8))

    @property
    def nbytes(self) -> int:
        return self.units.nbytes + self.starts.nbytes + self.rows.nbytes + self.counts.nbytes

    def places(self, wanted: NDArray[np.uint32]) -> tuple[Ints, Ints]:
        """Which of `wanted` are known: (their index in `wanted`, their place in `units`)."""
        if not len(self.units):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        spot = np.searchsorted(self.units, wanted)
        spot[spot == len(self.units)] = 0
        known = np.flatnonzero(self.units[spot] == wanted)
        return known, spot[known]

    def spread(self, places: Ints) -> tuple[Ints, Ints]:
        """All postings of the units at `places`: (index into rows and counts, index into `places`), in that order."""
        first = self.starts[places].astype(np.int64)
        size = self.starts[places + 1] - first
        owner = np.repeat(np.arange(len(places)), size)
        shift = first - (np.cumsum(size) - size)
        return np.arange(len(owner)) + shift[owner], owner

    def frequency(self, places: Ints) -> Ints:
        """In how many rows each of these units stands."""
        return (self.starts[places + 1] - self.starts[places]).astype(np.int64)
