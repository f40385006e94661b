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
