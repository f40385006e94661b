"""The static table: words of like meaning lie near each other."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from mem0.retrieval.static_table import table


def similarity(first: str, second: str) -> float:
    pair = table().sentence([first, second])
    return float(pair[0] @ pair[1])


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("apartment", "house", "violin"),
        ("doctor", "hospital", "guitar"),
        ("puppy", "dog", "salary"),
        ("wage", "salary", "moon"),
    ],
)
def test_related_words_are_nearer_than_unrelated_ones(word: str, near: str, far: str) -> None:
    assert similarity(word, near) > similarity(word, far) + 0.2


def test_vectors_have_unit_length() -> None:
    assert np.allclose(np.linalg.norm(table().vectors, axis=1), 1, atol=1e-5)


def test_every_piece_has_a_vector_and_a_rarity() -> None:
    assert len(table().vectors) == len(table().idf) == len(table().tokenizer.vocabulary)


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    known = table().tokenizer.vocabulary
    assert table().idf[known["violin"]] > table().idf[known["time"]] > table().idf[known["the"]]


def test_a_text_without_pieces_has_a_zero_vector() -> None:
    assert not table().sentence([""]).any()


def test_importing_the_index_reads_no_data() -> None:
    """The table is read on first use, not at import."""
    code = (
        "import mem0.retrieval.scope_index as s; from mem0.retrieval import static_table as t; assert t._table is None"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
