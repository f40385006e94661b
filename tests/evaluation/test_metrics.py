"""The measures on values worked out by hand."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.evaluation import metrics


@pytest.mark.parametrize(
    ("said", "right", "value"),
    [
        ("cello", "cello", 1.0),
        ("the Cello!", "a cello", 1.0),  # articles, case and punctuation do not count
        ("playing cellos", "plays cello", 1.0),  # stems
        ("grey cat", "cat", 2 / 3),  # precision 1/2, recall 1
        ("cat cat", "cat", 2 / 3),  # a multiset: said twice is not right twice
        ("dog", "cat", 0.0),
        ("", "cat", 0.0),
        ("cat", "", 0.0),
        ("", "", 1.0),
        ("1,000", "1000", 1.0),
        ("첼로 연주", "첼로", 2 / 3),
    ],
)
def test_f1(said: str, right: str, value: float) -> None:
    assert metrics.f1(said, right) == pytest.approx(value)


@pytest.mark.parametrize(
    ("said", "right", "value"),
    [
        ("the cat sat", "the cat sat", 1.0),
        ("the the the", "the cat", 1 / 3),  # clipped
        ("the cat", "the cat sat down", math.exp(1 - 4 / 2)),  # brevity penalty
        ("a grey cat", "cat", 1 / 3),
        ("dog", "cat", 0.0),
        ("", "cat", 0.0),
    ],
)
def test_bleu1(said: str, right: str, value: float) -> None:
    assert metrics.bleu1(said, right) == pytest.approx(value)


def test_percentiles_lie_between_their_neighbours() -> None:
    assert metrics.percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.5
    assert metrics.percentile([1.0, 2.0, 3.0], 0.95) == pytest.approx(2.9)
    assert metrics.percentile([], 0.5) is None


def test_the_deviation_of_a_sample() -> None:
    assert metrics.deviation([2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]) == pytest.approx(math.sqrt(32 / 7))
    assert metrics.deviation([1.0]) is None


def test_an_interval_holds_the_mean_and_is_the_same_again() -> None:
    values = [100.0] * 70 + [0.0] * 30
    low, high = metrics.interval(values) or (0, 0)

    assert low < 70 < high
    # The binomial deviation of 100 draws is 4.6 points; 95 % lie within about two of it.
    assert 5 < high - 70 < 13
    assert metrics.interval(values) == (low, high)


@given(st.lists(st.floats(0, 100), min_size=2, max_size=20))
def test_an_interval_lies_within_the_values(values: list[float]) -> None:
    low, high = metrics.interval(values) or (0, 0)

    assert min(values) - 1e-6 <= low <= high <= max(values) + 1e-6


@given(st.text(), st.text())
def test_scores_stay_between_nothing_and_all(said: str, right: str) -> None:
    assert 0 <= metrics.f1(said, right) <= 1 + 1e-9
    assert 0 <= metrics.bleu1(said, right) <= 1 + 1e-9


def test_many_threads_may_count_at_once() -> None:
    texts = [f"{word} cellos and violins playing loudly" for word in ("grey", "running", "happily", "nationality")] * 50

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(metrics.words, texts))

    assert together == [metrics.words(text) for text in texts]
