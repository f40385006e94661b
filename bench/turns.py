"""Taking turns: what every cell of the speed bench needs to measure several sides in one stretch of time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from measure import Figure, Row
from texts import questions
from wire import Side

Samples = list[float]
Turn = Callable[[int], Samples]  # the number of the round -> milliseconds


def attempt(cell: str, measured: Callable[[], Iterable[Row]]) -> list[Row]:
    """The rows, or one row that says what went wrong: a cell that fails must not cost the others."""
    print(f"  {cell}", file=sys.stderr, flush=True)
    try:
        return list(measured())
    except Exception as error:  # noqa: BLE001 - the failure is the row's content
        return [Row(cell, "", note=f"FAILED: {type(error).__name__}: {error}")]


def in_turns(turns: Sequence[Turn | None], rounds: int) -> list[Figure | None]:
    """Each side once a round, the order reversed every other round; None for a side that is not there."""
    samples: list[list[Samples]] = [[] for _ in turns]
    for number in range(rounds):
        order = list(range(len(turns)))
        for side in order if number % 2 == 0 else reversed(order):
            turn = turns[side]
            if turn is not None:
                samples[side].append(turn(number))
    return [Figure.of(one) if one else None for one in samples]


def searching(side: Side | None, count: int, **scope: str) -> Turn | None:
    """A turn of `count` searches in a scope; the questions differ from round to round and are the same for all sides."""
    if side is None:
        return None
    return lambda number: side.ask("search", queries=list(islice(questions(seed=number), count)), **scope)


def dot_product(side: Side, vectors: int, dims: int, count: int) -> Turn:
    """A turn of the limit: `count` times one query against all vectors, scores only, in numpy."""
    return lambda _number: side.ask("search", vectors=vectors, dims=dims, count=count)
