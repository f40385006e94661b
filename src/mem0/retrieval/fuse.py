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

    static: float = 0.0  # best word-piece matches of the row
    lexical: float = 0.0  # BM25 of the row
    reply: float = 0.0  # BM25 of the row before it, to which it may be the answer
    near: float = 0.0  # BM25 of the row with one neighbour on each side
    passage: float = 0.0  # BM25 of the row with six neighbours on each side
    soft: float = 0.0  # best word-piece matches of the row or two neighbours on each side
    session: float = 0.0  # BM25 of the session
    speaker: float = 0.0  # the question names who said it
    question: float = 0.0  # (negative) the row only asks something
    codes: float = 0.0  # the encoder's own similarity
    codes_soft: float = 0.0  # the same, of the row or two neighbours on each side
    neighbour: float = 0.0  # share of the neighbours' mean sum that is added

    def mixed(self, other: Weights, share: float) -> Weights:
        """Between this record (share 0) and the other (share 1)."""
        pairs = ((name, getattr(self, name), getattr(other, name)) for name in NAMES)
        return Weights(**{name: mine + share * (theirs - mine) for name, mine, theirs in pairs})


NAMES = tuple(field.name for field in fields(Weights))
SIGNALS = NAMES[:-1]


@dataclass(frozen=True, slots=True)
class Mode:
    """Weights for rows that follow from one another (talk) and for unrelated statements (facts)."""

    talk: Weights
    facts: Weights


STATIC = Mode(
    talk=Weights(
        static=0.18, lexical=0.05, reply=0.075, near=0.20, passage=0.17, soft=0.12, session=0.14, speaker=0.07,
        question=-0.05, neighbour=0.1,
    ),
    facts=Weights(static=0.75, lexical=0.25),
)  # fmt: skip
LATE = Mode(
    talk=Weights(
        static=0.06, lexical=0.03, reply=0.075, near=0.17, passage=0.17, soft=0.06, session=0.12, speaker=0.07,
        question=-0.05, codes=0.24, neighbour=0.1,
    ),
    facts=Weights(static=0.2, lexical=0.1, codes=0.7),
)  # fmt: skip
DENSE = Mode(
    talk=Weights(
        static=0.11, lexical=0.04, reply=0.075, near=0.18, passage=0.17, soft=0.09, session=0.13, speaker=0.07,
        question=-0.05, codes=0.13, neighbour=0.1,
    ),
    facts=Weights(static=0.3, lexical=0.15, codes=0.55),
)  # fmt: skip

STEEP, MIDDLE = 9.0, 0.36  # of the curve below, fitted to how often an answer with that sum was right


def calibrated(total: Floats) -> Floats:
    """A sum of weighted signals as a score in [0, 1]: a logistic curve scaled to run through (0, 0) and (1, 1)."""
    low, high = _logistic(np.float32(0.0)), _logistic(np.float32(1.0))
    clipped = np.clip(total, 0.0, 1.0)
    return np.asarray((_logistic(clipped) - low) / (high - low), dtype=np.float32)


def _logistic(value: Floats | np.float32) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-STEEP * (value - MIDDLE))), dtype=np.float32)
