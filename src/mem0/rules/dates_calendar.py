"""Sums with days, weeks and months."""

from __future__ import annotations

from datetime import date, timedelta


def month_before(day: date, months: int) -> str:
    """The month so many months before (negative: after) a day, as "2026-03"."""
    index = day.year * 12 + day.month - 1 - months
    return f"{index // 12}-{index % 12 + 1:02d}"


def weekday(day: date, number: int, *, direction: int) -> date:
    """The nearest such weekday (Monday 0) before (-1) or after (+1) a day, the day itself not."""
    if direction < 0:
        return day - timedelta(days=(day.weekday() - number - 1) % 7 + 1)
    return day + timedelta(days=(number - day.weekday() - 1) % 7 + 1)


def in_week(day: date, number: int, *, weeks: int) -> date:
    """That weekday (Monday 0) of the week so many weeks from the day's own."""
    return day - timedelta(days=day.weekday()) + timedelta(days=number, weeks=weeks)


def real_day(year: int, month: int, day: int) -> date | None:
    """That day, or None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest_year(month: int, day: int, said: date) -> date | None:
    """A month and day without a year: the one nearest to the day it was said, within half a year either way."""
    candidates = [d for y in (-1, 0, 1) if (d := real_day(said.year + y, month, day))]
    return min(candidates, key=lambda d: abs((d - said).days), default=None)
