"""What each unit of a question (a word piece, a term) adds to each row, remembered for as long as the rows stand as they are.

A question's score is a weighted sum over its units, so a scope that has met the units before adds a few rows of numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from . import matching, signals
from .fuse import Weights
from .postings import Floats
from .query import Reading
from .scoring import Evidence, piece_signals, scaled, term_signals

Profile: TypeAlias = tuple[float, Floats]  # how much the unit weighs, and (living,) what it adds at full weight
KEPT, KEPT_BYTES = 256, 4_000_000  # units of a scope that are remembered, and what they may take
OVERHEAD = 500  # bytes a unit beside its numbers, measured


class Profiles:
    """The profiles of one line of rows under one set of weights. Not locked."""

    def __init__(self, evidence: Evidence, weights: Weights) -> None:
        self._evidence, self._weights = evidence, weights
        self._pieces: dict[int, Profile | None] = {}
        self._terms: dict[int, Profile | None] = {}
        self._size = 4 * len(evidence.line.rows) + OVERHEAD
        self._room = min(KEPT, KEPT_BYTES // self._size)

    @property
    def nbytes(self) -> int:
        return self._size * (len(self._pieces) + len(self._terms))

    def total(self, asked: Reading) -> Floats:
        """(living,) what the words of a question add to each row, as of `scoring.weigh`."""
        pieces, _ = self._known(self._pieces, asked.content, self._profiles_of_pieces)
        terms, unknown = self._known(self._terms, asked.words, self._profiles_of_terms)
        rows = [row for _, row in pieces] + [row for _, row in terms]
        if not rows:
            return np.zeros(len(self._evidence.line.rows), dtype=np.float32)
        whole = sum([weight for weight, _ in pieces])
        shares = [weight / whole for weight, _ in pieces]
        whole = matching.term_weight_sum(sum([weight for weight, _ in terms]), unknown, self._evidence.living)
        shares += [weight / whole for weight, _ in terms]
        found: Floats = np.array(shares, dtype=np.float32).dot(np.concatenate(rows).reshape(len(rows), -1))
        return found

    def _known(
        self, kept: dict[int, Profile | None], units: list[int], compute: Callable[[list[int]], Sequence[Profile | None]]
    ) -> tuple[list[Profile], int]:
        """The profiles of these units, and how many of them no row has."""
        try:
            found = [kept[unit] for unit in units]
        except KeyError:
            missing = [unit for unit in units if unit not in kept]
            fresh = dict(zip(missing, compute(missing), strict=True))
            found = [kept[unit] if unit in kept else fresh[unit] for unit in units]
            self._keep(kept, fresh)
        present = [one for one in found if one is not None]
        return present, len(found) - len(present)

    def _keep(self, kept: dict[int, Profile | None], fresh: dict[int, Profile | None]) -> None:
        if len(self._pieces) + len(self._terms) + len(fresh) > self._room:
            self._pieces.clear()
            self._terms.clear()
        if len(fresh) <= self._room:
            kept.update(fresh)

    def _profiles_of_pieces(self, units: list[int]) -> Sequence[Profile | None]:
        pieces = np.array(units, dtype=np.uint16)
        weights = matching.piece_weights(pieces, self._evidence.pieces, self._evidence.living).tolist()
        return list(zip(weights, self._summed(piece_signals(pieces, self._evidence, self._weights, _each)), strict=True))

    def _profiles_of_terms(self, units: list[int]) -> Sequence[Profile | None]:
        line = self._evidence.line
        terms = np.array(units, dtype=np.uint32)
        counts, frequency = matching.term_counts(terms, self._evidence.terms, line.place, len(line.rows))
        rows = self._summed(term_signals(counts, self._evidence, self._weights, _each))
        weights = signals.inverse_frequency(self._evidence.living, frequency).tolist()
        known = frequency.tolist()
        return [(weights[n], rows[n]) if known[n] else None for n in range(len(units))]

    def _summed(self, found: dict[str, Floats]) -> Floats:
        """(units, living) the signals of each unit by what they count."""
        parts = list(scaled(found, self._weights).values())
        total = parts[0] if parts else np.zeros((0, 0), dtype=np.float32)
        for part in parts[1:]:
            total += part
        return total


def _each(values: Floats) -> Floats:
    """The values of each unit by itself."""
    return values
