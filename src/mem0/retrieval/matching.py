"""Compare a question with the rows of a scope: soft matches between word pieces, exact matches between terms."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..text.terms import is_stop_word
from .postings import Floats, Ints, Postings
from .static_table import Pieces, table

LEAST_IN_LARGE = 0.30  # the same where speed counts more: a tenth of the pairs
LEAST = 0.15  # a similarity below this is chance: in 128 dimensions random pairs have a deviation of 0.09
FEW_UNITS = 4_000  # of a scope: to gather and compare these costs a fraction of comparing with the whole table
AT_ONCE = 250_000  # products of numbers that BLAS forms in the calling thread; for more it wakes a thread for each core
STEPS = 127  # similarities are kept as whole numbers of 1/127
PRIOR_ROWS = 50  # how many rows the general frequency of a piece counts for beside the rows of the scope


@dataclass(frozen=True, slots=True)
class Segments:
    """Postings of a large base and of a small tail, so that a new row costs little. Row numbers run through both."""

    base: Postings
    tail: Postings | None = None

    @property
    def parts(self) -> tuple[Postings, ...]:
        return (self.base,) if self.tail is None else (self.base, self.tail)

    @property
    def nbytes(self) -> int:
        return sum(part.nbytes for part in self.parts)

    def extended(self, units: Sequence[NDArray[Any]], *, first: int) -> Segments:
        """With new rows, numbered from `first` on, in the tail."""
        fresh = Postings.build(units, first=first)
        return Segments(self.base, fresh if self.tail is None else self.tail.joined(fresh))

    def merged(self, place: Ints) -> Segments:
        """All in the base, rows renumbered: row r becomes place[r], or is left out at -1."""
        whole = self.base if self.tail is None else self.base.joined(self.tail) if len(self.base.rows) else self.tail
        return Segments(whole if np.array_equal(place, np.arange(len(place))) else whole.moved(place))


class _Similar:
    """Similarities of a piece to all pieces of the table, remembered for the pieces asked about last (30 KB each)."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: OrderedDict[int, NDArray[np.int8]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, pieces: list[int], units: NDArray[np.uint32]) -> NDArray[np.int8]:
        """(pieces, units) similarities; new pieces are compared with few units only, and not remembered for it."""
        with self._lock:
            found = {piece: self._known[piece] for piece in pieces if piece in self._known}
            for piece in found:
                self._known.move_to_end(piece)
        missing = [piece for piece in pieces if piece not in found]
        if missing and len(units) < FEW_UNITS:
            vectors = table().vectors
            return _steps(_cosines(vectors[pieces], vectors[units]))
        if missing:
            found |= self._compute(missing)
        return np.stack([found[piece][units] for piece in pieces])

    def _compute(self, pieces: list[int]) -> dict[int, NDArray[np.int8]]:
        vectors = table().vectors
        found = dict(zip(pieces, _steps(vectors[pieces] @ vectors.T), strict=True))
        with self._lock:
            self._known |= found
            while len(self._known) > self._size:
                self._known.popitem(last=False)
        return found


