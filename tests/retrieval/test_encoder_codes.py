"""The encoder's own vectors beside the features: they speak where the question brings vectors."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mem0.retrieval.code_segments import CodeSegments
from mem0.retrieval.codes import Kind, pack
from mem0.retrieval.fuse import DENSE, LATE, Mode
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

from .rows import row

AXES = np.eye(8, dtype=np.float32)


def code(*axes: int) -> bytes:
    return pack(AXES[list(axes)], Kind.BYTES)


def asked(vectors: NDArray[np.float32], text: str = "something else") -> Query:
    return Query.read(text, vectors=vectors)


@pytest.mark.parametrize("mode", [LATE, DENSE])
def test_the_nearest_vector_answers(mode: Mode) -> None:
    scope = ScopeIndex([row(n, f"note {n}", codes=code(n)) for n in range(5)], mode=mode)

    hit = scope.rank(asked(AXES[[3]]), at=None, limit=1, explain=True)[0]
    assert hit.key == 3
    assert hit.shares["codes"] > 0


def test_a_longer_vector_of_the_question_weighs_more() -> None:
    scope = ScopeIndex([row(n, f"note {n}", codes=code(n)) for n in range(5)], mode=LATE)
    vectors = np.stack([AXES[1], 3 * AXES[2]])

    assert [hit.key for hit in scope.rank(asked(vectors), at=None, limit=2)] == [2, 1]


def test_rows_without_codes_are_found_by_their_words() -> None:
    scope = ScopeIndex([row(1, "I play the violin"), row(2, "note", codes=code(1))], mode=LATE)

    assert scope.rank(asked(AXES[[5]], "violin"), at=None, limit=1)[0].key == 1


def test_an_english_encoder_does_not_decide_for_japanese() -> None:
    """The vectors point at the wrong row; the words of the question at the right one."""
    scope = ScopeIndex(
        [row(1, "猫の名前は豆腐です", codes=code(1)), row(2, "夕方に水泳をします", codes=code(2))], mode=LATE
    )

    assert scope.rank(asked(AXES[[2]], "猫の名前は何ですか"), at=None, limit=1)[0].key == 1


def test_codes_stay_with_their_rows_through_merges() -> None:
    segments = CodeSegments.empty().extended([code(0), None]).extended([code(2), code(3, 4)])
    merged = segments.merged(np.array([3, 1, 0])).extended([code(5)])

    best = merged.best(AXES)
    assert (best > 0.5).T.tolist() == [[axis in axes for axis in range(8)] for axes in ({3, 4}, set[int](), {0}, {5})]


def test_codes_of_another_size_are_refused() -> None:
    segments = (
        CodeSegments.empty()
        .extended([code(0)])
        .merged(np.array([0]))
        .extended([pack(np.eye(4, dtype=np.float32), Kind.BYTES)])
    )

    with pytest.raises(ValueError, match="dims"):
        segments.merged(np.array([0, 1]))
