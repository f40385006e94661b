"""The stretch of time that a question names: "in May 2023", "two weeks ago", "어제". English and Korean, UTC days.

Only a time that is said plainly counts; "recently" or "when I was young" name none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ..records import Micros

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "a couple of": 2,
    "couple of": 2,
}
_COUNT = r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|(?:a )?couple of)"
_FOUR, _WORD = re.compile(r"(?:19|20)\d\d"), re.compile(r"[a-z]+")
_UNITS = {"일": "day", "주": "week", "주일": "week", "달": "month", "개월": "month", "년": "year"}


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of `first` to the end of `last`."""

    first: date
    last: date

    @property
    def start(self) -> Micros:
        return _micros(self.first)

    @property
    def end(self) -> Micros:
        """The first moment after it."""
        return _micros(self.last + timedelta(days=1))


def period(text: str, now: Micros | None) -> Period | None:
    """The first time that the text names. Times that count from the present need `now`; None where nothing is named."""
    return period_on(text.lower(), None if now is None else day(now))


def day(now: Micros) -> date:
    """The day of a moment."""
    return datetime.fromtimestamp(now / 1e6, UTC).date()


def period_on(lowered: str, today: date | None) -> Period | None:
    """`period` of a text in lower case, on that day."""
    if lowered.isascii() and not _FOUR.search(lowered) and _SIGNS.isdisjoint(_WORD.findall(lowered)):
        return None  # most questions name no time, and two dozen patterns to see that cost more than the ranking
    for pattern, read in _RULES:
        for match in pattern.finditer(lowered):
            try:
                found = read(match, today)
            except (ValueError, OverflowError):  # 31 February, or a year that calendars do not have
                continue
            if found is not None:
                return found
    return None


def _absolute(match: re.Match[str], today: date | None) -> Period | None:
    """A day, a month or a year. A day without a year is the last one that has passed."""
    parts = match.groupdict()
    name = parts.get("month")
    month = None if name is None else int(name) if name.isdigit() else _MONTHS.index(name[:3]) + 1
    year = int(parts["year"]) if parts.get("year") else None
    if month is None:
        return None if year is None else Period(date(year, 1, 1), date(year, 12, 31))
    if year is None:
        if today is None:
            return None
        year = today.year if date(today.year, month, int(parts.get("day") or 1)) <= today else today.year - 1
    if parts.get("day"):
        day = date(year, month, int(parts["day"]))
        return Period(day, day)
    return _month(year, month)


def _ago(match: re.Match[str], today: date | None) -> Period | None:
    """Some days, weeks, months or years before today."""
    if today is None:
        return None
    count = match["count"]
    unit = _UNITS.get(match["unit"], match["unit"])
    return _before(today, unit, int(count) if count.isdigit() else _COUNTS[count])


def _fixed(unit: str, back: int) -> Callable[[re.Match[str], date | None], Period | None]:
    """The unit (a day, a week, ...) that lies `back` units before the present one."""

    def read(match: re.Match[str], today: date | None) -> Period | None:
        del match
        return None if today is None else _before(today, unit, back)

    return read


def _before(today: date, unit: str, count: int) -> Period:
    if unit == "day":
        day = today - timedelta(days=count)
        return Period(day, day)
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * count)
        return Period(monday, monday + timedelta(days=6))
    if unit == "weekend":
        saturday = today - timedelta(days=today.weekday() + 2)
        return Period(saturday, saturday + timedelta(days=1))
    if unit == "month":
        months = 12 * today.year + today.month - 1 - count
        return _month(months // 12, months % 12 + 1)
    return Period(date(today.year - count, 1, 1), date(today.year - count, 12, 31))


def _month(year: int, month: int) -> Period:
    after = date(year + month // 12, month % 12 + 1, 1)
    return Period(date(year, month, 1), after - timedelta(days=1))


def _micros(day: date) -> Micros:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


_RULES = [
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(?P<year>(?:19|20)\d\d)[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})\b", _absolute),
        (r"(?P<year>(?:19|20)\d\d)년\s*(?P<month>\d{1,2})월(?:\s*(?P<day>\d{1,2})일)?", _absolute),
        (rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?", _absolute),
        (rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?", _absolute),
        (rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}", _absolute),
        (r"(?P<month>\d{1,2})월\s*(?P<day>\d{1,2})일", _absolute),
        (rf"\b(?:in|during|last|since)\s+{_MONTH}", _absolute),
        (r"(?:^|\s)(?P<month>\d{1,2})월(?=에|의|달|쯤|\s|$)", _absolute),
        (rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+ago\b", _ago),
        (r"(?P<count>\d{1,3})\s*(?P<unit>일|주일|주|달|개월|년)\s*전", _ago),
        (r"\bday before yesterday\b|그저께|그제|엊그제", _fixed("day", 2)),
        (r"\byesterday\b|\blast night\b|어제|어젯밤", _fixed("day", 1)),
        (r"\btoday\b|\bthis (?:morning|afternoon|evening)\b|\btonight\b|오늘", _fixed("day", 0)),
        (r"\blast weekend\b|지난\s*주말", _fixed("weekend", 0)),
        (r"\blast week\b|지난\s*주|저번\s*주", _fixed("week", 1)),
        (r"\bthis week\b|이번\s*주", _fixed("week", 0)),
        (r"\blast month\b|지난\s*달|저번\s*달", _fixed("month", 1)),
        (r"\bthis month\b|이번\s*달", _fixed("month", 0)),
        (r"\blast year\b|작년|지난\s*해", _fixed("year", 1)),
        (r"\bthis year\b|올해", _fixed("year", 0)),
        (rf"\bin\s+{_YEAR}", _absolute),
        (r"(?P<year>(?:19|20)\d\d)년", _absolute),
    )
]
# English without the figures of a year names a time by one of these words only.
_SIGN_WORDS = """
january jan february feb march mar april apr may june jun july jul august aug september sept sep october oct november nov
december dec ago yesterday today tonight last this
"""
_SIGNS = frozenset(_SIGN_WORDS.split())
