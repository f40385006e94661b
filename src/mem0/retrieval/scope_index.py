"""The search index of one scope: exact, in memory, built from stored features, brought up to date row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ..records import Hit, IndexRow, Micros
from .code_segments import CodeSegments
from .coherence import Coherence
from .features import Features
from .fuse import STATIC, Mode
from .matching import LEAST_IN_LARGE, Segments, content
from .postings import Floats, Ints, Postings
from .query import Query
from .rows import FOREVER, Line, Names, columns, line, narrowed
from .scoring import Evidence, candidates
from .standing import Standing

Accept = Callable[[list[int]], set[int]]
OVERHEAD = 250  # bytes a row of the dictionaries and of the line, measured
EXACT = 20_000  # living rows up to which every row is scored
SMALL = 100  # rows up to which all of them are the tail: a base of few is only one more thing to ask
TAIL = 1_000  # rows that the tail may hold (or a 64th of the base) before it is merged into the base


class ScopeIndex:
    """Searchable rows of one entity. Not locked: one thread at a time may call `apply` or `rank`."""

    def __init__(self, rows: Sequence[IndexRow], *, mode: Mode = STATIC) -> None:
        self._mode = mode
        self._coherence = Coherence()
        self._people, self._runs = Names(), Names()
        self._rows: dict[int, int] = {}  # key -> row of the table
        self._marks: dict[int, int] = {}  # key -> hash of what was indexed, to see what changed
        self._table = columns([], [], self._people, self._runs)
        self._pieces = self._terms = Segments(Postings.empty())
        self._codes = CodeSegments.empty()
        self._based = 0  # rows that the base postings cover
        self._line: Line | None = None
        self._stands: Standing | None = None
        self.apply(rows, None)

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def nbytes(self) -> int:
        """Bytes held in memory, about."""
        parts = (self._table.nbytes, self._pieces.nbytes, self._terms.nbytes, self._codes.nbytes)
        return sum(parts) + OVERHEAD * len(self._rows) + self.remembered

    @property
    def remembered(self) -> int:
        """The part of them that grows with the questions asked."""
        return 0 if self._stands is None else self._stands.nbytes

    def apply(self, changed: Sequence[IndexRow], keep: Iterable[int] | NDArray[np.int64] | None) -> None:
        """Put new and changed rows in; `keep` names the keys that still exist (None: nothing was deleted)."""
        if keep is not None:
            self._drop(self._rows.keys() - set(np.asarray(list(keep), dtype=np.int64).tolist()))
        fresh = [row for row in changed if not self._only_validity(row)]
        self._drop(row.key for row in fresh if row.key in self._rows)
        if fresh:
            self._append(fresh)
        if changed or keep is not None:
            self._line = self._stands = None
            self._tidy()

    def rank(
        self,
        query: Query,
        *,
        at: Micros | None,
        limit: int,
        accept: Accept | None = None,
        near: Collection[int] = (),
        memories_only: bool = False,
        explain: bool = False,
    ) -> list[Hit]:
        """The best `limit` rows that hold (now, or at the time `at`) and that `accept` lets through, best first.

        `explain`: each hit tells each signal's part of its score. `accept` gets keys in rank order, a batch at a time, and
        returns those that may answer; `memories_only`: no message may. `near`: keys of rows that an external index finds near
        to the question; in a scope too large to score every row they are scored in any case.
        """
        if limit <= 0 or not self._rows:
            return []
        whole = self._standing()
        part = self._narrowed(whole, query, at, near)
        hits = _ranked(part, query, at, limit, accept, memories_only=memories_only, explain=explain)
        if len(hits) < limit and part is not whole:  # a filter that lets little through must still see every row
            hits = _ranked(whole, query, at, limit, accept, memories_only=memories_only, explain=explain)
        return hits

    def _only_validity(self, row: IndexRow) -> bool:
        """Take over new validity of a row whose content is as before; False when more than that changed."""
        place = self._rows.get(row.key)
        if place is None or self._marks[row.key] != _mark(row):
            return False
        self._table.valid_from[place] = row.valid_from
        self._table.valid_to[place] = FOREVER if row.valid_to is None else row.valid_to
        return True

    def _drop(self, keys: Iterable[int]) -> None:
        gone = list(keys)
        for key in gone:
            self._table.alive[self._rows.pop(key)] = False
            self._marks.pop(key)
        if gone:
            self._table = self._table.unlinked(gone)

    def _append(self, rows: Sequence[IndexRow]) -> None:
        read = [Features.from_bytes(row.features) for row in rows]
        start = len(self._table)
        pieces = [content(found.pieces) for found in read]
        terms = [found.terms for found in read]
        self._table = self._table.joined(columns(rows, read, self._people, self._runs))
        self._pieces = self._pieces.extended(pieces, first=start)
        self._terms = self._terms.extended(terms, first=start)
        self._codes = self._codes.extended([row.codes for row in rows])
        self._rows.update((row.key, start + number) for number, row in enumerate(rows))
        self._marks.update((row.key, _mark(row)) for row in rows)
        # A fact is near its own message in any case: that says nothing about whether the rows are a talk.
        alone = [n for n, row in enumerate(rows) if self._rows.keys().isdisjoint(row.parents)]
        self._coherence.see([rows[n] for n in alone], [pieces[n] for n in alone])

    def _tidy(self) -> None:
        """Merge the tail and clear dead rows away when they have grown."""
        size = len(self._table)
        tail = size - self._based
        dead = size - len(self._rows)
        if tail <= max(TAIL, self._based // 64) and dead <= size // 64 and (self._based or size <= SMALL):
            return
        kept = self._shown().rows
        place = np.full(size, -1, dtype=np.int64)
        place[kept] = np.arange(len(kept))
        self._pieces, self._terms = self._pieces.merged(place), self._terms.merged(place)
        self._codes = self._codes.merged(kept)
        self._table = self._table.taken(kept)
        self._rows = {key: number for number, key in enumerate(self._table.key.tolist())}
        self._based, self._line = len(kept), None
        self._stands = None

    def _shown(self) -> Line:
        if self._line is None:
            self._line = line(self._table)
        return self._line

    def _standing(self) -> Standing:
        if self._stands is None:
            shown = self._shown()
            people, living = self._people.numbers, len(shown.rows)
            evidence = Evidence(self._table, shown, self._pieces, self._terms, people, self._codes, living=living)
            self._stands = Standing(evidence, self._mode, self._coherence.share, remembers=living <= EXACT)
        return self._stands

    def _narrowed(self, whole: Standing, query: Query, at: Micros | None, near: Collection[int]) -> Standing:
        """All rows, or in a large scope those worth a closer look."""
        if whole.evidence.living <= EXACT:
            return whole
        places = candidates(query, whole.evidence, whole.holds(at))
        known = [self._rows[key] for key in near if key in self._rows]
        if known:
            places = np.union1d(places, whole.line.place[known])
        part = replace(whole.evidence, line=narrowed(self._table, whole.line, places), least=LEAST_IN_LARGE)
        return Standing(part, self._mode, self._coherence.share, remembers=False)


def _ranked(
    standing: Standing,
    query: Query,
    at: Micros | None,
    limit: int,
    accept: Accept | None,
    *,
    memories_only: bool,
    explain: bool,
) -> list[Hit]:
    weights, curve = standing.weights_of(query)
    total = standing.total(query, weights)
    chosen: list[int] = []
    keys: list[int] = []
    for places in standing.best_first(total, at, limit, memories_only=memories_only):
        _let_through(standing, places, limit, accept, chosen, keys)
        if len(chosen) >= limit:
            break
    scores = curve(total[chosen]).tolist()
    found = zip(keys, standing.memory[chosen].tolist(), scores, strict=True)
    hits = [Hit(key, "memory" if memory else "message", score) for key, memory, score in found]
    return _explained(hits, standing.signals(query, weights), chosen) if explain else hits


def _explained(hits: list[Hit], signals: dict[str, Floats], chosen: list[int]) -> list[Hit]:
    """The hits with each signal's part of the score; the parts sum to it."""
    parts = {name: values[chosen].tolist() for name, values in signals.items()}
    own = ({name: values[n] for name, values in parts.items()} for n in range(len(hits)))
    return [replace(hit, shares=_shares(mine, hit.score)) for hit, mine in zip(hits, own, strict=True)]


def _let_through(
    standing: Standing, places: Ints, limit: int, accept: Accept | None, chosen: list[int], keys: list[int]
) -> None:
    """Add places that may answer, and their keys, until there are `limit`."""
    start, size = 0, limit
    while start < len(places) and len(chosen) < limit:
        batch = places[start : start + size]
        found = standing.keys[batch].tolist()
        allowed = found if accept is None else accept(found)
        passed = [n for n, key in enumerate(found) if key in allowed][: limit - len(chosen)]
        chosen += batch[passed].tolist()
        keys += [found[n] for n in passed]
        start, size = start + size, 2 * size


def _shares(parts: dict[str, float], score: float) -> dict[str, float]:
    """Each signal's part of the score; the parts sum to it."""
    total = sum(parts.values())
    return {name: part / total * score for name, part in parts.items() if part} if total > 0 else {}


def _mark(row: IndexRow) -> int:
    """A number that changes with anything that is indexed, validity apart."""
    return hash((row.features, row.codes, row.at, row.run_id, row.actor, row.role, row.kind, row.parents))
