"""Lexical units of Korean words: stems without particles and endings, whatever the style of writing."""

from __future__ import annotations

import sys
import threading
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.text import korean
from mem0.text.korean_lexicon import lexicon


@pytest.mark.parametrize(
    "form", ["강아지가", "강아지를", "강아지한테", "강아지랑", "강아지예요", "강아지였더라", "강아지인데요"]
)
def test_a_noun_is_the_same_unit_before_every_particle(form: str) -> None:
    assert korean.units(form)[0] == "강아지"


@pytest.mark.parametrize("form", ["민준이는", "민준한테", "민준이랑"])
def test_particles_come_off_names_no_glossary_knows(form: str) -> None:
    assert any("민준" in unit for unit in korean.units(form))


@pytest.mark.parametrize(
    "form", ["먹어요", "먹었어", "먹습니다", "먹음", "먹는", "먹을게", "먹었거든요", "먹더라고요", "먹잖아"]
)
def test_a_verb_is_the_same_unit_in_every_style(form: str) -> None:
    assert korean.units(form) == ("먹",)


@pytest.mark.parametrize(
    ("form", "stem"),
    [
        ("더워요", "덥"),
        ("걸어서", "걷"),
        ("몰라", "모르"),
        ("지었다", "짓"),
        ("빨개졌어", "빨갛"),
        ("예뻐서", "예쁘"),
        ("바꿨어요", "바꾸"),
    ],
)
def test_irregular_forms_give_the_dictionary_stem(form: str, stem: str) -> None:
    assert korean.units(form)[0] == stem


@pytest.mark.parametrize("form", ["결혼했어", "결혼하였습니다", "결혼해요", "결혼", "결혼은"])
def test_a_noun_and_the_verb_made_of_it_are_one_unit(form: str) -> None:
    assert korean.units(form) == ("결혼",)


def test_auxiliary_verbs_written_without_a_space_come_off() -> None:
    assert korean.units("만들어줬어") == ("만들",)


def test_words_written_without_a_space_are_taken_apart() -> None:
    assert korean.units("안먹어") == ("먹",)


def test_a_compound_gives_its_parts() -> None:
    assert korean.units("고양이밥")[0] == "고양이"
    assert "밥" in korean.units("고양이밥")


def test_numbers_keep_their_counter_with_and_without_a_space_inside() -> None:
    assert korean.units("5월30일에") == ("5", "5월", "30", "30일")
    assert korean.units("1,200만원을") == ("1200", "1200만원")


def test_the_latin_part_is_left_to_the_caller() -> None:
    assert korean.units("Redis가") == ()


def test_decomposed_hangul_is_read_as_composed() -> None:
    assert korean.units(unicodedata.normalize("NFD", "강아지가")) == korean.units("강아지가")


def test_laughter_and_function_words_are_no_units() -> None:
    assert korean.units("ㅋㅋㅋ") == korean.units("그리고") == korean.units("했어") == ()


def test_a_word_of_ten_thousand_syllables_is_read() -> None:
    assert len(korean.units("가나다라마" * 2000)) > 100


@pytest.mark.parametrize(
    ("form", "stem"),
    [("잡는다", "잡"), ("잡지마", "잡"), ("갑니다", "가"), ("파는", "팔"), ("주는", "주"), ("놨어", "놓")],
)
def test_a_shape_takes_only_its_own_endings(form: str, stem: str) -> None:
    assert korean.units(form) == (stem,)


@given(st.text())
def test_any_string_gives_units_without_blanks(text: str) -> None:
    for unit in korean.units(text):
        assert unit
        assert not any(char.isspace() for char in unit)


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=12))
def test_units_do_not_depend_on_what_was_asked_before(word: str) -> None:
    first = korean.units(word)
    korean.units(word + "는")

    assert korean.units(word) == first


def test_threads_that_come_first_together_share_one_glossary() -> None:
    seen: list[int] = []
    ready = threading.Barrier(8)

    def read() -> None:
        ready.wait()
        seen.append(id(lexicon()))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(seen)) == 1


def test_importing_reads_no_data() -> None:
    import subprocess

    code = "import mem0.text.korean_lexicon as m, mem0.text.korean; print(len(m._loaded))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert out.stdout.strip() == "0"


def test_every_process_reads_a_word_the_same_way() -> None:
    """Units are stored: of two readings that cost the same, none may be chosen by the chance of a process (hash seeds)."""
    import os
    import subprocess

    code = "from mem0.text.korean import units, translation as t; print(units('갈리더라고요'), t('갈리더라고요 나뉘더라고요'))"
    seeds = ({**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"} for seed in ("0", "1", "3"))
    read = {subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=True).stdout for env in seeds}

    assert len(read) == 1
