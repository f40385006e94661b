"""What speaks for a row: each signal is one number a row, computed for all rows of a scope at once."""

from __future__ import annotations

import numpy as np

from .postings import Floats, Ints

K1, B = 1.2, 0.75  # BM25, the customary values (Robertson and Zaragoza 2009)


def inverse_frequency(rows: int, frequency: Ints) -> Floats:
    """The idf of BM25, never negative: ln(1 + (N - df + 0.5) / (df + 0.5))."""
    return np.log1p((rows - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)


def bm25(counts: Floats, lengths: Floats, idf: Floats, reach: float) -> Floats:
    """(n,) BM25 as a share of `reach`, the idf of all terms of the question. counts: (terms, n); lengths: (n,)."""
    if not len(idf):
        return np.zeros(len(lengths), dtype=np.float32)
    norm = K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1e-6))
    return np.asarray(idf @ (counts / (counts + norm + 1e-9)) / reach, dtype=np.float32)


def widened(values: Floats, reach: int) -> Floats:
    """Each place with the sum of its neighbours up to `reach` places away, along the last axis."""
    total = values.copy()
    for step in range(1, min(reach, values.shape[-1] - 1) + 1):
        total[..., step:] += values[..., :-step]
        total[..., :-step] += values[..., step:]
    return total


def best_of_session(values: Floats, session: Ints, starts: Ints, best: int = 3) -> Floats:
    """(sessions,) the mean of the `best` highest values of each session."""
    order = np.lexsort((-values, session))
    rank = np.arange(len(values)) - starts[session]
    total = np.bincount(session, weights=np.where(rank < best, values[order], 0.0), minlength=len(starts))
    size = np.diff(np.append(starts, len(values)))
    return (total / np.minimum(size, best)).astype(np.float32)


def neighbours(values: Floats) -> Floats:
    """The mean of the rows before and behind."""
    found = np.zeros_like(values)
    found[1:] += values[:-1] / 2
    found[:-1] += values[1:] / 2
    return found
