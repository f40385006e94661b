"""Score all rows of a scope for one question: the signals of the rows, of their context, and their weighted sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from . import matching, signals
from .fuse import SIGNALS, Weights
from .matching import Segments
from .postings import Floats, Ints
from .query import Query
from .rows import Columns, Line


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything the signals look at."""

    table: Columns
    line: Line
    pieces: Segments
    terms: Segments
    people: Mapping[str, int]
    codes: Floats | None = None  # (rows of the line,) similarity by the encoder's own vectors, in [0, 1]


def weigh(query: Query, evidence: Evidence, weights: Weights) -> dict[str, Floats]:
    """What each signal adds to each row of the line. The sum over signals is the raw score, between 0 and about 1."""
    found = own_signals(query, evidence)
    found |= context_signals(query, evidence, found["static"])
    if evidence.codes is not None:
        found["codes"] = evidence.codes
    scaled = {name: getattr(weights, name) * found[name] for name in SIGNALS if name in found}
    scaled["neighbour"] = weights.neighbour * _around(sum(scaled.values(), np.float32(0.0)), evidence.line)
    return scaled


def own_signals(query: Query, evidence: Evidence) -> dict[str, Floats]:
    """Signals of the rows by themselves."""
    line, living = evidence.line, len(evidence.line.rows)
    pieces = matching.content(query.pieces)
    static = np.zeros(living, dtype=np.float32)
    if len(pieces):
        idf = matching.piece_weights(pieces, evidence.pieces, living)
        static = idf @ matching.soft_matches(pieces, evidence.pieces, line.place, living) / idf.sum()
    return {"static": static, "speaker": _speaker(query, evidence)}


def context_signals(query: Query, evidence: Evidence, static: Floats) -> dict[str, Floats]:
    """Exact matches of the row and of what stands around it, and how well its session answers."""
    line, living = evidence.line, len(evidence.line.rows)
    counts, frequency = matching.term_counts(query.terms, evidence.terms, line.place, living)
    idf = signals.inverse_frequency(living, frequency)
    reach = matching.term_weight_sum(query.terms, idf, living)
    lengths = evidence.table.terms[line.rows].astype(np.float32)
    spine, stand, session = line.spine, line.stand, line.session
    inner, inner_lengths = counts[:, spine], lengths[spine]
    found = {"lexical": signals.bm25(counts, lengths, idf, reach)}
    for name, distance in (("window1", 1), ("window2", 2)):
        wide = signals.bm25(signals.widened(inner, distance), signals.widened(inner_lengths, distance), idf, reach)
        found[name] = wide[stand]
    if len(line.starts) > 1:
        together = np.add.reduceat(inner, line.starts, axis=1)
        whole = signals.bm25(together, np.add.reduceat(inner_lengths, line.starts), idf, reach)
        found["session"] = whole[session][stand]
        found["session_best"] = signals.best_of_session(static[spine], session, line.starts)[session][stand]
    return found


def _speaker(query: Query, evidence: Evidence) -> Floats:
    """1 where the question names the one who said it."""
    named = [number for name, number in evidence.people.items() if query.names(name)]
    actors = evidence.table.actor[evidence.line.rows]
    return np.isin(actors, np.array(named, dtype=np.int32)).astype(np.float32) if named else np.zeros(len(actors), np.float32)


def _around(total: Floats, line: Line) -> Floats:
    """The mean raw score of the neighbours on the spine."""
    return signals.neighbours(np.asarray(total)[line.spine])[line.stand]


def totals(scaled: Mapping[str, Floats], rows: int) -> Floats:
    """(rows,) the sum of the signals."""
    return np.sum(list(scaled.values()), axis=0, dtype=np.float32) if scaled else np.zeros(rows, dtype=np.float32)


Order = Ints
