"""Times in filters: a moment, or a whole day, as a span of microseconds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mem0.records import Micros

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_DAY = 86_400_000_000
_FIRST_SECOND, _LAST_SECOND = -62_135_596_800, 253_402_300_799  # the years 1 to 9999
_DATE = re.compile(r"\d{4}-?\d{2}-?\d{2}")


@dataclass(frozen=True, slots=True)
class Span:
    """The microseconds `first` to `last`, both included. A moment has both equal."""

    first: Micros
    last: Micros


def span_of(value: object) -> Span | None:
    """The span that a date, datetime or ISO 8601 string means; None for anything else."""
    if isinstance(value, datetime):
        moment = _micros(value)
        return Span(moment, moment)
    if isinstance(value, date):
        return day_of(value)
    if isinstance(value, str):
        return _span_of_text(value.strip())
    return None


def span_of_seconds(seconds: float) -> Span | None:
    """The moment of epoch seconds; None outside the years 1 to 9999 (milliseconds were given, most likely)."""
    if not math.isfinite(seconds) or not _FIRST_SECOND <= seconds <= _LAST_SECOND:
        return None
    moment = round(seconds * 1_000_000)
    return Span(moment, moment)


def day_of(day: date) -> Span:
    """The whole UTC day."""
    first = (day.toordinal() - _EPOCH.toordinal()) * _DAY
    return Span(first, first + _DAY - 1)


def widen_to_day(span: Span) -> Span:
    """The whole UTC days that a span touches."""
    return Span(span.first // _DAY * _DAY, span.last // _DAY * _DAY + _DAY - 1)


def _span_of_text(text: str) -> Span | None:
    try:
        if _DATE.fullmatch(text):
            return day_of(date.fromisoformat(text))
        moment = _micros(datetime.fromisoformat(text))
    except ValueError:
        return None
    return Span(moment, moment)


def _micros(moment: datetime) -> Micros:
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _MICRO
