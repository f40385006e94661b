"""The rows of a scope as they stand between two changes: what ranking needs and no question alters, worked out once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..records import Micros
from .fuse import Curve, Mode, Weights
from .postings import Floats, Ints
from .profiles import Profiles
from .query import Query
from .rows import FOREVER, Line
from .scoring import Evidence, around, code_signals, constants, scaled, totals, weigh

BESIDE_MEMORIES: Final = 0.97  # what a message counts beside memories: of two that say the same, the memory answers
OF_MESSAGE: Final = 0.6  # share of the message in the score of its best fact
OTHER_FACTS: Final = 0.7  # what the other facts of a message keep of their score
SORTED: Final = 500  # rows that are sorted as a whole; of more only the best are, until more are wanted


class Standing:
    """One line of rows, whole or a part of it. `remembers`: what questions have in common is kept between them."""

    def __init__(self, evidence: Evidence, mode: Mode, talk: float, *, remembers: bool) -> None:
        self.evidence, self._mode, self._talk = evidence, mode, talk
        table, rows = evidence.table, evidence.line.rows
        self.weights = mode.weights(talk=talk, readable=1.0)
        self.curve = Curve.of(self.weights)
        self.keys: Ints = table.key[rows]
        self.memory = table.memory[rows]
        self._worth = None if self.memory.all() else np.where(self.memory, np.float32(1), np.float32(BESIDE_MEMORIES))
        self._profiles = Profiles(evidence, self.weights) if remembers else None

    @property
    def line(self) -> Line:
        return self.evidence.line

    @property
    def nbytes(self) -> int:
        """Bytes of what was remembered of questions."""
        return 0 if self._profiles is None else self._profiles.nbytes

    def weights_of(self, query: Query) -> tuple[Weights, Curve]:
        """How much each signal counts for this question, and how its sums become scores."""
        if not self._mode.english or query.readable >= 1:
            return self.weights, self.curve
        weights = self._mode.weights(talk=self._talk, readable=query.readable)
        return weights, Curve.of(weights)

    def signals(self, query: Query, weights: Weights) -> dict[str, Floats]:
        """What each signal adds to the raw sum of each place."""
        return weigh(query, self.evidence, weights)

    def total(self, query: Query, weights: Weights) -> Floats:
        """(places,) the raw sums: those of `signals`, together."""
        if self._profiles is None or weights is not self.weights or query.once:
            total = totals(self.signals(query, weights), len(self.keys))
        else:
            total = self._profiles.total(query.reading)
            for values in scaled(constants(query, self.evidence), weights).values():
                total += values
            for values in scaled(code_signals(query, self.evidence, weights, total), weights).values():
                total += values
            if weights.neighbour:
                total += weights.neighbour * around(total, self.line)
        return total if self._worth is None else total * self._worth

    def holds(self, at: Micros | None) -> NDArray[np.bool_]:
        """Which places are valid now, or were at the time `at`."""
        if at is None:
            return self._now
        table, rows = self.evidence.table, self.line.rows
        return np.asarray((table.valid_from[rows] <= at) & (table.valid_to[rows] > at))

    @cached_property
    def _now(self) -> NDArray[np.bool_]:
        return np.asarray(self.evidence.table.valid_to[self.line.rows] == FOREVER)

    @cached_property
    def _answering_now(self) -> tuple[Ints, NDArray[np.bool_]]:
        return _answering(self._now, self.line)

    def best_first(
        self, total: Floats, at: Micros | None, wanted: int, *, memories_only: bool = False
    ) -> Iterator[Ints]:
        """Places that may answer by falling sums, in lots of which the first has `wanted`; adjusts `total`.

        A message and the facts that rest on it are ranked as one. The message stands back: its best fact answers for it,
        with both sums mixed; its other facts come later, so that ten answers do not say three things.
        """
        facts, holds = self._answering_now if at is None else _answering(self.holds(at), self.line)
        if len(facts):
            _represent(total, facts, self.line)
        places = np.flatnonzero(holds & self.memory if memories_only else holds)
        worth = -total[places]
        if len(places) > SORTED + wanted:
            least = np.partition(worth, wanted)[wanted]
            near = np.flatnonzero(worth <= least)  # ties included, so that their order is that of all
            yield places[near[worth[near].argsort(kind="stable")]][:wanted]
            yield places[worth.argsort(kind="stable")][wanted:]
        else:
            yield places[worth.argsort(kind="stable")]


def _answering(holds: NDArray[np.bool_], line: Line) -> tuple[Ints, NDArray[np.bool_]]:
    """(facts that hold and have a message, places that answer: those that hold, without the messages of these facts)."""
    facts = np.flatnonzero((line.parent >= 0) & holds)
    if len(facts):
        holds = holds.copy()
        holds[line.parent[facts]] = False
    return facts, holds


def _represent(total: Floats, facts: Ints, line: Line) -> None:
    parents, own = line.parent[facts], total[facts]
    best = np.zeros(len(total), dtype=np.int64)
    ascending = np.argsort(own, kind="stable")
    best[parents[ascending]] = facts[ascending]
    mixed = own + OF_MESSAGE * (total[parents] - own)
    total[facts] = np.where(best[parents] == facts, mixed, np.minimum(own, mixed) * OTHER_FACTS)
