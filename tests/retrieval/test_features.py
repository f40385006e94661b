"""Features: what is stored of a text so that it can be found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.features import Features, features
from mem0.retrieval.static_table import table


@given(st.text())
def test_what_is_written_is_what_is_read(text: str) -> None:
    found = features(text)
    again = Features.from_bytes(found.to_bytes())

    assert np.array_equal(again.pieces, found.pieces)
    assert np.array_equal(again.terms, found.terms)


def test_a_piece_takes_two_bytes_and_a_term_four() -> None:
    found = features("my sister lives in Lyon")

    assert len(found.to_bytes()) == 2 + 2 * len(found.pieces) + 4 * len(found.terms)


@pytest.mark.parametrize("broken", [b"", b"\x00", b"\x02\x00", b"\x01", b"\x01\x80", b"\x01\x05ab", b"\x01\x00abc"])
def test_foreign_bytes_are_refused(broken: bytes) -> None:
    with pytest.raises(ValueError, match="features"):
        Features.from_bytes(broken)


def test_korean_enters_the_pieces_in_english() -> None:
    """고양이 is a cat."""
    assert table().tokenizer.vocabulary["cat"] in features("고양이를 키워요").pieces


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Where do you live?", True),
        ("Where do you live? I live here.", False),
        ("What is it? [shares a photo of a dog]", True),
        ("Look at this [shares a sign that says what?]", False),
        ("", False),
    ],
)
def test_a_text_asks_when_what_is_said_ends_with_a_question_mark(text: str, asks: bool) -> None:
    assert features(text).asks is asks
