"""Postings: which rows hold a unit."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.postings import Postings

Rows = list[list[int]]
ROWS = st.lists(st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 5), max_size=6), max_size=8)


def built(rows: Rows, *, first: int = 0) -> Postings:
    return Postings.build([np.array(row, dtype=np.uint32) for row in rows], first=first)


def listed(postings: Postings) -> dict[tuple[int, int], int]:
    """(unit, row) -> how often."""
    units = np.repeat(postings.units, np.diff(postings.starts)).tolist()
    return dict(zip(zip(units, postings.rows.tolist(), strict=True), postings.counts.tolist(), strict=True))


def expected(rows: Rows, *, first: int = 0) -> dict[tuple[int, int], int]:
    return dict(Counter((unit, first + number) for number, row in enumerate(rows) for unit in row))


@given(ROWS)
def test_postings_hold_every_occurrence(rows: Rows) -> None:
    assert listed(built(rows)) == expected(rows)


@given(ROWS, ROWS)
def test_joined_postings_are_those_of_all_rows(old: Rows, new: Rows) -> None:
    assert listed(built(old).joined(built(new, first=len(old)))) == expected(old + new)


@given(ROWS)
def test_moved_rows_keep_their_units(rows: Rows) -> None:
    """Odd rows are left out, the others get new numbers."""
    place = np.array([-1 if number % 2 else number // 2 for number in range(len(rows))], dtype=np.int64)

    assert listed(built(rows).moved(place)) == expected(rows[::2])


@given(ROWS, st.lists(st.integers(0, 5), unique=True))
def test_spread_gives_all_rows_of_the_wanted_units(rows: Rows, wanted: list[int]) -> None:
    postings = built(rows)
    asked, places = postings.places(np.array(wanted, dtype=np.uint32))
    found, owner = postings.spread(places)

    pairs = {(wanted[asked[o]], int(postings.rows[f])) for f, o in zip(found.tolist(), owner.tolist(), strict=True)}
    assert pairs == {(unit, row) for unit, row in expected(rows) if unit in wanted}


def test_a_count_does_not_overflow() -> None:
    assert listed(built([[7] * 1000])) == {(7, 0): 255}
