"""The stretch of time that a question names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.retrieval.periods import period
from mem0.retrieval.query import Query
from mem0.retrieval.scope_index import ScopeIndex

from .rows import DAY, row

NOW = int(datetime(2024, 3, 14, 12, tzinfo=UTC).timestamp()) * 1_000_000  # a Thursday


def named(text: str, now: int | None = NOW) -> tuple[str, str] | None:
    found = period(text, now)
    return None if found is None else (found.first.isoformat(), found.last.isoformat())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what happened on 25 May, 2023?", "2023-05-25", "2023-05-25"),
        ("on July 6th 2022", "2022-07-06", "2022-07-06"),
        ("2023-02-01", "2023-02-01", "2023-02-01"),
        ("in February 2024", "2024-02-01", "2024-02-29"),
        ("in December", "2023-12-01", "2023-12-31"),
        ("on 2 January", "2024-01-02", "2024-01-02"),
        ("in 2021", "2021-01-01", "2021-12-31"),
        ("yesterday", "2024-03-13", "2024-03-13"),
        ("last week", "2024-03-04", "2024-03-10"),
        ("last weekend", "2024-03-09", "2024-03-10"),
        ("two months ago", "2024-01-01", "2024-01-31"),
        ("a year ago", "2023-01-01", "2023-12-31"),
        ("어제 뭐 먹었지", "2024-03-13", "2024-03-13"),
        ("3일 전에 산 것", "2024-03-11", "2024-03-11"),
        ("2023년 5월에", "2023-05-01", "2023-05-31"),
        ("지난주에", "2024-03-04", "2024-03-10"),
        ("작년 여름", "2023-01-01", "2023-12-31"),
    ],
)
def test_a_time_said_plainly_is_a_period(text: str, first: str, last: str) -> None:
    assert named(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "may I come?", "march on", "recently", "room 2023b", "99 May", "999999999 years ago"]
)
def test_no_time_is_read_into_other_words(text: str) -> None:
    assert named(text) is None


def test_relative_times_need_the_present() -> None:
    assert named("yesterday", now=None) is None


_SAID = (
    *("5", "12th", "31", "1999", "2023", "2023-02-01", "12:30", "may", "june", "sept.", "dec", "ago", "in", "on", "of"),
    *("last", "this", "a", "two", "days", "weeks", "today", "year", "flat"),
)


@given(st.lists(st.sampled_from(_SAID), max_size=6))
def test_a_text_without_signs_of_a_time_names_none(words: list[str]) -> None:
    """Such texts are not searched; one letter that is not ASCII makes any text be."""
    text = " ".join(words)

    assert named(text) == named(f"{text} é")


@given(st.text())
def test_any_text_is_fine(text: str) -> None:
    period(text, NOW)


@pytest.mark.parametrize("count", [0, 13, 100, 999])
@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_any_count_is_a_period_or_none(count: int, unit: str) -> None:
    found = period(f"{count} {unit}s ago", NOW)

    assert found is None or found.start < found.end <= NOW + 7 * DAY * 60


def test_of_equal_memories_the_one_of_that_time_comes_first() -> None:
    """Both were said; the question names the day of the second."""
    scope = ScopeIndex(
        [row(1, "I went to the museum", at=NOW - 60 * DAY), row(2, "I went to the museum", at=NOW - DAY)]
    )

    hits = scope.rank(Query.read("did I go to the museum yesterday?", now=NOW), at=None, limit=1)
    assert [hit.key for hit in hits] == [2]
