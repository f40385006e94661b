"""Score all rows of a scope for one question: the signals of the rows, of their context, and their weighted sum."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from . import matching, signals
from .code_segments import CodeSegments
from .fuse import SIGNALS, Weights
from .matching import Segments
from .postings import Floats, Ints
from .query import Query
from .rows import Columns, Line
from .static_table import Pieces

AFTERWARDS = 14 * 86_400 * 1_000_000  # microseconds
CANDIDATES = 1_500
CLOSE = 800  # rows whose codes are compared where the scope has too many
REACH, SOFT_REACH = 6, ((1, 0.9), (2, 0.8))


@dataclass(frozen=True)
class Evidence:
    """Everything the signals look at."""

    table: Columns
    line: Line
    pieces: Segments
    terms: Segments
    people: Mapping[str, int]
    codes: CodeSegments
    living: int  # rows of the whole scope, of which `line` may hold a part
    least: float = matching.LEAST  # similarity of word pieces that counts

    @cached_property
    def lengths(self) -> Floats:
        """Terms of each place."""
        return self.table.terms[self.line.rows].astype(np.float32)

    @cached_property
    def asks(self) -> Floats | None:
        """1 for each place whose text only asks; None where there is none."""
        found = self.table.asks[self.line.rows]
        return found.astype(np.float32) if found.any() else None

    @cached_property
    def assistant(self) -> NDArray[np.bool_] | None:
        """Places where an assistant speaks; None where they all do, or none."""
        found = self.table.assistant[self.line.rows]
        return found if found.any() and not found.all() else None


Mix = Callable[[Floats], Floats]  # takes the values of each unit of a question, (units, n), together


def weigh(query: Query, evidence: Evidence, weights: Weights) -> dict[str, Floats]:
    """What each signal adds to each row of the line. The sum over signals is the raw score, between 0 and about 1."""
    found = _words(query, evidence, weights) | constants(query, evidence)
    found |= code_signals(query, evidence, weights, totals(scaled(found, weights), len(evidence.line.rows)))
    added = scaled(found, weights)
    if weights.neighbour and added:
        added["neighbour"] = weights.neighbour * around(totals(added, len(evidence.line.rows)), evidence.line)
    return added


def scaled(found: Mapping[str, Floats], weights: Weights) -> dict[str, Floats]:
    """The signals times what each counts."""
    if not found:
        return {}
    return {name: getattr(weights, name) * found[name] for name in SIGNALS if name in found and getattr(weights, name)}


def _words(query: Query, evidence: Evidence, weights: Weights) -> dict[str, Floats]:
    """The signals of the question's pieces and terms, each unit by its share of what they all weigh."""
    found: dict[str, Floats] = {}
    pieces = matching.content(query.pieces)
    if len(pieces):
        idf = matching.piece_weights(pieces, evidence.pieces, evidence.living)
        found |= piece_signals(pieces, evidence, weights, (idf / idf.sum()).__matmul__)
    counts, frequency = matching.term_counts(query.terms, evidence.terms, evidence.line.place, len(evidence.line.rows))
    present = np.flatnonzero(frequency)
    if len(present):
        idf = signals.inverse_frequency(evidence.living, frequency[present])
        share = idf / matching.term_weight_sum(float(idf.sum()), len(frequency) - len(present), evidence.living)
        found |= term_signals(counts[present], evidence, weights, share.__matmul__)
    return found


def piece_signals(pieces: Pieces, evidence: Evidence, weights: Weights, mix: Mix) -> dict[str, Floats]:
    """Soft matches: of each row, and of each row with what stands around it."""
    line = evidence.line
    best = matching.soft_matches(pieces, evidence.pieces, line.place, len(line.rows), least=evidence.least)
    found = {"static": mix(best)}
    if weights.soft:
        found["soft"] = line.off_spine(mix(signals.best_around(line.on_spine(best), SOFT_REACH)))
    return found


def term_signals(counts: Floats, evidence: Evidence, weights: Weights, mix: Mix) -> dict[str, Floats]:
    """Exact matches: of each row, of the row before it, of its surroundings, of its session."""
    line, lengths = evidence.line, evidence.lengths
    found = {"lexical": mix(signals.saturated(counts, lengths))}
    if not (weights.near or weights.passage):
        return found
    inner, inner_lengths = line.on_spine(counts), line.on_spine(lengths)
    around = {"reply": signals.before(line.on_spine(found["lexical"]))}
    for name, reach in (("near", 1), ("passage", REACH)):
        around[name] = mix(signals.saturated(signals.widened(inner, reach), signals.widened(inner_lengths, reach)))
    if len(line.starts) > 1:
        together = signals.saturated(np.add.reduceat(inner, line.starts, axis=1), np.add.reduceat(inner_lengths, line.starts))
        around["session"] = mix(together)[..., line.session]
    return found | {name: line.off_spine(values) for name, values in around.items()}


