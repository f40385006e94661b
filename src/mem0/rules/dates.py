"""When a statement speaks of: relative days ("last Friday", 어제) made absolute by the day it was said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from .language import language_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day_of(at: int) -> date:
    """The UTC day of a time in microseconds since 1970."""
    return (_EPOCH + timedelta(microseconds=at)).date()


def micros(day: date) -> int:
    """The UTC midnight a day begins with, in microseconds since 1970."""
    return (day - _EPOCH.date()).days * 86_400_000_000


def resolve(text: str, at: int) -> tuple[str, int | None]:
    """`text` with the absolute date in brackets behind each relative one, and the time the first date names (midnight UTC).

    Coarser words give coarser dates: "last month" becomes "(2026-03)", whose time is its first day.
    """
    said = day_of(at)
    found: list[tuple[int, int, date | str, bool]] = []
    for rule in language_of(text).dates:
        for match in rule.pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end, _, _ in found):
                continue  # an earlier (longer) rule has read these words
            day = rule.day(match, said)
            if day is not None:
                found.append((match.start(), match.end(), day, rule.show))
    found.sort(key=lambda one: one[0])
    for _, end, day, show in reversed(found):
        if show and not text[end:].lstrip().startswith("("):
            text = f"{text[:end]} ({day}){text[end:]}"
    return text, _first(found)


def _first(found: list[tuple[int, int, date | str, bool]]) -> int | None:
    if not found:
        return None
    day = found[0][2]
    if isinstance(day, date):
        return micros(day)
    parts = [int(p) for p in day.split("-")]
    return micros(date(parts[0], parts[1] if len(parts) > 1 else 1, 1))


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
