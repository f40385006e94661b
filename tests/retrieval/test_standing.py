"""Scores from what is remembered of earlier questions are those of the signals computed anew."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mem0.retrieval.fuse import STATIC
from mem0.retrieval.profiles import KEPT
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex
from mem0.retrieval.standing import SORTED, Standing

from .rows import DAY, row

WORDS = ("piano", "garden", "violin", "market", "dog", "train", "last", "Friday", "yesterday", "Bo", "개", "산책", "you", "?")
SAID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
NOW = 30 * DAY


def scope_of(texts: list[str]) -> ScopeIndex:
    """A talk with facts on messages, two speakers, an assistant, and rows that hold no longer."""
    return ScopeIndex(
        [
            row(
                n, text, kind="memory" if n % 3 else "message", actor=("Bo", "Ana", None)[n % 3], at=n * DAY // 3,
                role="assistant" if n % 4 == 1 else "user", valid_to=DAY if n % 5 == 4 else None,
                parents=(n - 1,) if n % 6 == 1 else (),
            )
            for n, text in enumerate(texts)
        ]
    )  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(SAID, min_size=5, max_size=12), st.lists(SAID, min_size=1, max_size=4))
def test_what_is_remembered_scores_as_what_is_computed(texts: list[str], questions: list[str]) -> None:
    """Asked for the first time and again; the sum of the signals is the plain way."""
    scope = scope_of(texts)
    standing = scope._standing()
    plain = Standing(standing.evidence, STATIC, scope._coherence.share, remembers=False)

    for question in (*questions, *questions):
        query = Query.read(question, now=NOW)
        expected = plain.total(query, plain.weights)
        assert standing.total(query, standing.weights) == pytest.approx(expected, abs=2e-6)


@settings(deadline=None, max_examples=25)
@given(st.lists(SAID, min_size=5, max_size=9), SAID, SAID)
def test_a_change_of_the_scope_is_not_answered_from_before(texts: list[str], question: str, said: str) -> None:
    scope, query = scope_of(texts[:-1]), Query.read(question, now=NOW)
    scope.rank(query, at=None, limit=20)

    scope.apply([row(len(texts) + 3, said), row(0, said)], None)

    standing = scope._standing()
    plain = Standing(standing.evidence, STATIC, scope._coherence.share, remembers=False)
    assert standing.total(query, standing.weights) == pytest.approx(plain.total(query, plain.weights), abs=2e-6)


def test_the_best_of_many_come_first_and_ties_keep_their_order() -> None:
    size = SORTED + 200
    standing = ScopeIndex([row(n, "a note") for n in range(size)])._standing()
    total = np.random.default_rng(3).integers(0, 40, size).astype(np.float32)

    lots = list(standing.best_first(total.copy(), None, 30))

    assert len(lots[0]) == 30
    assert np.concatenate(lots).tolist() == np.argsort(-total, kind="stable").tolist()


def test_remembering_is_bounded() -> None:
    """Many different questions do not grow without end, and one that is too long for it is answered all the same."""
    scope = ScopeIndex([row(n, f"note w{n} x{n}") for n in range(20)])
    for n in range(KEPT):
        scope.rank(Query.read(f"w{n} y{n}"), at=None, limit=1)
    bound = scope.remembered
    for n in range(KEPT, 3 * KEPT):
        scope.rank(Query.read(f"w{n} y{n}"), at=None, limit=1)

    assert 0 < scope.remembered <= max(bound, KEPT * 600)
    assert scope.rank(Query.read(" ".join(f"x{n}" for n in range(2 * KEPT))), at=None, limit=1)


def test_a_question_that_is_asked_once_leaves_nothing_behind() -> None:
    scope = scope_of(["the piano in the garden", "a violin", "the dog Bo", "the market on Friday", "a train", "the garden"])
    once = scope.rank(Query.read("Bo plays the piano", now=NOW, once=True), at=None, limit=5)
    before = scope.remembered
    again = scope.rank(Query.read("Bo plays the piano", now=NOW), at=None, limit=5)

    assert before == 0 < scope.remembered
    assert [hit.key for hit in once] == [hit.key for hit in again]
    assert [hit.score for hit in once] == pytest.approx([hit.score for hit in again], abs=1e-5)
