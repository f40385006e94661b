"""How much each signal counts, by kind of encoder, and how the sum becomes a score between 0 and 1."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from .postings import Floats


@dataclass(frozen=True, slots=True)
class Weights:
    """What a full match of each signal adds; every signal lies in [0, 1], and the weights of one record sum to about 1.

    Absolute rather than z-scored signals: measured as good for the ranking, and a score means the same in every question.
    """

    static: float  # best word-piece matches of the row
    lexical: float  # BM25 of the row
    window1: float  # BM25 of the row with its neighbours
    window2: float  # the same, two to each side
    session: float  # BM25 of the session
    session_best: float  # the three best rows of the session by word pieces
    speaker: float  # the question names who said it
    codes: float = 0.0  # the encoder's own similarity
    neighbour: float = 0.0  # share of the neighbours' sum that is added


STATIC = Weights(
    static=0.40, lexical=0.13, window1=0.14, window2=0.11, session=0.08, session_best=0.12, speaker=0.037, neighbour=0.1
)
LATE = Weights(
    static=0.12, lexical=0.06, window1=0.10, window2=0.08, session=0.06, session_best=0.12, speaker=0.035,
    codes=0.45, neighbour=0.1,
)  # fmt: skip
DENSE = Weights(
    static=0.25, lexical=0.10, window1=0.10, window2=0.08, session=0.06, session_best=0.10, speaker=0.035,
    codes=0.30, neighbour=0.1,
)  # fmt: skip
SIGNALS = tuple(field.name for field in fields(Weights) if field.name != "neighbour")

STEEP, MIDDLE = 9.0, 0.36  # of the curve below, fitted to how often an answer with that sum was right


def calibrated(total: Floats) -> Floats:
    """A sum of weighted signals as a score in [0, 1]: a logistic curve scaled to run through (0, 0) and (1, 1)."""
    low, high = _logistic(np.float32(0.0)), _logistic(np.float32(1.0))
    clipped = np.clip(total, 0.0, 1.0)
    return np.asarray((_logistic(clipped) - low) / (high - low), dtype=np.float32)


def _logistic(value: Floats | np.float32) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-STEEP * (value - MIDDLE))), dtype=np.float32)
