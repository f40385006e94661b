"""Matching, compared with the same thing computed in the plainest way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mem0.retrieval import matching, signals
from mem0.retrieval.coherence import Coherence
from mem0.retrieval.features import features
from mem0.retrieval.matching import LEAST, Segments
from mem0.retrieval.postings import Postings
from mem0.retrieval.static_table import table
from mem0.text.terms import hash_term

from .rows import row

TEXTS = ["my dog Pip", "a puppy and a cat", "violin lessons on Friday", "the rent of the flat", "dog dog dog"]


def segments(texts: list[str], *, base: int) -> Segments:
    """The first `base` texts in the base, the rest in the tail."""
    found = [matching.content(features(text).pieces) for text in texts]
    return Segments(Postings.build(found[:base], first=0)).extended(found[base:], first=base)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.data())
def test_soft_matches_are_the_best_cosine_of_each_row(texts: list[str], data: st.DataObject) -> None:
    """Plainly: for each piece of the question the largest cosine with any piece of the row, cut at LEAST."""
    asked = np.unique(matching.content(features("which pet lives in the apartment").pieces))
    base = data.draw(st.integers(0, len(texts)))

    found = matching.soft_matches(asked, segments(texts, base=base), np.arange(len(texts)), len(texts))

    vectors = table().vectors
    for place, text in enumerate(texts):
        cosines = vectors[asked] @ vectors[matching.content(features(text).pieces)].T
        assert found[:, place] == pytest.approx(np.clip((cosines.max(axis=1) - LEAST) / (1 - LEAST), 0, 1), abs=0.02)


def test_an_exact_piece_is_a_full_match() -> None:
    asked = np.array([table().tokenizer.vocabulary["violin"]], dtype=np.uint16)

    assert matching.soft_matches(asked, segments(TEXTS, base=5), np.arange(5), 5)[0, 2] == 1


@pytest.mark.parametrize("others", [0, 1, 150, 151, 601])
def test_products_in_blocks_are_the_products(others: int) -> None:
    """Thirteen pieces of 128 numbers leave room for 150 others in a block."""
    asked, rest = table().vectors[:13], table().vectors[1_000 : 1_000 + others]

    found = matching._cosines(asked, rest)

    assert found.shape == (13, others)
    assert np.allclose(found, asked @ rest.T, atol=1e-5)


def test_stop_words_and_punctuation_say_nothing() -> None:
    assert not len(matching.content(features("what is the, of and?").pieces))


def test_a_rare_piece_weighs_more_than_a_common_one() -> None:
    known = table().tokenizer.vocabulary
    pieces = np.array([known["violin"], known["dog"]], dtype=np.uint16)
    rare, common = matching.piece_weights(pieces, segments(TEXTS, base=3), len(TEXTS))

    assert rare > common


def test_term_counts_say_how_often_and_in_how_many_rows() -> None:
    found = [features(text).terms for text in TEXTS]
    both = Segments(Postings.build(found[:2], first=0)).extended(found[2:], first=2)
    wanted = np.array([hash_term("dog"), hash_term("unheard")], dtype=np.uint32)

    counts, frequency = matching.term_counts(wanted, both, np.arange(5), 5)

    assert counts.tolist() == [[1, 0, 0, 0, 3], [0, 0, 0, 0, 0]]
    assert frequency.tolist() == [2, 0]


def test_bm25_is_the_textbook_formula() -> None:
    counts = np.array([[2.0, 0.0], [1.0, 3.0]], dtype=np.float32)
    lengths = np.array([5.0, 15.0], dtype=np.float32)
    shares = np.array([0.7, 0.3], dtype=np.float32)

    def plain(row_number: int) -> float:
        norm = signals.K1 * (1 - signals.B + signals.B * lengths[row_number] / 10)
        return float(sum(s * c / (c + norm) for s, c in zip(shares, counts[:, row_number], strict=True)))

    assert shares @ signals.saturated(counts, lengths) == pytest.approx([plain(0), plain(1)], rel=1e-5)


def test_idf_is_the_one_of_bm25() -> None:
    assert signals.inverse_frequency(10, np.array([3]))[0] == pytest.approx(math.log(1 + 7.5 / 3.5))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12), st.integers(0, 15))
def test_widening_sums_what_stands_around(values: list[int], reach: int) -> None:
    found = signals.widened(np.array(values, dtype=np.float32), reach)

    assert found.tolist() == [sum(values[max(0, n - reach) : n + reach + 1]) for n in range(len(values))]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_the_best_around_fades_with_distance(values: list[int]) -> None:
    found = signals.best_around(np.array(values, dtype=np.float32), ((1, 0.5), (2, 0.25)))

    for place, value in enumerate(found.tolist()):
        near = {-2: 0.25, -1: 0.5, 0: 1.0, 1: 0.5, 2: 0.25}
        assert value == max(values[place + d] * w for d, w in near.items() if 0 <= place + d < len(values))


TALK = [
    "Did you go to the concert?",
    "Yes, the concert was great",
    "Which band played at the concert?",
    "A jazz band played",
]
LIST = [
    "I live in Lyon",
    "My cat is black",
    "I earn 3000 a month",
    "The dentist is on Friday",
    "I like chess",
    "Milk is out",
]


def test_voices_that_take_turns_make_a_talk() -> None:
    seen = Coherence()
    seen.see([row(n, text, actor="AB"[n % 2]) for n, text in enumerate(TALK)], pieces(TALK))

    assert seen.share == 1


def test_neighbours_that_are_alike_make_a_talk() -> None:
    """Three topics, each in several rows on end."""
    texts = [
        f"{word} {more}" for word in ("violin", "kitchen", "football") for more in ("today", "again", "news", "story")
    ]
    seen = Coherence()
    seen.see([row(n, text) for n, text in enumerate(texts)], pieces(texts))

    assert seen.share > 0.8


def test_unrelated_statements_make_no_talk() -> None:
    seen = Coherence()
    seen.see([row(n, text) for n, text in enumerate(LIST)], pieces(LIST))

    assert seen.share < 0.2


def test_a_few_rows_make_no_talk() -> None:
    assert Coherence().share == 0


def pieces(texts: list[str]) -> list[np.ndarray[tuple[int], np.dtype[np.uint16]]]:
    return [matching.content(features(text).pieces) for text in texts]
