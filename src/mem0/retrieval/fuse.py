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
    dated: float = 0.0  # the row was said in the time that the question names, or soon after
    codes: float = 0.0  # the encoder's own similarity
    codes_soft: float = 0.0  # the same, of the row or two neighbours on each side
    neighbour: float = 0.0  # share of the neighbours' mean sum that is added
    steep: float = 9.0  # these three shape the curve of `calibrated`
    middle: float = 0.30
    full: float = 0.85

    def mixed(self, other: Weights, share: float) -> Weights:
        """Between this record (share 0) and the other (share 1)."""
        pairs = ((name, getattr(self, name), getattr(other, name)) for name in NAMES)
        return Weights(**{name: mine + share * (theirs - mine) for name, mine, theirs in pairs})


NAMES = tuple(field.name for field in fields(Weights))
SIGNALS = tuple(name for name in NAMES if name not in ("neighbour", "steep", "middle", "full"))


@dataclass(frozen=True, slots=True)
class Mode:
    """Weights for rows that follow from one another (talk) and for unrelated statements (facts)."""

    talk: Weights
    facts: Weights
    english: bool = False  # the encoder reads English only; scripts it cannot use are left to the table and the terms

    def weights(self, *, talk: float, readable: float) -> Weights:
        """For a scope that is a talk to this degree, and a question of which the encoder can use this share."""
        mine = self.facts.mixed(self.talk, talk)
        return STATIC.weights(talk=talk, readable=1.0).mixed(mine, readable) if self.english and readable < 1 else mine


STATIC = Mode(
    talk=Weights(
        static=0.18, lexical=0.05, reply=0.075, near=0.20, passage=0.17, soft=0.12, session=0.14, speaker=0.07,
        question=-0.05, dated=0.10, neighbour=0.1, steep=11.0, middle=0.45, full=0.70,
    ),
    facts=Weights(static=0.75, lexical=0.25, speaker=0.07, question=-0.05, dated=0.10),
)  # fmt: skip
LATE = Mode(
    talk=Weights(
        static=0.12, lexical=0.03, reply=0.02, passage=0.065, soft=0.04, session=0.08, speaker=0.045, question=-0.032,
        dated=0.07, codes=0.16, codes_soft=0.45, neighbour=0.1, steep=9.0, middle=0.45, full=0.85,
    ),
    facts=Weights(static=0.2, lexical=0.05, codes=0.75, steep=10.0, middle=0.36, speaker=0.07, question=-0.05, dated=0.10),
    english=True,
)  # fmt: skip
DENSE = Mode(
    talk=Weights(
        static=0.11, lexical=0.04, reply=0.075, near=0.18, passage=0.17, soft=0.09, session=0.13, speaker=0.07,
        question=-0.05, dated=0.10, codes=0.13, neighbour=0.1, steep=11.0, middle=0.45, full=0.70,
    ),
    facts=Weights(static=0.30, lexical=0.15, codes=0.55, speaker=0.07, question=-0.05, dated=0.10),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Curve:
    """Raw sums as scores in [0, 1]: a logistic curve from 0 at nothing to 1 at what a restatement reaches.

    The middle lies where, on conversations and lists of facts, the best answer was about as often right as wrong.
    """

    steep: float
    middle: float
    low: np.float32
    span: np.float32

    @classmethod
    def of(cls, weights: Weights) -> Curve:
        ends = _logistic(np.array([0.0, weights.full], dtype=np.float32), weights.steep, weights.middle)
        return cls(weights.steep, weights.middle, ends[0], ends[1] - ends[0])

    def __call__(self, total: Floats) -> Floats:
        scores = (_logistic(total, self.steep, self.middle) - self.low) / self.span
        return np.asarray(np.minimum(np.maximum(scores, 0.0), 1.0), dtype=np.float32)


def _logistic(value: Floats, steep: float, middle: float) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-steep * (value - middle))), dtype=np.float32)