def constants(query: Query, evidence: Evidence) -> dict[str, Floats]:
    """What does not depend on the words that a row shares with the question: who said it, when, whether it only asks."""
    found = {"speaker": _speaker(query, evidence), "question": evidence.asks, "dated": _dated(query, evidence)}
    return {name: values for name, values in found.items() if values is not None}


def code_signals(query: Query, evidence: Evidence, weights: Weights, others: Floats) -> dict[str, Floats]:
    """What the encoder's own vectors say: of each row, and of each row with what stands around it.

    others: the sum of the other signals, by which a large scope is cut down before its codes are compared.
    """
    if query.vectors is None or not len(query.vectors) or not evidence.codes.filled:
        return {}
    worth = np.linalg.norm(query.vectors, axis=1)
    unit = query.vectors / np.maximum(worth, 1e-9)[:, None]
    share = (worth / max(float(worth.sum()), 1e-9)).astype(np.float32)
    line = evidence.line
    places = _closest(others) if evidence.codes.many(line.rows) else np.arange(len(line.rows))
    best = np.zeros((len(unit), len(line.rows)), dtype=np.float32)
    best[:, places] = evidence.codes.best_of(line.rows[places], unit.astype(np.float32))
    found = {"codes": share @ best}
    if weights.codes_soft:
        found["codes_soft"] = line.off_spine(share @ signals.best_around(line.on_spine(best), SOFT_REACH))
    return found


def _closest(others: Floats) -> Ints:
    """The places that score best without the codes, each with its neighbours."""
    best = np.argpartition(-others, min(CLOSE, len(others) - 1))[:CLOSE]
    chosen = np.zeros(len(others), dtype=np.bool_)
    for step in (-1, 0, 1):
        chosen[np.clip(best + step, 0, len(others) - 1)] = True
    return np.flatnonzero(chosen)


def _speaker(query: Query, evidence: Evidence) -> Floats | None:
    """1 where the question tells who said it: by name, or by "I" and "you" where a user talks with an assistant."""
    named = [number for name, number in evidence.people.items() if query.names(name)]
    if named:
        rows = evidence.line.rows
        return np.asarray(np.isin(evidence.table.actor[rows], np.array(named, dtype=np.int32)), dtype=np.float32)
    if evidence.assistant is None:
        return None
    voice = query.voice()
    return None if voice is None else np.asarray(evidence.assistant == (voice == "assistant"), dtype=np.float32)


def _dated(query: Query, evidence: Evidence) -> Floats | None:
    """1 in the time that the question names, fading to 0 over the two weeks after: one tells of it afterwards."""
    named = query.period()
    if named is None:
        return None
    late = (evidence.table.at[evidence.line.rows] - named.end) / AFTERWARDS
    worth = np.where(late < -(named.end - named.start) / AFTERWARDS, 0.0, np.clip(1 - late, 0.0, 1.0))
    return worth.astype(np.float32)


def around(total: Floats, line: Line) -> Floats:
    """The mean raw score of the neighbours on the spine."""
    return line.off_spine(signals.neighbours(line.on_spine(total)))


def candidates(query: Query, evidence: Evidence, holds: NDArray[np.bool_]) -> Ints:
    """Places worth a closer look in a large scope: the best of those that hold by a rough estimate, and what stands
    around them."""
    whole = evidence.line
    pieces = matching.content(query.pieces)
    rough = matching.rough_scores(pieces, query.terms, evidence.pieces, evidence.terms, len(evidence.table))[whole.rows]
    rough[~holds] = 0.0
    best = np.argpartition(-rough, CANDIDATES)[:CANDIDATES] if len(rough) > CANDIDATES else np.arange(len(rough))
    around = np.add.outer(best, np.arange(-REACH, REACH + 1)).ravel()
    chosen = np.zeros(len(rough), dtype=np.bool_)
    chosen[np.clip(around, 0, len(rough) - 1)] = True
    return np.flatnonzero(chosen)


def totals(scaled: Mapping[str, Floats], rows: int) -> Floats:
    """(rows,) the sum of the signals."""
    total = np.zeros(rows, dtype=np.float32)
    for values in scaled.values():
        total += values
    return total
