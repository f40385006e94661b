"""Which rows hold a unit (a word piece or a term), as compressed sparse rows of numpy arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Floats = NDArray[np.float32]
_ROW_BITS = np.uint64(31)
_ROW_MASK = np.uint64(2**31 - 1)


@dataclass(frozen=True, slots=True)
class Postings:
    """units: ascending unit ids; rows[starts[i]:starts[i + 1]] hold units[i], counts how often each."""

    units: NDArray[np.uint32]
    starts: NDArray[np.int32]
    rows: Rows
    counts: NDArray[np.uint8]

    @classmethod
    def build(cls, units: Sequence[NDArray[Any]], *, first: int) -> Postings:
        """From the units of each row; the rows are numbered from `first` on."""
        rows = np.repeat(np.arange(first, first + len(units), dtype=np.uint64), [len(row) for row in units])
        flat = np.concatenate(units).astype(np.uint64) if len(units) else np.zeros(0, dtype=np.uint64)
        pairs, counts = np.unique(flat << _ROW_BITS | rows, return_counts=True)
        return cls._of(pairs, np.minimum(counts, 255).astype(np.uint8))

    @classmethod
    def empty(cls) -> Postings:
        return cls.build([], first=0)

    @classmethod
    def _of(cls, pairs: NDArray[np.uint64], counts: NDArray[np.uint8]) -> Postings:
        """From ascending, distinct pairs of unit and row."""
        owner = (pairs >> _ROW_BITS).astype(np.uint32)
        heads = np.flatnonzero(np.diff(owner, prepend=owner[:1] + 1)) if len(owner) else np.zeros(0, dtype=np.int64)
        starts = np.append(heads, len(pairs)).astype(np.int32)
        return cls(owner[heads], starts, (pairs & _ROW_MASK).astype(np.int32), counts)

    def joined(self, other: Postings) -> Postings:
        """Both together; no row may be in both."""
        return self._sorted(
            np.concatenate([self._pairs(), other._pairs()]), np.concatenate([self.counts, other.counts])
        )

    def moved(self, place: Ints) -> Postings:
        """Rows renumbered: row r becomes place[r]; rows whose place is -1 are left out."""
        target = place[self.rows]
        kept = target >= 0
        units = np.repeat(self.units, np.diff(self.starts))[kept].astype(np.uint64)
        return self._sorted(units << _ROW_BITS | target[kept].astype(np.uint64), self.counts[kept])

    @classmethod
    def _sorted(cls, pairs: NDArray[np.uint64], counts: NDArray[np.uint8]) -> Postings:
        order = np.argsort(pairs, kind="stable")
        return cls._of(pairs[order], counts[order])

    def _pairs(self) -> NDArray[np.uint64]:
        units = np.repeat(self.units, np.diff(self.starts)).astype(np.uint64)
        return units << _ROW_BITS | self.rows.astype(np.uint64)

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
