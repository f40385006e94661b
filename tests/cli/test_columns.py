"""Text in columns: how wide it is, where its lines break, and tables that fit."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.cli.columns import ASCII, fold, table, width

TEXTS = st.text(st.sampled_from("ab 가나é́ 한👍漢 -"), max_size=60)


@pytest.mark.parametrize(
    ("text", "columns"), [("tea", 3), ("부산", 4), ("漢字", 4), ("👍", 2), ("e\u0301", 1), ("A\u200bB", 2), ("", 0)]
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_decomposed_hangul_is_as_wide_as_composed() -> None:
    """macOS writes the names of files that way."""
    assert width(normalize("NFD", "부산항")) == width("부산항") == 6


def test_lines_break_between_words() -> None:
    assert fold("one two three", 8) == ["one two ", "three"]


def test_a_word_that_is_too_long_is_cut() -> None:
    assert fold("a 나는부산에살아요 b", 6) == ["a ", "나는부", "산에살", "아요 b"]


def test_later_lines_leave_room_for_their_indent() -> None:
    assert fold("• one two three four", 9, hang=2) == ["• one two ", "three ", "four"]


def test_an_indent_stays_with_its_word() -> None:
    assert fold("   longish", 8) == ["   longi", "sh"]


@given(TEXTS, st.integers(2, 30), st.integers(0, 6))
def test_folding_loses_nothing_and_fits(text: str, columns: int, hang: int) -> None:
    lines = fold(text, columns, hang)

    assert "".join(lines) == text
    assert [line for line in lines[1:] if width(line.rstrip()) > max(columns - hang, 2)] == []
    assert width(lines[0].rstrip()) <= columns


def test_a_table_aligns_what_is_of_different_width() -> None:
    assert table(("id", "memory"), (("1", "부산"), ("23", "tea")), 80) == [
        "id ┃ memory",
        "━━━╇━━━━━━━",
        "1  │ 부산",
        "23 │ tea",
    ]


def test_cells_are_folded_where_a_table_is_too_wide() -> None:
    lines = table(("id", "memory"), (("12345", "나는 부산에 살아요"),), 20, whole=frozenset({"id"}), rules=ASCII)

    assert lines == ["id    | memory", "------+-------------", "12345 | 나는 부산에", "      | 살아요"]


def test_in_a_narrow_terminal_ids_are_folded_too() -> None:
    lines = table(("id", "memory"), (("0123456789abcdef", "one two three four"),), 20, whole=frozenset({"id"}))

    assert max(map(width, lines)) <= 20
    assert "".join(line.partition("│")[0].strip() for line in lines[2:]) == "0123456789abcdef"


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4), st.integers(30, 90))
def test_a_table_never_is_wider_than_it_may_be(rows: list[tuple[str, str, str]], columns: int) -> None:
    lines = table(("id", "since", "memory"), rows, columns, whole=frozenset({"id", "since"}))

    assert max(map(width, lines)) <= columns
