"""The rows of one scope as columns, and the line of time that they form: neighbours, sessions, facts on their messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..records import IndexRow
from .features import Features
from .postings import Floats, Ints

FOREVER = np.iinfo(np.int64).max
SESSION_GAP = 30 * 60 * 1_000_000  # microseconds of silence that end a session


@dataclass(frozen=True, slots=True)
class Columns:
    """One entry a row, in the order in which rows came. `names` are the people and runs that `actor` and `run` point to."""

    key: Ints
    at: Ints
    valid_from: Ints
    valid_to: Ints  # FOREVER while it holds
    memory: NDArray[np.bool_]  # a memory, or a message
    alive: NDArray[np.bool_]  # False: replaced or deleted, waiting to be cleared away
    actor: NDArray[np.int32]  # -1: none
    run: NDArray[np.int32]
    assistant: NDArray[np.bool_]
    asks: NDArray[np.bool_]  # the text ends with a question mark
    terms: NDArray[np.int32]  # how many the row has
    links: Ints  # (links, 2) key of a memory, key of a message that it rests on; its first message last

    def __len__(self) -> int:
        return len(self.key)

    @property
    def nbytes(self) -> int:
        return sum(int(getattr(self, name).nbytes) for name in _ARRAYS) + self.links.nbytes

    def joined(self, other: Columns) -> Columns:
        arrays = {name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in _ARRAYS}
        return replace(self, **arrays, links=np.concatenate([self.links, other.links]))

    def taken(self, rows: Ints) -> Columns:
        """Only these rows, in this order."""
        arrays = {name: getattr(self, name)[rows] for name in _ARRAYS}
        return replace(self, **arrays, links=self.links[np.isin(self.links[:, 0], arrays["key"])])

    def unlinked(self, keys: Sequence[int]) -> Columns:
        """Without what these memories rest on."""
        return replace(self, links=self.links[~np.isin(self.links[:, 0], np.array(keys, dtype=np.int64))])


_ARRAYS = ("key", "at", "valid_from", "valid_to", "memory", "alive", "actor", "run", "assistant", "asks", "terms")


class Names:
    """Numbers for names, in the order in which they were met."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str | None) -> int:
        """The number of a name, a new one for a new name; -1 for None."""
        return -1 if name is None else self.numbers.setdefault(name, len(self.numbers))


def columns(rows: Sequence[IndexRow], read: Sequence[Features], people: Names, runs: Names) -> Columns:
    """The columns of new rows; `read` are their features."""
    ends = [FOREVER if row.valid_to is None else row.valid_to for row in rows]
    return Columns(
        key=np.array([row.key for row in rows], dtype=np.int64),
        at=np.array([row.at for row in rows], dtype=np.int64),
        valid_from=np.array([row.valid_from for row in rows], dtype=np.int64),
        valid_to=np.array(ends, dtype=np.int64),
        memory=np.array([row.kind == "memory" for row in rows], dtype=np.bool_),
        alive=np.ones(len(rows), dtype=np.bool_),
        actor=np.array([people.number(row.actor) for row in rows], dtype=np.int32),
        run=np.array([runs.number(row.run_id) for row in rows], dtype=np.int32),
        assistant=np.array([row.role == "assistant" for row in rows], dtype=np.bool_),
        asks=np.array([found.asks for found in read], dtype=np.bool_),
        terms=np.array([len(found.terms) for found in read], dtype=np.int32),
        links=np.array([(row.key, parent) for row in rows for parent in reversed(row.parents)], np.int64).reshape(
            -1, 2
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """The living rows in the order of time, and the spine among them: rows that do not rest on another living row.

    A fact stands where its message stands: context (neighbours, session) is counted on the spine alone, so that a message
    and the facts drawn from it are not each other's neighbours.
    """

    rows: Ints  # of the columns: the living ones by (at, key)
    place: Ints  # of each row of the columns: its place in `rows`; len(rows) for dead ones
    spine: Ints  # places of the spine rows, ascending
    stand: Ints  # of each place: its index in the spine
    parent: Ints  # of each place: the place of its first living parent, or -1
    session: Ints  # of each spine row
    starts: Ints  # where each session starts in the spine

    def on_spine(self, values: Floats) -> Floats:
        """Only the spine of values that are given for all places (last axis)."""
        return values if len(self.spine) == len(self.rows) else values[..., self.spine]

    def off_spine(self, values: Floats) -> Floats:
        """The values of the spine for all places: each has that of where it stands."""
        return values if len(self.spine) == len(self.rows) else values[..., self.stand]


def line(table: Columns) -> Line:
    """Order the living rows and find sessions: a silence of SESSION_GAP or another run starts a new one."""
    living = np.flatnonzero(table.alive)
    rows = living[np.lexsort((table.key[living], table.at[living]))]
    parent = _parents(table, rows)
    inner = rows[parent < 0]
    breaks = (np.diff(table.at[inner]) > SESSION_GAP) | (np.diff(table.run[inner]) != 0)
    return _line(table, rows, parent, np.concatenate([np.zeros(min(1, len(inner)), dtype=np.int64), np.cumsum(breaks)]))


def narrowed(table: Columns, whole: Line, places: Ints) -> Line:
    """A line of some places only, ascending; the sessions stay what they were."""
    renumbered = np.full(len(whole.rows) + 1, -1, dtype=np.int64)  # the last entry is what -1 (no parent) points to
    renumbered[places] = np.arange(len(places))
    parent = renumbered[whole.parent[places]]
    session = whole.session[whole.stand[places[parent < 0]]]
    return _line(table, whole.rows[places], parent, np.cumsum(np.diff(session, prepend=session[:1]) != 0))


def _line(table: Columns, rows: Ints, parent: Ints, session: Ints) -> Line:
    place = np.full(len(table), len(rows), dtype=np.int64)
    place[rows] = np.arange(len(rows))
    spine = np.flatnonzero(parent < 0)
    stand = np.zeros(len(rows), dtype=np.int64)
    stand[spine] = np.arange(len(spine))
    facts = np.flatnonzero(parent >= 0)
    stand[facts] = stand[parent[facts]]
    return Line(rows, place, spine, stand, parent, session, np.flatnonzero(np.diff(session, prepend=-1)))


def _parents(table: Columns, rows: Ints) -> Ints:
    """The place of the first living parent of each place, -1 where there is none."""
    found = np.full(len(rows), -1, dtype=np.int64)
    if not len(table.links):
        return found
    keys = table.key[rows]
    order = np.argsort(keys)
    child, child_known = _find(keys, order, table.links[:, 0])
    parent, parent_known = _find(keys, order, table.links[:, 1])
    both = child_known & parent_known
    found[child[both]] = parent[both]  # the first parent is written last
    return found


def _find(keys: Ints, order: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Where each wanted key stands in `keys` (sorted by `order`), and whether it does."""
    spot = np.minimum(np.searchsorted(keys, wanted, sorter=order), len(keys) - 1)
    places = order[spot]
    return places, np.asarray(keys[places] == wanted)
