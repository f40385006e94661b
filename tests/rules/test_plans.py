"""Plans that are dropped or put off, and days that are none."""

from __future__ import annotations

from datetime import date

import pytest

from mem0.rules.dates import micros, resolve

from .sayings import decide, events, remembered


@pytest.mark.parametrize(
    ("plan", "end"),
    [
        ("I'm training for the Berlin marathon.", "I'm not running the marathon after all."),
        ("We're planning to move abroad next year.", "We scrapped the plan to move abroad."),
        ("I booked flights to Iceland for 12 June.", "I had to cancel the Iceland trip."),
        ("We're going to Crete in August.", "The trip is off."),
        ("I smoke, a pack a day.", "I've quit for good."),
    ],
)
def test_a_dropped_plan_ends(plan: str, end: str) -> None:
    known = [remembered("My dentist is Dr Osei."), remembered(plan)]

    assert [(d.event, d.target) for d in decide(end, known)] == [("DELETE", known[1])]


def test_a_date_put_off_replaces_the_former() -> None:
    assert events("We're postponing the launch to 30 May.", "The launch is on 9 May.") == ["UPDATE"]


def test_quitting_for_good_says_nothing_of_other_things() -> None:
    assert events("I've quit for good.", "I live in Leeds.") == ["ADD"]


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("I'm running a marathon in February", "2026-02"),
        ("My niece was born in February", "2025-02"),
        ("I moved here in June", "2025-06"),
    ],
)
def test_a_month_said_in_december_is_the_one_that_is_meant(text: str, month: str) -> None:
    assert resolve(text, micros(date(2025, 12, 5)))[0] == f"{text} ({month})"


def test_a_past_month_said_in_january_is_of_the_year_before() -> None:
    assert resolve("I moved here in November", micros(date(2026, 1, 15)))[0] == "I moved here in November (2025-11)"


@pytest.mark.parametrize("text", ["I dance like there's no tomorrow", "I wasn't born yesterday"])
def test_idioms_name_no_day(text: str) -> None:
    assert resolve(text, micros(date(2026, 1, 15))) == (text, None)
