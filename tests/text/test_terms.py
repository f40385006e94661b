"""Terms: what two texts must share to match word by word."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.text.terms import hash_term, hashed, terms


def test_words_are_stemmed_and_stop_words_left_out() -> None:
    assert terms("She was running to the libraries") == ["run", "librari"]


def test_a_possessive_is_the_name_itself() -> None:
    assert terms("Dana's") == terms("Dana\u2019s") == ["dana"]


@pytest.mark.parametrize("kept", ["a.b+c@mail.example.org", "2024-05-10", "1,200", "user_42", "py3", "10:30"])
def test_addresses_numbers_and_identifiers_stay_whole(kept: str) -> None:
    assert terms(f"see {kept} there") == ["see", kept]


def test_scripts_without_spaces_give_character_pairs() -> None:
    assert terms("東京タワー") == ["東京", "京タ", "タワ", "ワー"]


def test_a_single_character_is_its_own_term() -> None:
    assert terms("猫") == ["猫"]


def test_korean_words_match_whatever_particle_they_carry() -> None:
    assert set(terms("고양이가")) & set(terms("고양이를"))


def test_a_korean_number_keeps_its_counter() -> None:
    assert "11년" in terms("간호사로 11년 일했어요")


def test_hashes_are_stable_between_processes() -> None:
    """They are stored, so they may never change: CRC-32 of the UTF-8 of the term."""
    assert hash_term("run") == 0x5076A4C0
    assert hashed("Running runs").tolist() == [hash_term("run")] * 2


@given(st.text())
def test_any_text_has_as_many_hashes_as_terms(text: str) -> None:
    assert hashed(text).tolist() == [hash_term(term) for term in terms(text)]


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_the_short_way_for_plain_english_agrees_with_the_general_way(text: str) -> None:
    """A word with an accent behind the text forces the general way."""
    assert [*terms(text), "\u00e9"] == terms(f"{text} \u00e9")


@pytest.mark.parametrize(
    "text", ["a" * 5_000_000, "나는" * 2_500_000, "ab " * 1_700_000, "1." * 2_500_000, "a.b@" * 1_000_000]
)
def test_five_megabytes_do_not_hang(text: str) -> None:
    started = time.process_time()
    terms(text)

    assert time.process_time() - started < 10