def _cosines(asked: Floats, others: Floats) -> Floats:
    """(asked, others) products, a block at a time: small ones gain nothing by threads, and where all cores are busy BLAS
    waits milliseconds for its own."""
    rows = max(1, AT_ONCE // max(1, asked.size))
    found = np.empty((len(asked), len(others)), dtype=np.float32)
    for start in range(0, len(others), rows):
        found[:, start : start + rows] = asked @ others[start : start + rows].T
    return found


def _steps(cosines: Floats) -> NDArray[np.int8]:
    return np.asarray(np.rint(cosines * STEPS).clip(-STEPS, STEPS), dtype=np.int8)


_similar = _Similar(512)


@lru_cache(maxsize=1)
def silent() -> NDArray[np.bool_]:
    """(pieces,) pieces that say nothing by themselves: punctuation, marks of the model, stop-words."""
    known = table().tokenizer.vocabulary
    quiet = np.zeros(len(known), dtype=np.bool_)
    for piece, place in known.items():
        bare = piece.removeprefix("##")
        quiet[place] = piece.startswith("[") or not any(map(str.isalnum, bare)) or is_stop_word(piece)
    return quiet


def content(pieces: Pieces) -> Pieces:
    """The pieces that say something."""
    return np.asarray(pieces[~silent()[pieces]])


def piece_weights(pieces: Pieces, segments: Segments, rows: int) -> Floats:
    """(pieces,) idf of each piece of a question in this scope, with its frequency in English at large as a prior."""
    seen = np.zeros(len(pieces))
    for part in segments.parts:
        known, places = part.places(pieces.astype(np.uint32))
        seen[known] += part.frequency(places)
    # Zipf: the word of rank r makes 1/(10 r) of a text; a row has about 12 content words.
    usual = np.minimum(1.0, 1.2 / np.exp(table().idf[pieces]))
    weights = np.log1p((rows + PRIOR_ROWS) / (seen + PRIOR_ROWS * usual + 0.5))
    return np.asarray(weights, dtype=np.float32)


def soft_matches(pieces: Pieces, segments: Segments, place: Ints, living: int, *, least: float = LEAST) -> Floats:
    """(pieces, living) how near the best piece of each row comes to each piece of the question, from 0 to 1."""
    found = np.zeros((len(pieces), living + 1), dtype=np.float32)
    flat = found.reshape(-1)
    asked = pieces.tolist()
    for part in segments.parts:
        if len(part.units):
            near = _near(asked, part, least)
            postings, owner = part.spread(near.units)
            # Nearest last: numpy assigns in order, so the best pair stays; a row is in one segment only.
            flat[near.asked[owner] * (living + 1) + place[part.rows[postings]]] = near.worth[owner]
    return np.asarray(found[:, :living])


@dataclass(frozen=True, slots=True)
class _Near:
    """Pairs of a piece of the question and a unit of the postings, by rising similarity (`worth`, from 0 to 1)."""

    asked: Ints
    units: Ints
    worth: Floats


def _near(pieces: list[int], part: Postings, least: float) -> _Near:
    similar = _similar(pieces, part.units)
    asked, units = np.nonzero(similar > int(least * STEPS))
    values = similar[asked, units]
    order = np.argsort(values, kind="stable")
    worth = (values[order].astype(np.float32) / STEPS - LEAST) / (1 - LEAST)
    return _Near(asked[order], units[order], worth.astype(np.float32, copy=False))


def rough_scores(
    pieces: Pieces, terms: NDArray[np.uint32], pieces_in: Segments, terms_in: Segments, rows: int
) -> Floats:
    """(rows,) a cheap estimate for every row of the columns, to choose candidates by: all near pairs and terms summed."""
    found = np.zeros(rows)
    if len(pieces):
        weights, asked = piece_weights(pieces, pieces_in, rows), pieces.tolist()
        for part in pieces_in.parts:
            near = _near(asked, part, LEAST_IN_LARGE)
            postings, owner = part.spread(near.units)
            found += np.bincount(part.rows[postings], (near.worth * weights[near.asked])[owner], minlength=rows)
    for part in terms_in.parts:
        _, places = part.places(terms)
        postings, owner = part.spread(places)
        idf = np.log1p((rows + 0.5) / (part.frequency(places) + 0.5))
        found += np.bincount(part.rows[postings], idf[owner], minlength=rows)
    return found.astype(np.float32)


def term_counts(terms: NDArray[np.uint32], segments: Segments, place: Ints, living: int) -> tuple[Floats, Ints]:
    """((terms, living) how often each term of the question stands in each row, in how many rows of the scope)."""
    found = np.zeros((len(terms), living + 1), dtype=np.float32)
    frequency = np.zeros(len(terms), dtype=np.int64)
    for part in segments.parts:
        known, places = part.places(terms)
        postings, owner = part.spread(places)
        found[known[owner], place[part.rows[postings]]] = part.counts[postings]
        frequency[known] += part.frequency(places)
    return np.asarray(found[:, :living]), frequency


def term_weight_sum(known: float, unknown: int, rows: int) -> float:
    """The idf of all terms of a question; a term that no row has counts as half of one that a single row has.

    known: the sum over the terms that rows have; unknown: how many others there are.
    """
    return known + 0.5 * unknown * math.log1p(rows + 0.5) + 1e-6
