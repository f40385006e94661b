"""Word pieces are those of BERT, for any string."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.static_table import table
from mem0.text.wordpiece import MAX_WORDS, WordPiece, words

SMALL = WordPiece({"[UNK]": 0, "un": 1, "##aff": 2, "##able": 3, "hello": 4, "!": 5, "##s": 6, "東": 7, "cafe": 8})


def pieces(text: str) -> list[str]:
    names = {number: name for name, number in table().tokenizer.vocabulary.items()}
    return [names[number] for number in table().tokenizer.encode(text)]


def test_a_word_is_cut_into_its_longest_known_pieces() -> None:
    assert SMALL.encode("unaffable") == [1, 2, 3]


def test_a_word_that_cannot_be_covered_is_one_unknown_piece() -> None:
    assert SMALL.encode("unx hello") == [0, 4]


def test_case_and_accents_are_dropped() -> None:
    assert SMALL.encode("HELLO Café!") == [4, 8, 5]


def test_an_ideograph_is_a_word_of_its_own() -> None:
    assert SMALL.encode("hello東hello") == [4, 7, 4]


def test_control_characters_vanish_without_cutting_the_word() -> None:
    assert SMALL.encode("he\x00l\x07lo") == [4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Miso isn't a dog.", ["mis", "##o", "isn", "'", "t", "a", "dog", "."]),
        ("3.5kg on 2024-05-10", ["3", ".", "5", "##k", "##g", "on", "202", "##4", "-", "05", "-", "10"]),
        ("naïve Zürich", ["naive", "zurich"]),
        ("a_b@x.io", ["a", "_", "b", "@", "x", ".", "io"]),
    ],
)
def test_pieces_are_those_of_the_reference_tokenizer(text: str, expected: list[str]) -> None:
    """Expected values come from Hugging Face tokenizers with the vocabulary of all-MiniLM-L6-v2."""
    assert pieces(text) == expected


@given(st.text())
def test_any_text_gives_known_pieces(text: str) -> None:
    assert all(0 <= number < 9 for number in SMALL.encode(text))


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_the_short_way_for_ascii_agrees_with_the_general_way(text: str) -> None:
    """A trailing accent forces the general way."""
    assert [*words(text), "e"] == list(words(text + " é"))


def test_lone_surrogates_do_not_crash() -> None:
    assert SMALL.encode("hello \ud800 hello") == [4, 4]


@pytest.mark.parametrize("text", ["a" * 5_000_000, "나" * 5_000_000, "ab " * 1_700_000, "!" * 5_000_000])
def test_five_megabytes_do_not_hang(text: str) -> None:
    started = time.process_time()

    assert len(table().tokenizer.encode(text)) <= 100 * MAX_WORDS
    assert time.process_time() - started < 5
