"""What speaks for a row: each signal is one number a row, computed for all rows of a scope at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .postings import Floats, Ints

K1, B = 1.2, 0.75  # BM25, the customary values (Robertson and Zaragoza 2009)


def inverse_frequency(rows: int, frequency: Ints) -> Floats:
    """The idf of BM25, never negative: ln(1 + (N - df + 0.5) / (df + 0.5))."""
    return np.log1p((rows - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def saturated(counts: Floats, lengths: Floats) -> Floats:
    """(terms, n) what BM25 gives each term in each row, as a share of what it can reach. counts: (terms, n); lengths: (n,)."""
    norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1e-6)) + np.float32(1e-9)
    return np.asarray(counts / (counts + norm), dtype=np.float32)


def widened(values: Floats, reach: int) -> Floats:
    """Each place with the sum of its neighbours up to `reach` places away, along the last axis."""
    width = values.shape[-1]
    sums = np.zeros((*values.shape[:-1], width + 1), dtype=np.float32)
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    places = np.arange(width)
    return np.asarray(sums[..., np.minimum(places + reach + 1, width)] - sums[..., np.maximum(places - reach, 0)])


def best_around(values: Floats, faded: Sequence[tuple[int, float]]) -> Floats:
    """Each place with the best of itself and its neighbours, those worth less: pairs of distance and worth."""
    best = values.copy()
    for step, worth in faded:
        if step < values.shape[-1]:
            far = worth * values
            np.maximum(best[..., step:], far[..., :-step], out=best[..., step:])
            np.maximum(best[..., :-step], far[..., step:], out=best[..., :-step])
    return best


def before(values: Floats) -> Floats:
    """The value of the place before, along the last axis."""
    found = np.zeros_like(values)
    found[..., 1:] = values[..., :-1]
    return found


def neighbours(values: Floats) -> Floats:
    """The mean of the places before and behind."""
    found = np.zeros_like(values)
    found[1:] += values[:-1] / 2
    found[:-1] += values[1:] / 2
    return found
