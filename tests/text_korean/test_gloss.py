"""What Korean means in English words: glosses, kinds, synonyms, romanisation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.static_table import table
from mem0.text import korean

from .pairs import PAIRS


def test_a_question_is_glossed_in_order() -> None:
    assert korean.gloss("언니 생일이 언제야?") == ["older", "sister", "birthday", "when", "time", "date"]


def test_latin_words_and_numbers_stay_in_their_place() -> None:
    assert korean.translation("Redis 서버 3대") == "Redis server 3"


def test_compounds_are_glossed_part_by_part() -> None:
    assert korean.gloss("고양이밥") == ["cat", "meal", "rice"]


@pytest.mark.parametrize(
    ("one", "other"), [("반려동물", "애완동물"), ("남친", "남자친구"), ("거주하는", "살아요"), ("이직", "전직")]
)
def test_synonyms_meet_in_english(one: str, other: str) -> None:
    assert korean.gloss(one)[0] == korean.gloss(other)[0]


def test_synonyms_are_derived_from_the_glossary() -> None:
    assert "애완동물" in korean.synonyms("반려동물")
    assert "반려동물" not in korean.synonyms("반려동물")


def test_an_unknown_unit_has_no_synonyms() -> None:
    assert korean.synonyms("쀍쀍") == ()


def test_kinds_are_added_only_when_asked_for() -> None:
    assert "instrument" not in korean.translation("바이올린")
    assert "instrument" in korean.translation("바이올린", kinds=True)


@pytest.mark.parametrize(
    ("word", "latin"),
    [
        ("부산", "busan"),
        ("종로", "jongno"),
        ("신림", "sillim"),
        ("설악", "seorak"),
        ("왕십리", "wangsimni"),
        ("한라", "halla"),
    ],
)
def test_romanisation_follows_the_revised_rules(word: str, latin: str) -> None:
    assert korean.romanise(word) == latin


def test_a_full_name_is_spelt_as_english_does() -> None:
    assert korean.gloss("김도현이") == ["kim", "dohyeon"]


@given(st.text())
def test_any_text_has_a_translation(text: str) -> None:
    assert not any("가" <= char <= "힣" for char in korean.translation(text, kinds=True))


def test_a_korean_question_finds_the_english_memory() -> None:
    """By pooled glosses alone, 27 of the 30 pairs at least among the first five."""
    memories = table().sentence([memory for memory, _ in PAIRS])
    questions = table().sentence([korean.translation(question) for _, question in PAIRS])
    own = np.diagonal(questions @ memories.T)[:, None]

    ranks = (questions @ memories.T > own).sum(axis=1)

    assert (ranks < 5).sum() >= 27
