"""Relative days become absolute ones, by the day they were said (a Thursday)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mem0.rules.dates import day_of, micros, resolve

SAID = int(datetime(2026, 1, 15, 12, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("I went to the dentist yesterday", "I went to the dentist yesterday (2026-01-14)"),
        ("We met last Friday", "We met last Friday (2026-01-09)"),
        ("The call is next Tuesday at 3pm", "The call is next Tuesday (2026-01-20) at 3pm"),
        ("I fell three days ago", "I fell three days ago (2026-01-12)"),
        ("In two weeks we leave", "In two weeks (2026-01-29) we leave"),
        ("We fly to Rome in May", "We fly to Rome in May (2026-05)"),
        ("Last month I quit", "Last month (2025-12) I quit"),
        ("We married last year", "We married last year (2025)"),
        ("The day before yesterday it snowed", "The day before yesterday (2026-01-13) it snowed"),
        ("어제 치과에 갔어", "어제 (2026-01-14) 치과에 갔어"),
        ("그저께 만났어", "그저께 (2026-01-13) 만났어"),
        ("지난주 토요일에 이사했어", "지난주 토요일 (2026-01-10)에 이사했어"),
        ("다음 주 금요일에 면접이 있어", "다음 주 금요일 (2026-01-23)에 면접이 있어"),
        ("다음 달에 결혼해", "다음 달 (2026-02)에 결혼해"),
        ("3일 전에 샀어", "3일 전 (2026-01-12)에 샀어"),
        ("이틀 전에 왔어", "이틀 전 (2026-01-13)에 왔어"),
        ("내일 오후 3시 회의야", "내일 오후 3시 (2026-01-16) 회의야"),
        ("작년 3월에 입사했어", "작년 3월 (2025-03)에 입사했어"),
    ],
)
def test_a_relative_day_gets_its_date_in_brackets(text: str, written: str) -> None:
    assert resolve(text, SAID)[0] == written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Mum's birthday is 19 May", date(2026, 5, 19)),
        ("It was on December 3", date(2025, 12, 3)),
        ("Due on 2026-03-01", date(2026, 3, 1)),
        ("마감은 5월 8일이야", date(2026, 5, 8)),
    ],
)
def test_an_absolute_day_is_understood_and_left_as_written(text: str, day: date) -> None:
    """A day without a year is the one nearest to the day of speaking."""
    assert resolve(text, SAID) == (text, micros(day))


@pytest.mark.parametrize("text", ["I may be late", "31 February", "a few days ago", "I march on", "월급날이야"])
def test_words_that_name_no_day_stay_untouched(text: str) -> None:
    assert resolve(text, SAID) == (text, None)


def test_the_time_of_the_first_date_is_the_time_of_the_event() -> None:
    event = resolve("yesterday I booked a table for tomorrow", SAID)[1]

    assert event == micros(date(2026, 1, 14))


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2200, 1, 1)))
def test_days_and_microseconds_are_inverse(day: date) -> None:
    assert day_of(micros(day)) == day


@given(st.text(max_size=120))
def test_any_text_can_be_resolved(text: str) -> None:
    """Bracketed dates are only ever added, nothing is taken away."""
    written = resolve(text, SAID)[0]

    assert len(written) >= len(text)
