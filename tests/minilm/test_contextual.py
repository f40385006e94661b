"""MaxSim over a scope equals the definition, however the rows came together and however they are kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval import contextual
from mem0.retrieval.codes import Floats, Kind, pack, unpack
from mem0.retrieval.contextual import TokenCodes

Counts = list[int | None]
counts_of_rows = st.lists(st.one_of(st.none(), st.integers(0, 4)), max_size=10)


def unit(count: int, dims: int, seed: int) -> Floats:
    found = np.random.default_rng(seed).standard_normal((count, dims)).astype(np.float32)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def stored(counts: Counts, kind: Kind = Kind.BYTES) -> list[bytes | None]:
    return [None if n is None else pack(unit(n, 16, seed=place), kind) for place, n in enumerate(counts)]


def by_definition(codes: list[bytes | None], query: Floats, weights: Floats) -> Floats:
    found = np.zeros(len(codes), dtype=np.float32)
    for row, code in enumerate(codes):
        vectors = unpack(code) if code is not None else np.zeros((0, 16), dtype=np.float32)
        best = [max([float(np.clip(one @ vector, 0, 1)) for vector in vectors], default=0.0) for one in query]
        found[row] = np.dot(best, weights) / weights.sum()
    return found


@given(counts_of_rows, st.sampled_from(Kind), st.integers(1, 4))
def test_scores_are_the_definition(counts: Counts, kind: Kind, asked: int) -> None:
    codes, query, weights = stored(counts, kind), unit(asked, 16, 99), np.arange(1, asked + 1, dtype=np.float32)

    scores = TokenCodes.build(codes).scores(query, weights)

    assert np.allclose(scores, by_definition(codes, query, weights), atol=1e-5)


@given(counts_of_rows, st.data())
def test_scores_of_some_rows_are_those_of_all(counts: Counts, data: st.DataObject) -> None:
    codes = TokenCodes.build(stored(counts))
    picked = data.draw(st.lists(st.integers(0, len(counts) - 1))) if counts else []
    rows, query, weights = np.array(picked, dtype=np.int64), unit(3, 16, 99), np.ones(3, dtype=np.float32)

    assert np.allclose(codes.scores_of(rows, query, weights), codes.scores(query, weights)[rows], atol=1e-6)


@given(counts_of_rows, counts_of_rows)
def test_rows_that_come_later_score_as_if_built_together(first: Counts, later: Counts) -> None:
    codes = stored(first + later)
    query, weights = unit(3, 16, 99), np.ones(3, dtype=np.float32)

    grown = TokenCodes.build(codes[: len(first)]).extended(codes[len(first) :])

    assert len(grown) == len(codes)
    assert np.array_equal(grown.scores(query, weights), TokenCodes.build(codes).scores(query, weights))


@given(counts_of_rows, st.data())
def test_taken_rows_keep_their_scores(counts: Counts, data: st.DataObject) -> None:
    codes = TokenCodes.build(stored(counts))
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(counts), max_size=len(counts))), dtype=np.bool_)
    query, weights = unit(3, 16, 99), np.ones(3, dtype=np.float32)

    assert np.allclose(codes.taken(mask).scores(query, weights), codes.scores(query, weights)[mask], atol=1e-6)


def test_scores_do_not_depend_on_the_size_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    codes, query, weights = TokenCodes.build(stored([3] * 9)), unit(2, 16, 99), np.ones(2, dtype=np.float32)
    at_once = codes.scores(query, weights)
    monkeypatch.setattr(contextual, "BLOCK", 4)

    assert np.allclose(codes.scores(query, weights), at_once, atol=1e-6)


def test_scores_need_a_question_of_the_same_size() -> None:
    with pytest.raises(ValueError, match="24 dims"):
        TokenCodes.build(stored([1])).scores(unit(1, 24, 0), np.ones(1, dtype=np.float32))


def test_codes_of_another_size_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="24 dims"):
        TokenCodes.build(stored([1])).extended([pack(unit(1, 24, 0), Kind.BYTES)])
