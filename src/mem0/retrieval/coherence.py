"""Whether the rows of a scope follow from one another, as talk does, or are unrelated statements listed one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..records import IndexRow
from .postings import Floats
from .static_table import Pieces, table

ENOUGH = 512  # rows that are looked at: what comes later does not change what kind of scope it is
FULL = 0.15  # how much nearer neighbours are than random pairs in talk
VOICES = 0.4  # share of neighbours with different voices from which on a scope is a talk in any case
FEWEST = 4


class Coherence:
    """Compares neighbours with random pairs: for unit vectors the mean of all pairs follows from their sum alone."""

    def __init__(self) -> None:
        self._rows = 0
        self._near = 0.0  # sum of the similarities of neighbours
        self._changes = 0  # neighbours with different voices
        self._sum: Floats = np.zeros(table().dims, dtype=np.float32)
        self._last: tuple[Floats, tuple[str | None, bool]] | None = None

    def see(self, rows: Sequence[IndexRow], pieces: Sequence[Pieces]) -> None:
        """Take new rows into account, in the order in which they came."""
        for row, found in zip(rows[: ENOUGH - self._rows], pieces, strict=False):
            vector, voice = table().pool(found), (row.actor, row.role == "assistant")
            if self._last is not None:
                self._near += float(vector @ self._last[0])
                self._changes += voice != self._last[1]
            self._rows += 1
            self._sum += vector
            self._last = vector, voice

    @property
    def share(self) -> float:
        """0 for unrelated statements, 1 for a talk."""
        if self._rows < FEWEST:
            return 0.0
        pairs = self._rows - 1
        near, random = self._near / pairs, (float(self._sum @ self._sum) - self._rows) / (self._rows * pairs)
        closer = (near - random) / max(1 - random, 0.1)
        return float(np.clip(max(closer / FULL, self._changes / pairs / VOICES), 0.0, 1.0))
